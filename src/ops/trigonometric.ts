/** Sine and its kin, and their inverses; angles are in radians. */
import type { Listing } from "./define.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { binary, binarySamples, unary, unarySamples } from "./elementwise.ts";
import { hypot, sqrt, square } from "./powers.ts";

export const sin = unary({
  name: "sin",
  doc: "The sine of an angle in radians, element by element.",
  pattern: { kind: "scaler", text: "sin scales: the gradient is multiplied by cos(x)." },
  symbol: "sin",
  scalar: (x) => Math.sin(x),
  vjp: ({ x, g }) => ({ x: mul(g, cos(x)) }),
  python: { torch: "torch.sin({x})", jax: "jnp.sin({x})", numpy: "np.sin({x})" },
  samples: unarySamples(-2, 2),
});

export const cos = unary({
  name: "cos",
  doc: "The cosine of an angle in radians, element by element.",
  pattern: { kind: "scaler", text: "cos scales: the gradient is multiplied by −sin(x)." },
  symbol: "cos",
  scalar: (x) => Math.cos(x),
  vjp: ({ x, g }) => ({ x: neg(mul(g, sin(x))) }),
  python: { torch: "torch.cos({x})", jax: "jnp.cos({x})", numpy: "np.cos({x})" },
  samples: unarySamples(-2, 2),
});

export const tan = unary({
  name: "tan",
  doc: "The tangent of an angle in radians, element by element.",
  pattern: { kind: "scaler", text: "tan scales: the gradient is multiplied by 1 + tan(x)²." },
  formula: "∂/∂x = 1 + tan(x)² = 1 / cos(x)²",
  pole: { operand: 0, at: [Math.PI / 2], every: Math.PI },
  scalar: (x) => Math.tan(x),
  vjp: ({ g, out }) => ({ x: mul(g, add(square(out), 1)) }),
  python: { torch: "torch.tan({x})", jax: "jnp.tan({x})", numpy: "np.tan({x})" },
  samples: unarySamples(-1, 1),
});

export const asin = unary({
  name: "asin",
  also: ["arcsin"],
  doc: "The angle between −π/2 and π/2 whose sine is x, element by element. Outside [−1, 1] it is nan.",
  pattern: { kind: "scaler", text: "asin scales: the gradient is divided by √(1 − x²)." },
  formula: "∂/∂x = 1 / √(1 − x²)",
  pole: { operand: 0, at: [-1, 1] },
  scalar: (x) => Math.asin(x),
  vjp: ({ x, g }) => ({ x: div(g, sqrt(oneMinusSquare(x))) }),
  kinks: [{ text: "At −1 and 1 the curve is vertical: its slope is inf.", at: [1], gives: [Infinity] }],
  python: { torch: "torch.asin({x})", jax: "jnp.arcsin({x})", numpy: "np.arcsin({x})" },
  samples: unarySamples(-0.8, 0.8),
});

export const acos = unary({
  name: "acos",
  also: ["arccos"],
  doc: "The angle between 0 and π whose cosine is x, element by element. Outside [−1, 1] it is nan.",
  pattern: { kind: "scaler", text: "acos scales: the gradient is divided by −√(1 − x²)." },
  formula: "∂/∂x = −1 / √(1 − x²)",
  pole: { operand: 0, at: [-1, 1] },
  scalar: (x) => Math.acos(x),
  vjp: ({ x, g }) => ({ x: neg(div(g, sqrt(oneMinusSquare(x)))) }),
  kinks: [{ text: "At −1 and 1 the curve is vertical: its slope is −inf.", at: [1], gives: [-Infinity] }],
  python: { torch: "torch.acos({x})", jax: "jnp.arccos({x})", numpy: "np.arccos({x})" },
  samples: unarySamples(-0.8, 0.8),
});

export const atan = unary({
  name: "atan",
  also: ["arctan"],
  doc: "The angle between −π/2 and π/2 whose tangent is x, element by element.",
  pattern: { kind: "scaler", text: "atan scales: the gradient is divided by 1 + x²." },
  formula: "∂/∂x = 1 / (1 + x²)",
  scalar: (x) => Math.atan(x),
  vjp: ({ x, g }) => ({ x: div(g, add(square(x), 1)) }),
  python: { torch: "torch.atan({x})", jax: "jnp.arctan({x})", numpy: "np.arctan({x})" },
  samples: unarySamples(-2, 2),
});

export const atan2 = binary({
  name: "atan2",
  also: ["arctan2"],
  doc: "The angle of the point (b, a) seen from the origin, between −π and π, element by element. Shapes broadcast.",
  pattern: {
    kind: "scaler",
    text: "atan2 scales: a receives the upstream gradient times b / (a² + b²), b receives it times −a / (a² + b²).",
  },
  formula: "∂/∂a = b / (a² + b²),  ∂/∂b = −a / (a² + b²)",
  scalar: (a, b) => Math.atan2(a, b),
  // Dividing twice by the length keeps a² + b² from overflowing.
  vjp: ({ a, b, g }) => {
    const length = hypot(a, b);
    return { a: mul(g, div(div(b, length), length)), b: neg(mul(g, div(div(a, length), length))) };
  },
  kinks: [
    {
      text: "At a = b = 0 there is no angle; the slopes there are 0 / 0, so both gradients are nan.",
      at: [0, 0],
      gives: [NaN, NaN],
    },
  ],
  python: { torch: "torch.atan2({a}, {b})", jax: "jnp.arctan2({a}, {b})", numpy: "np.arctan2({a}, {b})" },
  samples: binarySamples(0.5, 2),
});

type UnaryOperand = Parameters<typeof square>[0];

/** 1 − x² as a product, which keeps its digits where x is near 1. */
export function oneMinusSquare(x: UnaryOperand): ReturnType<typeof mul> {
  return mul(sub(1, x), add(1, x));
}

/** This file's part of the table of gates. */
export const trigonometricGates: Listing = {
  "Functions of one number": [sin, cos, tan, asin, acos, atan],
  "Functions of two numbers": [atan2],
};
