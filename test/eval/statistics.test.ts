/** Summaries of tensors: ordinary numbers, nothing, NaN and infinities, and magnitudes whose squares overflow or vanish. */
import { expect, test } from "vitest";
import { summarise, type Summary } from "../../src/eval/statistics.ts";

const cases: readonly (readonly [string, readonly number[], Summary])[] = [
  ["numbers", [3, -4, 0, 0], { count: 4, min: -4, max: 3, mean: -0.25, norm: 5, nans: 0, infs: 0, zeros: 2 }],
  ["nothing", [], { count: 0, min: NaN, max: NaN, mean: NaN, norm: 0, nans: 0, infs: 0, zeros: 0 }],
  ["zeros", [0, -0], { count: 2, min: 0, max: 0, mean: 0, norm: 0, nans: 0, infs: 0, zeros: 2 }],
  ["some NaN", [NaN, 6, NaN, 8], { count: 4, min: 6, max: 8, mean: 7, norm: 10, nans: 2, infs: 0, zeros: 0 }],
  ["only NaN", [NaN], { count: 1, min: NaN, max: NaN, mean: NaN, norm: 0, nans: 1, infs: 0, zeros: 0 }],
  [
    "an infinity",
    [1, Infinity, NaN],
    { count: 3, min: 1, max: Infinity, mean: Infinity, norm: Infinity, nans: 1, infs: 1, zeros: 0 },
  ],
  [
    "both infinities",
    [-Infinity, Infinity],
    { count: 2, min: -Infinity, max: Infinity, mean: NaN, norm: Infinity, nans: 0, infs: 2, zeros: 0 },
  ],
  [
    "huge numbers",
    [3e200, 4e200],
    { count: 2, min: 3e200, max: 4e200, mean: 3.5e200, norm: 5e200, nans: 0, infs: 0, zeros: 0 },
  ],
  [
    "tiny numbers",
    [3e-200, -4e-200],
    { count: 2, min: -4e-200, max: 3e-200, mean: -5e-201, norm: 5e-200, nans: 0, infs: 0, zeros: 0 },
  ],
];

test.each(cases)("%s", (_, data, expected) => {
  const summary = summarise({ sizes: [data.length], data: Float64Array.from(data) });
  for (const [key, value] of Object.entries(expected) as [keyof Summary, number][]) {
    const actual = summary[key];
    if (Number.isFinite(value) && value !== 0)
      expect(Math.abs(actual - value), key).toBeLessThanOrEqual(1e-15 * Math.abs(value));
    else expect(Object.is(actual + 0, value), `${key} is ${actual}`).toBe(true);
  }
});
