/** Values and places of the functions that choose along a dimension, against loops over its lines, and gradients against differences. */
import { describe, test } from "vitest";
import { around } from "../../src/tensor/reduce.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement } from "./against.ts";

/** The places that a line of numbers is answered with, in order. */
type Choose = (line: readonly number[]) => readonly number[];

interface Case {
  /** The call, with the dimension in the place of `DIM`. */
  readonly call: string;
  readonly choose: Choose;
  /** One place for a line, and the dimension gone. */
  readonly folds?: true;
}

const ordered = (line: readonly number[]): readonly number[] =>
  Array.from(line.keys()).sort((i, j) => (line[i] as number) - (line[j] as number));

/** For each place, where the best of the elements up to it stands; a later one that is as good is better. */
const running =
  (isBetter: (a: number, b: number) => boolean): Choose =>
  (line) =>
    line.map((_, end) => {
      let best = 0;
      for (let i = 0; i <= end; i++) if (!isBetter(line[best] as number, line[i] as number)) best = i;
      return best;
    });

const cases: readonly Case[] = [
  { call: "max(x, dim=DIM)", choose: (line) => ordered(line).slice(-1), folds: true },
  { call: "x.max(DIM, keepdim=True)", choose: (line) => ordered(line).slice(-1) },
  { call: "min(x, DIM)", choose: (line) => ordered(line).slice(0, 1), folds: true },
  { call: "min(x, DIM, True)", choose: (line) => ordered(line).slice(0, 1) },
  {
    call: "median(x, DIM)",
    choose: (line) => [ordered(line)[(line.length - 1) >> 1] as number],
    folds: true,
  },
  { call: "x.median(DIM, True)", choose: (line) => [ordered(line)[(line.length - 1) >> 1] as number] },
  // No two are equal: the smallest is as common as any other.
  { call: "mode(x, DIM)", choose: (line) => ordered(line).slice(0, 1), folds: true },
  { call: "mode(x, DIM, keepdim=True)", choose: (line) => ordered(line).slice(0, 1) },
  { call: "kthvalue(x, 2, DIM)", choose: (line) => ordered(line).slice(1, 2), folds: true },
  { call: "x.kthvalue(1, DIM, True)", choose: (line) => ordered(line).slice(0, 1) },
  { call: "topk(x, 2, DIM)", choose: (line) => ordered(line).slice(-2).reverse() },
  { call: "x.topk(2, dim=DIM, largest=False)", choose: (line) => ordered(line).slice(0, 2) },
  { call: "sort(x, DIM)", choose: ordered },
  { call: "x.sort(dim=DIM, descending=True)", choose: (line) => [...ordered(line)].reverse() },
  { call: "cummax(x, DIM)", choose: running((a, b) => a > b) },
  { call: "x.cummin(dim=DIM)", choose: running((a, b) => a < b) },
];

describe.each(cases)("$call", ({ call, choose, folds }) => {
  test.each([
    [[2, 3, 4], 0],
    [[2, 3, 4], 1],
    [[2, 3, 4], -1],
    [[5], 0],
    [[2, 2], -2],
  ] as const)("of %j along %d", (sizes, dim) => {
    const x = drawn(`${call} ${sizes.join("×")} ${dim}`, sizes);
    expectAgreement({
      call: call.replace("DIM", String(dim)),
      operands: { x },
      reference: ({ x: value }) => along(value as Tensor, dim, choose, folds === true),
    });
  });
});

/** The chosen values and their places, line by line. */
function along({ sizes, data }: Tensor, dim: number, choose: Choose, folds: boolean): readonly Tensor[] {
  const at = dim < 0 ? dim + sizes.length : dim;
  const { outer, count, inner } = around(sizes, at);
  const lineAt = (o: number, j: number): readonly number[] =>
    Array.from({ length: count }, (_, i) => data[(o * count + i) * inner + j] as number);
  const kept = choose(lineAt(0, 0)).length;
  const places = new Float64Array(outer * kept * inner);
  const values = new Float64Array(places.length);
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) {
      const line = lineAt(o, j);
      choose(line).forEach((place, i) => {
        places[(o * kept + i) * inner + j] = place;
        values[(o * kept + i) * inner + j] = line[place] as number;
      });
    }
  const shape = sizes.flatMap((size, i) => (i !== at ? [size] : folds ? [] : [kept]));
  return [
    { sizes: shape, data: values },
    { sizes: shape, data: places },
  ];
}
