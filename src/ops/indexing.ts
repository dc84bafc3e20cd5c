/** The gate behind `x[…]`, and the one that puts its gradient back: zeros with the parts added where they were read. */
import { isRefusal, type Attrs, type Refusal, type Sample } from "../graph/ir.ts";
import { axis, readAxes, stridesOf } from "../tensor/axes.ts";
import { placedTensor } from "../tensor/placed.ts";
import { sameSizes, shapeOf, showShape, type Shape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { defineListGate, intsOf, type Listing } from "./define.ts";
import { spread } from "./elementwise.ts";
import {
  itemsOf,
  refusePlace,
  resolveSubscript,
  shapesOf,
  subscript,
  type IndexItem,
  type Subscript,
} from "./subscript.ts";

const TENSORS = {
  name: "tensors",
  doc: "The index lists and the places that only a run knows, in order.",
  rest: true,
  holds: "integer",
} as const;

const SUBSCRIPT = {
  items: { kind: "internal", doc: "The entries between the brackets." },
  subscript: { kind: "internal", doc: "The entries as text." },
} as const;

const ALL: IndexItem = { kind: "slice", start: null, stop: null, step: null };
const LIST: IndexItem = { kind: "tensor", known: null };

export const index = defineListGate({
  name: "index",
  operands: [{ name: "x", doc: "The tensor to read.", holds: "any" }, TENSORS],
  attrs: SUBSCRIPT,
  doc: "Elements picked by place: numbers, slices, lists, as in PyTorch.",
  pattern: {
    kind: "router",
    text: "An index routes: each element receives the gradients of the places that it was read for, and 0 where it was not read.",
  },
  formula: "∂L/∂x = zeros, with g added where it was read",
  dtype: "same",
  internal: true,
  symbol: "[ ]",
  written: ([x, ...places], { attrs }) => `${x}[${writtenPlaces(places, attrs)}]`,
  shape: ([x, ...tensors], attrs) => {
    const resolved = resolveSubscript(x, itemsOf(attrs), tensors);
    return isRefusal(resolved) ? resolved : resolved.shape;
  },
  kernel: ([operand, ...tensors], attrs, sizes) => {
    const reading = readingOf(operand.sizes, attrs, tensors);
    if (isRefusal(reading)) return reading;
    if (reading.isWhole) return { sizes, data: operand.data };
    return { sizes, data: readAxes(operand.data, reading.axes, reading.base) };
  },
  vjp: ({ tensors: [x, ...places], g }, attrs) => [
    x === undefined ? undefined : place([g, ...places], { ...attrs, sizes: x.sizes }),
    ...places.map(() => undefined),
  ],
  python: { torch: "{x}[{subscript}]", jax: "{x}[{subscript}]", numpy: "{x}[{subscript}]" },
  samples: samples("operand"),
  rejects: [
    {
      shapes: [[3]],
      attrs: subscript([{ kind: "at", index: 3 }]),
      reason: "{x}[3] is out of range: dimension 0 of {x} has size 3 (0 … 2, or -3 … -1).",
    },
    {
      shapes: [[2, 3]],
      attrs: subscript([ALL, { kind: "at", index: -4 }]),
      reason: "{x}[:, -4] is out of range: dimension 1 of {x} has size 3 (0 … 2, or -3 … -1).",
    },
    {
      shapes: [[0]],
      attrs: subscript([{ kind: "at", index: 0 }]),
      reason: "{x}[0] is out of range: dimension 0 of {x} has size 0, so nothing can be picked.",
    },
    {
      shapes: [[3], [2]],
      attrs: subscript([{ kind: "tensor", known: { sizes: [2], data: Float64Array.of(0, 5) } }]),
      reason: "Index 5 is out of range: dimension 0 of {x} has size 3 (0 … 2, or -3 … -1).",
    },
    {
      shapes: [[3]],
      attrs: subscript([{ kind: "at", index: 1.5 }]),
      reason: "An index must be a whole number; 1.5 is not.",
    },
    {
      shapes: [[3]],
      attrs: subscript([{ kind: "slice", start: null, stop: null, step: -1 }]),
      reason: "A slice's step must be positive; flip({x}, 0) goes backwards.",
    },
    {
      shapes: [[3]],
      attrs: subscript([{ kind: "slice", start: null, stop: null, step: 0 }]),
      reason: "A slice's step must not be 0.",
    },
    {
      shapes: [[3]],
      attrs: subscript([{ kind: "mask" }]),
      reason:
        "A bool cannot index: how many elements it picks is not known without a run. where(condition, {x}, 0) and masked_fill keep the shape.",
    },
    {
      shapes: [[3], [1]],
      attrs: subscript([{ kind: "tensor", known: { sizes: [1], data: Float64Array.of(0) }, masked: 2 }]),
      reason: "The mask has size 2 where dimension 0 of {x} has size 3; they must be equal.",
    },
    {
      shapes: [[3]],
      attrs: subscript([ALL, ALL]),
      reason: "{x} is [3]: 2 dimensions are indexed, and it has 1.",
    },
    {
      shapes: [[]],
      attrs: subscript([ALL]),
      reason: "{x} is a number; it has no dimension to index.",
    },
    {
      shapes: [[3]],
      attrs: subscript([{ kind: "ellipsis" }, { kind: "ellipsis" }]),
      reason: "... can stand once in an index; it stands 2 times here.",
    },
    {
      shapes: [[3, 3], [2], [3]],
      attrs: subscript([LIST, LIST]),
      reason: "The index lists are [2] and [3]; side by side they must have one shape, or broadcast.",
    },
  ],
});

export const place = defineListGate({
  name: "place",
  operands: [{ name: "y", doc: "What is put back, of the shape that the index reads." }, TENSORS],
  attrs: { ...SUBSCRIPT, sizes: { kind: "internal", doc: "The sizes of the result." } },
  doc: "Zeros, with y added at the places that an index reads; places that are read twice add up.",
  pattern: { kind: "relabeling", text: "place relabels: each element receives the gradient of its place." },
  formula: "∂L/∂y = g[…]",
  internal: true,
  symbol: "[ ]ᵀ",
  written: ([y = "", ...places], { inputs, sizes, attrs }) => {
    const shapes = inputs.slice(1).map((input) => shapeOf(input.sizes));
    const resolved = resolveSubscript(shapeOf(sizes), itemsOf(attrs), shapes);
    if (isRefusal(resolved)) return undefined;
    return padded(y, sizes, resolved) ?? added(y, sizes, writtenPlaces(places, attrs));
  },
  shape: ([y, ...tensors], attrs) =>
    placed(y, shapeOf(intsOf(attrs, "sizes") ?? []), tensors, itemsOf(attrs)),
  kernel: ([operand, ...tensors], attrs, sizes) => {
    const reading = readingOf(sizes, attrs, tensors);
    if (isRefusal(reading)) return reading;
    if (reading.isWhole) return { sizes, data: operand.data };
    return placedTensor(sizes, operand.data, reading.axes, reading.base, !reading.hasLists);
  },
  vjp: ({ tensors: [, ...places], g }, attrs) => [
    index([g, ...places], attrs),
    ...places.map(() => undefined),
  ],
  python: {
    torch:
      "torch.zeros(torch.Size({sizes}).numel()).index_add(0, torch.arange(torch.Size({sizes}).numel()).reshape({sizes})[{subscript}].reshape(-1), {y}.reshape(-1)).reshape({sizes})",
    jax: "jnp.zeros({sizes}).at[{subscript}].add({y})",
    numpy:
      "np.bincount(np.arange(np.prod({sizes})).reshape({sizes})[{subscript}].ravel(), weights=np.ravel({y}), minlength=np.prod({sizes})).reshape({sizes})",
  },
  samples: samples("result"),
  rejects: [
    {
      shapes: [[2]],
      attrs: { ...subscript([ALL]), sizes: [3] },
      reason: "{y} is [2]; the places read [3].",
    },
  ],
});

function writtenPlaces(places: readonly string[], attrs: Attrs): string {
  return (attrs["subscript"] as string).replace(/\{tensors\.(\d+)\}/gu, (_, at) => places[Number(at)] ?? "");
}

/** With zeros around it; undefined where what was read did not lie in one block. */
function padded(y: string, sizes: readonly number[], { parts }: Subscript): string | undefined {
  const entries: string[] = [];
  const around = sizes.map(() => [0, 0] as [number, number]);
  for (const part of parts) {
    if (part.kind === "tensor" || (part.kind === "slice" && part.step !== 1)) return undefined;
    entries.push({ newaxis: "0", at: "None", slice: ":" }[part.kind]);
    if (part.kind === "newaxis") continue;
    const [first, size] = part.kind === "at" ? [part.index, 1] : [part.start, part.size];
    around[part.dim] = [first, sizes[part.dim]! - first - size];
  }
  while (around[0]?.every((width) => width === 0) === true) around.shift();
  const whole = entries.every((entry) => entry === ":") ? y : `${y}[${entries.join(", ")}]`;
  return around.length === 0 ? whole : `${whole}.pad([${around.toReversed().flat().join(", ")}])`;
}

/** Added at the places of a list, counted through all elements. */
function added(y: string, sizes: readonly number[], places: string): string {
  const count = elementCount(sizes);
  const shape = `[${sizes.join(", ")}]`;
  if (sizes.length === 1)
    return `zeros(${count}).scatter_add(0, arange(${count})[${places}].reshape(-1), ${y}.reshape(-1))`;
  const counted = `arange(${count}).reshape(${shape})[${places}].reshape(-1)`;
  return `zeros(${count}).scatter_add(0, ${counted}, ${y}.reshape(-1)).reshape(${shape})`;
}

interface Reading {
  readonly axes: readonly Int32Array[];
  readonly base: number;
  /** Whether every element is read in order, so that the storage can be shared. */
  readonly isWhole: boolean;
  /** Whether lists say where, which may say a place twice. */
  readonly hasLists: boolean;
}

/** What an index without tensors reads, by its attributes: only the sizes of what is read have a say in it. */
const known = new WeakMap<Attrs, { readonly sizes: readonly number[]; readonly reading: Reading }>();

/** A reading with longer axes is worked out again: that takes nothing beside the reading. */
const FEW_OFFSETS = 1024;

/** The offsets of every axis of the result; refuses places that do not exist. */
function readingOf(sizes: readonly number[], attrs: Attrs, tensors: readonly Tensor[]): Reading | Refusal {
  const before = tensors.length === 0 ? known.get(attrs) : undefined;
  if (before !== undefined && sameSizes(before.sizes, sizes)) return before.reading;
  const reading = readingFor(sizes, itemsOf(attrs), tensors);
  if (isRefusal(reading) || tensors.length > 0) return reading;
  if (reading.axes.reduce((sum, offsets) => sum + offsets.length, 0) <= FEW_OFFSETS)
    known.set(attrs, { sizes, reading });
  return reading;
}

function readingFor(
  sizes: readonly number[],
  items: readonly IndexItem[],
  tensors: readonly Tensor[],
): Reading | Refusal {
  const resolved = resolveSubscript(shapeOf(sizes), items, shapesOf(tensors));
  if (isRefusal(resolved)) return resolved;
  const strides = stridesOf(sizes);
  const axes: Int32Array[] = [];
  const count = elementCount(resolved.lists);
  const block = new Int32Array(count);
  let hasLists = false;
  let isWhole = true;
  let base = 0;
  for (const part of resolved.parts) {
    switch (part.kind) {
      case "at":
        base += part.index * (strides[part.dim] as number);
        isWhole = false;
        break;
      case "slice": {
        const stride = strides[part.dim] as number;
        axes.push(axis(part.size, part.step * stride, part.start * stride));
        if (part.size !== sizes[part.dim]) isWhole = false;
        break;
      }
      case "newaxis":
        axes.push(axis(1, 0));
        break;
      case "tensor": {
        const tensor = tensors[part.operand] as Tensor;
        const size = sizes[part.dim] as number;
        const refusal = refusePlaces(tensor, size, part.dim, part.operand + 1);
        if (refusal !== undefined) return refusal;
        const stride = strides[part.dim] as number;
        isWhole = false;
        if (tensor.sizes.length === 0) base += positive(tensor.data[0] as number, size) * stride;
        else {
          hasLists = true;
          const places = spread(tensor, resolved.lists, count);
          for (let i = 0; i < count; i++)
            block[i] = (block[i] as number) + positive(places[i] as number, size) * stride;
        }
        break;
      }
    }
  }
  if (hasLists) axes.splice(resolved.listsAt, 0, block);
  return { axes, base, isWhole, hasLists };
}

function refusePlaces(tensor: Tensor, size: number, dim: number, operand: number): Refusal | undefined {
  for (const named of tensor.data) {
    const refusal = refusePlace(named, size, dim, { operand, negative: true });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function positive(named: number, size: number): number {
  return named < 0 ? named + size : named;
}

function placed(y: Shape, x: Shape, tensors: readonly Shape[], items: readonly IndexItem[]): Shape | Refusal {
  const resolved = resolveSubscript(x, items, tensors);
  if (isRefusal(resolved)) return resolved;
  if (showShape(resolved.shape) !== showShape(y))
    return { refused: `{y} is ${showShape(y)}; the places read ${showShape(resolved.shape)}.`, operand: 0 };
  return x;
}

/** One of each kind of entry, and the ways in which index lists combine, for what the index reads or what it gives. */
function samples(first: "operand" | "result"): readonly Sample[] {
  const list = (...places: number[]): Tensor => ({ sizes: [places.length], data: Float64Array.from(places) });
  const cases: readonly (readonly [readonly number[], readonly IndexItem[], ...Tensor[]])[] = [
    [[3], [{ kind: "at", index: 1 }]],
    [
      [2, 3],
      [ALL, { kind: "at", index: -1 }],
    ],
    [
      [2, 4],
      [{ kind: "ellipsis" }, { kind: "slice", start: 1, stop: null, step: 2 }],
    ],
    [
      [2, 3],
      [ALL, { kind: "newaxis" }, { kind: "slice", start: -2, stop: 9, step: null }],
    ],
    [[3, 2], [LIST], list(0, 2, 2)],
    [[3, 2], [LIST, LIST], list(0, 2, 0), list(1, -1, 1)],
    [[2, 3, 2], [LIST, ALL, LIST], list(0, 1, 1), list(1, 0, 0)],
    [[4], [LIST], { sizes: [], data: Float64Array.of(2) }],
  ];
  return cases.map(([sizes, items, ...tensors]) => {
    const shapes = tensors.map((tensor) => tensor.sizes);
    const resolved = resolveSubscript(shapeOf(sizes), items, shapes.map(shapeOf));
    const read = isRefusal(resolved) ? [] : resolved.shape.map((entry) => entry.size);
    return {
      shapes: [first === "operand" ? sizes : read, ...shapes],
      attrs: { ...subscript(items), sizes },
      fixed: Object.fromEntries(tensors.map((tensor, i) => [i + 1, tensor])),
    };
  });
}

/** This file's part of the table of gates. */
export const indexingGates: Listing = { "Joining and picking": [index, place] };
