/** Reductions and scans at their edges: zeros in a product, ties, nan, nothing to fold; and which names survive. */
import { describe, expect, test } from "vitest";
import { isRefusal, type Attrs, type Node } from "../../src/graph/ir.ts";
import { amax, amin, argmax, argmin, max_along, min_along } from "../../src/ops/extremes.ts";
import { mean, prod, sum } from "../../src/ops/reduction.ts";
import { cumprod, cumsum } from "../../src/ops/scan.ts";
import { showShape } from "../../src/tensor/shape.ts";
import { toNested, type Nested, type Tensor } from "../../src/tensor/tensor.ts";
import { tensor } from "../graph/build.ts";
import { evaluate, gradients, leaf, sent } from "./evaluate.ts";

function gradient(make: (x: Node) => Node, x: Nested): Nested {
  const operand = leaf(tensor(x));
  const out = make(operand);
  const ones = { sizes: out.sizes, data: evaluate(out).data.map(() => 1) };
  return toNested(gradients(out, ones, [operand])[0] as Tensor);
}

function value(make: (x: Node) => Node, x: Nested): Nested {
  return toNested(evaluate(make(leaf(tensor(x)))));
}

describe("a product with zeros gives each element the product of the others", () => {
  // A division of the product by the element would give nan.
  const cases: readonly [Nested, Attrs, Nested][] = [
    [[2, 3, 4], {}, [12, 8, 6]],
    [[2, 0, 4], {}, [0, 8, 0]],
    [[0, 0, 4], {}, [0, 0, 0]],
    [
      [
        [2, 0],
        [0, 5],
      ],
      { dim: 1 },
      [
        [0, 2],
        [5, 0],
      ],
    ],
    [
      [
        [2, 0],
        [3, 5],
      ],
      { dim: 0, keepdim: true },
      [
        [3, 5],
        [2, 0],
      ],
    ],
  ];
  test.each(cases)("prod(%j, %j)", (x, attrs, expected) => {
    expect(gradient((node) => prod(node, attrs), x)).toEqual(expected);
  });

  test("also in the running product", () => {
    // d(2 + 2·0 + 2·0·3)/dx: 1 + 0 + 0 through the first, 2 + 2·3 through the zero, 2·0 through the last.
    expect(gradient((node) => cumprod(node, { dim: 0 }), [2, 0, 3])).toEqual([1, 8, 0]);
  });

  test("and in the gradient of the gradient", () => {
    // ∂²(x₀ x₁ x₂) / ∂xᵢ∂xⱼ is the third factor.
    const x = leaf(tensor([2, 0, 4]));
    const [first] = sent(prod(x), leaf(tensor(1)));
    const hessian = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ].map((row) => toNested(gradients(first as Node, tensor(row), [x])[0] as Tensor));
    expect(hessian).toEqual([
      [0, 4, 0],
      [4, 0, 2],
      [0, 2, 0],
    ]);
  });
});

describe("ties", () => {
  const x = [
    [1, 3, 3],
    [2, 2, 2],
  ];
  test("amax and amin share", () => {
    expect(gradient((node) => amax(node), x)).toEqual([
      [0, 0.5, 0.5],
      [0, 0, 0],
    ]);
    expect(gradient((node) => amin(node, { dim: [1] }), x)).toEqual([
      [1, 0, 0],
      [1 / 3, 1 / 3, 1 / 3],
    ]);
  });

  test("along one dimension the first takes all", () => {
    expect(gradient((node) => max_along(node, { dim: 1 }), x)).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
    expect(gradient((node) => min_along(node, { dim: -1, keepdim: true }), x)).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
  });

  test("argmax and argmin name the first", () => {
    expect(value((node) => argmax(node), x)).toBe(1);
    expect(value((node) => argmin(node), x)).toBe(0);
    expect(value((node) => argmax(node, { dim: 1 }), x)).toEqual([1, 0]);
    expect(value((node) => argmin(node, { dim: 0, keepdim: true }), x)).toEqual([[0, 1, 1]]);
  });
});

test("nan is the largest and the smallest, and the first one is the place", () => {
  for (const make of [amax, amin, max_along, min_along])
    expect(value((node) => make(node, { dim: 0 }), [1, NaN, 3])).toBeNaN();
  expect(value((node) => argmax(node), [1, NaN, 3, NaN])).toBe(1);
  expect(value((node) => argmin(node), [1, NaN, 0, NaN])).toBe(1);
});

test("infinities are numbers like others", () => {
  expect(value((node) => amax(node), [-Infinity, -Infinity])).toBe(-Infinity);
  expect(value((node) => amin(node), [Infinity, Infinity])).toBe(Infinity);
  expect(value((node) => argmax(node), [-Infinity, -Infinity])).toBe(0);
});

test("nothing sums to 0, multiplies to 1 and has no mean", () => {
  expect(value((node) => sum(node), [])).toBe(0);
  expect(value((node) => prod(node), [])).toBe(1);
  expect(value((node) => mean(node), [])).toBeNaN();
  expect(value((node) => cumsum(node, { dim: 0 }), [])).toEqual([]);
});

test("a number folds to itself, along the dimension that PyTorch lends it", () => {
  for (const make of [sum, mean, prod, amax, amin, max_along, cumsum, cumprod]) {
    expect(value((node) => make(node, { dim: -1 }), 5)).toBe(5);
    expect(gradient((node) => make(node, { dim: 0 }), 5)).toBe(1);
  }
  expect(value((node) => argmax(node, { dim: 0 }), 5)).toBe(0);
});

test("dims that do not touch fold as well as neighbours", () => {
  const x: Nested = [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ];
  expect(value((node) => sum(node, { dim: [0, 2] }), x)).toEqual([14, 22]);
  expect(value((node) => sum(node, { dim: [-1, -2] }), x)).toEqual([10, 26]);
  expect(value((node) => prod(node, { dim: 0 }), x)).toEqual([
    [5, 12],
    [21, 32],
  ]);
  expect(value((node) => sum(node, { dim: [0, 2], keepdim: true }), x)).toEqual([[[14], [22]]]);
  // PyTorch reads an empty list of dims as all of them.
  expect(value((node) => sum(node, { dim: [] }), x)).toBe(36);
});

test("the names of what is not folded stay", () => {
  const x = [
    { size: 4, name: "N" },
    { size: 3, name: "D" },
  ];
  const named = (attrs: Attrs): string => {
    const shape = sum.gate.shape([x], attrs);
    return isRefusal(shape) ? shape.refused : showShape(shape);
  };
  expect(named({ dim: [1] })).toBe("[N=4]");
  expect(named({ dim: [0], keepdim: true })).toBe("[1, D=3]");
});
