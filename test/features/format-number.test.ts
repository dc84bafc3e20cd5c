/** How numbers and tensors are written for people, by table. */
import { describe, expect, test } from "vitest";
import { summarise } from "../../src/eval/statistics.ts";
import { formatNumber, formatSummary, formatTensor } from "../../src/features/format-number.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

const tensor = (sizes: readonly number[], data: readonly number[]): Tensor => ({
  sizes,
  data: Float64Array.from(data),
});

test.each([
  [0, "0"],
  [-0, "0"],
  [3, "3"],
  [-12, "-12"],
  [999999, "999999"],
  [1e6, "1e+6"],
  [-1234567, "-1.235e+6"],
  [2 ** 53, "9.007e+15"],
  [0.5, "0.5"],
  [0.1 + 0.2, "0.3"],
  [2 / 3, "0.6667"],
  [-0.19661193324148185, "-0.1966"],
  [100611.25, "100600"],
  [0.001, "0.001"],
  [0.00099996, "0.001"],
  [0.00012345678, "1.235e-4"],
  [3.1e-9, "3.1e-9"],
  [5e-324, "5e-324"],
  [1.7976931348623157e308, "1.798e+308"],
  [999999.99, "1e+6"],
  [NaN, "NaN"],
  [Infinity, "∞"],
  [-Infinity, "-∞"],
])("%d is %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

describe("tensors", () => {
  test.each([
    [tensor([], [2.5]), "2.5"],
    [tensor([4], [4, 0, 5, 0]), "[4, 0, 5, 0]"],
    [tensor([2, 2], [1, -2, 0.5, NaN]), "[[1, -2], [0.5, NaN]]"],
    [tensor([1, 1, 2], [1, 2]), "[[[1, 2]]]"],
    [tensor([3], [0, -0, 1]), "[0, 0, 1]"],
    [tensor([0], []), "[]"],
    [tensor([2, 0], []), "[[], []]"],
    [tensor([2, 3], [0, 16, -9, -24, 9, -30]), "[[0, 16, -9], [-24, 9, -30]]"],
  ])("small ones are written in full: %#", (value, text) => {
    expect(formatTensor(value, 40)).toBe(text);
  });

  test("what does not fit is a summary, to the character", () => {
    const value = tensor([2, 3], [0, 16, -9, -24, 9, -30]);
    const full = "[[0, 16, -9], [-24, 9, -30]]";
    expect(formatTensor(value, full.length)).toBe(full);
    expect(formatTensor(value, full.length - 1)).toBe("[2×3] -30 … 16 ‖43.52‖");
    expect(formatTensor(tensor([1000], new Array<number>(1000).fill(0.25)), 80)).toBe("[1000] all 0.25");
  });

  test.each([
    [[2, 3], [-30, 16, 9, 0, 5, -28], "[2×3] -30 … 16 ‖45.23‖"],
    [[3], [2, 2, 2], "[3] all 2"],
    [[3], [-0, -0, -0], "[3] all 0"],
    [[3], [-0, 0, -0], "[3] all 0"],
    [[3], [0, 0, -0], "[3] all 0"],
    [[3], [NaN, NaN, NaN], "[3] all NaN"],
    [[4], [NaN, 1, 2, NaN], "[4] 2 NaN 1 … 2 ‖2.236‖"],
    [[4], [Infinity, 1, NaN, -Infinity], "[4] 1 NaN, 2 ∞ -∞ … ∞ ‖∞‖"],
    [[0, 4], [], "[0×4] empty"],
  ])("summaries of %j %j", (sizes, data, text) => {
    expect(formatSummary(sizes, summarise(tensor(sizes, data)))).toBe(text);
  });
});
