/** Places in order of size: `argsort`, and where the largest element so far stands. What stands there is read by `gather`. */
import type { OperandSpec } from "../graph/ir.ts";
import { around } from "../tensor/reduce.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { boolOf, defineGate, intOf, type Listing } from "./define.ts";
import { positiveDim, refuseDims } from "./dims.ts";

const X = [{ name: "x", doc: "The tensor." }] as const satisfies readonly OperandSpec[];

export const argsort = defineGate({
  name: "argsort",
  operands: X,
  attrs: {
    dim: { kind: "int", doc: "The dimension along which elements are put in order.", default: -1 },
    descending: { kind: "bool", doc: "Whether the largest comes first.", default: false },
    stable: {
      kind: "bool",
      doc: "Equal elements keep their order with either choice.",
      default: false,
    },
  },
  doc: "The places of the elements in order of size along a dimension. Equal ones keep their order, and nan counts as the largest.",
  pattern: {
    kind: "wall",
    text: "argsort is a wall: a place does not change smoothly, so no gradient passes.",
  },
  shape: ([x], attrs) => refuseDims([intOf(attrs, "dim")], x) ?? x,
  kernel: ([x], attrs) => {
    const sign = boolOf(attrs, "descending") ? -1 : 1;
    return alongLines(x, intOf(attrs, "dim"), (values) =>
      Array.from(values.keys()).sort((i, j) => sign * compare(values[i] as number, values[j] as number)),
    );
  },
  vjp: {
    none: "The order of the elements is made of whole numbers; it does not change with small changes of the elements.",
  },
  python: {
    torch: "torch.argsort({x}, dim={dim}, descending={descending}, stable=True)",
    jax: "jnp.argsort({x}, axis={dim}, descending={descending})",
    numpy: "np.argsort(-{x} if {descending} else {x}, axis={dim}, kind='stable').reshape({x}.shape)",
  },
  samples: [{ shapes: [[4]] }, { shapes: [[2, 3]], attrs: { dim: 0, descending: true } }, { shapes: [[]] }],
  rejects: [
    {
      shapes: [[2, 3]],
      attrs: { dim: 2 },
      reason: "dim 2 is out of range for {x} of shape [2, 3]; it has dims -2 … 1.",
    },
  ],
});

export const cummax_place = defineGate({
  name: "cummax_place",
  operands: X,
  attrs: { dim: { kind: "int", doc: "The dimension to run along." } },
  doc: "Where the largest of the elements so far stands along a dimension; the last of equal ones, and the last nan once there is one.",
  pattern: {
    kind: "wall",
    text: "cummax_place is a wall: a place does not change smoothly, so no gradient passes.",
  },
  internal: true,
  shape: ([x], attrs) => refuseDims([intOf(attrs, "dim")], x) ?? x,
  kernel: ([x], attrs) =>
    alongLines(x, intOf(attrs, "dim"), (values) => {
      let best = 0;
      return Array.from(values, (value, i) => {
        if (Number.isNaN(value) || value >= (values[best] as number)) best = i;
        return best;
      });
    }),
  vjp: {
    none: "The place of the largest element is a whole number; it does not change with small changes of the elements.",
  },
  python: {
    torch: "torch.cummax({x}, dim={dim}).indices",
    jax: "jax.lax.cummax(jnp.where({x} == jax.lax.cummax({x}, axis={dim}), jax.lax.broadcasted_iota(int, {x}.shape, {dim}), 0), axis={dim})",
    numpy:
      "np.maximum.accumulate(np.where({x} == np.maximum.accumulate({x}, axis={dim}), np.moveaxis(np.broadcast_to(np.arange({x}.shape[{dim}]), np.moveaxis({x}, {dim}, -1).shape), -1, {dim}), 0), axis={dim})",
  },
  samples: [
    { shapes: [[4]], attrs: { dim: 0 } },
    { shapes: [[2, 3]], attrs: { dim: -1 } },
  ],
  rejects: [
    {
      shapes: [[4]],
      attrs: { dim: 1 },
      reason: "dim 1 is out of range for {x} of shape [4]; it has dims -1 … 0.",
    },
  ],
});

/** Ascending, with NaN behind every number. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Gives each line along a dimension as many numbers as it has. */
function alongLines(
  { sizes, data }: Tensor,
  dim: number,
  each: (values: Float64Array) => readonly number[],
): Tensor {
  const { outer, count, inner } = around(sizes, positiveDim(dim, sizes.length));
  const result = new Float64Array(data.length);
  const line = new Float64Array(count);
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) {
      const start = o * count * inner + j;
      for (let i = 0; i < count; i++) line[i] = data[start + i * inner] as number;
      each(line).forEach((value, i) => {
        result[start + i * inner] = value;
      });
    }
  return { sizes, data: result };
}

/** This file's part of the table of gates. */
export const orderingGates: Listing = { "Folding dimensions": [argsort, cummax_place] };
