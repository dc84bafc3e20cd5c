/** Hyperbolic sine and its kin, and their inverses. */
import type { Listing } from "./define.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { unary, unarySamples } from "./elementwise.ts";
import { hypot, sqrt, square } from "./powers.ts";
import { oneMinusSquare } from "./trigonometric.ts";
import { tanhRun } from "../tensor/elementwise.ts";
import { tanh as tanhOf } from "../tensor/transcendental.ts";

export const tanh = unary({
  name: "tanh",
  lecture: ["Tanh"],
  doc: "The hyperbolic tangent, element by element: an S-shaped curve from −1 to 1.",
  pattern: {
    kind: "scaler",
    text: "tanh scales by its own result: the gradient is multiplied by 1 − tanh(x)².",
  },
  formula: "∂/∂x = 1 − tanh(x)²",
  symbol: "tanh",
  flat: true,
  scalar: (x) => tanhOf(x),
  run: tanhRun,
  vjp: ({ g, out }) => ({ x: mul(g, sub(1, square(out))) }),
  python: { torch: "torch.tanh({x})", jax: "jnp.tanh({x})", numpy: "np.tanh({x})" },
  samples: unarySamples(-2, 2),
});

export const sinh = unary({
  name: "sinh",
  doc: "The hyperbolic sine, (exp(x) − exp(−x)) / 2, element by element.",
  pattern: { kind: "scaler", text: "sinh scales: the gradient is multiplied by cosh(x)." },
  scalar: (x) => Math.sinh(x),
  vjp: ({ x, g }) => ({ x: mul(g, cosh(x)) }),
  python: { torch: "torch.sinh({x})", jax: "jnp.sinh({x})", numpy: "np.sinh({x})" },
  samples: unarySamples(-2, 2),
});

export const cosh = unary({
  name: "cosh",
  doc: "The hyperbolic cosine, (exp(x) + exp(−x)) / 2, element by element.",
  pattern: { kind: "scaler", text: "cosh scales: the gradient is multiplied by sinh(x)." },
  scalar: (x) => Math.cosh(x),
  vjp: ({ x, g }) => ({ x: mul(g, sinh(x)) }),
  python: { torch: "torch.cosh({x})", jax: "jnp.cosh({x})", numpy: "np.cosh({x})" },
  samples: unarySamples(-2, 2),
});

export const asinh = unary({
  name: "asinh",
  also: ["arcsinh"],
  doc: "The number whose hyperbolic sine is x, element by element.",
  pattern: { kind: "scaler", text: "asinh scales: the gradient is divided by √(x² + 1)." },
  formula: "∂/∂x = 1 / √(x² + 1)",
  scalar: (x) => Math.asinh(x),
  vjp: ({ x, g }) => ({ x: div(g, hypot(x, 1)) }),
  python: { torch: "torch.asinh({x})", jax: "jnp.arcsinh({x})", numpy: "np.arcsinh({x})" },
  samples: unarySamples(-2, 2),
});

export const acosh = unary({
  name: "acosh",
  also: ["arccosh"],
  doc: "The number from 0 up whose hyperbolic cosine is x, element by element. Below 1 it is nan.",
  pattern: { kind: "scaler", text: "acosh scales: the gradient is divided by √(x² − 1)." },
  formula: "∂/∂x = 1 / √(x² − 1)",
  pole: { operand: 0, at: [1] },
  scalar: (x) => Math.acosh(x),
  vjp: ({ x, g }) => ({ x: div(g, sqrt(mul(sub(x, 1), add(x, 1)))) }),
  kinks: [{ text: "At 1 the curve starts vertically: its slope is inf.", at: [1], gives: [Infinity] }],
  python: { torch: "torch.acosh({x})", jax: "jnp.arccosh({x})", numpy: "np.arccosh({x})" },
  samples: unarySamples(1.5, 3),
});

export const atanh = unary({
  name: "atanh",
  also: ["arctanh"],
  doc: "The number whose hyperbolic tangent is x, element by element. Outside [−1, 1] it is nan.",
  pattern: { kind: "scaler", text: "atanh scales: the gradient is divided by 1 − x²." },
  formula: "∂/∂x = 1 / (1 − x²)",
  pole: { operand: 0, at: [-1, 1] },
  scalar: (x) => Math.atanh(x),
  vjp: ({ x, g }) => ({ x: div(g, oneMinusSquare(x)) }),
  python: { torch: "torch.atanh({x})", jax: "jnp.arctanh({x})", numpy: "np.arctanh({x})" },
  samples: unarySamples(-0.8, 0.8),
});

/** This file's part of the table of gates. */
export const hyperbolicGates: Listing = {
  "Functions of one number": [sinh, cosh, tanh, asinh, acosh, atanh],
};
