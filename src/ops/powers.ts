/** Powers and roots: `**`, square, square root, reciprocal, and the length of (a, b). */
import type { Listing } from "./define.ts";
import { precedence } from "../syntax/precedence.ts";
import { div, mul, neg, sub } from "./arithmetic.ts";
import { eq, ge } from "./comparison.ts";
import { binary, binarySamples, unary, unarySamples } from "./elementwise.ts";
import { log } from "./exponential.ts";
import { logicalAnd } from "./logic.ts";
import { where } from "./select.ts";
import { power, powRun, reciprocalRun, sqrtRun, squareRun } from "../tensor/elementwise.ts";

export const pow = binary({
  name: "pow",
  also: ["power", "float_power"],
  doc: "a to the power of b, element by element. Shapes broadcast. A negative number to a power that is not whole is nan.",
  pattern: {
    kind: "scaler",
    text: "pow scales: a receives the upstream gradient times b · a^(b − 1), b receives it times a^b · log(a).",
  },
  formula: "∂/∂a = b · a^(b − 1),  ∂/∂b = a^b · log(a)",
  infix: { token: "**", precedence: precedence.power },
  neutral: [undefined, 1],
  symbol: "^",
  fades: 1,
  pole: { operand: 0, at: [0] },
  scalar: power,
  run: powRun,
  // The slopes are 0 where b is 0 and, for b, where a is 0 and b is not negative, as in PyTorch. The choice is made on what enters
  // the power and the logarithm, so that no inf or nan arises that a mask would have to hide from the second derivative.
  vjp: ({ a, b, g, out }) => ({
    a: mul(g, mul(b, pow(a, where(eq(b, 0), 0, sub(b, 1))))),
    b: mul(g, mul(out, log(where(logicalAnd(eq(a, 0), ge(b, 0)), 1, a)))),
  }),
  kinks: [
    { text: "0 ** 0 is 1; both slopes used there are 0.", at: [0, 0], gives: [0, 0] },
    { text: "At a = 0 with a positive exponent, the slope used for b is 0.", at: [0, 2], gives: [0, 0] },
    {
      text: "At a = 0 with an exponent between 0 and 1 the curve is vertical: its slope for a is inf.",
      at: [0, 0.5],
      gives: [Infinity, 0],
    },
  ],
  python: { torch: "{a} ** {b}", jax: "{a} ** {b}", numpy: "{a} ** {b}" },
  samples: binarySamples(0.5, 2),
});

export const square = unary({
  name: "square",
  doc: "x times x, element by element.",
  pattern: { kind: "scaler", text: "square scales: the gradient is multiplied by 2x." },
  formula: "∂/∂x = 2x",
  symbol: "x²",
  scalar: (x) => x * x,
  run: squareRun,
  vjp: ({ x, g }) => ({ x: mul(g, mul(2, x)) }),
  python: { torch: "torch.square({x})", jax: "jnp.square({x})", numpy: "np.square({x})" },
  samples: unarySamples(-2, 2),
});

export const sqrt = unary({
  name: "sqrt",
  doc: "The square root, element by element. A negative number gives nan.",
  pattern: { kind: "scaler", text: "sqrt scales: the gradient is divided by twice the root." },
  formula: "∂/∂x = 1 / (2 √x)",
  symbol: "√",
  pole: { operand: 0, at: [0] },
  scalar: (x) => Math.sqrt(x),
  run: sqrtRun,
  vjp: ({ g, out }) => ({ x: div(g, mul(2, out)) }),
  kinks: [
    {
      text: "At 0 the root rises vertically: its slope is inf, and an upstream gradient of 0 turns into nan.",
      at: [0],
      gives: [Infinity],
    },
  ],
  python: { torch: "torch.sqrt({x})", jax: "jnp.sqrt({x})", numpy: "np.sqrt({x})" },
  samples: unarySamples(0.5, 3),
});

export const reciprocal = unary({
  name: "reciprocal",
  doc: "1 / x, element by element.",
  pattern: { kind: "scaler", text: "reciprocal scales: the gradient is multiplied by −1 / x²." },
  formula: "∂/∂x = −1 / x²",
  symbol: "1/x",
  pole: { operand: 0, at: [0] },
  scalar: (x) => 1 / x,
  run: reciprocalRun,
  vjp: ({ g, out }) => ({ x: neg(mul(g, square(out))) }),
  python: { torch: "torch.reciprocal({x})", jax: "jnp.reciprocal({x})", numpy: "np.reciprocal({x})" },
  samples: unarySamples(0.5, 2),
});

export const hypot = binary({
  name: "hypot",
  doc: "√(a² + b²), element by element, without overflow on the way. Shapes broadcast.",
  pattern: {
    kind: "scaler",
    text: "hypot scales: each operand receives the upstream gradient times its share of the length.",
  },
  formula: "∂/∂a = a / hypot(a, b),  ∂/∂b = b / hypot(a, b)",
  scalar: (a, b) => Math.hypot(a, b),
  vjp: ({ a, b, g, out }) => ({ a: mul(g, div(a, out)), b: mul(g, div(b, out)) }),
  kinks: [
    {
      text: "At a = b = 0 the length has a tip; its slope there is 0 / 0, so both gradients are nan.",
      at: [0, 0],
      gives: [NaN, NaN],
    },
  ],
  python: { torch: "torch.hypot({a}, {b})", jax: "jnp.hypot({a}, {b})", numpy: "np.hypot({a}, {b})" },
  samples: binarySamples(0.5, 2),
});

/** This file's part of the table of gates. */
export const powersGates: Listing = {
  Arithmetic: [pow],
  "Functions of one number": [sqrt, square, reciprocal],
  "Functions of two numbers": [hypot],
};
