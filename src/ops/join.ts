/** Gates over a list of tensors: `cat` joins them along a dimension, `stack` along a new one. */
import type { OperandSpec, Refusal } from "../graph/ir.ts";
import { showShape, type Dim, type Shape } from "../tensor/shape.ts";
import { elementCount, filled, type Tensor } from "../tensor/tensor.ts";
import { constant, defineListGate, intOf, type Listing } from "./define.ts";
import { keepName, positiveDim } from "./dims.ts";
import { index } from "./indexing.ts";
import { subscript, type IndexItem } from "./subscript.ts";

const TENSORS = [
  { name: "tensors", doc: "The list of tensors.", rest: true, holds: "any" },
] as const satisfies readonly OperandSpec[];

export const cat = defineListGate({
  name: "cat",
  also: ["concat", "concatenate"],
  operands: TENSORS,
  attrs: { dim: { kind: "int", doc: "The dimension along which they are joined.", default: 0 } },
  doc: "Tensors joined along a dimension that they have; in every other they agree. A vector of nothing adds nothing.",
  pattern: { kind: "relabeling", text: "cat relabels: each tensor receives its own part of the gradient." },
  formula: "∂L/∂tᵢ = the slice of g where tᵢ stands",
  dtype: "same",
  shape: (tensors, attrs) => joined(tensors, intOf(attrs, "dim")),
  kernel: (tensors, attrs, sizes) => {
    const dim = positiveDim(intOf(attrs, "dim"), sizes.length);
    return join(
      tensors.filter((tensor) => tensor.sizes.length === sizes.length),
      dim,
      sizes,
    );
  },
  vjp: ({ tensors, g }, attrs) => {
    const dim = positiveDim(intOf(attrs, "dim"), g.sizes.length);
    let stop = 0;
    return tensors.map((tensor) => {
      if (tensor.sizes.length !== g.sizes.length) return constant({ value: filled([0], 0) });
      const start = stop;
      stop += tensor.sizes[dim] as number;
      return index([g], subscript(behind(dim, { kind: "slice", start, stop, step: null })));
    });
  },
  python: {
    torch: "torch.cat([{tensors}], dim={dim})",
    jax: "jnp.concatenate([{tensors}], axis={dim})",
    numpy: "np.concatenate([t for t in [{tensors}] if t.shape != (0,)] or [{tensors}], axis={dim})",
  },
  samples: [
    {
      shapes: [
        [2, 3],
        [1, 3],
      ],
      attrs: { dim: 0 },
    },
    {
      shapes: [
        [2, 1],
        [2, 3],
        [2, 2],
      ],
      attrs: { dim: -1 },
    },
    { shapes: [[3]], attrs: { dim: 0 } },
    { shapes: [[0], [2, 3]], attrs: { dim: 0 } },
  ],
  rejects: [
    {
      shapes: [
        [2, 3],
        [1, 4],
      ],
      attrs: { dim: 0 },
      reason: "cat joins tensors that agree in every dimension but dim 0; [2, 3] and [1, 4] do not.",
    },
    {
      shapes: [[2, 3], [3]],
      attrs: { dim: 0 },
      reason: "cat joins tensors that agree in every dimension but dim 0; [2, 3] and [3] do not.",
    },
    {
      shapes: [[2], [3]],
      attrs: { dim: 1 },
      reason: "dim 1 is out of range for tensors of shape [2]; they have dims -1 … 0.",
    },
    {
      shapes: [[], []],
      attrs: { dim: 0 },
      reason: "cat joins along a dimension, and a number has none: stack makes one.",
    },
    { shapes: [], attrs: { dim: 0 }, reason: "cat needs at least one tensor." },
  ],
});

export const stack = defineListGate({
  name: "stack",
  operands: TENSORS,
  attrs: { dim: { kind: "int", doc: "Where the new dimension stands in the result.", default: 0 } },
  doc: "Tensors of one shape put side by side along a new dimension.",
  pattern: { kind: "relabeling", text: "stack relabels: each tensor receives its own part of the gradient." },
  formula: "∂L/∂tᵢ = g at place i of the new dimension",
  dtype: "same",
  shape: (tensors, attrs) => stacked(tensors, intOf(attrs, "dim")),
  kernel: (tensors, attrs, sizes) => {
    const dim = positiveDim(intOf(attrs, "dim"), sizes.length);
    const one = sizes.with(dim, 1);
    return join(
      tensors.map(({ data }) => ({ sizes: one, data })),
      dim,
      sizes,
    );
  },
  vjp: ({ tensors, g }, attrs) => {
    const dim = positiveDim(intOf(attrs, "dim"), g.sizes.length);
    return tensors.map((_, at) => index([g], subscript(behind(dim, { kind: "at", index: at }))));
  },
  python: {
    torch: "torch.stack([{tensors}], dim={dim})",
    jax: "jnp.stack([{tensors}], axis={dim})",
    numpy: "np.stack([{tensors}], axis={dim})",
  },
  samples: [
    { shapes: [[], []], attrs: { dim: 0 } },
    {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      attrs: { dim: -1 },
    },
    { shapes: [[2], [2], [2]], attrs: { dim: 0 } },
  ],
  rejects: [
    {
      shapes: [[2, 3], [2]],
      attrs: { dim: 0 },
      reason: "stack needs tensors of one shape; [2, 3] and [2] differ.",
    },
    {
      shapes: [[2], [2]],
      attrs: { dim: 2 },
      reason: "dim 2 is out of range for a new dimension of tensors of shape [2]; it can be -2 … 1.",
    },
    { shapes: [], attrs: { dim: 0 }, reason: "stack needs at least one tensor." },
  ],
});

/** Everything of the dimensions before `dim`, then the item. */
function behind(dim: number, item: IndexItem): readonly IndexItem[] {
  const all: IndexItem = { kind: "slice", start: null, stop: null, step: null };
  return [...new Array<IndexItem>(dim).fill(all), item];
}

function joined(tensors: readonly Shape[], dim: number): Shape | Refusal {
  // As in PyTorch, a vector of nothing joins with everything: a list that rows are put to starts with it.
  const something = tensors.filter((tensor) => !isNothing(tensor));
  const first = something[0] ?? tensors[0];
  if (first === undefined) return { refused: "cat needs at least one tensor." };
  const rank = first.length;
  if (rank === 0)
    return { refused: "cat joins along a dimension, and a number has none: stack makes one.", operand: 0 };
  if (dim < -rank || dim >= rank)
    return {
      refused: `dim ${dim} is out of range for tensors of shape ${showShape(first)}; they have dims ${-rank} … ${rank - 1}.`,
    };
  const along = positiveDim(dim, rank);
  let size = 0;
  for (const [i, other] of tensors.entries()) {
    if (other.length !== rank && isNothing(other)) continue;
    const agrees =
      other.length === rank && other.every((entry, at) => at === along || entry.size === first[at]?.size);
    if (!agrees)
      return {
        refused: `cat joins tensors that agree in every dimension but dim ${dim}; ${showShape(first)} and ${showShape(other)} do not.`,
        operand: i,
      };
    size += (other[along] as Dim).size;
  }
  return first.map((entry, at) => (at === along ? keepName(entry, size) : nameOf(something, at)));
}

function isNothing(shape: Shape): boolean {
  return shape.length === 1 && shape[0]?.size === 0;
}

function stacked(tensors: readonly Shape[], dim: number): Shape | Refusal {
  const [first] = tensors;
  if (first === undefined) return { refused: "stack needs at least one tensor." };
  const rank = first.length + 1;
  if (dim < -rank || dim >= rank)
    return {
      refused: `dim ${dim} is out of range for a new dimension of tensors of shape ${showShape(first)}; it can be ${-rank} … ${rank - 1}.`,
    };
  for (const [i, other] of tensors.entries())
    if (other.length !== first.length || other.some((entry, at) => entry.size !== first[at]?.size))
      return {
        refused: `stack needs tensors of one shape; ${showShape(first)} and ${showShape(other)} differ.`,
        operand: i,
      };
  return first
    .map((_, at) => nameOf(tensors, at))
    .toSpliced(positiveDim(dim, rank), 0, { size: tensors.length });
}

/** The dimension that all agree in, with the name of the first that has one. */
function nameOf(tensors: readonly Shape[], at: number): Dim {
  const named = tensors.find((tensor) => tensor[at]?.name !== undefined) ?? tensors[0];
  return named?.[at] as Dim;
}

function join(tensors: readonly Tensor[], dim: number, sizes: readonly number[]): Tensor {
  const only = tensors.length === 1 ? tensors[0] : undefined;
  if (only !== undefined) return { sizes, data: only.data };
  const data = new Float64Array(elementCount(sizes));
  const outer = elementCount(sizes.slice(0, dim));
  const row = elementCount(sizes.slice(dim));
  let offset = 0;
  for (const tensor of tensors) {
    const width = elementCount(tensor.sizes.slice(dim));
    for (let o = 0; o < outer; o++) {
      // One element at a time is faster than a view of the source for the short rows that stacked numbers make.
      if (width < 16)
        for (let i = 0; i < width; i++) data[o * row + offset + i] = tensor.data[o * width + i] as number;
      else data.set(tensor.data.subarray(o * width, (o + 1) * width), o * row + offset);
    }
    offset += width;
  }
  return { sizes, data };
}

/** This file's part of the table of gates. */
export const joinGates: Listing = { "Joining and picking": [cat, stack] };
