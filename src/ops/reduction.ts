/** Gates that fold dimensions into one number: `sum`, `mean`, `prod`. */
import type { AttrSpec, Attrs, OperandSpec, Refusal } from "../graph/ir.ts";
import { prodFold, reduceDims, sumFold } from "../tensor/reduce.ts";
import type { Shape } from "../tensor/shape.ts";
import { elementCount } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { boolOf, defineGate, intsOf, type Listing } from "./define.ts";
import { reducedDims, refuseDims } from "./dims.ts";
import { broadcast_to, reshape, withReducedDims } from "./reshape.ts";
import { exclusiveProduct } from "./scan.ts";

const X = [{ name: "x", doc: "The tensor." }] as const satisfies readonly OperandSpec[];

/** The arguments of every reduction over several dimensions. */
export const REDUCTION = {
  dim: { kind: "ints", doc: "The dimensions to fold; all of them where it is None.", default: null },
  keepdim: { kind: "bool", doc: "Whether folded dimensions stay, with size 1.", default: false },
} as const satisfies Readonly<Record<string, AttrSpec>>;

/** The arguments of a reduction over one dimension or all. */
export const ONE_DIM_REDUCTION = {
  ...REDUCTION,
  dim: { kind: "int", doc: "The dimension to fold; all of them where it is None.", default: null },
} as const satisfies Readonly<Record<string, AttrSpec>>;

/** What a reduction of `{x}` leaves of its shape. */
export function reducedShape(x: Shape, attrs: Attrs): Shape | Refusal {
  const dims = intsOf(attrs, "dim");
  const refusal = refuseDims(dims ?? [], x);
  if (refusal !== undefined) return refusal;
  const folded = reducedDims(dims, x.length);
  if (boolOf(attrs, "keepdim")) return x.map((entry, dim) => (folded.includes(dim) ? { size: 1 } : entry));
  return x.filter((_, dim) => !folded.includes(dim));
}

/** The dimensions that a reduction of a value of this rank folds. */
export function foldedDims(attrs: Attrs, rank: number): readonly number[] {
  return reducedDims(intsOf(attrs, "dim"), rank);
}

export const sum = defineGate({
  name: "sum",
  operands: X,
  attrs: REDUCTION,
  doc: "The sum of all elements, or along some dimensions. A bool counts as 0 or 1.",
  pattern: {
    kind: "distributor",
    text: "sum distributes: every element that was added receives the upstream gradient unchanged.",
  },
  formula: "∂L/∂xᵢ = g",
  symbol: "Σ",
  shape: ([x], attrs) => reducedShape(x, attrs),
  folds: { fold: sumFold, dims: foldedDims },
  kernel: ([operand], attrs, sizes) => {
    return reduceDims(operand, foldedDims(attrs, operand.sizes.length), sizes, sumFold);
  },
  vjp: ({ x, g }, attrs) => {
    const kept = withReducedDims(g, x.sizes, intsOf(attrs, "dim"), boolOf(attrs, "keepdim"));
    return { x: broadcast_to(kept, { size: x.sizes }) };
  },
  python: {
    torch: "torch.sum({x}, dim={dim}, keepdim={keepdim})",
    jax: "jnp.sum({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.sum({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [
    { shapes: [[]] },
    { shapes: [[2, 3]] },
    { shapes: [[2, 3, 2]], attrs: { dim: [0, 2], keepdim: true } },
    { shapes: [[2, 3, 2]], attrs: { dim: [-2] } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { dim: [2] },
      reason: "dim 2 is out of range for {x} of shape [2, 3]; it has dims -2 … 1.",
    },
    { shapes: [[2, 3]], attrs: { dim: [1, -1] }, reason: "dim -1 is named twice in [1, -1]." },
  ],
});

export const mean = defineGate({
  name: "mean",
  operands: X,
  attrs: REDUCTION,
  doc: "The mean of all elements, or along some dimensions. A bool counts as 0 or 1.",
  pattern: {
    kind: "distributor",
    text: "mean distributes: each of the n elements receives 1/n of the upstream gradient.",
  },
  formula: "∂L/∂xᵢ = g / n",
  shape: ([x], attrs) => reducedShape(x, attrs),
  folds: { fold: sumFold, dims: foldedDims, isMean: true },
  kernel: ([operand], attrs, sizes) => {
    const dims = foldedDims(attrs, operand.sizes.length);
    const count = foldedCount(operand.sizes, dims);
    const total = reduceDims(operand, dims, sizes, sumFold);
    return { sizes, data: total.data.map((value) => value / count) };
  },
  vjp: ({ x, g }, attrs) => {
    const dims = intsOf(attrs, "dim");
    const share = mul(g, 1 / foldedCount(x.sizes, reducedDims(dims, x.sizes.length)));
    return {
      x: broadcast_to(withReducedDims(share, x.sizes, dims, boolOf(attrs, "keepdim")), { size: x.sizes }),
    };
  },
  python: {
    torch: "torch.mean({x}, dim={dim}, keepdim={keepdim})",
    jax: "jnp.mean({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.mean({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [
    { shapes: [[]] },
    { shapes: [[2, 3]] },
    { shapes: [[2, 3, 2]], attrs: { dim: [0, 2] } },
    { shapes: [[2, 3]], attrs: { dim: [1], keepdim: true } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { dim: [-3] },
      reason: "dim -3 is out of range for {x} of shape [2, 3]; it has dims -2 … 1.",
    },
  ],
});

export const prod = defineGate({
  name: "prod",
  operands: X,
  attrs: ONE_DIM_REDUCTION,
  doc: "The product of all elements, or along one dimension. A bool counts as 0 or 1.",
  pattern: {
    kind: "switcher",
    text: "prod swaps: each element receives the upstream gradient times the product of all the others.",
  },
  formula: "∂L/∂xᵢ = g · Π xⱼ over j ≠ i",
  symbol: "Π",
  shape: ([x], attrs) => reducedShape(x, attrs),
  kernel: ([operand], attrs, sizes) => {
    return reduceDims(operand, foldedDims(attrs, operand.sizes.length), sizes, prodFold);
  },
  // The product of the others is made of what stands before and behind an element: a division by it would fail at 0.
  vjp: ({ x, g }, attrs) => {
    const dims = intsOf(attrs, "dim");
    const dim = dims?.[0];
    const line = dim === undefined ? reshape(x, { shape: [-1] }) : x;
    const others = mul(exclusiveProduct(line, dim ?? 0, 1), exclusiveProduct(line, dim ?? 0, -1));
    const kept = withReducedDims(g, x.sizes, dims, boolOf(attrs, "keepdim"));
    return { x: mul(kept, dim === undefined ? reshape(others, { shape: x.sizes }) : others) };
  },
  python: {
    torch: "(torch.prod({x}) if {dim} is None else torch.prod({x}, {dim}, {keepdim}))",
    jax: "jnp.prod({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.prod({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [
    { shapes: [[]] },
    { shapes: [[2, 2]] },
    { shapes: [[2, 3]], attrs: { dim: 1 } },
    { shapes: [[3, 2]], attrs: { dim: 0, keepdim: true } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { dim: 2 },
      reason: "dim 2 is out of range for {x} of shape [2, 3]; it has dims -2 … 1.",
    },
  ],
});

function foldedCount(sizes: readonly number[], dims: readonly number[]): number {
  return elementCount(dims.map((dim) => sizes[dim] as number));
}

/** This file's part of the table of gates. */
export const reductionGates: Listing = { "Folding dimensions": [sum, mean, prod] };
