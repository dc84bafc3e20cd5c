/** Gates that pick the largest or smallest element: `amax`, `amin`, the maximum along one dimension, and their places. */
import type { Attrs, Node, OperandSpec, Refusal } from "../graph/ir.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { argmaxFold, argminFold, maxFold, minFold, reduceDims } from "../tensor/reduce.ts";
import { showShape, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { div, mul } from "./arithmetic.ts";
import { eq } from "./comparison.ts";
import { boolOf, defineGate, intsOf, type Listing } from "./define.ts";
import { reducedDims } from "./dims.ts";
import { scatter_add } from "./gather.ts";
import { foldedDims, ONE_DIM_REDUCTION, REDUCTION, reducedShape, sum } from "./reduction.ts";
import { broadcast_to, reshape, withReducedDims } from "./reshape.ts";

const X = [{ name: "x", doc: "The tensor." }] as const satisfies readonly OperandSpec[];

const ONE_DIM = {
  dim: { kind: "int", doc: "The dimension to fold." },
  keepdim: REDUCTION.keepdim,
} as const;

type Fold = typeof maxFold;

export const amax = defineGate({
  name: "amax",
  operands: X,
  attrs: REDUCTION,
  doc: "The largest element, or the largest along some dimensions. Equal largest elements share the gradient equally.",
  pattern: {
    kind: "router",
    text: "amax routes: the largest element receives the whole gradient, the others 0; equal ones share it.",
  },
  chooses: true,
  formula: "∂L/∂xᵢ = g / (number of largest) where xᵢ is the largest, else 0",
  symbol: "max",
  shape: ([x], attrs) => nonEmpty("amax", x, attrs),
  folds: { fold: maxFold, dims: foldedDims },
  kernel: ([x], attrs, sizes, kernels) => fold(x, attrs, sizes, maxFold, kernels),
  vjp: ({ x, out, g }, attrs) => ({ x: shared(x, out, g, attrs) }),
  kinks: [
    {
      text: "Where several elements are the largest, they share the upstream gradient equally.",
      at: [1, 3, 3],
      gives: [0, 0.5, 0.5],
      jax: [0, 0.5, 0.5],
      tensorflow: [0, 0.5, 0.5],
    },
  ],
  python: {
    torch: "torch.amax({x}, dim={dim}, keepdim={keepdim})",
    jax: "jnp.max({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.max({x}, axis={dim}, keepdims={keepdim})",
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
      attrs: { dim: [2] },
      reason: "dim 2 is out of range for {x} of shape [2, 3]; it has dims -2 … 1.",
    },
    {
      shapes: [[0, 3]],
      attrs: { dim: [0] },
      reason: "amax needs at least one element to choose from; {x} is [0, 3].",
    },
  ],
});

export const amin = defineGate({
  name: "amin",
  operands: X,
  attrs: REDUCTION,
  doc: "The smallest element, or the smallest along some dimensions. Equal smallest elements share the gradient equally.",
  pattern: {
    kind: "router",
    text: "amin routes: the smallest element receives the whole gradient, the others 0; equal ones share it.",
  },
  chooses: true,
  formula: "∂L/∂xᵢ = g / (number of smallest) where xᵢ is the smallest, else 0",
  symbol: "min",
  shape: ([x], attrs) => nonEmpty("amin", x, attrs),
  folds: { fold: minFold, dims: foldedDims },
  kernel: ([x], attrs, sizes, kernels) => fold(x, attrs, sizes, minFold, kernels),
  vjp: ({ x, out, g }, attrs) => ({ x: shared(x, out, g, attrs) }),
  kinks: [
    {
      text: "Where several elements are the smallest, they share the upstream gradient equally.",
      at: [1, 1, 3],
      gives: [0.5, 0.5, 0],
      jax: [0.5, 0.5, 0],
      tensorflow: [0.5, 0.5, 0],
    },
  ],
  python: {
    torch: "torch.amin({x}, dim={dim}, keepdim={keepdim})",
    jax: "jnp.min({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.min({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [
    { shapes: [[]] },
    { shapes: [[2, 3]] },
    { shapes: [[2, 3, 2]], attrs: { dim: [0, 2] } },
    { shapes: [[2, 3]], attrs: { dim: [1], keepdim: true } },
  ],
  rejects: [
    {
      shapes: [[2, 0]],
      reason: "amin needs at least one element to choose from; {x} is [2, 0].",
    },
  ],
});

export const max_along = defineGate({
  name: "max_along",
  operands: X,
  attrs: ONE_DIM,
  doc: "The largest element along one dimension. Of equal largest elements the first receives all of the gradient.",
  pattern: {
    kind: "router",
    text: "max routes: along the dimension, the first largest element receives the whole gradient, the others 0.",
  },
  chooses: true,
  formula: "∂L/∂xᵢ = g where i is the first largest, else 0",
  internal: true,
  symbol: "max",
  written: ([x], { attrs }) => writtenAlong("max", x, attrs),
  shape: ([x], attrs) => nonEmpty("max", x, attrs),
  folds: { fold: maxFold, dims: foldedDims },
  kernel: ([x], attrs, sizes, kernels) => fold(x, attrs, sizes, maxFold, kernels),
  vjp: ({ x, g }, attrs) => ({ x: toPlace(x, argmax(x, { ...attrs, keepdim: true }), g, attrs) }),
  kinks: [
    {
      text: "Where several elements along the dimension are the largest, the first receives the whole upstream gradient.",
      at: [1, 3, 3],
      attrs: { dim: 0 },
      gives: [0, 1, 0],
      jax: [0, 0.5, 0.5],
      tensorflow: [0, 0.5, 0.5],
    },
  ],
  python: {
    torch: "torch.max({x}, dim={dim}, keepdim={keepdim}).values",
    jax: "jnp.max({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.max({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [
    { shapes: [[2, 3]], attrs: { dim: 1 } },
    { shapes: [[2, 3, 2]], attrs: { dim: -2, keepdim: true } },
  ],
  rejects: [
    {
      shapes: [[2, 0]],
      attrs: { dim: 1 },
      reason: "max needs at least one element to choose from; {x} is [2, 0].",
    },
  ],
});

export const min_along = defineGate({
  name: "min_along",
  operands: X,
  attrs: ONE_DIM,
  doc: "The smallest element along one dimension. Of equal smallest elements the first receives all of the gradient.",
  pattern: {
    kind: "router",
    text: "min routes: along the dimension, the first smallest element receives the whole gradient, the others 0.",
  },
  chooses: true,
  formula: "∂L/∂xᵢ = g where i is the first smallest, else 0",
  internal: true,
  symbol: "min",
  written: ([x], { attrs }) => writtenAlong("min", x, attrs),
  shape: ([x], attrs) => nonEmpty("min", x, attrs),
  folds: { fold: minFold, dims: foldedDims },
  kernel: ([x], attrs, sizes, kernels) => fold(x, attrs, sizes, minFold, kernels),
  vjp: ({ x, g }, attrs) => ({ x: toPlace(x, argmin(x, { ...attrs, keepdim: true }), g, attrs) }),
  kinks: [
    {
      text: "Where several elements along the dimension are the smallest, the first receives the whole upstream gradient.",
      at: [1, 1, 3],
      attrs: { dim: 0 },
      gives: [1, 0, 0],
      jax: [0.5, 0.5, 0],
      tensorflow: [0.5, 0.5, 0],
    },
  ],
  python: {
    torch: "torch.min({x}, dim={dim}, keepdim={keepdim}).values",
    jax: "jnp.min({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.min({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [
    { shapes: [[2, 3]], attrs: { dim: 1 } },
    { shapes: [[2, 3, 2]], attrs: { dim: -2, keepdim: true } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { dim: 2 },
      reason: "dim 2 is out of range for {x} of shape [2, 3]; it has dims -2 … 1.",
    },
  ],
});

export const argmax = defineGate({
  name: "argmax",
  operands: X,
  attrs: ONE_DIM_REDUCTION,
  doc: "The place of the largest element: along one dimension, or counted through all elements. The first of equal ones.",
  pattern: {
    kind: "wall",
    text: "argmax is a wall: a place does not change smoothly, so no gradient passes.",
  },
  shape: ([x], attrs) => nonEmpty("argmax", x, attrs),
  kernel: ([x], attrs, sizes, kernels) => fold(x, attrs, sizes, argmaxFold, kernels),
  vjp: {
    none: "The place of the largest element is a whole number; it does not change with small changes of the elements.",
  },
  python: {
    torch: "torch.argmax({x}, dim={dim}, keepdim={keepdim})",
    jax: "jnp.argmax({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.argmax({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [{ shapes: [[2, 3]] }, { shapes: [[2, 3]], attrs: { dim: 1, keepdim: true } }],
  rejects: [{ shapes: [[0]], reason: "argmax needs at least one element to choose from; {x} is [0]." }],
});

export const argmin = defineGate({
  name: "argmin",
  operands: X,
  attrs: ONE_DIM_REDUCTION,
  doc: "The place of the smallest element: along one dimension, or counted through all elements. The first of equal ones.",
  pattern: {
    kind: "wall",
    text: "argmin is a wall: a place does not change smoothly, so no gradient passes.",
  },
  shape: ([x], attrs) => nonEmpty("argmin", x, attrs),
  kernel: ([x], attrs, sizes, kernels) => fold(x, attrs, sizes, argminFold, kernels),
  vjp: {
    none: "The place of the smallest element is a whole number; it does not change with small changes of the elements.",
  },
  python: {
    torch: "torch.argmin({x}, dim={dim}, keepdim={keepdim})",
    jax: "jnp.argmin({x}, axis={dim}, keepdims={keepdim})",
    numpy: "np.argmin({x}, axis={dim}, keepdims={keepdim})",
  },
  samples: [{ shapes: [[2, 3]] }, { shapes: [[2, 3]], attrs: { dim: 0 } }],
  rejects: [{ shapes: [[0]], reason: "argmin needs at least one element to choose from; {x} is [0]." }],
});

function nonEmpty(name: string, x: Shape, attrs: Attrs): Shape | Refusal {
  const shape = reducedShape(x, attrs);
  const folded = reducedDims(intsOf(attrs, "dim"), x.length);
  if ("refused" in shape || folded.every((dim) => x[dim]?.size !== 0)) return shape;
  return {
    refused: `${name} needs at least one element to choose from; {x} is ${showShape(x)}.`,
    operand: 0,
  };
}

function fold(x: Tensor, attrs: Attrs, sizes: readonly number[], plain: Fold, kernels: Kernels): Tensor {
  const how = kernels.folding?.(plain, x.data.length) ?? plain;
  const dims = reducedDims(intsOf(attrs, "dim"), x.sizes.length);
  if (dims.length === 0) return { sizes, data: how(x.data, 1, 1, 1) };
  return reduceDims(x, dims, sizes, how);
}

/** The gradient shared by all elements that equal the extreme. */
function shared(x: Node, out: Node, g: Node, attrs: Attrs): Node {
  const dims = intsOf(attrs, "dim");
  const keepdim = boolOf(attrs, "keepdim");
  const chosen = eq(x, withReducedDims(out, x.sizes, dims, keepdim));
  const count = sum(chosen, { dim: dims, keepdim: true });
  return mul(chosen, div(withReducedDims(g, x.sizes, dims, keepdim), count));
}

/** A call along one dimension, as it stands in a file. */
function writtenAlong(name: string, x: string | undefined, attrs: Attrs): string {
  return `${x}.${name}(dim=${intsOf(attrs, "dim")?.[0] ?? 0}${boolOf(attrs, "keepdim") ? ", keepdim=True" : ""})`;
}

/** The whole gradient at one place along the dimension. */
function toPlace(x: Node, place: Node, g: Node, attrs: Attrs): Node {
  const dims = intsOf(attrs, "dim");
  const kept = withReducedDims(g, x.sizes, dims, boolOf(attrs, "keepdim"));
  const added = kept.sizes.length === place.sizes.length ? kept : reshape(kept, { shape: place.sizes });
  return scatter_add(broadcast_to(0, { size: x.sizes }), place, added, { dim: dims?.[0] ?? 0 });
}

/** This file's part of the table of gates. */
export const extremesGates: Listing = {
  "Folding dimensions": [amax, amin, max_along, min_along, argmax, argmin],
};
