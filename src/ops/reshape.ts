/** Gates that give the same elements another shape: `reshape`, `flatten`, `squeeze`, `unsqueeze`, `broadcast_to`. */
import type { Attrs, Node, OperandSpec, Refusal } from "../graph/ir.ts";
import { spread } from "./elementwise.ts";
import { copyRun } from "../tensor/elementwise.ts";
import { dim as namedDim, showShape, showSizes, type Dim, type Shape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { relabelled } from "../tensor/views.ts";
import { defineGate, intOf, intsOf, type Listing } from "./define.ts";
import { positiveDim, reducedDims, refuseDims } from "./dims.ts";

const X = [{ name: "x", doc: "The tensor.", holds: "any" }] as const satisfies readonly OperandSpec[];

const SAME_NUMBERS = "The gradient keeps its numbers and takes the operand's shape.";

/** The same elements under another shape: nothing is copied. */
function relabel([x]: readonly Tensor[], _: Attrs, sizes: readonly number[]): Tensor {
  return relabelled(x as Tensor, sizes);
}

function likeOperand({ x, g }: { readonly x: Node; readonly g: Node }): { readonly x: Node } {
  return { x: reshape(g, { shape: x.sizes }) };
}

export const reshape = defineGate({
  name: "reshape",
  operands: X,
  attrs: { shape: { kind: "ints", doc: "The new sizes; one of them may be -1, which takes what is left." } },
  doc: "The same elements in the same order under another shape.",
  pattern: { kind: "relabeling", text: `reshape relabels: ${SAME_NUMBERS.toLowerCase()}` },
  formula: "∂L/∂x = reshape(g, x.shape)",
  dtype: "same",
  shape: ([x], attrs) => reshaped(x, intsOf(attrs, "shape") ?? []),
  isView: true,
  kernel: relabel,
  vjp: likeOperand,
  python: {
    torch: "torch.reshape({x}, {shape})",
    jax: "jnp.reshape({x}, {shape})",
    numpy: "np.reshape({x}, {shape})",
  },
  samples: [
    { shapes: [[2, 3]], attrs: { shape: [3, 2] } },
    { shapes: [[2, 3, 2]], attrs: { shape: [-1, 2] } },
    { shapes: [[1, 1]], attrs: { shape: [] } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { shape: [4, 2] },
      reason: "{x} of shape [2, 3] has 6 elements; [4, 2] has 8.",
    },
    {
      shapes: [[2, 3]],
      attrs: { shape: [4, -1] },
      reason: "{x} of shape [2, 3] has 6 elements; they do not divide into [4, -1].",
    },
    { shapes: [[2, 3]], attrs: { shape: [-1, -1] }, reason: "Only one size can be -1; [-1, -1] has two." },
    { shapes: [[2, 3]], attrs: { shape: [-2, 3] }, reason: "A size cannot be negative; [-2, 3] holds -2." },
  ],
});

export const flatten = defineGate({
  name: "flatten",
  also: ["ravel"],
  operands: X,
  attrs: {
    start_dim: { kind: "int", doc: "The first dimension that is joined.", default: 0 },
    end_dim: { kind: "int", doc: "The last dimension that is joined.", default: -1 },
  },
  doc: "Neighbouring dimensions joined into one.",
  pattern: { kind: "relabeling", text: `flatten relabels: ${SAME_NUMBERS.toLowerCase()}` },
  formula: "∂L/∂x = reshape(g, x.shape)",
  dtype: "same",
  shape: ([x], attrs) => flattened(x, intOf(attrs, "start_dim"), intOf(attrs, "end_dim")),
  isView: true,
  kernel: relabel,
  vjp: likeOperand,
  python: {
    torch: "torch.flatten({x}, {start_dim}, {end_dim})",
    jax: "jax.lax.collapse({x}, {start_dim} % {x}.ndim, {end_dim} % {x}.ndim + 1)",
    numpy:
      "np.reshape({x}, {x}.shape[:{start_dim} % max({x}.ndim, 1)] + (-1,) + {x}.shape[{end_dim} % max({x}.ndim, 1) + 1:])",
  },
  samples: [
    { shapes: [[2, 3]], attrs: { start_dim: 0, end_dim: -1 } },
    { shapes: [[2, 3, 2]], attrs: { start_dim: 1, end_dim: -1 } },
    { shapes: [[]], attrs: { start_dim: 0, end_dim: -1 } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { start_dim: 2, end_dim: -1 },
      reason: "dim 2 is out of range for {x} of shape [2, 3]; it has dims -2 … 1.",
    },
    {
      shapes: [[2, 3]],
      attrs: { start_dim: 1, end_dim: 0 },
      reason: "start_dim 1 lies behind end_dim 0: nothing is between them.",
    },
  ],
});

export const squeeze = defineGate({
  name: "squeeze",
  operands: X,
  attrs: {
    dim: {
      kind: "ints",
      doc: "The dimensions to drop where their size is 1; all of size 1 where it is None.",
      default: null,
    },
  },
  doc: "Dimensions of size 1 dropped. A dimension of another size stays.",
  pattern: { kind: "relabeling", text: `squeeze relabels: ${SAME_NUMBERS.toLowerCase()}` },
  formula: "∂L/∂x = reshape(g, x.shape)",
  dtype: "same",
  shape: ([shape], attrs) => {
    const dims = intsOf(attrs, "dim");
    const refusal = refuseDims(dims ?? [], shape);
    if (refusal !== undefined) return refusal;
    const dropped = dims?.map((dim) => positiveDim(dim, shape.length));
    return shape.filter((entry, dim) => entry.size !== 1 || dropped?.includes(dim) === false);
  },
  isView: true,
  kernel: relabel,
  vjp: likeOperand,
  python: {
    torch: "(torch.squeeze({x}) if {dim} is None else torch.squeeze({x}, {dim}))",
    jax: "jnp.squeeze({x}, axis={dim})",
    numpy: "np.squeeze({x}, axis={dim})",
  },
  samples: [{ shapes: [[2, 1, 3, 1]] }, { shapes: [[2, 1, 3, 1]], attrs: { dim: 1 } }],
  rejects: [
    {
      shapes: [[2, 1]],
      attrs: { dim: 2 },
      reason: "dim 2 is out of range for {x} of shape [2, 1]; it has dims -2 … 1.",
    },
  ],
});

export const unsqueeze = defineGate({
  name: "unsqueeze",
  operands: X,
  attrs: { dim: { kind: "int", doc: "Where the new dimension stands in the result." } },
  doc: "A new dimension of size 1.",
  pattern: { kind: "relabeling", text: `unsqueeze relabels: ${SAME_NUMBERS.toLowerCase()}` },
  formula: "∂L/∂x = reshape(g, x.shape)",
  notation: (x, sizes, attrs) => {
    const at = positiveDim(intOf(attrs, "dim"), sizes.length);
    return `${x}[${sizes.map((_, dim) => (dim === at ? "None" : ":")).join(", ")}]`;
  },
  dtype: "same",
  shape: ([shape], attrs) => {
    const dim = intOf(attrs, "dim");
    const rank = shape.length + 1;
    if (dim < -rank || dim >= rank)
      return {
        refused: `dim ${dim} is out of range for a new dimension of {x} of shape ${showShape(shape)}; it can be ${-rank} … ${rank - 1}.`,
        operand: 0,
      };
    return shape.toSpliced(positiveDim(dim, rank), 0, { size: 1 });
  },
  isView: true,
  kernel: relabel,
  vjp: likeOperand,
  python: {
    torch: "torch.unsqueeze({x}, {dim})",
    jax: "jnp.expand_dims({x}, {dim})",
    numpy: "np.expand_dims({x}, {dim})",
  },
  samples: [
    { shapes: [[2, 3]], attrs: { dim: 1 } },
    { shapes: [[]], attrs: { dim: -1 } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { dim: 3 },
      reason: "dim 3 is out of range for a new dimension of {x} of shape [2, 3]; it can be -3 … 2.",
    },
  ],
});

export const broadcast_to = defineGate({
  name: "broadcast_to",
  operands: X,
  attrs: { size: { kind: "ints", doc: "The sizes of the result; -1 keeps the operand's." } },
  doc: "The tensor repeated along new dimensions and dimensions of size 1.",
  pattern: {
    kind: "collector",
    text: "broadcast_to copies: the gradients of all copies of an element add up.",
  },
  formula: "∂L/∂x = Σ of g over the repeated dimensions",
  dtype: "same",
  shape: ([x], attrs) => broadcasted(x, intsOf(attrs, "size") ?? []),
  run: copyRun,
  kernel: ([x], _, sizes) => repeat(x, sizes),
  // The sum over the repeated dimensions is the caller's, as for every gate that broadcasts.
  vjp: ({ g }) => ({ x: g }),
  python: {
    torch: "torch.broadcast_to({x}, {size})",
    jax: "jnp.broadcast_to({x}, {size})",
    numpy: "np.broadcast_to({x}, np.broadcast_shapes({x}.shape, tuple(abs(n) for n in {size})))",
  },
  samples: [
    { shapes: [[]], attrs: { size: [2, 3] } },
    { shapes: [[2, 1]], attrs: { size: [3, 2, 4] } },
    { shapes: [[1, 3]], attrs: { size: [2, -1] } },
  ],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { size: [4, 3] },
      reason:
        "{x} of shape [2, 3] does not broadcast to [4, 3]: counted from the right, its sizes must be equal or 1.",
    },
    {
      shapes: [[2, 3]],
      attrs: { size: [3] },
      reason: "{x} of shape [2, 3] does not broadcast to [3]: it has more dimensions.",
    },
  ],
});

function reshaped(x: Shape, wanted: readonly number[]): Shape | Refusal {
  const count = elementCount(x.map((entry) => entry.size));
  const open = wanted.filter((size) => size === -1).length;
  const negative = wanted.find((size) => size < -1);
  const has = `{x} of shape ${showShape(x)} has ${count} ${count === 1 ? "element" : "elements"}`;
  if (negative !== undefined)
    return { refused: `A size cannot be negative; ${showSizes(wanted)} holds ${negative}.` };
  if (open > 1) return { refused: `Only one size can be -1; ${showSizes(wanted)} has two.` };
  const known = elementCount(wanted.filter((size) => size !== -1));
  if (open === 1 && (known === 0 || count % known !== 0))
    return { refused: `${has}; they do not divide into ${showSizes(wanted)}.`, operand: 0 };
  if (open === 0 && known !== count)
    return { refused: `${has}; ${showSizes(wanted)} has ${known}.`, operand: 0 };
  return keepNames(
    x,
    wanted.map((size) => (size === -1 ? count / known : size)),
  );
}

/** A dimension survives where everything before it, or everything behind it, stays as it was. */
function keepNames(x: Shape, sizes: readonly number[]): Shape {
  const result: Dim[] = sizes.map((size) => ({ size }));
  const shared = Math.min(x.length, sizes.length);
  let front = 0;
  while (front < shared && x[front]?.size === sizes[front]) {
    result[front] = x[front] as Dim;
    front += 1;
  }
  for (let back = 1; back <= shared - front && x.at(-back)?.size === sizes.at(-back); back++)
    result[sizes.length - back] = x.at(-back) as Dim;
  return result;
}

function flattened(x: Shape, start: number, end: number): Shape | Refusal {
  const refusal = refuseDims([start], x) ?? refuseDims([end], x);
  if (refusal !== undefined) return refusal;
  const first = positiveDim(start, x.length);
  const last = positiveDim(end, x.length);
  if (first > last)
    return { refused: `start_dim ${start} lies behind end_dim ${end}: nothing is between them.` };
  const joined = x.slice(first, last + 1);
  const only = joined.length === 1 ? joined[0] : undefined;
  const size = elementCount(joined.map((entry) => entry.size));
  return [...x.slice(0, first), namedDim(size, only?.name), ...x.slice(last + 1)];
}

function broadcasted(x: Shape, wanted: readonly number[]): Shape | Refusal {
  const text = `{x} of shape ${showShape(x)} does not broadcast to ${showSizes(wanted)}`;
  const added = wanted.length - x.length;
  if (added < 0) return { refused: `${text}: it has more dimensions.`, operand: 0 };
  const result: Dim[] = [];
  for (const [i, size] of wanted.entries()) {
    const own = x[i - added];
    if (own !== undefined && (size === -1 || size === own.size)) result.push(own);
    else if (size >= 0 && (own === undefined || own.size === 1)) result.push({ size });
    else
      return {
        refused: `${text}: counted from the right, its sizes must be equal or 1.`,
        operand: 0,
      };
  }
  return result;
}

function repeat(x: Tensor, sizes: readonly number[]): Tensor {
  return { sizes, data: spread(x, sizes, elementCount(sizes)) };
}

/** The result of a reduction, or its gradient, with the reduced dimensions standing again with size 1. */
export function withReducedDims(
  reduced: Node,
  sizes: readonly number[],
  dims: readonly number[] | null,
  keepdim: boolean,
): Node {
  const folded = reducedDims(dims, sizes.length);
  if (keepdim || reduced.sizes.length === sizes.length || folded.length === sizes.length) return reduced;
  return reshape(reduced, { shape: sizes.map((size, dim) => (folded.includes(dim) ? 1 : size)) });
}

/** This file's part of the table of gates. */
export const reshapeGates: Listing = { Shapes: [reshape, flatten, squeeze, unsqueeze, broadcast_to] };
