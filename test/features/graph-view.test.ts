/** The graph's picture: names on its wires carry the names' gradients, and what is only a second name is not drawn. */
import { describe, expect, test } from "vitest";
import { groupIds } from "../../src/analysis.ts";
import { graphView } from "../../src/features/graph-view.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { analyse, viewOf } from "../check.ts";
import { numbersOf } from "../numbers.ts";

/** The picture of a program, with these of its groups opened, or all of them. */
function picture(source: string, opened: readonly string[] | "all" = []): GraphView {
  const plain = analyse(source);
  const idOf = groupIds(plain.program.graph.groups);
  const ids = opened === "all" ? plain.program.graph.groups.map(idOf) : opened;
  const analysis = analyse(source, ids);
  const numbers = runAnalysis(createEngine(), analysis, 1e9).numbers;
  return graphView({ ...viewOf(source), analysis, numbers }, ids);
}

/** Each wire as `from → to`, by what its ends are called, with its name and what flows back on it. */
function wires({ nodes, edges }: GraphView): readonly string[] {
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  return edges.map(({ from, to, name, gradient }) => {
    const wire = `${labels.get(from) ?? "?"} → ${labels.get(to) ?? "?"}`;
    return `${wire}${name === undefined ? "" : ` ${name}`} ${gradient?.short ?? ""}`;
  });
}

const cell = `def cell(x, c0):
    o = sigmoid(x)
    state = c0 * x
    return o * tanh(state), state
`;

/** The names to look at, and the program; the wires of one name are those of one value. */
const programs: readonly (readonly [names: string, source: string])[] = [
  ["h c", `${cell}x = 2\nh, c = cell(x, 0.5)\nL = 2 * h + 3 * c + c * h`],
  ["c a b", `${cell}x = 2\nh, c = cell(x, 0.5)\na, b = cell(h, c)\nL = a * b * c`],
  ["y", "def f(t):\n    s = t * t\n    u = s * 3\n    return s\nx = 2\ny = f(x)\nL = y * y"],
  ["a b", "def f(t):\n    s = t * t\n    return s, s\nx = 2\na, b = f(x)\nL = a * b * b"],
  ["a b", "def f(t): return t, t * t\nx = 2\na, b = f(x)\nL = a * b * x"],
  [
    "a b",
    "def f(t):\n    s = t * t\n    return s * 3, s\ndef g(r):\n    p, q = f(r)\n    return p * q, q\nx = 2\na, b = g(x)\nL = a * b",
  ],
  [
    "a b",
    "def f(t):\n    s = t * t\n    return s * 3, s\nbackward(d, e):\n    return (3 * d + e) * 2 * t\nx = 2\na, b = f(x)\nL = a + 5 * b * b",
  ],
  ["b", "x = 3\na = x\nb = a\nL = a * b * b"],
  [
    "h c",
    "x = ones(1, 2)\nw = [[1, 2], [3, 4], [5, 6], [7, 8]] / 10\nhs, cs = lstm_cell(x, [[[0.5]], [[0.25]]], w, w[:, 0:1])\nh = hs[0, 0]\nc = cs[0, 0]\nL = 3 * h + c * c",
  ],
];

describe("on the wires with a name flows back what its gradient is made of", () => {
  const cases = programs.flatMap(([names, source]) => [
    { names, source, opened: [] as const },
    { names, source, opened: "all" as const },
  ]);
  test.each(cases)("%#: $names", ({ names, source, opened }) => {
    const { gradients } = numbersOf(source);
    const sums = new Map<string, number>();
    for (const { name = "", gradient } of picture(source, opened).edges)
      sums.set(name, (sums.get(name) ?? 0) + Number(gradient?.long));
    for (const name of names.split(" "))
      expect(sums.get(name), name).toBeCloseTo(gradients[name] as number, 2);
  });
});

describe("the picture", () => {
  test("draws no second name: the wire comes from what was named", () => {
    expect(wires(picture("x = 3\na = x\nb = a\nL = b * x\nL.backward()"))).toEqual([
      "x → × b 3",
      "x → × 3",
      "× → L 1",
    ]);
  });

  test("of a call says what comes through each result, closed and opened", () => {
    const source =
      "def f(t):\n    s = t * t\n    return s * 3, s\nx = 2\na, b = f(x)\nL = a + 10 * b\nL.backward()";
    expect(wires(picture(source))).toEqual(["x → f 52", "f → 10× b 10", "f → + a 1", "10× → + 1", "+ → L 1"]);
    const opened = picture(source, ["f#0"]);
    expect(opened.groups.map(({ label }) => label)).toEqual(["f"]);
    expect(wires(opened)).toEqual([
      "x → × 26",
      "x → × 26",
      "× → ×3 s 3",
      "× → 10× b 10",
      "×3 → + a 1",
      "10× → + 1",
      "+ → L 1",
    ]);
  });

  test("opens no function that only hands on what it gets, and one that calls such a function", () => {
    const source =
      "def same(x): return x\ndef twice(x): return same(same(x))\nx = 2\ny = twice(x)\nL = y * x";
    const shown = ({ nodes }: GraphView): unknown =>
      nodes.filter(({ kind }) => kind === "call").map(({ label, canOpen, name }) => [label, canOpen, name]);
    expect(shown(picture(source))).toEqual([["twice", true, "y"]]);
    expect(shown(picture(source, "all"))).toEqual([
      ["same", false, undefined],
      ["same", false, "y"],
    ]);
    expect(picture(source, "all").groups.map(({ label }) => label)).toEqual(["twice"]);
  });

  test.each([
    ["2 * x", "2×"],
    ["x ** 2", "^2"],
    ["1 + x", "1+"],
    ["x / 16", "÷16"],
    ["x - -1", "−-1"],
    ["max(0, x)", "max(0, ·)"],
    ["where(x > 0.5, x, 0)", "where(·, ·, 0)"],
    ["clip(x, 0, 1)", "clip(·, 0, 1)"],
    ["x + 2 * 3", "+6"],
    ["x * x", "×"],
    ["sigmoid(x)", "sigmoid"],
  ])("has the numbers of %s in its gate: %s", (formula, label) => {
    const { nodes } = picture(`x = 3\nL = ${formula}\nL.backward()`);
    expect(nodes.find(({ name }) => name === "L")?.label).toBe(label);
    expect(nodes.map(({ kind }) => kind)).not.toContain("constant");
  });

  test("has its inputs in the order of the file, whatever uses them first", () => {
    const { nodes } = picture("a = 1; b = 2\nc = 3\nq = c * b\nL = q - a\nL.backward()");
    expect(nodes.map(({ label }) => label)).toEqual(["a", "b", "c", "×", "−", "L"]);
  });

  test("of an opened loop has one turn, those before and behind it as one step each, and the turn that is asked for", () => {
    const source = "w = 2\nh = 1\nfor t in range(5):\n    h = h * w + t\nL = h * h\nL.backward()";
    const labels = ({ nodes }: GraphView): readonly string[] => nodes.map(({ label }) => label);
    expect(labels(picture(source))).toEqual(["w", "h", "for t ×5", "×", "L"]);
    const last = picture(source, ["loop t#0"]);
    expect(labels(last)).toEqual(["w", "h", "turns 1 – 4", "4", "×", "+", "×", "L"]);
    expect(last.groups).toEqual([
      { id: "loop t#0", label: "for t", parent: undefined, turns: { shown: 4, count: 5 } },
    ]);
    const second = picture(source, ["loop t#0", "loop t#0@1"]);
    expect(labels(second)).toEqual(["w", "h", "turn 1", "1", "×", "+", "turns 3 – 5", "×", "L"]);
    expect(second.groups[0]?.turns).toEqual({ shown: 1, count: 5 });
    expect(second.nodes.filter(({ kind }) => kind === "loop").map(({ canOpen }) => canOpen)).toEqual([
      false,
      false,
    ]);
    // All ways through the loop: what comes back to w in each part adds up.
    const back = second.edges.flatMap(({ from, gradient }) =>
      second.nodes.find(({ id }) => id === from)?.label === "w" ? Number(gradient?.short) : [],
    );
    expect(back).toHaveLength(3);
    expect(back.reduce((sum, one) => sum + one)).toBe(Number(second.nodes[0]?.gradient?.short));
    expect(labels(picture(source, ["loop t#0", "loop t#0@99"]))).toEqual(labels(last));
  });

  test("leaves out what is on no way to the target, says how much that is, and draws it when asked", () => {
    const source = "x = 2\nL = x * x\nother = exp(x)\nmore = other + 1\nL.backward()";
    const { nodes, aside } = picture(source);
    expect(nodes.map(({ label }) => label)).toEqual(["x", "×", "L"]);
    expect(aside).toEqual({ id: "aside", count: 2, isShown: false });
    const all = picture(source, ["aside"]);
    expect(all.nodes.map(({ label, idle }) => [label, idle])).toEqual([
      ["x", false],
      ["×", false],
      ["exp", true],
      ["+1", true],
      ["L", false],
    ]);
    expect(all.aside?.isShown).toBe(true);
    expect(picture("x = 2\ny = x * x\nz = x * y").aside).toBeUndefined();
  });

  test("opens no loop that only names what it gets", () => {
    const loop = (line: string): GraphView => picture(`x = 2\nfor i in range(3):\n    ${line}\nL = x * 3`);
    const shown = ({ nodes }: GraphView): unknown => nodes.find(({ kind }) => kind === "loop")?.canOpen;
    expect(shown(loop("x = x"))).toBe(false);
    expect(shown(loop("x = i"))).toBe(true);
    expect(shown(loop("x = x * 2"))).toBe(true);
  });

  test("of a call with a backward block has the wires that the block sends back on, with all that it sends", () => {
    const source =
      "def f(x, y, w): return x * y\nbackward(g): return g * y, g * x, 7 * g\na = 3\nk = 4\nL = f(a, a, k)\nL.backward()";
    expect(wires(picture(source))).toEqual(["a → f 6", "k → f 7", "f → L 1"]);
  });

  test("of imported names has their gradients on the wires, and tells them from the values in their file", () => {
    const source = 'from "lib.grad" import w, z\nL = w * z\nL.backward()\n--- lib.grad\nw = 2\nz = 3 * w\n';
    expect(wires(picture(source))).toEqual(["lib.grad → × w 6", "lib.grad → × z 2", "× → L 1"]);
    const opened = picture(source, ["lib.grad#0"]);
    expect(opened.nodes.map(({ kind, label, name }) => [kind, label, name])).toEqual([
      ["leaf", "w in lib.grad", undefined],
      ["gate", "3×", "z in lib.grad"],
      ["gate", "×", "L"],
      ["target", "L", undefined],
    ]);
    expect(wires(opened)).toContain("w in lib.grad → × w 6");
    expect(wires(opened)).toContain("w in lib.grad → 3× 6");
  });
});
