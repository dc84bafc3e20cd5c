/** Layout on small graphs, drawn above each test: columns, order, room for every text, calm wires. */
import { describe, expect, it, vi } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import type { Size } from "../../src/picture/camera.ts";
import type { Flow } from "../../src/picture/extent.ts";
import { acrossOf } from "../../src/picture/layout.ts";
import { holds, planGraph, wireTexts } from "../../src/picture/plan.ts";
import { type Plan } from "../../src/picture/planned.ts";
import { estimate } from "../../src/picture/text.ts";
import {
  forks,
  kinds,
  neuron,
  neuronWithCall,
  product,
  scalarNet,
  twoLayers,
} from "../fixtures/webview/samples.ts";
import { createTape, number } from "../fixtures/webview/tape.ts";
import { exampleView } from "../webview/example-views.ts";
import { columns, faults, type Laid, layOut, tall, wide } from "./lay-out.ts";

// Graphviz takes its time on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

describe("columns", () => {
  //  x ─┐
  //     + ─┐
  //  y ─┘  × ── f
  //  z ────┘
  it("stand in the order of the formula, inputs at the left, the target at the right", async () => {
    expect(columns(await layOut(product()))).toBe("x y z | + | × | f");
  });

  //  w0 ─┐
  //      × ─┐
  //  x0 ─┘  + ─┐
  //  w1 ─┐  │  + ─ neg ─ exp ─┐
  //      × ─┘  │              + ─ 1/x ── f
  //  x1 ─┘     │         1 ───┘
  //  w2 ───────┘
  it("keep constants beside the gates that use them", async () => {
    expect(columns(await layOut(neuron()))).toBe("w0 x0 w1 x1 w2 | × × | + | + | neg | 1 exp | + | 1/x | f");
  });

  //  b ─╮╭ a
  //     ╰╯− ─ f      f = a − b, and the file says b first
  it("have the inputs in the order of the file", async () => {
    const tape = createTape("file:///order.grad");
    const [b, a] = [tape.leaf("b", 1), tape.leaf("a", 2)];
    const view = tape.view(tape.gate("sub", [a, b]), "f");
    for (const panel of [wide, tall]) expect(columns(await layOut(view, panel))).toBe("b a | − | f");
  });

  //  h ──┐
  //  W2 ─ linear
  //  b2 ─┘
  it("have the operands of a call from top to bottom, however high their texts are", async () => {
    const { picture } = await layOut(twoLayers());
    const y = (id: string): number => picture.nodes.find((node) => node.id === id)!.y;
    expect(y("h")).toBeLessThan(y("W2"));
    expect(y("W2")).toBeLessThan(y("b2"));
    expect(y("b2")).toBeLessThan(y("t"));
  });
});

describe("places", () => {
  //  x ─┐
  //     +      in the middle of x and y
  //  y ─┘
  it("of gates are between their inputs", async () => {
    const { picture } = await layOut(product());
    const at = (label: string): { x: number; y: number } =>
      picture.nodes.find((node) => node.label === label)!;
    expect(at("+").y).toBeCloseTo((at("x").y + at("y").y) / 2, 5);
    expect(at("f").y).toBeCloseTo(at("×").y, 5);
  });

  //  neg ─ exp ─   on one line, the constant out of the way
  it("of a chain are on one line", async () => {
    const { picture } = await layOut(neuron());
    const y = (label: string): number => picture.nodes.find((node) => node.label === label)!.y;
    expect(Math.abs(y("neg") - y("exp"))).toBeLessThan(0.5);
    expect(y("1")).toBeLessThan(y("exp"));
  });

  //  x ──•┬─┐
  //      └┴─ ×
  it("of a value that is used twice are a stem, a fork and a branch for each use", async () => {
    const { picture } = await layOut(forks());
    const stem = picture.wires.find((wire) => wire.id === "stem n0")!;
    const branches = picture.wires.filter((wire) => wire.kind === "branch" && wire.from === "n0");
    expect(branches).toHaveLength(3);
    for (const branch of branches) {
      expect(branch.curve[0]).toBeCloseTo(stem.fork!.x, 5);
      expect(branch.curve[1]).toBeCloseTo(stem.fork!.y, 5);
    }
  });

  //  ┌ outer ────────────┐
  //  │ ┌ inner ─┐        │
  //  │ │ e ─ s  │─ + ─ ÷ │
  //  │ └────────┘        │
  //  └───────────────────┘
  it("of an opened group's nodes are inside its box, and of no others", async () => {
    const { picture, plan } = await layOut(kinds());
    const [outer, inner] = picture.groups;
    expect([outer?.id, inner?.id]).toEqual(["outer", "inner"]);
    const isIn = (id: string, box: typeof outer): boolean => {
      const node = picture.nodes.find((candidate) => candidate.id === id)!;
      const { x, y, width, height } = box!;
      return node.x > x && node.x < x + width && node.y > y && node.y < y + height;
    };
    for (const node of plan.nodes) {
      expect(isIn(node.id, inner), node.id).toBe(node.group === "inner");
      expect(isIn(node.id, outer), node.id).toBe(node.group !== undefined);
    }
  });
});

describe("no text, gate or wire lies over another", () => {
  const views: readonly (readonly [string, GraphView])[] = [
    ["product", product()],
    ["neuron", neuron()],
    ["neuron with a call", neuronWithCall(false)],
    ["neuron with an opened call", neuronWithCall(true)],
    ["forks", forks()],
    ["two layers", twoLayers()],
    ["everything at once", kinds()],
    ["a net of a hundred nodes", scalarNet(100)],
    ["a net of a thousand nodes", scalarNet(1000, 8)],
  ];
  const panels = [
    ["to the right", wide],
    ["down", tall],
  ] as const;
  it.each(panels.flatMap(([how, panel]) => views.map(([what, view]) => [what, how, view, panel] as const)))(
    "in %s that flows %s",
    async (_, __, view, panel) => {
      const laid = await layOut(view, panel);
      expect(laid.picture.nodes).toHaveLength(view.nodes.length);
      expect(laid.picture.wires.length).toBeGreaterThanOrEqual(view.edges.length);
      expect(faults(laid)).toEqual([]);
    },
  );
});

describe("a graph flows", () => {
  const flowOf = (view: GraphView, panel: Size, keep?: Flow): Flow =>
    planGraph(view, estimate, panel, keep).flow;

  it("to the right in a wide panel and down in a tall one", () => {
    expect(flowOf(product(), wide)).toBe("right");
    expect(flowOf(product(), tall)).toBe("down");
  });

  it("down in a wide panel, too, where it is too long for that alone, unless it is shown already", () => {
    const panel = { width: 700, height: 690 };
    expect(flowOf(neuron(), panel)).toBe("down");
    expect(flowOf(neuron(), panel, "right")).toBe("right");
    expect(flowOf(neuron(), { width: 700, height: 300 })).toBe("right");
  });

  it("the way on which more of its length is seen where it is too long for both", () => {
    expect(flowOf(twoLayers(), { width: 521, height: 502 })).toBe("down");
    expect(flowOf(twoLayers(), { width: 521, height: 180 })).toBe("right");
  });
});

describe("a picture is kept", () => {
  it("while its numbers fit into their room", () => {
    const plan = (x: number): Plan => planGraph(product(x), estimate, wide);
    expect(holds(plan(-2), plan(-3))).toBe(true);
    expect(holds(plan(-2), plan(-2.345678))).toBe(false);
  });

  it("not when a node, a name or an open group is another", () => {
    const plan = (view: GraphView): Plan => planGraph(view, estimate, wide);
    expect(holds(plan(neuronWithCall(false)), plan(neuronWithCall(true)))).toBe(false);
    const renamed = {
      ...product(),
      nodes: product().nodes.map((node) => ({ ...node, label: `${node.label}2` })),
    };
    expect(holds(plan(product()), plan(renamed))).toBe(false);
  });

  //  x ─┐                 x ─┐
  //     + ─┐       then      + ─┐
  //  y ─┘  × ─ f          y ─┘  × ─ exp ─ f
  //  z ────┘              z ────┘
  it("in its order when something is added at its end", async () => {
    const before = await layOut(product());
    const tape = createTape("file:///product.grad");
    const sum = tape.gate("add", [tape.leaf("x", -2), tape.leaf("y", 5)], "q");
    const all = tape.gate("exp", [tape.gate("mul", [sum, tape.leaf("z", -4)])], "f");
    const after = await layOut(tape.view(all, "f"));
    expect(columns(after)).toBe(columns(before).replace("× |", "× | exp |"));
  });
});

describe("opening a group", () => {
  /** Whether two nodes that both pictures have in one column stand the other way round in the second one. */
  const swapped = (before: Laid, after: Laid): string[] => {
    const across = acrossOf(before.picture);
    const now = acrossOf(after.picture);
    const columnOf = new Map(after.picture.nodes.map((node) => [node.id, node.column]));
    const common = before.picture.nodes.filter(({ id }) => now.has(id));
    return common.flatMap((one, at) =>
      common.slice(at + 1).flatMap((other) => {
        const isOne = one.column === other.column && columnOf.get(one.id) === columnOf.get(other.id);
        const was = across.get(one.id)! - across.get(other.id)!;
        const is = now.get(one.id)! - now.get(other.id)!;
        return isOne && was * is < 0 ? [`${one.label} and ${other.label}`] : [];
      }),
    );
  };

  it.each(["05-neuron-function.grad", "11-own-backward.grad", "14-small-cnn.grad", "16-attention.grad"])(
    "in %s leaves everything else in its order",
    async (file) => {
      const closed = await exampleView(file);
      const openable = closed.nodes.filter(({ canOpen }) => canOpen).map(({ id }) => id);
      expect(openable.length).toBeGreaterThan(0);
      for (const panel of [wide, tall]) {
        const before = await layOut(closed, panel);
        for (const id of openable) {
          const after = await layOut(await exampleView(file, [id]), panel, before);
          expect(swapped(before, after), id).toEqual([]);
        }
      }
    },
  );
});

describe("a value that nobody uses", () => {
  it("ends in the open, with its texts", async () => {
    const laid = await layOut(forks());
    const loose = laid.picture.wires.find((wire) => wire.kind === "loose");
    expect(loose?.from).toBe(laid.view.nodes.find((node) => node.name === "unused")?.id);
    expect(loose?.text).toBeDefined();
  });
});

describe("a branch", () => {
  //  s ──•─ × ─ f      what comes back on each use of s is another number,
  //      └─ exp ┄┄     but nothing comes back from what nobody uses
  it("says what its use sends back, and nothing where nothing comes back", async () => {
    const { view, picture, plan } = await layOut(forks());
    const texts = wireTexts(view, plan.wires);
    const unused = view.nodes.find((node) => node.name === "unused")!;
    const silent = picture.wires.filter((wire) => wire.isSilent);
    expect(silent.map((wire) => wire.to)).toEqual([unused.id]);
    expect(silent[0]?.text).toBeUndefined();
    const branches = picture.wires.filter((wire) => wire.kind === "branch" && !wire.isSilent);
    const gradients = branches.map((wire) => texts.get(wire.id)?.gradient?.short).toSorted();
    expect(gradients).toEqual(["0", "1", "2", "3", "3"]);
  });

  //  x ──•─ exp ─ f    all of it comes back from one use: the stem has said so
  //      └─ neg ┄┄
  it("says nothing when it is the only one that something comes back on", async () => {
    const tape = createTape("file:///one.grad");
    const x = tape.leaf("x", 1);
    const used = tape.gate("exp", [x]);
    tape.gate("neg", [x], "unused");
    const { picture } = await layOut(tape.view(used, "f"));
    const branches = picture.wires.filter((wire) => wire.kind === "branch");
    expect(branches.map((wire) => wire.isSilent)).toEqual([true, true]);
  });
});

describe("a call that gives several values", () => {
  it("has them on its branches, by name, and nothing on its stem", () => {
    const view = twoLayers();
    const twice: GraphView = {
      ...view,
      edges: [
        ...view.edges,
        { id: "second", from: "s", to: "l", name: "other", value: number(7), gradient: number(1) },
      ],
    };
    const texts = wireTexts(twice, planGraph(twice, estimate, wide).wires);
    expect(texts.get("stem s")).toEqual({ name: "", value: undefined, gradient: undefined });
    expect(texts.get("second")?.name).toBe("other");
    expect(texts.get("l.0")?.name).toBe("scores");
  });
});
