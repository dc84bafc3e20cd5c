/** Every function of the library with a backward block: the block against the derivative of its forward block and against central differences. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../../src/analysis.ts";
import { libraryFiles } from "../../src/check/functions.ts";
import { createEvaluator } from "../../src/eval/evaluator.ts";
import type { Group, Node } from "../../src/graph/ir.ts";
import { combine, numericGradient } from "../ops/evaluate.ts";
import { elementCount, filled, type Tensor } from "../../src/tensor/tensor.ts";

interface Case {
  /** The call, over the names of the leaves. */
  readonly call: string;
  readonly leaves: Readonly<Record<string, string>>;
  /** The leaves whose gradients are compared; the others are sizes, modes or classes. */
  readonly wrt: readonly string[];
  /** Where the plain derivative of the forward block is nan, which is why there is a block. */
  readonly derivedIsNan?: true;
}

const wide = "[-800, -30, -1.5, -0.2, 0.3, 2, 30, 800]";
const matrix = "[[0.5, -1.2, 2.1], [-0.4, 1.7, 0.3]]";
const scores = "[[0.5, -1.2, 2.1, 0.1], [-0.4, 1.7, 0.3, -2.2], [3.1, 0.2, -0.9, 1.1]]";
const cube = "[[[0.5, -1.2], [2.1, 0.3]], [[-0.4, 1.7], [0.9, -2.5]], [[1.1, 0.6], [-0.8, 0.2]]]";
const shares = "[[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25]]";
const chances = "[[0.3, 0.5, 0.8], [0.7, 0.25, 0.4]]";
const x = ["x"];

const cases: readonly Case[] = [
  { call: "sigmoid(x)", leaves: { x: matrix }, wrt: x },
  { call: "sigmoid(x)", leaves: { x: wide }, wrt: x, derivedIsNan: true },
  { call: "logsigmoid(x)", leaves: { x: wide }, wrt: x },
  { call: "relu(x)", leaves: { x: wide }, wrt: x },
  { call: "leaky_relu(x)", leaves: { x: wide }, wrt: x },
  { call: "leaky_relu(x, slope)", leaves: { x: matrix, slope: "0.2" }, wrt: ["x", "slope"] },
  { call: "elu(x)", leaves: { x: wide }, wrt: x },
  { call: "elu(x, alpha)", leaves: { x: wide, alpha: "0.7" }, wrt: ["x", "alpha"] },
  { call: "silu(x)", leaves: { x: matrix }, wrt: x },
  { call: "silu(x)", leaves: { x: wide }, wrt: x, derivedIsNan: true },
  { call: "gelu(x)", leaves: { x: wide }, wrt: x },
  { call: 'gelu(x, approximate="tanh")', leaves: { x: wide }, wrt: x },
  { call: "softplus(x)", leaves: { x: wide }, wrt: x },
  { call: "softplus(x, beta, threshold=3)", leaves: { x: wide, beta: "1.7" }, wrt: ["x", "beta"] },
  { call: "softmax(x)", leaves: { x: matrix }, wrt: x },
  { call: "softmax(x, dim=0)", leaves: { x: matrix }, wrt: x },
  { call: "softmax(x, dim=1)", leaves: { x: cube }, wrt: x },
  { call: "softmax(x)", leaves: { x: "[1000, 999.5, -1000, 0]" }, wrt: x },
  { call: "log_softmax(x)", leaves: { x: matrix }, wrt: x },
  { call: "log_softmax(x, dim=0)", leaves: { x: cube }, wrt: x },
  { call: "log_softmax(x)", leaves: { x: "[1000, 999.5, -1000, 0]" }, wrt: x },
  { call: "logsumexp(x)", leaves: { x: matrix }, wrt: x },
  { call: "logsumexp(x, dim=[0, 2], keepdim=True)", leaves: { x: cube }, wrt: x },
  { call: "logsumexp(x, dim=1)", leaves: { x: cube }, wrt: x },
  { call: "logsumexp(x)", leaves: { x: "[1000, 999.5, -1000, 0]" }, wrt: x },
  { call: "var(x)", leaves: { x: matrix }, wrt: x },
  { call: "var(x, dim=[0, 2], unbiased=False)", leaves: { x: cube }, wrt: x },
  { call: "var(x, 1, keepdim=True, correction=c)", leaves: { x: cube, c: "0.5" }, wrt: ["x", "c"] },
  { call: "std(x)", leaves: { x: matrix }, wrt: x },
  { call: "std(x, dim=1, keepdim=True)", leaves: { x: cube }, wrt: x },
  { call: "std(x, dim=0, correction=c)", leaves: { x: cube, c: "0.5" }, wrt: ["x", "c"] },
  { call: "norm(x)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, dim=1, keepdim=True)", leaves: { x: cube }, wrt: x },
  { call: "norm(x, p=1, dim=[0, 1])", leaves: { x: cube }, wrt: x },
  { call: "norm(x, 0)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, inf, dim=1)", leaves: { x: cube }, wrt: x },
  { call: "norm(x, p=-inf)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, p=3)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, p=1.5, dim=0)", leaves: { x: cube }, wrt: x },
  { call: "norm(x, p=0.5)", leaves: { x: matrix }, wrt: x },
  { call: "layer_norm(x, [2])", leaves: { x: cube }, wrt: x },
  {
    call: "layer_norm(x, 2, weight, bias, eps)",
    leaves: { x: cube, weight: "[0.7, -1.3]", bias: "[0.1, 0.4]", eps: "0.5" },
    wrt: ["x", "weight", "bias", "eps"],
  },
  {
    call: "layer_norm(x, x.shape[1:], weight)",
    leaves: { x: cube, weight: "[[0.7, -1.3], [2, 0.2]]" },
    wrt: ["x", "weight"],
  },
  { call: "mse_loss(x, y)", leaves: { x: matrix, y: "[0.2, 0.9, -1.1]" }, wrt: ["x", "y"] },
  { call: 'mse_loss(x, y, reduction="sum")', leaves: { x: matrix, y: "[0.2, 0.9, -1.1]" }, wrt: ["x", "y"] },
  { call: 'mse_loss(x, y, "none")', leaves: { x: matrix, y: "0.4" }, wrt: ["x", "y"] },
  {
    call: "binary_cross_entropy(x, y)",
    leaves: { x: chances, y: "[[0, 1, 0.9], [0.3, 0.5, 0]]" },
    wrt: ["x", "y"],
  },
  {
    call: 'binary_cross_entropy(x, y, weight=w, reduction="sum")',
    leaves: { x: chances, y: "[[0, 1, 0.9], [0.3, 0.5, 0]]", w: "[0.5, 2, 1.5]" },
    wrt: ["x", "y", "w"],
  },
  {
    call: 'binary_cross_entropy(x, y, w, "none")',
    leaves: { x: chances, y: "[[0, 1, 0.9], [0.3, 0.5, 0]]", w: "[[0.5], [2]]" },
    wrt: ["x", "y", "w"],
  },
  { call: "cross_entropy(x, [1, 0, 3])", leaves: { x: scores }, wrt: x },
  {
    call: "cross_entropy(x, [1, -100, 3], weight=w, label_smoothing=s)",
    leaves: { x: scores, w: "[0.5, 1, 2, 0.1]", s: "0.2" },
    wrt: ["x", "w", "s"],
  },
  {
    call: 'cross_entropy(x, y, weight=w, reduction="none", label_smoothing=s)',
    leaves: { x: scores, y: shares, w: "[0.5, 1, 2, 0.1]", s: "0.2" },
    wrt: ["x", "y", "w", "s"],
  },
  { call: "cross_entropy(x, y)", leaves: { x: cube, y: cube.replaceAll("-", "") }, wrt: ["x", "y"] },
  {
    call: "cross_entropy(x, [[0, 1], [1, 1], [0, 0]], weight=w)",
    leaves: { x: cube, w: "[0.4, 1.6]" },
    wrt: ["x", "w"],
  },
  { call: "cross_entropy(x, 2)", leaves: { x: "[0.5, -1, 2]" }, wrt: x },
  { call: "max_unpool1d(x, [[1, 2, 5], [0, 3, 4]], 2)", leaves: { x: matrix }, wrt: x },
];

const withBlocks = libraryFiles.flatMap(({ tree }) =>
  tree.statements.flatMap((stmt) =>
    stmt.kind === "def" && stmt.backward !== undefined ? [stmt.name.name] : [],
  ),
);

test("every function with a backward block has a case", () => {
  expect(withBlocks.length).toBeGreaterThan(15);
  const calls = cases.map(({ call }) => call.replace(/\(.*/, ""));
  // What cross_entropy and max_unpool are made of is reached through them.
  const inner = withBlocks.filter((name) => !calls.includes(name));
  expect(inner.sort()).toEqual(["_put_at", "_softmax_cross_entropy"]);
});

describe.each(cases)("$call of $leaves", ({ call, leaves, wrt, derivedIsNan }) => {
  const { analysis, valueOf } = run(sourceOf(call, leaves));
  const own = wrt.map((name) => gradientOf(analysis, valueOf, name));

  test("is a number everywhere", () => {
    expect(analysis.problems).toEqual([]);
    for (const gradient of own) expect(gradient.data.every(Number.isFinite)).toBe(true);
  });

  test("agrees with the derivative of the forward block", () => {
    let finite = 0;
    let blocks = 0;
    const moving = new Set(wrt.map((name) => nodeOf(analysis, name)));
    const moves = (node: Node): boolean => moving.has(node) || node.inputs.some(moves);
    for (const group of analysis.program.graph.groups) {
      if (group.backward === undefined) continue;
      blocks += 1;
      const adjoints = analysis.adjointsIn(group.parent);
      group.inputs.forEach((input, i) => {
        if (!moves(input)) return;
        const block = adjoints?.sent(group)[i];
        const plain = derived(analysis, group, input, valueOf);
        const closed = block === undefined ? filled(input.sizes, 0) : valueOf(block);
        plain.data.forEach((value, at) => {
          if (!Number.isFinite(value)) return;
          finite += 1;
          expect(closed.data[at], `${group.name}: input ${i}, element ${at}`).toSatisfy(near(value, 1e-9));
        });
        if (derivedIsNan !== true) expect(plain.data.every(Number.isFinite)).toBe(true);
      });
    }
    expect(blocks).toBeGreaterThan(0);
    expect(finite).toBeGreaterThan(0);
  });

  test("agrees with central differences", () => {
    wrt.forEach((name, i) => {
      const numeric = numericGradient(leafOf(analysis, valueOf, name), (at) => {
        const moved = run(sourceOf(call, { ...leaves, [name]: written(at) }));
        return total(moved.analysis, moved.valueOf);
      });
      expect(elementCount(numeric.sizes)).toBeGreaterThan(0);
      numeric.data.forEach((value, at) => {
        expect(own[i]?.data[at], `${name}, element ${at}`).toSatisfy(near(value, 2e-8));
      });
    });
  });
});

/** The target is a sum in which every element of the result counts differently. */
function sourceOf(call: string, leaves: Case["leaves"]): string {
  const lines = Object.entries(leaves).map(([name, value]) => `${name} = ${value}`);
  return [
    ...lines,
    `out = ${call}`,
    "weights = 0.3 + sin(1.7 * reshape(arange(len(flatten(out))), out.shape))",
    "L = sum(out * weights)",
    "",
  ].join("\n");
}

function run(source: string): { readonly analysis: Analysis; readonly valueOf: (node: Node) => Tensor } {
  const analysis = createAnalyser().analyse(source, 0, PLAIN_REQUEST);
  const evaluator = createEvaluator({ now: () => 0, pause: () => Promise.resolve() });
  const valueOf = (node: Node): Tensor => {
    const value = evaluator.runSync([node], { limitBytes: 1e9 }).values(node);
    if (value === undefined) throw new Error(`no value in ${source}`);
    return value;
  };
  return { analysis, valueOf };
}

function leafOf(analysis: Analysis, valueOf: (node: Node) => Tensor, name: string): Tensor {
  return valueOf(nodeOf(analysis, name));
}

function nodeOf(analysis: Analysis, name: string): Node {
  const node = analysis.program.bindings.find((binding) => binding.topLevel && binding.name === name)?.value;
  if (node === undefined)
    throw new Error(`${name} has no value: ${analysis.problems.map(({ message }) => message).join(" ")}`);
  return node;
}

function total(analysis: Analysis, valueOf: (node: Node) => Tensor): number {
  return valueOf(nodeOf(analysis, "L")).data[0] as number;
}

function gradientOf(analysis: Analysis, valueOf: (node: Node) => Tensor, name: string): Tensor {
  const node = nodeOf(analysis, name);
  const adjoint = analysis.gradient?.of(node);
  return adjoint === undefined ? filled(node.sizes, 0) : valueOf(adjoint);
}

/** What would flow into one input of a call if its block were not there: the sum over all uses inside. */
function derived(analysis: Analysis, group: Group, input: Node, valueOf: (node: Node) => Tensor): Tensor {
  const { graph } = analysis.program;
  const inside = analysis.gradient?.interior(group);
  let sum = filled(input.sizes, 0);
  const add = (operands: readonly Node[], parts: readonly (Node | undefined)[]): void => {
    operands.forEach((operand, i) => {
      const part = parts[i];
      if (operand === input && part !== undefined) sum = combine(sum, 1, valueOf(part), 1);
    });
  };
  for (const node of graph.nodes.slice(group.first, group.last)) add(node.inputs, inside?.sent(node) ?? []);
  for (const inner of graph.groups) {
    if (
      inner.backward !== undefined &&
      inner !== group &&
      inner.first >= group.first &&
      inner.last <= group.last
    ) {
      add(inner.inputs, inside?.sent(inner) ?? []);
    }
  }
  return sum;
}

function near(expected: number, tolerance: number): (found: number | undefined) => boolean {
  return (found) =>
    found !== undefined && Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

function written({ sizes, data }: Tensor): string {
  return sizes.length === 0 ? String(data[0]) : `reshape([${[...data].join(", ")}], [${sizes.join(", ")}])`;
}
