/** Division into whole parts and what is left of them: `//`, `%` and `fmod`. */
import { precedence } from "../syntax/precedence.ts";
import { div, mul, neg, sub } from "./arithmetic.ts";
import type { GateFunction, Listing } from "./define.ts";
import { binary, binarySamples, broadcasting } from "./elementwise.ts";
import { round } from "./rounding.ts";

export const floorDivide = binary({
  name: "floor_divide",
  doc: "The quotient rounded down, such that a == b * (a // b) + a % b. Shapes broadcast.",
  pattern: { kind: "wall", text: "floor_divide is a wall: its steps are flat, so no gradient passes." },
  infix: { token: "//", precedence: precedence.product },
  symbol: "//",
  scalar: floorOfQuotient,
  vjp: { none: "a // b is a staircase: it is flat between its jumps, so the gradient that passes is 0." },
  kinks: [
    {
      text: "Where a / b is a whole number the staircase jumps; the slope used there is 0, as on its steps.",
      at: [4, 2],
      gives: [0, 0],
    },
  ],
  python: { torch: "{a} // {b}", jax: "{a} // {b}", numpy: "{a} // {b}" },
  samples: binarySamples(0.5, 2),
});

export const remainder = binary({
  name: "remainder",
  doc: "What is left of a after a // b whole parts of b, with the sign of b as in Python. Shapes broadcast.",
  pattern: {
    kind: "scaler",
    text: "remainder passes: a receives the upstream gradient unchanged, b receives it times −(a // b).",
  },
  formula: "∂/∂a = 1,  ∂/∂b = −floor(a / b)",
  infix: { token: "%", precedence: precedence.product },
  symbol: "%",
  scalar: remainderWithSignOfDivisor,
  vjp: ({ a, b, g }) => ({ a: g, b: neg(mul(g, floorDivide(a, b))) }),
  kinks: [
    {
      text: "Where a is a multiple of b the sawtooth jumps; the slope used there is 1 for a and −a / b for b.",
      at: [3, 1],
      gives: [1, -3],
    },
  ],
  python: { torch: "{a} % {b}", jax: "{a} % {b}", numpy: "{a} % {b}" },
  samples: [
    { shapes: [[], []], range: [0.5, 0.9] },
    { shapes: [[2, 3], [3]], range: [1.1, 1.9] },
  ],
});

const FMOD = [
  { name: "x", doc: "What is divided." },
  { name: "other", doc: "What divides it." },
] as const;

export const fmod: GateFunction<typeof FMOD> = broadcasting({
  name: "fmod",
  operands: FMOD,
  doc: "What is left of x when other is taken away as often as it fits, exactly, with the sign of x as in C. Shapes broadcast.",
  pattern: {
    kind: "scaler",
    text: "fmod passes: x receives the upstream gradient unchanged, other receives it times −trunc(x / other).",
  },
  formula: "∂/∂x = 1,  ∂/∂other = −trunc(x / other)",
  scalar: (x, other) => x % other,
  // The whole parts are counted from what is left: x / other may round up to the next whole number.
  vjp: ({ x, other, g, out }) => ({ x: g, other: neg(mul(g, round(div(sub(x, out), other)))) }),
  kinks: [
    {
      text: "Where x is a multiple of other the sawtooth jumps; the slope used there is 1 for x and −x / other for other.",
      at: [-3, 1],
      gives: [1, 3],
    },
  ],
  python: {
    torch: "torch.fmod({x}, {other})",
    jax: "jnp.fmod({x}, {other})",
    numpy: "np.fmod({x}, {other})",
  },
  samples: [
    { shapes: [[], []], range: [0.5, 0.9] },
    { shapes: [[2, 3], [3]], range: [-1.9, -1.1] },
  ],
});

/**
 * Python's and PyTorch's rule: the quotient of what is left when the remainder is taken away, so that `1 // 0.1` is 9, as `1 % 0.1`
 * is just below 0.1, although `1 / 0.1` rounds to 10. A 0 has the sign of the quotient.
 */
function floorOfQuotient(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  const quotient = (a - rest) / b - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  if (quotient !== 0) return Math.round(quotient);
  return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
}

/** Python's rule: it has the sign of the divisor, also where it is 0. */
function remainderWithSignOfDivisor(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

/** This file's part of the table of gates. */
export const divisionGates: Listing = {
  Arithmetic: [floorDivide, remainder],
  "Functions of two numbers": [fmod],
};
