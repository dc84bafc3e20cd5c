/** Products of every pair of ranks against three plain loops, sizes around the kernel's tiles, and names of dimensions. */
import { describe, expect, test } from "vitest";
import { isRefusal } from "../../src/graph/ir.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { showShape } from "../../src/tensor/shape.ts";
import { multiplyMatrices } from "../../src/tensor/matmul.ts";
import { elementCount, toNested, type Nested, type Tensor } from "../../src/tensor/tensor.ts";
import { evaluate, leaf } from "./evaluate.ts";

const ranks: readonly [readonly number[], readonly number[], readonly number[]][] = [
  [[3], [3], []],
  [[3], [3, 2], [2]],
  [[2, 3], [3], [2]],
  [
    [2, 3],
    [3, 4],
    [2, 4],
  ],
  [[5, 2, 3], [3], [5, 2]],
  [[3], [5, 3, 2], [5, 2]],
  [
    [5, 2, 3],
    [3, 4],
    [5, 2, 4],
  ],
  [
    [2, 3],
    [5, 3, 4],
    [5, 2, 4],
  ],
  [
    [5, 2, 3],
    [5, 3, 4],
    [5, 2, 4],
  ],
  [
    [1, 2, 3],
    [5, 3, 4],
    [5, 2, 4],
  ],
  [
    [4, 1, 2, 3],
    [5, 3, 2],
    [4, 5, 2, 2],
  ],
  [
    [2, 1, 1, 3],
    [1, 3, 3, 2],
    [2, 3, 1, 2],
  ],
  // A row by a matrix that is read across: alone, and in a batch that has the matrix in common or one for each row.
  [[65], [65, 67], [67]],
  [
    [3, 1, 65],
    [65, 67],
    [3, 1, 67],
  ],
  [
    [2, 1, 65],
    [2, 65, 67],
    [2, 1, 67],
  ],
  [
    [0, 3],
    [3, 2],
    [0, 2],
  ],
  [
    [2, 0],
    [0, 2],
    [2, 2],
  ],
  [
    [0, 2, 3],
    [3, 2],
    [0, 2, 2],
  ],
];

describe("has the shape and the numbers of three loops", () => {
  test.each(ranks)("%j @ %j", (sizesA, sizesB, expected) => {
    const [a, b] = [drawn("a", sizesA), drawn("b", sizesB)];
    const found = evaluate(matmul(leaf(a), leaf(b)));
    expect(found.sizes).toEqual(expected);
    const reference = naive(a, b);
    expect(found.data.length).toBe(reference.length);
    reference.forEach((value, i) => expect(found.data[i]).toBeCloseTo(value, 12));
  });
});

describe("the kernel has the numbers of three loops around its tiles", () => {
  const sizes = [1, 3, 4, 5, 8, 17, 63, 64, 65, 70];
  const cases = sizes.flatMap((rows) => sizes.map((columns) => [rows, 33, columns] as const));
  test.each([...cases, [4, 600, 130], [9, 1, 300]] as const)("%i × %i × %i", (rows, shared, columns) => {
    const a = drawn(`left ${rows}`, [rows, shared]);
    const b = drawn(`right ${columns}`, [shared, columns]);
    const data = new Float64Array(rows * columns);
    multiplyMatrices(
      { data, at: 0, rowStep: columns, goesOn: false },
      { data: a.data, at: 0, rowStep: shared, columnStep: 1 },
      { data: b.data, at: 0, rowStep: columns, columnStep: 1 },
      rows,
      shared,
      columns,
    );
    naive(a, b).forEach((value, i) => expect(Math.abs((data[i] as number) - value)).toBeLessThan(1e-11));
  });
});

test("a nan or an infinity goes where arithmetic sends it", () => {
  const a = leaf({ sizes: [1, 2], data: Float64Array.of(NaN, 0) });
  const b = leaf({ sizes: [2, 2], data: Float64Array.of(1, 2, Infinity, 3) });
  expect(toNested(evaluate(matmul(a, b)))).toEqual([[NaN, NaN]]);
});

test("names of dimensions go with the rows, the columns and the batch", () => {
  const shape = matmul.gate.shape(
    [
      [
        { size: 8, name: "B" },
        { size: 2, name: "N" },
        { size: 3, name: "D" },
      ],
      [
        { size: 3, name: "D" },
        { size: 4, name: "H" },
      ],
    ],
    {},
  );
  expect(isRefusal(shape) ? shape.refused : showShape(shape)).toBe("[B=8, N=2, H=4]");
});

function drawn(seed: string, sizes: readonly number[]): Tensor {
  const { data } = uniform(keyOfText(seed), sizes);
  return { sizes, data: data.map((value) => 2 * value - 1) };
}

/** Vectors become a row and a column, batches are walked from the left with sizes of 1 repeated. */
function naive(a: Tensor, b: Tensor): readonly number[] {
  const left = a.sizes.length === 1 ? [1, ...a.sizes] : a.sizes;
  const right = b.sizes.length === 1 ? [...b.sizes, 1] : b.sizes;
  const rank = Math.max(left.length, right.length);
  const walk = (x: Nested, rankX: number, y: Nested, rankY: number, level: number): readonly number[] => {
    if (level === rank - 2)
      return product(x as readonly (readonly number[])[], y as readonly (readonly number[])[]);
    const rows = rankX === rank - level ? (x as readonly Nested[]) : undefined;
    const others = rankY === rank - level ? (y as readonly Nested[]) : undefined;
    const [m, n] = [rows?.length ?? 1, others?.length ?? 1];
    return Array.from({ length: m === 1 ? n : m }, (_, i) =>
      walk(
        rows === undefined ? x : (rows[m === 1 ? 0 : i] as Nested),
        rows === undefined ? rankX : rankX - 1,
        others === undefined ? y : (others[n === 1 ? 0 : i] as Nested),
        others === undefined ? rankY : rankY - 1,
        level + 1,
      ),
    ).flat();
  };
  // An empty shared dimension leaves no row to read the width from.
  if (elementCount(left) === 0 || elementCount(right) === 0)
    return new Array<number>(left.at(-1) === 0 ? (left.at(-2) as number) * (right.at(-1) as number) : 0).fill(
      0,
    );
  return walk(
    toNested({ sizes: left, data: a.data }),
    left.length,
    toNested({ sizes: right, data: b.data }),
    right.length,
    0,
  );
}

function product(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): readonly number[] {
  return a.flatMap((row) =>
    (b[0] ?? []).map((_, column) =>
      row.reduce((total, value, k) => total + value * (b[k]?.[column] as number), 0),
    ),
  );
}
