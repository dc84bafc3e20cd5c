/** The size and the sign of a number, and rounding. */
import type { Listing } from "./define.ts";
import { mul } from "./arithmetic.ts";
import { unary, unarySamples } from "./elementwise.ts";
import { absRun, ceilRun, floorRun } from "../tensor/elementwise.ts";

export const abs = unary({
  name: "abs",
  also: ["absolute"],
  doc: "The absolute value, element by element.",
  pattern: {
    kind: "scaler",
    text: "abs scales by the sign: the gradient changes its sign where x is negative.",
  },
  formula: "∂/∂x = sign(x)",
  symbol: "|x|",
  scalar: (x) => Math.abs(x),
  run: absRun,
  vjp: ({ x, g }) => ({ x: mul(g, sign(x)) }),
  kinks: [
    {
      text: "At 0 the two slopes −1 and 1 meet; the slope used there is 0.",
      at: [0],
      gives: [0],
      jax: [1],
      tensorflow: [0],
    },
  ],
  python: { torch: "torch.abs({x})", jax: "jnp.abs({x})", numpy: "np.abs({x})" },
  samples: unarySamples(0.5, 2),
});

export const sign = unary({
  name: "sign",
  also: ["sgn"],
  doc: "−1, 0 or 1 where x is negative, 0 or positive, element by element.",
  pattern: { kind: "wall", text: "sign is a wall: it is flat on both sides of 0, so no gradient passes." },
  scalar: signOf,
  vjp: { none: "sign is flat on both sides of 0, so the gradient that passes is 0." },
  kinks: [{ text: "At 0 the sign jumps; the slope used there is 0, as on both sides.", at: [0], gives: [0] }],
  python: { torch: "torch.sign({x})", jax: "jnp.sign({x})", numpy: "np.sign({x})" },
  samples: unarySamples(-2, 2),
});

export const floor = unary({
  name: "floor",
  doc: "The largest whole number that is not above x, element by element.",
  pattern: { kind: "wall", text: "floor is a wall: its steps are flat, so no gradient passes." },
  symbol: "⌊x⌋",
  scalar: (x) => Math.floor(x),
  run: floorRun,
  vjp: { none: "floor is a staircase: it is flat between its jumps, so the gradient that passes is 0." },
  kinks: [{ text: "At whole numbers the staircase jumps; the slope used there is 0.", at: [1], gives: [0] }],
  python: { torch: "torch.floor({x})", jax: "jnp.floor({x})", numpy: "np.floor({x})" },
  samples: unarySamples(-2, 2),
});

export const ceil = unary({
  name: "ceil",
  doc: "The smallest whole number that is not below x, element by element.",
  pattern: { kind: "wall", text: "ceil is a wall: its steps are flat, so no gradient passes." },
  symbol: "⌈x⌉",
  scalar: (x) => Math.ceil(x),
  run: ceilRun,
  vjp: { none: "ceil is a staircase: it is flat between its jumps, so the gradient that passes is 0." },
  kinks: [{ text: "At whole numbers the staircase jumps; the slope used there is 0.", at: [1], gives: [0] }],
  python: { torch: "torch.ceil({x})", jax: "jnp.ceil({x})", numpy: "np.ceil({x})" },
  samples: unarySamples(-2, 2),
});

export const round = unary({
  name: "round",
  also: ["special.round"],
  doc: "The nearest whole number, element by element. A half goes to the even neighbour: round(0.5) is 0, round(1.5) is 2.",
  pattern: { kind: "wall", text: "round is a wall: its steps are flat, so no gradient passes." },
  scalar: roundHalfToEven,
  vjp: { none: "round is a staircase: it is flat between its jumps, so the gradient that passes is 0." },
  kinks: [{ text: "At halves the staircase jumps; the slope used there is 0.", at: [0.5], gives: [0] }],
  python: { torch: "torch.round({x})", jax: "jnp.round({x})", numpy: "np.round({x})" },
  samples: unarySamples(-2, 2),
});

/** nan stays nan, and a zero has no sign here. */
function signOf(x: number): number {
  if (x > 0) return 1;
  if (x < 0) return -1;
  return x === 0 ? 0 : x;
}

function roundHalfToEven(x: number): number {
  return x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/** This file's part of the table of gates. */
export const roundingGates: Listing = { "Functions of one number": [abs, sign, floor, ceil, round] };
