/** tensordot against sums over all places, for random shapes and dims. */
import { describe, expect, test } from "vitest";
import { fileResult } from "../file-result.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement, flat, picker } from "./against.ts";
import { at, build, places } from "./loops.ts";

/** Σ over the folded places of x[…] other[…]; a size of 1 stands for every place. */
function folded(x: Tensor, other: Tensor, left: readonly number[], right: readonly number[]): Tensor {
  const ownDims = x.sizes.map((_, d) => d).filter((d) => !left.includes(d));
  const otherDims = other.sizes.map((_, d) => d).filter((d) => !right.includes(d));
  const inner = left.map((d, i) => Math.max(x.sizes[d] as number, other.sizes[right[i] as number] as number));
  const read = (
    tensor: Tensor,
    kept: readonly number[],
    outer: readonly number[],
    dims: readonly number[],
    tap: readonly number[],
  ): number =>
    at(
      tensor,
      tensor.sizes.map((size, d) => {
        const i = dims.indexOf(d);
        return i < 0 ? (outer[kept.indexOf(d)] as number) : size === 1 ? 0 : (tap[i] as number);
      }),
    ) as number;
  const sizes = [
    ...ownDims.map((d) => x.sizes[d] as number),
    ...otherDims.map((d) => other.sizes[d] as number),
  ];
  return build(sizes, (place) =>
    places(inner).reduce(
      (sum, tap) =>
        sum +
        read(x, ownDims, place, left, tap) * read(other, otherDims, place.slice(ownDims.length), right, tap),
      0,
    ),
  );
}

describe.each(Array.from({ length: 20 }, (_, i) => i))("round %i", (round) => {
  const pick = picker(`tensordot ${round}`);
  const shuffled = (n: number): number[] =>
    Array.from({ length: n }, (_, i) => [pick(0, 1e6), i] as const)
      .sort(([a], [b]) => a - b)
      .map(([, i]) => i);
  const ranks = [pick(0, 4), pick(0, 4)] as const;
  const count = pick(0, Math.min(...ranks));
  const left = shuffled(ranks[0]).slice(0, count);
  const right = shuffled(ranks[1]).slice(0, count);
  const xSizes = Array.from({ length: ranks[0] }, () => pick(1, 3));
  const otherSizes = Array.from({ length: ranks[1] }, () => pick(1, 3));
  left.forEach((d, i) => {
    if (pick(0, 4) > 0) otherSizes[right[i] as number] = xSizes[d] as number;
    else otherSizes[right[i] as number] = 1;
  });
  const operands = { x: drawn(`tensordot x ${round}`, xSizes), y: drawn(`tensordot y ${round}`, otherSizes) };
  const signed = (d: number, rank: number): number => (pick(0, 1) === 0 ? d : d - rank);
  const list = (dims: readonly number[], rank: number): string =>
    `[${dims.map((d) => signed(d, rank)).join(", ")}]`;

  test("agrees with the sum over all places", () => {
    const dims = `${list(left, ranks[0])}, ${list(right, ranks[1])}`;
    expectAgreement({
      call: `tensordot(x, y, dims=${round % 2 === 0 ? `[${dims}]` : `(${dims})`})`,
      operands,
      reference: ({ x, y }) => [folded(x as Tensor, y as Tensor, left, right)],
    });
  });
});

test.each([0, 1, 2, 3])("a number is the last dimensions with the first: %i", (n) => {
  const operands = { x: drawn(`dot x ${n}`, [2, 3, 4]), y: drawn(`dot y ${n}`, [2, 3, 4].slice(3 - n)) };
  expectAgreement({
    call: `tensordot(x, y, ${n})`,
    operands,
    reference: ({ x, y }) => [
      folded(
        x as Tensor,
        y as Tensor,
        [0, 1, 2].slice(3 - n),
        Array.from({ length: n }, (_, i) => i),
      ),
    ],
  });
});

test.each([
  ["tensordot(x, x)", [39]],
  ["tensordot(x, x, dims=[[0, 1], [1, 0]])", [38]],
  ["tensordot(x, x, dims=([0], [1]))", [7, 18, 12, 31]],
  ["tensordot(x, x, dims=[0, 1])", [7, 18, 12, 31]],
  ["x.tensordot(x, 1)", [7, 12, 18, 31]],
  ["tensordot(x, x, 0)[1]", [3, 6, 9, 15, 5, 10, 15, 25]],
])("%s of [[1, 2], [3, 5]] is %j", (call, expected) => {
  expect(flat(fileResult("", `x = [[1, 2], [3, 5]]\ny = ${call}`).result.values["y"])).toEqual(expected);
});

test("what folds is known before the run", () => {
  const { result } = fileResult(
    "",
    "x = eye(2)\nd = param(1)\ny = tensordot(x, x, d)\nz = tensordot(x, x, [[d], [1]])",
  );
  expect(result.problems.map(({ message, line }) => [message.slice(0, 40), line])).toEqual([
    [expect.stringMatching(/^tensordot: dims must be known/), 3],
    [expect.stringMatching(/^tensordot: dims must be known/), 4],
  ]);
});
