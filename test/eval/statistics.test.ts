/** Summaries of tensors: ordinary numbers, nothing, NaN and infinities, and magnitudes whose squares overflow or vanish. */
import { expect, test } from "vitest";
import { summarise, type Summary } from "../../src/eval/statistics.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { permuteTensor } from "../../src/tensor/views.ts";
import { wasmKernels } from "../tensor/sets.ts";

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

test("WebAssembly tells the same bits, whatever the length and whatever is among the numbers", () => {
  const wasm = wasmKernels();
  for (const length of [0, 1, 2, 3, 4, 5, 7, 8, 1023, 4095, 4096, 4097, 8193, 10007])
    for (const odd of [undefined, 0, -0, NaN, Infinity, -Infinity, 1e200, 5e-324]) {
      const data = uniform(keyOfText(`${length}`), [length]).data.map((one) => one - 0.5);
      if (odd !== undefined && length > 0) data[length - 1] = odd;
      const told = summarise({ sizes: [length], data }, (numbers) => wasm.known?.(numbers));
      expect(told, `${length} with ${odd}`).toStrictEqual(summarise({ sizes: [length], data }));
    }
});

test("a view that shows each element once is told as its elements lie, another one as it shows them", () => {
  const x = uniform(keyOfText("x"), [31, 29]);
  const turned = permuteTensor(x, [1, 0], [29, 31]);
  expect(turned.view).toBeDefined();
  expect(summarise(turned)).toStrictEqual(summarise(x));
  const twice = { data: x.data, sizes: [29, 31], steps: [1, 28] };
  const data = new Float64Array(29 * 31).fill(2);
  expect(summarise({ sizes: [29, 31], view: twice, data }).mean).toBe(2);
});
