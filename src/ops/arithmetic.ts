/** The gates of arithmetic: `+ - * /` and the sign. */
import type { Listing } from "./define.ts";
import { precedence } from "../syntax/precedence.ts";
import { binary, binarySamples, unary, unarySamples } from "./elementwise.ts";
import { addRun, divRun, mulRun, negRun, subRun } from "../tensor/elementwise.ts";

export const neg = unary({
  name: "neg",
  also: ["negative"],
  doc: "The number with the other sign, element by element.",
  pattern: { kind: "scaler", text: "neg scales by −1: the gradient changes its sign." },
  infix: { token: "-", precedence: precedence.sign },
  symbol: "−",
  scalar: (x) => -x,
  run: negRun,
  vjp: ({ g }) => ({ x: neg(g) }),
  python: { torch: "-{x}", jax: "-{x}", numpy: "-{x}" },
  samples: unarySamples(-2, 2),
});

export const add = binary({
  name: "add",
  doc: "The sum, element by element. Shapes broadcast.",
  pattern: {
    kind: "distributor",
    text: "add distributes: each operand receives the upstream gradient unchanged.",
  },
  infix: { token: "+", precedence: precedence.sum },
  neutral: [0, 0],
  symbol: "+",
  scalar: (a, b) => a + b,
  run: addRun,
  vjp: ({ g }) => ({ a: g, b: g }),
  python: { torch: "{a} + {b}", jax: "{a} + {b}", numpy: "{a} + {b}" },
  samples: binarySamples(-2, 2),
  rejects: [
    {
      shapes: [[2, 3], [4]],
      reason:
        "{a} is [2, 3] and {b} is [4]: {a} + {b} needs sizes that, counted from the right, are equal or 1.",
    },
  ],
});

export const sub = binary({
  name: "sub",
  also: ["subtract"],
  doc: "The difference, element by element. Shapes broadcast.",
  pattern: {
    kind: "distributor",
    text: "sub distributes with a sign: a receives the upstream gradient, b receives its negative.",
  },
  infix: { token: "-", precedence: precedence.sum },
  neutral: [undefined, 0],
  symbol: "−",
  scalar: (a, b) => a - b,
  run: subRun,
  vjp: ({ g }) => ({ a: g, b: neg(g) }),
  python: { torch: "{a} - {b}", jax: "{a} - {b}", numpy: "{a} - {b}" },
  samples: binarySamples(-2, 2),
});

export const mul = binary({
  name: "mul",
  also: ["multiply"],
  doc: "The product, element by element. Shapes broadcast.",
  pattern: {
    kind: "switcher",
    text: "mul swaps: each operand receives the upstream gradient times the other operand.",
  },
  infix: { token: "*", precedence: precedence.product, signs: ["·", "⊙"] },
  neutral: [1, 1],
  symbol: "×",
  scalar: (a, b) => a * b,
  run: mulRun,
  vjp: ({ a, b, g }) => ({ a: mul(g, b), b: mul(g, a) }),
  python: { torch: "{a} * {b}", jax: "{a} * {b}", numpy: "{a} * {b}" },
  samples: binarySamples(-2, 2),
});

export const div = binary({
  name: "div",
  also: ["divide", "true_divide"],
  doc: "The quotient, element by element. Shapes broadcast. 1 / 0 is inf and 0 / 0 is nan, as IEEE 754 has it.",
  pattern: {
    kind: "switcher",
    text: "div scales: a receives the upstream gradient divided by b, b receives it times −a / b².",
  },
  formula: "∂/∂a = 1 / b,  ∂/∂b = −a / b²",
  infix: { token: "/", precedence: precedence.product },
  neutral: [undefined, 1],
  symbol: "÷",
  pole: { operand: 1, at: [0] },
  scalar: (a, b) => a / b,
  run: divRun,
  vjp: ({ b, g, out }) => ({ a: div(g, b), b: neg(mul(g, div(out, b))) }),
  python: { torch: "{a} / {b}", jax: "{a} / {b}", numpy: "{a} / {b}" },
  samples: binarySamples(0.5, 2),
});

/** This file's part of the table of gates. */
export const arithmeticGates: Listing = { Arithmetic: [neg, add, sub, mul, div] };
