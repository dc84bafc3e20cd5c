/** Zeros with a slice somewhere in them: the same numbers, sums and summaries as written out, bit for bit. */
import { expect, test } from "vitest";
import { summarise } from "../../src/eval/statistics.ts";
import { add } from "../../src/ops/arithmetic.ts";
import { place } from "../../src/ops/indexing.ts";
import { subscript, type IndexItem } from "../../src/ops/subscript.ts";
import { addAll } from "../../src/ops/add-all.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";

const sizes = [7, 31, 41];
const slice = (start: number, stop: number, step: number | null): IndexItem => ({
  kind: "slice",
  start,
  stop,
  step,
});
const WHOLE: IndexItem = { kind: "slice", start: null, stop: null, step: null };
const cases: readonly (readonly [string, readonly IndexItem[], readonly number[]])[] = [
  ["a row", [{ kind: "at", index: 3 }], [31, 41]],
  ["the last row, behind the last four", [{ kind: "at", index: -1 }], [31, 41]],
  ["a column", [WHOLE, WHOLE, { kind: "at", index: 2 }], [7, 31]],
  ["steps", [slice(0, 7, 3), slice(1, 31, 4), WHOLE], [3, 8, 41]],
  [
    "one element",
    [
      { kind: "at", index: 1 },
      { kind: "at", index: 2 },
      { kind: "at", index: 3 },
    ],
    [],
  ],
];
const fills: readonly (readonly [string, (i: number) => number])[] = [
  ["numbers", (i) => Math.sin(i * i)],
  ["nothing above 0", (i) => -Math.abs(Math.cos(i))],
  ["zeros of both signs", (i) => (i % 2 === 0 ? -0 : 0)],
  ["tiny numbers", (i) => 1e-200 * i],
  ["huge numbers", (i) => 1e200 * Math.sin(i)],
  ["a NaN and an infinity", (i) => [NaN, Infinity, 1][i % 3]!],
];

function placed(items: readonly IndexItem[], read: readonly number[], fill: (i: number) => number): Tensor {
  const y = { sizes: read, data: Float64Array.from({ length: elementCount(read) }, (_, i) => fill(i)) };
  return place.gate.kernel([y], { ...subscript(items), sizes }, sizes, plainKernels) as Tensor;
}

const written = ({ data }: Tensor): Tensor => ({ sizes, data: data.slice() });

test.each(
  cases.flatMap(([what, ...rest]) => fills.map(([how, fill]) => [what, how, ...rest, fill] as const)),
)("%s of %s", (_, __, items, read, fill) => {
  const lazy = placed(items, read, fill);
  expect(lazy.placed).toBeDefined();
  expect(summarise(lazy)).toEqual(summarise(written(lazy)));
  const more = Float64Array.from({ length: elementCount(sizes) }, (_, i) => fill(i + 5));
  const others = [placed(items, read, (i) => fill(i + 1)), { sizes, data: more }, lazy];
  const pairs = [lazy, ...others].map(written);
  const plus = (sum: Tensor, next: Tensor): Tensor =>
    add.gate.kernel([sum, next], {}, sizes, plainKernels) as Tensor;
  const one = addAll.gate.kernel([lazy, ...others], {}, sizes, plainKernels) as Tensor;
  const expected = pairs.slice(1).reduce(plus, pairs[0]!);
  expect(one.data.every((value, i) => Object.is(value, expected.data[i]))).toBe(true);
});

test("places that a list says twice are added up where they are written", () => {
  const items: readonly IndexItem[] = [{ kind: "tensor", known: null }];
  const y = { sizes: [2, 31, 41], data: new Float64Array(2 * 31 * 41).fill(1.5) };
  const list = { sizes: [2], data: Float64Array.of(4, 4) };
  const result = place.gate.kernel([y, list], { ...subscript(items), sizes }, sizes, plainKernels) as Tensor;
  expect(result.placed).toBeUndefined();
  expect(result.data[4 * 31 * 41]).toBe(3);
});
