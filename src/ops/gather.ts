/** Gates that read and add by a table of places along one dimension: `gather` and `scatter_add`. */
import type { OperandSpec, Refusal } from "../graph/ir.ts";
import { stridesOf } from "../tensor/axes.ts";
import { copyOf, newBuffer } from "../tensor/buffers.ts";
import { showShape, type Dim, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineGate, intOf, type GateFunction, type Listing } from "./define.ts";
import { positiveDim, refuseDims } from "./dims.ts";
import { place } from "./indexing.ts";
import { broadcast_to } from "./reshape.ts";
import { refusePlace, subscript } from "./subscript.ts";

const INDEX = {
  name: "index",
  doc: "Whole numbers: a place along the dimension for each element of the result.",
  holds: "integer",
} as const;

const GATHERED = [{ name: "x", doc: "The tensor to read." }, INDEX] as const satisfies readonly OperandSpec[];

const SCATTERED = [
  { name: "x", doc: "What is added to." },
  INDEX,
  { name: "src", doc: "What is added; at least as large as the index." },
] as const satisfies readonly OperandSpec[];

const DIM = { dim: { kind: "int", doc: "The dimension along which places are counted." } } as const;

export const gather: GateFunction<typeof GATHERED> = defineGate({
  name: "gather",
  operands: GATHERED,
  attrs: DIM,
  order: ["x", "dim", "index"],
  doc: "Elements picked along a dimension: with dim=1, result[i, j] is x[i, index[i, j]].",
  pattern: {
    kind: "router",
    text: "gather routes: every element receives the gradients of the places that it was picked for, and 0 where it was not.",
  },
  formula: "∂L/∂x = Σ of g at the places it was picked for",
  shape: ([x, index], attrs) => picked(x, index, intOf(attrs, "dim")),
  kernel: ([source, index], attrs, sizes) => {
    const data = newBuffer(index.data.length);
    const refusal = visit(source.sizes, index, index, intOf(attrs, "dim"), (at, i) => {
      data[i] = source.data[at] as number;
    });
    return refusal ?? { sizes, data };
  },
  vjp: ({ x, index, g }, attrs) => ({ x: scatter_add(broadcast_to(0, { size: x.sizes }), index, g, attrs) }),
  python: {
    torch: "torch.gather({x}, {dim}, {index})",
    jax: "jnp.take_along_axis({x}, {index}, axis={dim})",
    numpy:
      "np.take_along_axis({x}[tuple(slice(None if i == {dim} % {x}.ndim else n) for i, n in enumerate({index}.shape))], {index}, axis={dim})",
  },
  samples: [
    {
      shapes: [
        [2, 3],
        [2, 2],
      ],
      attrs: { dim: 1 },
      fixed: { 1: { sizes: [2, 2], data: Float64Array.of(0, 2, 1, 1) } },
    },
    {
      shapes: [
        [3, 2],
        [4, 1],
      ],
      attrs: { dim: -2 },
      fixed: { 1: { sizes: [4, 1], data: Float64Array.of(2, 0, 2, 1) } },
    },
  ],
  rejects: [
    {
      shapes: [[2, 3], [2]],
      attrs: { dim: 1 },
      reason: "{index} is [2] and {x} is [2, 3]: gather needs as many dimensions in both.",
    },
    {
      shapes: [
        [2, 3],
        [3, 1],
      ],
      attrs: { dim: 1 },
      reason: "{index} is [3, 1] and {x} is [2, 3]: dimension 0 of the index must not be larger than {x}'s.",
    },
  ],
});

export const scatter_add: GateFunction<typeof SCATTERED> = defineGate({
  name: "scatter_add",
  operands: SCATTERED,
  attrs: DIM,
  order: ["x", "dim", "index", "src"],
  doc: "x with the elements of src added at places along a dimension: with dim=1, src[i, j] is added to x[i, index[i, j]].",
  pattern: {
    kind: "distributor",
    text: "scatter_add distributes: x receives the gradient unchanged, and src the gradient of the place it was added to.",
  },
  formula: "∂L/∂x = g, ∂L/∂src = gather(g, dim, index)",
  shape: ([x, index, src], attrs) => scattered(x, index, src, intOf(attrs, "dim")),
  kernel: ([x, index, src], attrs, sizes) => {
    const data = copyOf(x.data);
    const added = src.data;
    const refusal = visit(sizes, index, src, intOf(attrs, "dim"), (at, _, from) => {
      data[at] = (data[at] as number) + (added[from] as number);
    });
    return refusal ?? { sizes, data };
  },
  vjp: ({ index, src, g }, attrs) => {
    const read = gather(g, index, attrs);
    const whole = index.sizes.every((size, dim) => size === src.sizes[dim]);
    const items = index.sizes.map((stop) => ({ kind: "slice", start: 0, stop, step: null }) as const);
    // Where the index is smaller, only that corner of src was added.
    return { x: g, src: whole ? read : place([read], { ...subscript(items), sizes: src.sizes }) };
  },
  python: {
    torch: "torch.scatter_add({x}, {dim}, {index}, {src})",
    jax: "{x} + jax.vjp(lambda t: jnp.take_along_axis(t, {index}, axis={dim}), jnp.zeros({x}.shape))[1]({src})[0]",
    numpy:
      "{x} + np.bincount(np.take_along_axis(np.arange({x}.size).reshape({x}.shape)[tuple(slice(None if i == {dim} % {x}.ndim else n) for i, n in enumerate({index}.shape))], {index}, axis={dim}).ravel(), weights=np.ravel({src}[tuple(slice(n) for n in {index}.shape)]), minlength={x}.size).reshape({x}.shape)",
  },
  samples: [
    {
      shapes: [
        [2, 3],
        [2, 2],
        [2, 2],
      ],
      attrs: { dim: 1 },
      fixed: { 1: { sizes: [2, 2], data: Float64Array.of(0, 2, 1, 1) } },
    },
    {
      shapes: [
        [3, 2],
        [2, 1],
        [2, 2],
      ],
      attrs: { dim: 0 },
      fixed: { 1: { sizes: [2, 1], data: Float64Array.of(2, 0) } },
    },
  ],
  rejects: [
    {
      shapes: [
        [2, 3],
        [2, 2],
        [1, 2],
      ],
      attrs: { dim: 1 },
      reason:
        "{index} is [2, 2] and {src} is [1, 2]: the index must not be larger than {src} in any dimension.",
    },
  ],
});

function picked(x: Shape, index: Shape, dim: number): Shape | Refusal {
  const refusal = refuseDims([dim], x);
  if (refusal !== undefined) return refusal;
  const both = `{index} is ${showShape(index)} and {x} is ${showShape(x)}`;
  if (index.length !== x.length)
    return { refused: `${both}: gather needs as many dimensions in both.`, operand: 1 };
  const along = positiveDim(dim, x.length);
  const larger = index.findIndex((entry, at) => at !== along && entry.size > (x[at] as Dim).size);
  if (larger >= 0)
    return {
      refused: `${both}: dimension ${larger} of the index must not be larger than {x}'s.`,
      operand: 1,
    };
  return index;
}

function scattered(x: Shape, index: Shape, src: Shape, dim: number): Shape | Refusal {
  const reads = picked(x, index, dim);
  if ("refused" in reads) return reads;
  if (src.length !== index.length || index.some((entry, at) => entry.size > (src[at] as Dim).size))
    return {
      refused: `{index} is ${showShape(index)} and {src} is ${showShape(src)}: the index must not be larger than {src} in any dimension.`,
      operand: 2,
    };
  return x;
}

/**
 * Calls `each` with a place in a tensor of `sizes`, the index's element that named it, and the same position in a tensor
 * at least as large as the index; refuses what is no place.
 */
function visit(
  sizes: readonly number[],
  index: Tensor,
  beside: Tensor,
  dim: number,
  each: (at: number, i: number, from: number) => void,
): Refusal | undefined {
  const along = positiveDim(dim, sizes.length);
  const size = sizes[along] ?? 1;
  const strides = stridesOf(sizes);
  const besideStrides = stridesOf(beside.sizes);
  const position = new Array<number>(index.sizes.length).fill(0);
  for (let i = 0; i < index.data.length; i++) {
    const named = index.data[i] as number;
    const refusal = refusePlace(named, size, along, { operand: 1, negative: false });
    if (refusal !== undefined) return refusal;
    let at = named * (strides[along] ?? 0);
    let from = 0;
    for (let axis = 0; axis < position.length; axis++) {
      if (axis !== along) at += (position[axis] as number) * (strides[axis] as number);
      from += (position[axis] as number) * (besideStrides[axis] as number);
    }
    each(at, i, from);
    for (let axis = position.length - 1; axis >= 0; axis--) {
      const next = (position[axis] as number) + 1;
      position[axis] = next < (index.sizes[axis] as number) ? next : 0;
      if (position[axis] !== 0) break;
    }
  }
  return undefined;
}

/** This file's part of the table of gates. */
export const gatherGates: Listing = { "Joining and picking": [gather, scatter_add] };
