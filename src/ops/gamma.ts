/** The logarithm of the gamma function and its derivatives. */
import type { OperandSpec } from "../graph/ir.ts";
import { digamma as digammaOf, lgamma as lgammaOf, polygamma as polygammaOf } from "../tensor/gamma.ts";
import { mul } from "./arithmetic.ts";
import { defineGate, intOf, type GateFunction, type Listing } from "./define.ts";
import { unary, unarySamples } from "./elementwise.ts";

const LEFT_OF_0 = { shapes: [[3]], range: [-1.85, -1.15] } as const;

export const lgamma = unary({
  name: "lgamma",
  also: ["special.gammaln"],
  doc: "The logarithm of |Γ(x)|, element by element; Γ(n + 1) is n!. It is inf at 0 and the negative whole numbers.",
  pattern: { kind: "scaler", text: "lgamma scales: the gradient is multiplied by digamma(x)." },
  formula: "∂/∂x = ψ(x), digamma",
  scalar: (x) => lgammaOf(x),
  vjp: ({ x, g }) => ({ x: mul(g, digamma(x)) }),
  python: {
    torch: "torch.lgamma({x})",
    jax: "jax.scipy.special.gammaln({x})",
    numpy: "scipy.special.gammaln({x})",
  },
  samples: [...unarySamples(0.3, 4), LEFT_OF_0, { shapes: [[2]], range: [12, 30] }],
});

export const digamma = unary({
  name: "digamma",
  also: ["special.digamma", "special.psi"],
  doc: "The derivative of lgamma, ψ(x) = Γ′(x) / Γ(x), element by element. It is −inf at 0 and nan at the negative whole numbers, as in PyTorch.",
  pattern: { kind: "scaler", text: "digamma scales: the gradient is multiplied by ψ′(x), polygamma(1, x)." },
  formula: "∂/∂x = ψ′(x), polygamma(1, x)",
  scalar: (x) => digammaOf(x),
  vjp: ({ x, g }) => ({ x: mul(g, polygamma(x, { n: 1 })) }),
  python: {
    torch: "torch.digamma({x})",
    jax: "jax.scipy.special.digamma({x})",
    numpy: "scipy.special.digamma({x})",
  },
  samples: [...unarySamples(0.5, 4), LEFT_OF_0],
});

const X = [{ name: "x", doc: "The operand." }] as const satisfies readonly OperandSpec[];

export const polygamma: GateFunction<typeof X> = defineGate({
  name: "polygamma",
  also: ["special.polygamma"],
  operands: X,
  attrs: { n: { kind: "int", doc: "Which derivative; 0 is digamma itself." } },
  order: ["n", "x"],
  receiver: "x",
  doc: "The n-th derivative of digamma, element by element. At 0 and the negative whole numbers it is infinite.",
  pattern: { kind: "scaler", text: "polygamma scales: the gradient is multiplied by the next derivative." },
  formula: "∂/∂x = polygamma(n + 1, x)",
  shape: ([x], attrs) => {
    const n = intOf(attrs, "n");
    return n < 0 ? { refused: `n says which derivative, counted from 0; this is ${n}.` } : x;
  },
  kernel: ([x], attrs, sizes) => {
    const n = intOf(attrs, "n");
    return { sizes, data: x.data.map((value) => polygammaOf(n, value)) };
  },
  vjp: ({ x, g }, attrs) => ({ x: mul(g, polygamma(x, { n: intOf(attrs, "n") + 1 })) }),
  python: {
    torch: "torch.polygamma({n}, {x})",
    jax: "jax.scipy.special.polygamma({n}, {x})",
    numpy: "scipy.special.polygamma({n}, {x})",
  },
  samples: [
    { shapes: [[]], attrs: { n: 0 }, range: [0.6, 4] },
    { shapes: [[2, 3]], attrs: { n: 1 }, range: [0.8, 4] },
    { shapes: [[3]], attrs: { n: 2 }, range: [-1.6, -1.4] },
    { shapes: [[2]], attrs: { n: 5 }, range: [2, 6] },
  ],
  rejects: [
    { shapes: [[]], attrs: { n: -1 }, reason: "n says which derivative, counted from 0; this is -1." },
  ],
});

/** This file's part of the table of gates. */
export const gammaGates: Listing = { "Functions of one number": [lgamma, digamma, polygamma] };
