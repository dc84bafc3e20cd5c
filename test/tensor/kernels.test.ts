/** The kernels in WebAssembly against the plain ones: the same numbers bit for bit, and what happens where there is no WebAssembly. */
import { describe, expect, test } from "vitest";
import { plainKernels, type Kernels } from "../../src/tensor/kernels.ts";
import type { MatrixView } from "../../src/tensor/matmul.ts";
import { argmaxFold, maxFold } from "../../src/tensor/reduce.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { createKernels } from "../../src/tensor/wasm.ts";
import { EVERYTHING, wasmKernels } from "./sets.ts";

/** Everything in WebAssembly, however small; a host that has none fails the test. */
const wasm = wasmKernels();

type Size = readonly [rows: number, shared: number, columns: number];
type Lies = "as rows" | "transposed" | "in a larger one";
const ways: readonly Lies[] = ["as rows", "transposed", "in a larger one"];

const around = [0, 1, 3, 4, 5, 7, 8, 13];
const small: readonly Size[] = around.flatMap((rows) =>
  around.flatMap((shared) => around.map((columns) => [rows, shared, columns] as const)),
);
/** Around the blocks of the shared dimension, of rows and of columns. */
const blocks: readonly Size[] = [
  [4, 251, 5],
  [5, 252, 4],
  [7, 253, 9],
  [129, 505, 6],
  [127, 11, 511],
  [128, 3, 512],
  [131, 2, 513],
  [1025, 5, 7],
  [33, 61, 37],
  [40, 35, 66],
  [6, 4, 1031],
];

describe("a product in WebAssembly has the bits of the plain one", () => {
  test.each(ways.flatMap((a) => ways.map((b) => [a, b] as const)))("a lies %s, b lies %s", (a, b) => {
    for (const size of [...small, ...blocks]) expectSame(size, a, b, (data) => data);
  });

  test.each([NaN, Infinity, -Infinity, -0, 1e308, 5e-324])("with %s at every place", (value) => {
    const [rows, shared, columns] = [6, 9, 7];
    for (let at = 0; at < rows * shared + shared * columns; at++)
      expectSame([rows, shared, columns], "as rows", "transposed", (data, side) => {
        const place = side === "a" ? at : at - rows * shared;
        if (place >= 0 && place < data.length) data[place] = value;
        return data;
      });
  });
});

test("a product with a vector has the same bits however its matrix lies", () => {
  const long = [1, 2, 3, 8].flatMap((rows) => [4097, 9001, 65536, 65537].map((shared) => [rows, shared]));
  const many = [0, 1, 2, 5, 503, 504, 505, 511, 512, 513, 1031, 8193];
  const sizes = [...many.flatMap((rows) => [0, 1, 3, 4, 5, 8, 13].map((shared) => [rows, shared])), ...long];
  for (const [rows, shared] of sizes as [number, number][]) {
    const [matrix, vector] = [drawn("a", rows * shared), drawn("b", shared)];
    if (shared > 2) vector[2] = rows % 2 === 0 ? Infinity : -0;
    const right = lay("as rows", vector, shared, 1);
    const each = ways.flatMap((way) => [plainKernels, wasm].map((kernels) => [way, kernels] as const));
    const [first, ...others] = each.map(([way, kernels]) => {
      const data = new Float64Array(rows).fill(NaN);
      const left = lay(way, matrix, rows, shared);
      for (const goesOn of [false, true])
        kernels.multiply({ data, at: 0, rowStep: 1, goesOn }, left, right, rows, shared, 1);
      return data;
    });
    for (const other of others) expect(other).toEqual(first);
  }
});

describe("folds of columns have the same bits", () => {
  test.each([
    ["max", maxFold],
    ["argmax", argmaxFold],
  ] as const)("%s", (_, fold) => {
    const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 5e-324];
    for (const [outer, count, inner] of [
      [1, 1, 1],
      [3, 4, 1],
      [5, 4, 2],
      [2, 7, 3],
      [0, 3, 4],
      [70, 9, 25],
      [40, 4, 196],
      [2, 3, 8191],
      [2, 2, 8192],
    ] as const)
      for (const step of [1, 3, 5, 0]) {
        const data = Float64Array.from({ length: outer * count * inner }, (__, at) =>
          step === 0 ? Math.sin(at * at) : special[(at * step + Math.floor(at / inner)) % special.length]!,
        );
        expect(wasm.folding!(fold, 1)!(data, outer, count, inner)).toEqual(fold(data, outer, count, inner));
      }
  });
});

test("what is written is the block of the result and nothing beside it", () => {
  const data = new Float64Array(100);
  const ones = new Float64Array(25).fill(1);
  const view = { data: ones, at: 0, rowStep: 5, columnStep: 1 };
  wasm.multiply({ data, at: 40, rowStep: 7, goesOn: false }, view, view, 5, 5, 5);
  const isWritten = (at: number): boolean => at >= 40 && at < 75 && (at - 40) % 7 < 5;
  expect([...data]).toEqual(Array.from(data, (_, at) => (isWritten(at) ? 5 : 0)));
});

test("where there is no WebAssembly the plain kernels compute, and it is said once", () => {
  const said: unknown[] = [];
  let tried = 0;
  const without = createKernels(
    () => {
      tried++;
      throw new Error("wasm is forbidden");
    },
    (thrown) => said.push(thrown),
    EVERYTHING,
  );
  for (let turn = 0; turn < 3; turn++)
    expect(product(without, [5, 6, 7])).toEqual(product(plainKernels, [5, 6, 7]));
  expect(tried).toBe(1);
  expect(said.map(String)).toEqual(["Error: wasm is forbidden"]);
});

test("the module is compiled by a product that is worth it, and not before", () => {
  let compiled = 0;
  const lazy = createKernels(
    () => {
      compiled++;
      throw new Error("never mind");
    },
    () => undefined,
    { ...EVERYTHING, compiling: 1000 },
  );
  product(lazy, [9, 9, 9]);
  expect(compiled).toBe(0);
  product(lazy, [10, 10, 10]);
  expect(compiled).toBe(1);
});

function product(kernels: Kernels, [rows, shared, columns]: Size): readonly number[] {
  const data = new Float64Array(rows * columns);
  kernels.multiply(
    { data, at: 0, rowStep: columns, goesOn: false },
    lay("as rows", drawn("a", rows * shared), rows, shared),
    lay("as rows", drawn("b", shared * columns), shared, columns),
    rows,
    shared,
    columns,
  );
  return [...data];
}

function expectSame(
  [rows, shared, columns]: Size,
  liesA: Lies,
  liesB: Lies,
  change: (data: Float64Array, side: "a" | "b") => Float64Array,
): void {
  const a = lay(liesA, change(drawn("a", rows * shared), "a"), rows, shared);
  const b = lay(liesB, change(drawn("b", shared * columns), "b"), shared, columns);
  const [ours, plain] = [wasm, plainKernels].map(({ multiply }) => {
    // The first product takes the place of what is there, a second one is added to it.
    const data = new Float64Array(rows * columns).fill(NaN);
    for (const goesOn of [false, true])
      multiply({ data, at: 0, rowStep: columns, goesOn }, a, b, rows, shared, columns);
    return data;
  });
  const other = ours!.findIndex((value, i) => !Object.is(value, plain![i]));
  if (other >= 0)
    expect.fail(`${rows} × ${shared} × ${columns} at ${other}: ${ours![other]} is not ${plain![other]}`);
}

/** The matrix in storage as it is said; around a part of a larger one stand numbers that would spoil what reads them. */
function lay(lies: Lies, data: Float64Array, rows: number, columns: number): MatrixView {
  const [at, rowStep, columnStep] =
    lies === "as rows" ? [0, columns, 1] : lies === "transposed" ? [0, 1, rows] : [5, 2 * columns + 3, 2];
  const storage = new Float64Array(at + rows * rowStep + columns * columnStep + 1).fill(NaN);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      storage[at + row * rowStep + column * columnStep] = data[row * columns + column]!;
  return { data: storage, at, rowStep, columnStep };
}

function drawn(seed: string, count: number): Float64Array {
  return uniform(keyOfText(`${seed} ${count}`), [count]).data.map((value) => 2 * value - 1);
}
