/** The gates of arithmetic: `+ - * /` and the sign. */
import { binary, unary } from "./elementwise.ts";

export const neg = unary({
  name: "neg",
  doc: "The number with the other sign, element by element.",
  pattern: { kind: "scaler", text: "The gradient changes its sign." },
  symbol: "−",
  scalar: (x) => -x,
  vjp: ({ g }) => ({ x: neg(g) }),
  python: { torch: "-{x}", jax: "-{x}", numpy: "-{x}" },
  samples: [{ shapes: [[]] }, { shapes: [[2, 3]] }],
});

export const add = binary({
  name: "add",
  doc: "The sum, element by element. Shapes broadcast.",
  pattern: { kind: "distributor", text: "add distributes: each operand receives the upstream gradient unchanged." },
  infix: { token: "+", precedence: 6 },
  symbol: "+",
  scalar: (a, b) => a + b,
  vjp: ({ g }) => ({ a: g, b: g }),
  python: { torch: "{a} + {b}", jax: "{a} + {b}", numpy: "{a} + {b}" },
  samples: [{ shapes: [[], []] }, { shapes: [[2, 3], [3]] }, { shapes: [[2, 1], [1, 3]] }],
  rejects: [
    {
      shapes: [[2, 3], [4]],
      reason: "[2, 3] and [4] do not broadcast in +: counted from the right, sizes must be equal or 1.",
    },
  ],
});

export const mul = binary({
  name: "mul",
  doc: "The product, element by element. Shapes broadcast.",
  pattern: { kind: "switcher", text: "mul swaps: each operand receives the upstream gradient times the other operand." },
  infix: { token: "*", precedence: 7 },
  symbol: "×",
  scalar: (a, b) => a * b,
  vjp: ({ a, b, g }) => ({ a: mul(g, b), b: mul(g, a) }),
  python: { torch: "{a} * {b}", jax: "{a} * {b}", numpy: "{a} * {b}" },
  samples: [{ shapes: [[], []] }, { shapes: [[2, 3], [3]] }, { shapes: [[2, 1], [1, 3]] }],
});
