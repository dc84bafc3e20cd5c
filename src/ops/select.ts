/** Gates that choose between two values, element by element: `where`, `maximum`, `minimum`. */
import { mul } from "./arithmetic.ts";
import { eq, gt, lt } from "./comparison.ts";
import type { GateFunction, Listing } from "./define.ts";
import { binary, binarySamples, broadcasting } from "./elementwise.ts";
import { maxRun, minRun, whereRun } from "../tensor/elementwise.ts";

const WHERE = [
  { name: "condition", doc: "Which of the two to take; it must be bool.", holds: "bool" },
  { name: "input", doc: "Taken where the condition is True." },
  { name: "other", doc: "Taken where the condition is False." },
] as const;

export const where: GateFunction<typeof WHERE> = broadcasting({
  name: "where",
  operands: WHERE,
  doc: "Takes each element from input where the condition is True, and from other where it is False. Shapes broadcast.",
  pattern: {
    kind: "router",
    text: "where routes: each element's gradient goes to the side that was taken, and the other side receives 0.",
  },
  chooses: true,
  takes: (condition) => (condition !== 0 ? 1 : 2),
  scalar: (condition, input, other) => (condition !== 0 ? input : other),
  run: whereRun,
  vjp: ({ condition, g }) => ({ input: where(condition, g, 0), other: where(condition, 0, g) }),
  python: {
    torch: "torch.where({condition}, {input}, {other})",
    jax: "jnp.where({condition}, {input}, {other})",
    numpy: "np.where({condition}, {input}, {other})",
  },
  samples: [
    { shapes: [[], [], []], fixed: { 0: { sizes: [], data: Float64Array.of(1) } } },
    { shapes: [[3], [2, 3], [2, 1]], fixed: { 0: { sizes: [3], data: Float64Array.of(1, 0, 1) } } },
  ],
});

export const maximum = binary({
  name: "maximum",
  doc: "The larger of a and b, element by element. Shapes broadcast. nan if either is nan.",
  pattern: {
    kind: "router",
    text: "max routes: the larger operand receives the upstream gradient, the other 0; a tie gives half to each.",
  },
  chooses: true,
  symbol: "max",
  scalar: (a, b) => Math.max(a, b),
  run: maxRun,
  vjp: ({ a, b, g }) => {
    const shared = where(eq(a, b), mul(g, 0.5), g);
    return { a: where(lt(a, b), 0, shared), b: where(gt(a, b), 0, shared) };
  },
  kinks: [
    {
      text: "Where a equals b, each receives half of the upstream gradient.",
      at: [1, 1],
      gives: [0.5, 0.5],
      jax: [0.5, 0.5],
      tensorflow: [1, 0],
    },
  ],
  python: { torch: "torch.maximum({a}, {b})", jax: "jnp.maximum({a}, {b})", numpy: "np.maximum({a}, {b})" },
  samples: binarySamples(-2, 2),
});

export const minimum = binary({
  name: "minimum",
  doc: "The smaller of a and b, element by element. Shapes broadcast. nan if either is nan.",
  pattern: {
    kind: "router",
    text: "min routes: the smaller operand receives the upstream gradient, the other 0; a tie gives half to each.",
  },
  chooses: true,
  symbol: "min",
  scalar: (a, b) => Math.min(a, b),
  run: minRun,
  vjp: ({ a, b, g }) => {
    const shared = where(eq(a, b), mul(g, 0.5), g);
    return { a: where(gt(a, b), 0, shared), b: where(lt(a, b), 0, shared) };
  },
  kinks: [
    {
      text: "Where a equals b, each receives half of the upstream gradient.",
      at: [1, 1],
      gives: [0.5, 0.5],
      jax: [0.5, 0.5],
      tensorflow: [1, 0],
    },
  ],
  python: { torch: "torch.minimum({a}, {b})", jax: "jnp.minimum({a}, {b})", numpy: "np.minimum({a}, {b})" },
  samples: binarySamples(-2, 2),
});

/** This file's part of the table of gates. */
export const selectGates: Listing = { "Functions of two numbers": [maximum, minimum], Choices: [where] };
