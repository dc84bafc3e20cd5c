/** Comparisons: two numbers in, a bool out, element by element; no gradient passes. */
import type { Listing } from "./define.ts";
import { precedence } from "../syntax/precedence.ts";
import { binary, binarySamples } from "./elementwise.ts";
import { eqRun, geRun, gtRun, leRun, ltRun, neRun } from "../tensor/elementwise.ts";

export const lt = binary({
  name: "lt",
  also: ["less"],
  doc: "Whether a is less than b, element by element. Shapes broadcast.",
  pattern: {
    kind: "wall",
    text: "< is a wall: its answer does not change when a or b change a little, so no gradient passes.",
  },
  infix: { token: "<", precedence: precedence.comparison },
  symbol: "<",
  dtype: "bool",
  scalar: (a, b) => (a < b ? 1 : 0),
  run: ltRun,
  vjp: {
    none: "a < b is True or False and does not change when a or b change a little, so the gradient that passes is 0.",
  },
  python: { torch: "{a} < {b}", jax: "{a} < {b}", numpy: "{a} < {b}" },
  samples: binarySamples(-2, 2),
});

export const le = binary({
  name: "le",
  also: ["less_equal"],
  doc: "Whether a is less than or equal to b, element by element. Shapes broadcast.",
  pattern: {
    kind: "wall",
    text: "<= is a wall: its answer does not change when a or b change a little, so no gradient passes.",
  },
  infix: { token: "<=", precedence: precedence.comparison },
  symbol: "≤",
  dtype: "bool",
  scalar: (a, b) => (a <= b ? 1 : 0),
  run: leRun,
  vjp: {
    none: "a <= b is True or False and does not change when a or b change a little, so the gradient that passes is 0.",
  },
  python: { torch: "{a} <= {b}", jax: "{a} <= {b}", numpy: "{a} <= {b}" },
  samples: binarySamples(-2, 2),
});

export const gt = binary({
  name: "gt",
  also: ["greater"],
  doc: "Whether a is greater than b, element by element. Shapes broadcast.",
  pattern: {
    kind: "wall",
    text: "> is a wall: its answer does not change when a or b change a little, so no gradient passes.",
  },
  infix: { token: ">", precedence: precedence.comparison },
  symbol: ">",
  dtype: "bool",
  scalar: (a, b) => (a > b ? 1 : 0),
  run: gtRun,
  vjp: {
    none: "a > b is True or False and does not change when a or b change a little, so the gradient that passes is 0.",
  },
  python: { torch: "{a} > {b}", jax: "{a} > {b}", numpy: "{a} > {b}" },
  samples: binarySamples(-2, 2),
});

export const ge = binary({
  name: "ge",
  also: ["greater_equal"],
  doc: "Whether a is greater than or equal to b, element by element. Shapes broadcast.",
  pattern: {
    kind: "wall",
    text: ">= is a wall: its answer does not change when a or b change a little, so no gradient passes.",
  },
  infix: { token: ">=", precedence: precedence.comparison },
  symbol: "≥",
  dtype: "bool",
  scalar: (a, b) => (a >= b ? 1 : 0),
  run: geRun,
  vjp: {
    none: "a >= b is True or False and does not change when a or b change a little, so the gradient that passes is 0.",
  },
  python: { torch: "{a} >= {b}", jax: "{a} >= {b}", numpy: "{a} >= {b}" },
  samples: binarySamples(-2, 2),
});

export const eq = binary({
  name: "eq",
  doc: "Whether a equals b, element by element. Shapes broadcast. nan equals nothing, not even itself.",
  pattern: {
    kind: "wall",
    text: "== is a wall: its answer does not change when a or b change a little, so no gradient passes.",
  },
  infix: { token: "==", precedence: precedence.comparison },
  symbol: "==",
  dtype: "bool",
  scalar: (a, b) => (a === b ? 1 : 0),
  run: eqRun,
  vjp: { none: "a == b is True or False, and flat nearly everywhere, so the gradient that passes is 0." },
  python: { torch: "{a} == {b}", jax: "{a} == {b}", numpy: "{a} == {b}" },
  samples: binarySamples(-2, 2),
});

export const ne = binary({
  name: "ne",
  also: ["not_equal"],
  doc: "Whether a differs from b, element by element. Shapes broadcast. nan differs from everything, also from itself.",
  pattern: {
    kind: "wall",
    text: "!= is a wall: its answer does not change when a or b change a little, so no gradient passes.",
  },
  infix: { token: "!=", precedence: precedence.comparison },
  symbol: "≠",
  dtype: "bool",
  scalar: (a, b) => (a !== b ? 1 : 0),
  run: neRun,
  vjp: { none: "a != b is True or False, and flat nearly everywhere, so the gradient that passes is 0." },
  python: { torch: "{a} != {b}", jax: "{a} != {b}", numpy: "{a} != {b}" },
  samples: binarySamples(-2, 2),
});

/** This file's part of the table of gates. */
export const comparisonGates: Listing = { Choices: [lt, le, gt, ge, eq, ne] };
