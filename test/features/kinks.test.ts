/** Kinks: the slope that a hover says is used there is PyTorch's, and it says which one others use. */
import { describe, expect, test } from "vitest";
import { slopesElsewhere } from "../../src/check/kink-tags.ts";
import { libraryScope } from "../../src/check/functions.ts";
import { cardOf } from "../../src/features/card.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { graphView } from "../../src/features/graph-view.ts";
import type { View } from "../../src/features/view.ts";
import { viewOf } from "../check.ts";
import cases from "../golden/options.json";
import programs from "../golden/programs.json";

/** What is said of the kinks of the last value of a name. */
function kinks(view: View, name: string): readonly string[] {
  const binding = view.analysis.program.bindings.findLast((one) => one.name === name);
  const { value, group } = binding ?? {};
  return value === undefined ? [] : cardOf(view, value, group, () => false).kinks;
}

describe("a call", () => {
  test.each([
    [
      "x = 0\nh = relu(x)",
      "At x = 0 the slopes 0 and 1 meet; the slope used there is 0. PyTorch, JAX and TensorFlow use 0 too.",
    ],
    [
      "x = [[1, 2], [0, 3]]\nh = sum(x) + sum(x)\nh = relu(x - 1)",
      "At (x - 1)[0, 0] = 0 the slopes 0 and 1 meet; the slope used there is 0. PyTorch, JAX and TensorFlow use 0 too.",
    ],
    [
      "x = 0\nh = leaky_relu(x, 0.3)",
      "At x = 0 the slopes 0.3 and 1 meet; the slope used there is 0.3. PyTorch and TensorFlow use 0.3 too; JAX uses 1.",
    ],
    [
      "x = 6\nh = relu6(x)",
      "At x = 6 the slopes 1 and 0 meet; the slope used there is 0. PyTorch, JAX and TensorFlow use 0 too.",
    ],
    [
      "x = 2\nh = clamp(x, 0, 2)",
      "At x = 2 the slopes 1 and 0 meet; the slope used there is 1. PyTorch and TensorFlow use 1 too; JAX uses 0.5.",
    ],
    [
      "x = 2\nh = clip(x, max=2)",
      "At x = 2 the slopes 1 and 0 meet; the slope used there is 1. PyTorch and TensorFlow use 1 too; JAX uses 0.5.",
    ],
    [
      "x = 1\nh = hardtanh(x)",
      "At x = 1 the slopes 1 and 0 meet; the slope used there is 0. PyTorch uses 0 too.",
    ],
    [
      "x = 0.5\nh = hardshrink(x)",
      "At x = 0.5 hardshrink jumps; the slope used there is 0. PyTorch uses 0 too.",
    ],
    [
      "x = 0\nh = elu(x, 2)",
      "At x = 0 the slopes 2 and 1 meet; the slope used there is 2. PyTorch and JAX use 2 too.",
    ],
    [
      "x = 0\nh = abs(x)",
      "At 0 the two slopes −1 and 1 meet; the slope used there is 0. PyTorch and TensorFlow use 0 too; JAX uses 1.",
    ],
    [
      "m = 1\nh = max(0, 1 - m)",
      "Where a equals b, each receives half of the upstream gradient. PyTorch and JAX do the same; TensorFlow gives 1 to a and 0 to b.",
    ],
    [
      "x = [0, 3]\nh = max(x, 0)",
      "Where a equals b, each receives half of the upstream gradient. PyTorch and JAX do the same; TensorFlow gives 1 to a and 0 to b.",
    ],
    [
      "x = [1, 3, 3]\nh = max(x)",
      "Where several elements are the largest, they share the upstream gradient equally. PyTorch, JAX and TensorFlow do the same.",
    ],
    [
      "x = [[1, 3, 3], [1, 2, 3]]\nh = max(x, dim=1)[0]",
      "Where several elements along the dimension are the largest, the first receives the whole upstream gradient. PyTorch does the same; JAX gives [0, 0.5, 0.5] for [1, 3, 3]; TensorFlow gives [0, 0.5, 0.5] for [1, 3, 3].",
    ],
    [
      "x = [1, 1, 3]\nh = min(x, dim=0)[0]",
      "Where several elements along the dimension are the smallest, the first receives the whole upstream gradient. PyTorch does the same; JAX gives [0.5, 0.5, 0] for [1, 1, 3]; TensorFlow gives [0.5, 0.5, 0] for [1, 1, 3].",
    ],
    [
      "x = [[3, 0], [0, 0]]\nh = norm(x, dim=1)",
      "At 0 the slopes -1.414 and 1.414 meet; the slope used there is 0. PyTorch uses 0 too.",
    ],
    [
      "x = [1, -3]\nh = hardswish(x)",
      "At x[1] = -3 the slopes 0 and -0.5 meet; the slope used there is -0.5. PyTorch uses -0.5 too; JAX uses 0.",
    ],
    [
      "x = 3\nh = hardswish(x)",
      "At x = 3 the slopes 1.5 and 1 meet; the slope used there is 1.5. PyTorch uses 1.5 too; JAX uses 1.",
    ],
  ])("%s", (source, said) => {
    expect(kinks(viewOf(`${source}\nL = sum(h * 3)`), "h")).toEqual([`This is at a kink. ${said}`]);
  });

  test("tells of the kink of a call inside of it", () => {
    const hinge =
      "x = [1, 2]\ny = [2, 1]\nh = margin_ranking_loss(x, y, [1, 1], margin=-1)\nL = 2 * h\nL.backward()";
    expect(kinks(viewOf(hinge), "h")).toEqual([
      "Inside of margin_ranking_loss there is a kink: in clamp the slopes 0 and 1 meet; the slope used there is 1. PyTorch and TensorFlow use 1 too; JAX uses 0.5.",
    ]);
  });
});

describe("nothing is said", () => {
  test.each([
    ["beside a kink", "x = 1e-12\nh = relu(x)"],
    ["where slopes that meet are one", "x = 0\nh = elu(x)"],
    ["where nothing is equal", "x = [1, 2, 3]\nh = max(x)"],
    ["where each row has one largest", "x = [[1, 3], [3, 1]]\nh = amax(x, dim=1)"],
    ["where another row has the largest of a row", "x = [[1, 3], [3, 5]]\nh = max(x, dim=1)[0]"],
    ["of a length with a 0 in it", "x = [0, 3]\nh = norm(x)"],
    ["of a smooth function", "x = 0\nh = sigmoid(x)"],
    ["of a leaf", "x = 0\nh = x"],
  ])("%s", (_, source) => {
    expect(kinks(viewOf(`${source}\nL = sum(h * 3)`), "h")).toEqual([]);
  });

  test("while the gradient is hidden", () => {
    expect(kinks({ ...viewOf("x = 0\nh = relu(x)\nL = h * 2"), revealed: 1 }, "h")).toEqual([]);
  });
});

test("the hover and the card of the graph say it", () => {
  const source = "x = 0\nh = relu(x)\nL = h * 2";
  const said = "This is at a kink. At x = 0 the slopes 0 and 1 meet";
  const view = viewOf(source);
  expect(hoverAt(view, source.indexOf("relu"), { link: undefined })!.markdown).toContain(said);
  expect(graphView(view, []).nodes.filter(({ notes }) => notes.join().includes(said)).length).toBe(1);
});

describe("PyTorch", () => {
  /** As in the test of the options. */
  const target = `
weights = 0.3 + sin(1.7 * reshape(arange(len(flatten(out))), out.shape))
L = sum(out * weights)
`;
  const tagged = [...libraryScope.keys()].filter((name) => slopesElsewhere(name) !== undefined);

  test("gives the slope that is told, at a kink of every function that tells of one", () => {
    const proved = new Set<string>();
    for (const { source, grads } of cases) {
      const name = functionOf(source);
      if (!tagged.includes(name)) continue;
      for (const said of kinks(viewOf(source + target), "out")) {
        const [, place = "", slope = ""] =
          /At x(\[[\d, ]+\])? = \S+ .*; the slope used there is (\S+)\. PyTorch/.exec(said) ?? [];
        const i = flatPlace(source, place);
        const weight = 0.3 + Math.sin(1.7 * i);
        const { x } = grads as unknown as { readonly x: readonly number[] };
        expect(x[i]! / weight, `${source}: ${said}`).toBeCloseTo(Number(slope), 6);
        proved.add(name);
      }
    }
    // A bound of clamp is in a program; of the length at 0, `test/stdlib/edges.test.ts` has PyTorch's slope.
    expect([...proved, "clamp", "norm"].sort()).toEqual(tagged.sort());
  });

  test("gives what is told at a bound, at 0 and at ties", () => {
    const { source, grads } = programs.find(({ id }) => id === "tie_and_kink")!;
    const view = viewOf(source);
    // x is [0, 1, 1]: the slopes of relu, max(0, x), abs, max, clamp and max along a dimension.
    const slopes = [
      [0, 1, 1],
      [0.5, 1, 1],
      [0, 1, 1],
      [0, 0.5, 0.5],
      [1, 1, 1],
      [0, 1, 0],
    ];
    const sums = [0, 1, 2].map((i) => slopes.reduce((sum, each, k) => sum + 10 ** k * each[i]!, 0));
    expect((grads as { x?: unknown }).x).toEqual(sums);
    const told = ["a", "b", "c", "d", "e"].map((name) => kinks(view, name).join());
    expect(
      told.map((said) => /used there is (\S+)\.|each (receives half)|(equally)/.exec(said)?.[0]),
    ).toEqual(["used there is 0.", "each receives half", "used there is 0.", "equally", "used there is 1."]);
  });
});

function functionOf(source: string): string {
  return /\bout = (\w+)\(/.exec(source)?.[1] ?? "";
}

/** The place of `[1, 2]` in the flat list of the elements of the x that a source writes. */
function flatPlace(source: string, place: string): number {
  const written = /^x = (.*)$/m.exec(source)?.[1] ?? "0";
  let list: unknown = JSON.parse(written.replace(/-?\b(?:nan|inf)\b/g, "0"));
  let at = 0;
  for (const index of place === "" ? [] : (JSON.parse(place) as number[])) {
    const rows = list as readonly unknown[];
    at += [rows.slice(0, index)].flat(Infinity).length;
    list = rows[index];
  }
  return at;
}
