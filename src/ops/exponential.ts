/** Exponentials and logarithms. */
import type { Listing } from "./define.ts";
import { add, div, mul } from "./arithmetic.ts";
import { unary, unarySamples } from "./elementwise.ts";
import { expRun, logRun } from "../tensor/elementwise.ts";
import { exp as expOf, log as logOf } from "../tensor/transcendental.ts";

export const exp = unary({
  name: "exp",
  doc: "e to the power of x, element by element.",
  pattern: { kind: "scaler", text: "exp scales by its own result: the gradient is multiplied by exp(x)." },
  formula: "∂/∂x = exp(x)",
  symbol: "exp",
  fades: 0,
  scalar: (x) => expOf(x),
  run: expRun,
  vjp: ({ g, out }) => ({ x: mul(g, out) }),
  python: { torch: "torch.exp({x})", jax: "jnp.exp({x})", numpy: "np.exp({x})" },
  samples: unarySamples(-2, 2),
});

export const expm1 = unary({
  name: "expm1",
  also: ["special.expm1"],
  doc: "exp(x) − 1, element by element, exact also where x is tiny.",
  pattern: { kind: "scaler", text: "expm1 scales: the gradient is multiplied by exp(x)." },
  formula: "∂/∂x = exp(x)",
  scalar: (x) => Math.expm1(x),
  vjp: ({ g, out }) => ({ x: mul(g, add(out, 1)) }),
  python: { torch: "torch.expm1({x})", jax: "jnp.expm1({x})", numpy: "np.expm1({x})" },
  samples: unarySamples(-2, 2),
});

export const log = unary({
  name: "log",
  doc: "The natural logarithm, element by element. log(0) is −inf, and a negative number gives nan.",
  pattern: { kind: "scaler", text: "log scales: the gradient is divided by x." },
  formula: "∂/∂x = 1 / x",
  symbol: "log",
  pole: { operand: 0, at: [0] },
  scalar: (x) => logOf(x),
  run: logRun,
  vjp: ({ x, g }) => ({ x: div(g, x) }),
  python: { torch: "torch.log({x})", jax: "jnp.log({x})", numpy: "np.log({x})" },
  samples: unarySamples(0.5, 3),
});

export const log1p = unary({
  name: "log1p",
  also: ["special.log1p"],
  doc: "log(1 + x), element by element, exact also where x is tiny.",
  pattern: { kind: "scaler", text: "log1p scales: the gradient is divided by 1 + x." },
  formula: "∂/∂x = 1 / (1 + x)",
  pole: { operand: 0, at: [-1] },
  scalar: (x) => Math.log1p(x),
  vjp: ({ x, g }) => ({ x: div(g, add(x, 1)) }),
  python: { torch: "torch.log1p({x})", jax: "jnp.log1p({x})", numpy: "np.log1p({x})" },
  samples: unarySamples(-0.5, 2),
});

export const log2 = unary({
  name: "log2",
  doc: "The logarithm to base 2, element by element, exact at powers of 2.",
  pattern: { kind: "scaler", text: "log2 scales: the gradient is divided by x · log(2)." },
  formula: "∂/∂x = 1 / (x · log(2))",
  pole: { operand: 0, at: [0] },
  scalar: (x) => Math.log2(x),
  vjp: ({ x, g }) => ({ x: div(g, mul(x, Math.LN2)) }),
  python: { torch: "torch.log2({x})", jax: "jnp.log2({x})", numpy: "np.log2({x})" },
  samples: unarySamples(0.5, 3),
});

export const log10 = unary({
  name: "log10",
  doc: "The logarithm to base 10, element by element, exact at powers of 10.",
  pattern: { kind: "scaler", text: "log10 scales: the gradient is divided by x · log(10)." },
  formula: "∂/∂x = 1 / (x · log(10))",
  pole: { operand: 0, at: [0] },
  scalar: (x) => Math.log10(x),
  vjp: ({ x, g }) => ({ x: div(g, mul(x, Math.LN10)) }),
  python: { torch: "torch.log10({x})", jax: "jnp.log10({x})", numpy: "np.log10({x})" },
  samples: unarySamples(0.5, 3),
});

/** This file's part of the table of gates. */
export const exponentialGates: Listing = { "Functions of one number": [exp, expm1, log, log1p, log2, log10] };
