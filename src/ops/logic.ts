/** `and`, `or` and `not`, element by element on bools; no gradient passes. */
import type { Listing } from "./define.ts";
import type { Sample } from "../graph/ir.ts";
import { precedence } from "../syntax/precedence.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { binary, unary } from "./elementwise.ts";
import { andRun, notRun, orRun } from "../tensor/elementwise.ts";

const COLUMN: Tensor = { sizes: [2, 1], data: Float64Array.of(0, 1) };
const ROW: Tensor = { sizes: [2], data: Float64Array.of(0, 1) };
const TRUTH_TABLE: readonly Sample[] = [{ shapes: [[2, 1], [2]], fixed: { 0: COLUMN, 1: ROW } }];

export const logicalAnd = binary({
  name: "logical_and",
  doc: "True where a and b are both True, element by element. Both sides are always looked at. Shapes broadcast.",
  pattern: { kind: "wall", text: "and is a wall: a bool does not change a little, so no gradient passes." },
  infix: { token: "and", precedence: precedence.and },
  symbol: "and",
  holds: "bool",
  dtype: "bool",
  scalar: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  run: andRun,
  vjp: { none: "a and b are True or False and cannot change a little, so the gradient that passes is 0." },
  python: {
    torch: "torch.logical_and({a}, {b})",
    jax: "jnp.logical_and({a}, {b})",
    numpy: "np.logical_and({a}, {b})",
  },
  samples: TRUTH_TABLE,
});

export const logicalOr = binary({
  name: "logical_or",
  doc: "True where a or b or both are True, element by element. Both sides are always looked at. Shapes broadcast.",
  pattern: { kind: "wall", text: "or is a wall: a bool does not change a little, so no gradient passes." },
  infix: { token: "or", precedence: precedence.or },
  symbol: "or",
  holds: "bool",
  dtype: "bool",
  scalar: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  run: orRun,
  vjp: { none: "a and b are True or False and cannot change a little, so the gradient that passes is 0." },
  python: {
    torch: "torch.logical_or({a}, {b})",
    jax: "jnp.logical_or({a}, {b})",
    numpy: "np.logical_or({a}, {b})",
  },
  samples: TRUTH_TABLE,
});

export const logicalNot = unary({
  name: "logical_not",
  doc: "True where x is False, and False where it is True, element by element.",
  pattern: { kind: "wall", text: "not is a wall: a bool does not change a little, so no gradient passes." },
  infix: { token: "not", precedence: precedence.not },
  symbol: "not",
  holds: "bool",
  dtype: "bool",
  scalar: (x) => (x === 0 ? 1 : 0),
  run: notRun,
  vjp: { none: "x is True or False and cannot change a little, so the gradient that passes is 0." },
  python: { torch: "torch.logical_not({x})", jax: "jnp.logical_not({x})", numpy: "np.logical_not({x})" },
  samples: [{ shapes: [[2]], fixed: { 0: ROW } }],
});

/** This file's part of the table of gates. */
export const logicGates: Listing = { Choices: [logicalAnd, logicalOr, logicalNot] };
