/** Gates that move elements and keep them all: `transpose`, `permute`, `flip`; and the triangles of a matrix. */
import type { OperandSpec, Refusal } from "../graph/ir.ts";
import { axis, readAxes, stridesOf } from "../tensor/axes.ts";
import { showShape, showSizes, type Dim, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { permuteTensor } from "../tensor/views.ts";
import { defineGate, intOf, intsOf, type GateFunction, type Listing } from "./define.ts";
import { positiveDim, reducedDims, refuseDims } from "./dims.ts";

const X = [{ name: "x", doc: "The tensor.", holds: "any" }] as const satisfies readonly OperandSpec[];

export const transpose: GateFunction<typeof X> = defineGate({
  name: "transpose",
  also: ["swapaxes", "swapdims"],
  operands: X,
  attrs: {
    dim0: { kind: "int", doc: "One of the two dimensions." },
    dim1: { kind: "int", doc: "The other." },
  },
  doc: "Two dimensions swapped: for a matrix, its rows become columns.",
  pattern: { kind: "relabeling", text: "transpose relabels: the gradient is transposed back." },
  formula: "∂L/∂x = gᵀ",
  dtype: "same",
  symbol: "ᵀ",
  postfix: ".T",
  written: ([x], { sizes, attrs }) => {
    const rank = sizes.length;
    const [first, second] = [
      positiveDim(intOf(attrs, "dim0"), rank),
      positiveDim(intOf(attrs, "dim1"), rank),
    ];
    if (first === second) return x;
    return rank > 2 && Math.min(first, second) === rank - 2 ? `${x}.mT` : undefined;
  },
  shape: ([shape], attrs) => {
    const [dim0, dim1] = [intOf(attrs, "dim0"), intOf(attrs, "dim1")];
    const refusal = refuseDims([dim0], shape) ?? refuseDims([dim1], shape);
    return refusal ?? swapped(shape.length, dim0, dim1).map((dim) => shape[dim] as Dim);
  },
  isView: true,
  kernel: ([x], attrs, sizes) =>
    permuteTensor(x, swapped(sizes.length, intOf(attrs, "dim0"), intOf(attrs, "dim1")), sizes),
  vjp: ({ g }, attrs) => ({ x: transpose(g, attrs) }),
  python: {
    torch: "torch.transpose({x}, {dim0}, {dim1})",
    jax: "jnp.swapaxes({x}, {dim0}, {dim1})",
    numpy: "np.swapaxes({x}, {dim0}, {dim1})",
  },
  samples: [
    { shapes: [[2, 3]], attrs: { dim0: 0, dim1: 1 } },
    { shapes: [[2, 3, 4]], attrs: { dim0: 0, dim1: 2 } },
    { shapes: [[2, 3, 4]], attrs: { dim0: -1, dim1: -2 } },
  ],
  rejects: [
    {
      shapes: [[3]],
      attrs: { dim0: 0, dim1: 1 },
      reason: "dim 1 is out of range for {x} of shape [3]; it has dims -1 … 0.",
    },
  ],
});

export const permute: GateFunction<typeof X> = defineGate({
  name: "permute",
  operands: X,
  attrs: { dims: { kind: "ints", doc: "For each dimension of the result, the operand's dimension it was." } },
  doc: "All dimensions put in another order.",
  pattern: { kind: "relabeling", text: "permute relabels: the gradient's dimensions are put back in order." },
  formula: "∂L/∂x = permute(g, the inverse order)",
  dtype: "same",
  shape: ([x], attrs) => permuted(x, intsOf(attrs, "dims") ?? []),
  isView: true,
  kernel: ([x], attrs, sizes) => permuteTensor(x, orderOf(intsOf(attrs, "dims") ?? []), sizes),
  vjp: ({ g }, attrs) => {
    const order = orderOf(intsOf(attrs, "dims") ?? []);
    return { x: permute(g, { dims: order.map((_, dim) => order.indexOf(dim)) }) };
  },
  python: {
    torch: "torch.permute({x}, {dims})",
    jax: "jnp.transpose({x}, {dims})",
    numpy: "np.transpose({x}, {dims})",
  },
  samples: [
    { shapes: [[2, 3, 4]], attrs: { dims: [2, 0, 1] } },
    { shapes: [[2, 3]], attrs: { dims: [-1, 0] } },
  ],
  rejects: [
    {
      shapes: [[2, 3, 4]],
      attrs: { dims: [1, 0] },
      reason: "permute needs every dimension of {x} once: its shape is [2, 3, 4], and [1, 0] names 2 of 3.",
    },
    { shapes: [[2, 3]], attrs: { dims: [0, -2] }, reason: "dim -2 is named twice in [0, -2]." },
  ],
});

export const flip: GateFunction<typeof X> = defineGate({
  name: "flip",
  operands: X,
  attrs: { dims: { kind: "ints", doc: "The dimensions that run backwards in the result." } },
  doc: "The order of the elements turned round along some dimensions.",
  pattern: { kind: "relabeling", text: "flip relabels: the gradient is flipped back." },
  formula: "∂L/∂x = flip(g, dims)",
  dtype: "same",
  shape: ([x], attrs) => refuseDims(intsOf(attrs, "dims") ?? [], x) ?? x,
  kernel: ([x], attrs, sizes) => flipped(x, intsOf(attrs, "dims") ?? [], sizes),
  vjp: ({ g }, attrs) => ({ x: flip(g, attrs) }),
  python: {
    torch: "torch.flip({x}, {dims})",
    jax: "jnp.flip({x}, {dims})",
    numpy: "np.flip({x}, {dims})",
  },
  samples: [
    { shapes: [[3]], attrs: { dims: [0] } },
    { shapes: [[2, 3]], attrs: { dims: [0, -1] } },
  ],
  rejects: [
    {
      shapes: [[3]],
      attrs: { dims: [1] },
      reason: "dim 1 is out of range for {x} of shape [3]; it has dims -1 … 0.",
    },
  ],
});

const DIAGONAL = {
  diagonal: {
    kind: "int",
    doc: "Which diagonal bounds the triangle: 0 the main one, above it positive, below it negative.",
    default: 0,
  },
} as const;

const X_NUMBER = [{ name: "x", doc: "A matrix, or a batch of them." }] as const;

export const tril: GateFunction<typeof X_NUMBER> = defineGate({
  name: "tril",
  operands: X_NUMBER,
  attrs: DIAGONAL,
  doc: "The lower triangle of a matrix, its diagonal included; 0 above it.",
  pattern: {
    kind: "router",
    text: "tril routes: what was kept receives its gradient, what was struck receives 0.",
  },
  formula: "∂L/∂x = tril(g)",
  shape: ([x]) => matrices("tril", x),
  kernel: ([x], attrs) => triangle(x, (above) => above <= intOf(attrs, "diagonal")),
  vjp: ({ g }, attrs) => ({ x: tril(g, attrs) }),
  python: {
    torch: "torch.tril({x}, {diagonal})",
    jax: "jnp.tril({x}, {diagonal})",
    numpy: "np.tril({x}, {diagonal})",
  },
  samples: [
    { shapes: [[3, 3]], attrs: { diagonal: 0 } },
    { shapes: [[2, 2, 3]], attrs: { diagonal: -1 } },
  ],
  rejects: [{ shapes: [[3]], attrs: { diagonal: 0 }, reason: "tril needs a matrix; {x} is [3]." }],
});

export const triu: GateFunction<typeof X_NUMBER> = defineGate({
  name: "triu",
  operands: X_NUMBER,
  attrs: DIAGONAL,
  doc: "The upper triangle of a matrix, its diagonal included; 0 below it.",
  pattern: {
    kind: "router",
    text: "triu routes: what was kept receives its gradient, what was struck receives 0.",
  },
  formula: "∂L/∂x = triu(g)",
  shape: ([x]) => matrices("triu", x),
  kernel: ([x], attrs) => triangle(x, (above) => above >= intOf(attrs, "diagonal")),
  vjp: ({ g }, attrs) => ({ x: triu(g, attrs) }),
  python: {
    torch: "torch.triu({x}, {diagonal})",
    jax: "jnp.triu({x}, {diagonal})",
    numpy: "np.triu({x}, {diagonal})",
  },
  samples: [
    { shapes: [[3, 3]], attrs: { diagonal: 0 } },
    { shapes: [[2, 3, 2]], attrs: { diagonal: 1 } },
  ],
  rejects: [{ shapes: [[]], attrs: { diagonal: 0 }, reason: "triu needs a matrix; {x} is []." }],
});

function swapped(rank: number, dim0: number, dim1: number): number[] {
  const order = Array.from({ length: rank }, (_, dim) => dim);
  if (rank === 0) return order;
  const [first, second] = [positiveDim(dim0, rank), positiveDim(dim1, rank)];
  order[first] = second;
  order[second] = first;
  return order;
}

function orderOf(dims: readonly number[]): number[] {
  return dims.map((dim) => positiveDim(dim, dims.length));
}

function permuted(x: Shape, dims: readonly number[]): Shape | Refusal {
  // A number has no dimension to name, although dim 0 fits it elsewhere.
  if (x.length !== dims.length)
    return {
      refused: `permute needs every dimension of {x} once: its shape is ${showShape(x)}, and ${showSizes(dims)} names ${dims.length} of ${x.length}.`,
      operand: 0,
    };
  return refuseDims(dims, x) ?? orderOf(dims).map((dim) => x[dim] as Dim);
}

function flipped(x: Tensor, dims: readonly number[], sizes: readonly number[]): Tensor {
  // No dims are none here, where a reduction would take all.
  const turned = dims.length === 0 ? [] : reducedDims(dims, sizes.length);
  if (turned.every((dim) => (sizes[dim] as number) < 2)) return { sizes, data: x.data };
  const strides = stridesOf(sizes);
  const axes = sizes.map((size, dim) => {
    const stride = strides[dim] as number;
    return turned.includes(dim) ? axis(size, -stride, (size - 1) * stride) : axis(size, stride);
  });
  return { sizes, data: readAxes(x.data, axes, 0) };
}

function matrices(name: string, x: Shape): Shape | Refusal {
  return x.length >= 2 ? x : { refused: `${name} needs a matrix; {x} is ${showShape(x)}.`, operand: 0 };
}

/** Keeps the elements for which `keeps` holds of how far they stand above the main diagonal. */
function triangle(x: Tensor, keeps: (above: number) => boolean): Tensor {
  const columns = x.sizes.at(-1) as number;
  const rows = x.sizes.at(-2) as number;
  const data = x.data.map((value, i) => {
    const column = i % columns;
    const row = ((i - column) / columns) % rows;
    return keeps(column - row) ? value : 0;
  });
  return { sizes: x.sizes, data };
}

/** This file's part of the table of gates. */
export const permuteGates: Listing = { Shapes: [transpose, permute, flip, tril, triu] };
