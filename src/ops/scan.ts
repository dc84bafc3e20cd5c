/** Gates that run along one dimension: `cumsum`, `cumprod`, and the recurrence that the products differentiate to. */
import type { Node, OperandSpec, Refusal } from "../graph/ir.ts";
import { around, type Around } from "../tensor/reduce.ts";
import { broadcast, showShape, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { defineGate, intOf, type GateFunction, type Listing } from "./define.ts";
import { positiveDim, refuseDims } from "./dims.ts";
import { spread } from "./elementwise.ts";
import { flip } from "./permute.ts";

const X = [{ name: "x", doc: "The tensor." }] as const satisfies readonly OperandSpec[];
const DIM = { dim: { kind: "int", doc: "The dimension to run along." } } as const;

export const cumsum: GateFunction<typeof X> = defineGate({
  name: "cumsum",
  operands: X,
  attrs: DIM,
  doc: "The running sum along a dimension: entry i is the sum of entries 0 to i.",
  pattern: {
    kind: "distributor",
    text: "cumsum distributes: an entry receives the gradients of all sums that it is part of.",
  },
  formula: "∂L/∂xᵢ = Σ gⱼ over j ≥ i",
  shape: ([x], attrs) => along(x, intOf(attrs, "dim")),
  kernel: ([x], attrs) => running(x, intOf(attrs, "dim"), (total, value) => total + value),
  vjp: ({ g }, attrs) => {
    const back = { dims: [intOf(attrs, "dim")] };
    return { x: flip(cumsum(flip(g, back), attrs), back) };
  },
  python: {
    torch: "torch.cumsum({x}, dim={dim})",
    jax: "jnp.cumsum({x}, axis={dim})",
    numpy: "np.cumsum({x}, axis={dim})",
  },
  samples: [
    { shapes: [[4]], attrs: { dim: 0 } },
    { shapes: [[2, 3, 2]], attrs: { dim: -2 } },
  ],
  rejects: [
    {
      shapes: [[4]],
      attrs: { dim: 1 },
      reason: "dim 1 is out of range for {x} of shape [4]; it has dims -1 … 0.",
    },
  ],
});

export const cumprod = defineGate({
  name: "cumprod",
  operands: X,
  attrs: DIM,
  doc: "The running product along a dimension: entry i is the product of entries 0 to i.",
  pattern: {
    kind: "switcher",
    text: "cumprod swaps: in every product that it is part of, an entry receives the gradient times the other factors.",
  },
  formula: "∂L/∂xᵢ = Σ gⱼ · Π xₖ over k ≤ j, k ≠ i, for j ≥ i",
  shape: ([x], attrs) => along(x, intOf(attrs, "dim")),
  kernel: ([x], attrs) => running(x, intOf(attrs, "dim"), (total, value) => total * value),
  // Σⱼ gⱼ · (factors before i) · (factors between i and j): no division, so a zero among the factors is as good as any number.
  vjp: ({ x, g }, attrs) => {
    const dim = intOf(attrs, "dim");
    const behind = recurrence(x, mul(x, g), { dim, step: -1, start: 0 });
    return { x: mul(exclusiveProduct(x, dim, 1), add(g, behind)) };
  },
  python: {
    torch: "torch.cumprod({x}, dim={dim})",
    jax: "jnp.cumprod({x}, axis={dim})",
    numpy: "np.cumprod({x}, axis={dim})",
  },
  samples: [
    { shapes: [[4]], attrs: { dim: 0 } },
    { shapes: [[2, 3, 2]], attrs: { dim: 1 } },
  ],
  rejects: [
    {
      shapes: [[]],
      attrs: { dim: 1 },
      reason: "dim 1 is out of range for {x} of shape []; it has dims -1 … 0.",
    },
  ],
});

const TERMS = [
  { name: "a", doc: "The factors." },
  { name: "b", doc: "The terms." },
] as const satisfies readonly OperandSpec[];

/**
 * hᵢ = aᵢ₋₁ · hᵢ₋₁ + bᵢ₋₁ along a dimension, from h₀ = start; with step −1 from the end to the front, so that the indices
 * read i + 1. It is closed under differentiation: with μ the recurrence of a and g in the other direction,
 * ∂L/∂b = μ and ∂L/∂a = μ · h.
 */
export const recurrence: GateFunction<typeof TERMS> = defineGate({
  name: "recurrence",
  operands: TERMS,
  attrs: {
    ...DIM,
    step: { kind: "int", doc: "1 from the front to the end, -1 from the end to the front." },
    start: { kind: "number", doc: "The first entry." },
  },
  doc: "A linear recurrence along a dimension: each entry is the one before it times a factor plus a term.",
  pattern: {
    kind: "switcher",
    text: "recurrence runs back: the gradient goes through the same recurrence in the other direction.",
  },
  formula: "∂L/∂bᵢ = μᵢ, ∂L/∂aᵢ = μᵢ · hᵢ, with μᵢ = gᵢ₊₁ + aᵢ₊₁ μᵢ₊₁",
  internal: true,
  shape: ([shape, b], attrs) => {
    const refusal = refuseDims([intOf(attrs, "dim")], shape);
    if (refusal !== undefined) return refusal;
    if (broadcast(shape, b)?.length !== shape.length)
      return {
        refused: `The terms ${showShape(b)} do not fit the factors ${showShape(shape)}.`,
        operand: 1,
      };
    return shape;
  },
  kernel: ([a, b], attrs) => recur(a, b, intOf(attrs, "dim"), intOf(attrs, "step"), intOf(attrs, "start")),
  vjp: ({ a, out, g }, attrs) => {
    const mu = recurrence(a, g, { ...attrs, step: -intOf(attrs, "step"), start: 0 });
    return { a: mul(mu, out), b: mu };
  },
  python: {
    torch:
      "torch.stack(list(itertools.accumulate(zip({a}.unbind({dim})[::{step}][:-1], torch.broadcast_to(torch.as_tensor({b}), {a}.shape).unbind({dim})[::{step}][:-1]), lambda h, ab: ab[0] * h + ab[1], initial=torch.full_like({a}.select({dim}, 0), {start})))[::{step}], {dim})",
    jax: "jnp.stack(list(itertools.accumulate(zip(jnp.moveaxis({a}, {dim}, 0)[::{step}][:-1], jnp.moveaxis(jnp.broadcast_to({b}, {a}.shape), {dim}, 0)[::{step}][:-1]), lambda h, ab: ab[0] * h + ab[1], initial=jnp.full_like(jnp.take({a}, 0, {dim}), {start})))[::{step}], {dim})",
    numpy:
      "np.stack(list(itertools.accumulate(zip(np.moveaxis({a}, {dim}, 0)[::{step}][:-1], np.moveaxis(np.broadcast_to({b}, {a}.shape), {dim}, 0)[::{step}][:-1]), lambda h, ab: ab[0] * h + ab[1], initial=np.full_like(np.take({a}, 0, {dim}), {start})))[::{step}], {dim})",
  },
  samples: [
    { shapes: [[4], [4]], attrs: { dim: 0, step: 1, start: 0 } },
    {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      attrs: { dim: 1, step: -1, start: 1 },
    },
    { shapes: [[3, 2], []], attrs: { dim: 0, step: 1, start: 1 } },
  ],
  rejects: [
    {
      shapes: [[3], [2, 3]],
      attrs: { dim: 0, step: 1, start: 0 },
      reason: "The terms [2, 3] do not fit the factors [3].",
    },
  ],
});

/** For each entry, the product of those before it (step 1) or behind it (step −1) along a dimension. */
export function exclusiveProduct(x: Node, dim: number, step: 1 | -1): Node {
  return recurrence(x, 0, { dim, step, start: 1 });
}

function along(x: Shape, dim: number): Shape | Refusal {
  return refuseDims([dim], x) ?? x;
}

function lines(x: Tensor, dim: number): Around {
  return around(x.sizes, positiveDim(dim, x.sizes.length));
}

function running(x: Tensor, dim: number, step: (total: number, value: number) => number): Tensor {
  const { outer, count, inner } = lines(x, dim);
  const data = x.data.slice();
  for (let o = 0; o < outer; o++) {
    const start = o * count * inner;
    for (let i = start + inner; i < start + count * inner; i++)
      data[i] = step(data[i - inner] as number, data[i] as number);
  }
  return { sizes: x.sizes, data };
}

function recur(a: Tensor, b: Tensor, dim: number, step: number, start: number): Tensor {
  const { outer, count, inner } = lines(a, dim);
  const terms = spread(b, a.sizes, a.data.length);
  const data = new Float64Array(a.data.length);
  const stride = step * inner;
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) {
      let at = o * count * inner + j + (step > 0 ? 0 : (count - 1) * inner);
      let value = start;
      for (let i = 0; i < count; i++, at += stride) {
        data[at] = value;
        value = (a.data[at] as number) * value + (terms[at] as number);
      }
    }
  return { sizes: a.sizes, data };
}

/** This file's part of the table of gates. */
export const scanGates: Listing = { "Folding dimensions": [cumsum, cumprod, recurrence] };
