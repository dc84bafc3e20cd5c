/** Random programs at random points: reverse mode against central differences, once and twice. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { numericGradient, numericSlope } from "./central-differences.ts";
import { createGradMemo, extendGraph, gradient } from "../../src/grad/reverse.ts";
import { isRefusal, type Attrs, type Gate, type Node } from "../../src/graph/ir.ts";
import { verify } from "../../src/graph/verify.ts";
import { add, div, mul, neg, sub } from "../../src/ops/arithmetic.ts";
import { constant } from "../../src/ops/define.ts";
import { exp } from "../../src/ops/exponential.ts";
import { tanh } from "../../src/ops/hyperbolic.ts";
import { cat, stack } from "../../src/ops/join.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { transpose } from "../../src/ops/permute.ts";
import { sqrt, square } from "../../src/ops/powers.ts";
import { mean, sum } from "../../src/ops/reduction.ts";
import { cumsum } from "../../src/ops/scan.ts";
import { where } from "../../src/ops/select.ts";
import { gt } from "../../src/ops/comparison.ts";
import { sin } from "../../src/ops/trigonometric.ts";
import { shapeOf } from "../../src/tensor/shape.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { builder, type Builder } from "../graph/build.ts";
import { createEvaluate, expectClose } from "./numbers.ts";

/** Applies a gate where it accepts the operands. */
type Apply = (gate: { readonly gate: Gate }, inputs: readonly Node[], attrs?: Attrs) => Node;

/** Smooth steps whose results stay bounded, so that differences are exact enough to compare with. */
const steps: readonly ((apply: Apply, x: Node, y: Node, z: Node) => Node)[] = [
  (apply, x, y) => apply(add, [x, y]),
  (apply, x, y) => apply(sub, [x, y]),
  (apply, x, y) => apply(mul, [x, y]),
  (apply, x, y) => apply(div, [x, apply(exp, [apply(tanh, [y])])]),
  (apply, x) => apply(neg, [x]),
  (apply, x) => apply(sin, [x]),
  (apply, x) => apply(square, [x]),
  (apply, x) => apply(sqrt, [apply(exp, [apply(tanh, [x])])]),
  (apply, x) => apply(sum, [x]),
  (apply, x) => apply(sum, [x], { dim: [-1], keepdim: true }),
  (apply, x) => apply(mean, [x], { dim: [0], keepdim: false }),
  (apply, x) => apply(cumsum, [x], { dim: 0 }),
  (apply, x, y) => apply(matmul, [x, y]),
  (apply, x, y) => apply(matmul, [x, apply(transpose, [y], { dim0: 0, dim1: 1 })]),
  (apply, x, y) => apply(stack, [x, y, x], { dim: 0 }),
  (apply, x, y) => apply(cat, [x, y], { dim: 0 }),
  (apply, x, y, z) => apply(where, [apply(gt, [z, apply(mul, [z, z])]), x, y]),
];

interface Step {
  readonly step: number;
  readonly operands: readonly [number, number, number];
}

const LEAF_SIZES: readonly (readonly number[])[] = [[], [3], [2, 3], [2, 1]];
const MAX_ELEMENTS = 200;

const programs = fc.record({
  values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
  steps: fc.array(
    fc.record({ step: fc.nat(steps.length - 1), operands: fc.tuple(fc.nat(), fc.nat(), fc.nat()) }),
    { minLength: 1, maxLength: 14 },
  ),
});

interface Program {
  readonly build: Builder;
  readonly leaves: readonly Node[];
  readonly target: Node;
}

/** Runs the steps; one whose operands do not fit is left out. */
function construct(values: readonly number[], taken: readonly Step[]): Program {
  const build = builder();
  const { add: keep, apply: make } = build;
  const leaves: Node[] = [];
  let used = 0;
  for (const sizes of LEAF_SIZES) {
    const count = sizes.reduce((product, size) => product * size, 1);
    const data = Float64Array.from(
      { length: count },
      (_, i) => 0.1 * (i + 1) + values[(used + i) % values.length]!,
    );
    used += count;
    leaves.push(keep(constant({ value: { sizes, data } })));
  }
  const nodes = [...leaves];
  for (const { step, operands } of taken) {
    const [x, y, z] = operands.map((operand) => nodes[operand % nodes.length]!) as [Node, Node, Node];
    const made = attempt((apply) => steps[step]!(apply, x, y, z), make);
    if (made !== undefined && elements(made) <= MAX_ELEMENTS) nodes.push(make(tanh, [made]));
  }
  let target = build.leaf(0);
  for (const node of nodes.slice(-4)) target = make(add, [target, make(sum, [make(mul, [node, node])])]);
  return { build, leaves, target };
}

/** Undefined where some gate refuses its operands. */
function attempt(step: (apply: Apply) => Node, make: Builder["apply"]): Node | undefined {
  const misfit = new Error("does not fit");
  try {
    return step((gate, inputs, attrs) => {
      const shapes = inputs.map((input) => shapeOf(input.sizes));
      if (isRefusal(gate.gate.shape(shapes, attrs ?? {}))) throw misfit;
      return make(gate, inputs, attrs);
    });
  } catch (error) {
    if (error !== misfit) throw error;
    return undefined;
  }
}

function elements(node: Node): number {
  return node.sizes.reduce((product, size) => product * size, 1);
}

const runs = { seed: 7, numRuns: 150 };

test("one gradient agrees with differences", () => {
  let reached = 0;
  fc.assert(
    fc.property(programs, ({ values, steps: taken }) => {
      const { build, leaves, target } = construct(values, taken);
      const graph = build.graph();
      const result = gradient(graph, target, undefined, createGradMemo());
      expect(verify(extendGraph(graph, result))).toEqual([]);
      const evaluate = createEvaluate();
      for (const leaf of leaves) {
        const adjoint = result.of(leaf);
        if (adjoint !== undefined) reached++;
        expectClose(adjoint && evaluate(adjoint), numericGradient(target, leaf, evaluate));
      }
    }),
    runs,
  );
  expect(reached).toBeGreaterThan(runs.numRuns);
});

test("the gradient of the gradient agrees with differences of the gradient", () => {
  let reached = 0;
  fc.assert(
    fc.property(programs, fc.nat(), ({ values, steps: taken }, pick) => {
      const { build, leaves, target } = construct(values, taken);
      const first = gradient(build.graph(), target, undefined, createGradMemo());
      const leaf = leaves[pick % leaves.length]!;
      const adjoint = first.of(leaf);
      if (adjoint === undefined) return;
      first.nodes.forEach(build.add);
      const direction = build.add(constant({ value: wave(adjoint.sizes) }));
      const slope = build.apply(sum, [build.apply(mul, [adjoint, direction])]);
      const graph = build.graph();
      const second = gradient(graph, slope, undefined, createGradMemo());
      expect(verify(extendGraph(graph, second))).toEqual([]);
      const evaluate = createEvaluate();
      for (const other of leaves) {
        const product = second.of(other);
        if (product !== undefined) reached++;
        const along = wave(other.sizes);
        const expected = numericSlope(slope, other, along, evaluate);
        const actual =
          product && evaluate(product)!.data.reduce((total, value, i) => total + value * along.data[i]!, 0);
        expectClose(
          actual === undefined ? undefined : number(actual),
          expected === undefined ? undefined : number(expected),
        );
      }
    }),
    runs,
  );
  expect(reached).toBeGreaterThan(runs.numRuns);
});

function wave(sizes: readonly number[]): Tensor {
  const count = sizes.reduce((product, size) => product * size, 1);
  return { sizes, data: Float64Array.from({ length: count }, (_, i) => Math.cos(2 * i)) };
}

function number(value: number): Tensor {
  return { sizes: [], data: Float64Array.of(value) };
}
