/** Spherical Bessel functions: sin(x) / x is the one of order 0, and each differentiates to its two neighbours. */
import type { OperandSpec } from "../graph/ir.ts";
import { sphericalBessel } from "../tensor/bessel.ts";
import { mul, neg, sub } from "./arithmetic.ts";
import { defineGate, intOf, type GateFunction, type Listing } from "./define.ts";

const X = [{ name: "x", doc: "The operand." }] as const satisfies readonly OperandSpec[];

/** Closed under differentiation without a division by x, so that every derivative is exact also at and near 0. */
export const spherical_bessel: GateFunction<typeof X> = defineGate({
  name: "spherical_bessel",
  operands: X,
  attrs: { order: { kind: "int", doc: "The order n, from 0 up." } },
  doc: "The spherical Bessel function of an order, element by element: sin(x) / x for order 0, (sin(x) / x − cos(x)) / x for order 1.",
  pattern: {
    kind: "scaler",
    text: "spherical_bessel scales: the gradient is multiplied by a mean of the functions of the orders beside its own.",
  },
  formula: "∂/∂x = (n jₙ₋₁(x) − (n + 1) jₙ₊₁(x)) / (2n + 1)",
  internal: true,
  shape: ([x]) => x,
  kernel: ([x], attrs, sizes) => {
    const order = intOf(attrs, "order");
    return { sizes, data: x.data.map((value) => sphericalBessel(order, value)) };
  },
  vjp: ({ x, g }, attrs) => {
    const order = intOf(attrs, "order");
    const above = spherical_bessel(x, { order: order + 1 });
    if (order === 0) return { x: neg(mul(g, above)) };
    const below = spherical_bessel(x, { order: order - 1 });
    const share = 1 / (2 * order + 1);
    return { x: mul(g, sub(mul(order * share, below), mul((order + 1) * share, above))) };
  },
  python: {
    torch: "torch.as_tensor(scipy.special.spherical_jn({order}, {x}))",
    jax: "jnp.asarray(scipy.special.spherical_jn({order}, {x}))",
    numpy: "scipy.special.spherical_jn({order}, {x})",
  },
  samples: [
    { shapes: [[]], attrs: { order: 0 } },
    { shapes: [[2, 3]], attrs: { order: 1 } },
    { shapes: [[4]], attrs: { order: 3 }, range: [-6, 6] },
  ],
});

/** This file's part of the table of gates. */
export const besselGates: Listing = { "Functions of one number": [spherical_bessel] };
