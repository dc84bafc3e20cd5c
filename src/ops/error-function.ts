/** The error function and its complement. */
import type { Listing } from "./define.ts";
import { erfcRun, erfRun } from "../tensor/elementwise.ts";
import { erf as erfOf, erfc as erfcOf } from "../tensor/special.ts";
import { mul, neg } from "./arithmetic.ts";
import { unary, unarySamples } from "./elementwise.ts";
import { exp } from "./exponential.ts";
import { square } from "./powers.ts";

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

export const erf = unary({
  name: "erf",
  also: ["special.erf"],
  doc: "The error function, 2/√π times the integral of exp(−t²) from 0 to x, element by element.",
  pattern: { kind: "scaler", text: "erf scales: the gradient is multiplied by 2/√π · exp(−x²)." },
  formula: "∂/∂x = 2/√π · exp(−x²)",
  symbol: "erf",
  flat: true,
  scalar: (x) => erfOf(x),
  run: erfRun,
  vjp: ({ x, g }) => ({ x: mul(g, mul(TWO_OVER_ROOT_PI, exp(neg(square(x))))) }),
  python: { torch: "torch.erf({x})", jax: "jax.scipy.special.erf({x})", numpy: "scipy.special.erf({x})" },
  samples: unarySamples(-2, 2),
});

export const erfc = unary({
  name: "erfc",
  also: ["special.erfc"],
  doc: "1 − erf(x), element by element, exact also where it is tiny.",
  pattern: { kind: "scaler", text: "erfc scales: the gradient is multiplied by −2/√π · exp(−x²)." },
  formula: "∂/∂x = −2/√π · exp(−x²)",
  fades: 0,
  scalar: (x) => erfcOf(x),
  run: erfcRun,
  vjp: ({ x, g }) => ({ x: neg(mul(g, mul(TWO_OVER_ROOT_PI, exp(neg(square(x)))))) }),
  python: { torch: "torch.erfc({x})", jax: "jax.scipy.special.erfc({x})", numpy: "scipy.special.erfc({x})" },
  samples: unarySamples(-2, 2),
});

/** This file's part of the table of gates. */
export const errorFunctionGates: Listing = { "Functions of one number": [erf, erfc] };
