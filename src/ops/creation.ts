/** Tensors made from sizes and known numbers: `zeros`, `ones`, `full`, `eye`, `arange`, `linspace`. */
import type { Attrs, AttrSpec, Refusal } from "../graph/ir.ts";
import { shapeOf, showShape, showSizes, type Shape } from "../tensor/shape.ts";
import { filled } from "../tensor/tensor.ts";
import { defineGate, intOf, intsOf, type Listing } from "./define.ts";

export const SIZE: AttrSpec = { kind: "ints", doc: "The size of each dimension." };

export const zeros = defineGate({
  name: "zeros",
  operands: [],
  attrs: { size: SIZE },
  doc: "A tensor of zeros.",
  pattern: { kind: "source", text: "zeros is a source: it has no operand that a gradient could go to." },
  shape: (_, attrs) => sizeShape("zeros", attrs),
  kernel: (_, __, sizes) => filled(sizes, 0),
  vjp: { none: "zeros has no operand that a gradient could go to." },
  python: { torch: "torch.zeros({size})", jax: "jnp.zeros({size})", numpy: "np.zeros({size})" },
  samples: [
    { shapes: [], attrs: { size: [] } },
    { shapes: [], attrs: { size: [2, 3] } },
  ],
  rejects: [
    { shapes: [], attrs: { size: [2, -1] }, reason: "zeros with sizes [2, -1]: a size cannot be negative." },
  ],
});

export const ones = defineGate({
  name: "ones",
  operands: [],
  attrs: { size: SIZE },
  doc: "A tensor of ones.",
  pattern: { kind: "source", text: "ones is a source: it has no operand that a gradient could go to." },
  shape: (_, attrs) => sizeShape("ones", attrs),
  kernel: (_, __, sizes) => filled(sizes, 1),
  vjp: { none: "ones has no operand that a gradient could go to." },
  python: { torch: "torch.ones({size})", jax: "jnp.ones({size})", numpy: "np.ones({size})" },
  samples: [
    { shapes: [], attrs: { size: [] } },
    { shapes: [], attrs: { size: [2, 3] } },
  ],
  rejects: [
    { shapes: [], attrs: { size: [2, -1] }, reason: "ones with sizes [2, -1]: a size cannot be negative." },
  ],
});

export const full = defineGate({
  name: "full",
  operands: [{ name: "fill_value", doc: "The number that every element gets." }],
  attrs: { size: SIZE },
  order: ["size", "fill_value"],
  doc: "A tensor that holds one number everywhere.",
  pattern: {
    kind: "distributor",
    text: "full copies one number into every element; their gradients add up to that of the number.",
  },
  shape: ([fill], attrs) =>
    fill.length > 0
      ? { refused: `full fills with one number, but {fill_value} is ${showShape(fill)}.`, operand: 0 }
      : sizeShape("full", attrs),
  kernel: ([fill], _, sizes) => filled(sizes, fill.data[0] as number),
  // One gradient for each element: that they add up follows from undoing the broadcast.
  vjp: ({ g }) => ({ fill_value: g }),
  python: {
    torch: "{fill_value} * torch.ones({size})",
    jax: "jnp.full({size}, {fill_value})",
    numpy: "np.full({size}, {fill_value})",
  },
  samples: [
    { shapes: [[]], attrs: { size: [] } },
    { shapes: [[]], attrs: { size: [2, 3] } },
  ],
  rejects: [
    { shapes: [[]], attrs: { size: [2, -1] }, reason: "full with sizes [2, -1]: a size cannot be negative." },
    {
      shapes: [[3]],
      attrs: { size: [2, 3] },
      reason: "full fills with one number, but {fill_value} is [3].",
    },
  ],
});

export const eye = defineGate({
  name: "eye",
  operands: [],
  attrs: {
    n: { kind: "int", doc: "The number of rows." },
    m: { kind: "int", doc: "The number of columns; n where left out.", default: null },
  },
  doc: "A matrix with ones on its diagonal and zeros beside it.",
  pattern: { kind: "source", text: "eye is a source: it has no operand that a gradient could go to." },
  shape: (_, attrs) => nonNegative("eye", [intOf(attrs, "n"), columns(attrs)]),
  kernel: (_, __, sizes) => {
    const result = filled(sizes, 0);
    const [rows = 0, width = 0] = sizes;
    for (let i = 0; i < Math.min(rows, width); i++) result.data[i * width + i] = 1;
    return result;
  },
  vjp: { none: "eye has no operand that a gradient could go to." },
  python: {
    torch: "torch.eye({n}, {n} if {m} is None else {m})",
    jax: "jnp.eye({n}, {m})",
    numpy: "np.eye({n}, {m})",
  },
  samples: [
    { shapes: [], attrs: { n: 3, m: null } },
    { shapes: [], attrs: { n: 2, m: 3 } },
  ],
  rejects: [
    { shapes: [], attrs: { n: -1, m: null }, reason: "eye with sizes [-1, -1]: a size cannot be negative." },
  ],
});

export const arange = defineGate({
  name: "arange",
  operands: [],
  attrs: {
    start: {
      kind: "number",
      doc: "The first number, 0 where left out. With one number alone, that is the end.",
      default: null,
    },
    end: { kind: "number", doc: "The end, which is not reached.", default: null },
    step: { kind: "number", doc: "The distance between neighbours, 1 where left out.", default: null },
  },
  doc: "Numbers from start up to, but without, end, at a distance of step: arange(3) is [0, 1, 2].",
  pattern: {
    kind: "source",
    text: "arange is a source: its bounds are known numbers, which have no gradient.",
  },
  shape: (_, attrs) => {
    const range = rangeOf(attrs);
    if ("refused" in range) return range;
    return shapeOf([Math.ceil((range.end - range.start) / range.step)]);
  },
  kernel: (_, attrs, sizes) => {
    const range = rangeOf(attrs);
    if ("refused" in range) return range;
    const { start, step } = range;
    return { sizes, data: Float64Array.from({ length: sizes[0] as number }, (__, i) => start + i * step) };
  },
  vjp: { none: "The bounds of arange are known numbers, which have no gradient." },
  python: {
    torch: "torch.arange(*(v for v in ({start}, {end}, {step}) if v is not None), dtype=torch.float64)",
    jax: "jnp.arange({start}, {end}, {step}, dtype=float)",
    numpy: "np.arange({start}, {end}, {step}, dtype=float)",
  },
  samples: [
    { shapes: [], attrs: { start: 3, end: null, step: null } },
    { shapes: [], attrs: { start: 1, end: 2, step: 0.25 } },
    { shapes: [], attrs: { start: 5, end: 0, step: -2 } },
    { shapes: [], attrs: { start: 2, end: 2, step: null } },
  ],
  rejects: [
    {
      shapes: [],
      attrs: { start: null, end: null, step: null },
      reason: "arange needs to know where to end: arange(5).",
    },
    {
      shapes: [],
      attrs: { start: 5, end: null, step: 2 },
      reason: "arange with a step needs a start and an end: arange(0, 5, 2).",
    },
    {
      shapes: [],
      attrs: { start: 0, end: 5, step: 0 },
      reason: "arange(0, 5, 0) never ends: step cannot be 0.",
    },
    {
      shapes: [],
      attrs: { start: 5, end: 0, step: 1 },
      reason: "arange(5, 0, 1) leads away from its end: step must be negative to go down.",
    },
    {
      shapes: [],
      attrs: { start: 0, end: Infinity, step: 1 },
      reason: "arange(0, inf, 1) has no end: its numbers must be finite.",
    },
  ],
});

export const linspace = defineGate({
  name: "linspace",
  operands: [],
  attrs: {
    start: { kind: "number", doc: "The first number." },
    end: { kind: "number", doc: "The last number, which is reached." },
    steps: { kind: "int", doc: "How many numbers." },
  },
  doc: "Evenly spaced numbers from start to end, both included: linspace(0, 1, 3) is [0, 0.5, 1].",
  pattern: {
    kind: "source",
    text: "linspace is a source: its bounds are known numbers, which have no gradient.",
  },
  shape: (_, attrs) => {
    const steps = intOf(attrs, "steps");
    return steps < 0
      ? { refused: `linspace with ${steps} steps: the number of steps cannot be negative.` }
      : shapeOf([steps]);
  },
  // Counted from the nearer end, as PyTorch does, so that both ends are met exactly.
  kernel: (_, attrs, sizes) => {
    const start = attrs["start"] as number;
    const end = attrs["end"] as number;
    const last = (sizes[0] as number) - 1;
    const step = (end - start) / last;
    const at = (i: number): number =>
      i < (last + 1) / 2 ? start + (i === 0 ? 0 : step * i) : end - step * (last - i);
    return { sizes, data: Float64Array.from({ length: last + 1 }, (__, i) => at(i)) };
  },
  vjp: { none: "The bounds of linspace are known numbers, which have no gradient." },
  python: {
    torch: "torch.linspace({start}, {end}, {steps})",
    jax: "jnp.linspace({start}, {end}, {steps})",
    numpy: "np.linspace({start}, {end}, {steps})",
  },
  samples: [
    { shapes: [], attrs: { start: 0, end: 1, steps: 5 } },
    { shapes: [], attrs: { start: 2, end: -1, steps: 1 } },
    { shapes: [], attrs: { start: 2, end: -1, steps: 0 } },
  ],
  rejects: [
    {
      shapes: [],
      attrs: { start: 0, end: 1, steps: -1 },
      reason: "linspace with -1 steps: the number of steps cannot be negative.",
    },
  ],
});

/** The shape that the attribute `size` says, or why it is none. */
export function sizeShape(what: string, attrs: Attrs): Shape | Refusal {
  return nonNegative(what, intsOf(attrs, "size") ?? []);
}

function nonNegative(what: string, sizes: readonly number[]): Shape | Refusal {
  if (sizes.every((size) => size >= 0)) return shapeOf(sizes);
  return { refused: `${what} with sizes ${showSizes(sizes)}: a size cannot be negative.` };
}

function columns(attrs: Attrs): number {
  return (attrs["m"] as number | null | undefined) ?? intOf(attrs, "n");
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function rangeOf(attrs: Attrs): Range | Refusal {
  const first = (attrs["start"] as number | null | undefined) ?? null;
  const second = (attrs["end"] as number | null | undefined) ?? null;
  const third = (attrs["step"] as number | null | undefined) ?? null;
  if (first === null && second === null) return { refused: "arange needs to know where to end: arange(5)." };
  if (third !== null && (first === null || second === null)) {
    const end = first ?? second ?? 0;
    return { refused: `arange with a step needs a start and an end: arange(0, ${end}, ${third}).` };
  }
  const start = second === null ? 0 : (first ?? 0);
  const end = second ?? first ?? 0;
  const step = third ?? 1;
  const call = `arange(${[start, end, step].map(spell).join(", ")})`;
  if (![start, end, step].every(Number.isFinite))
    return { refused: `${call} has no end: its numbers must be finite.` };
  if (step === 0) return { refused: `${call} never ends: step cannot be 0.` };
  if (step > 0 && end < start)
    return { refused: `${call} leads away from its end: step must be negative to go down.` };
  if (step < 0 && end > start)
    return { refused: `${call} leads away from its end: step must be positive to go up.` };
  return { start, end, step };
}

/** A number as a `.grad` file spells it. */
export function spell(value: number): string {
  return Number.isFinite(value) ? `${value}` : Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** This file's part of the table of gates. */
export const creationGates: Listing = { "Making tensors": [zeros, ones, full, eye, arange, linspace] };
