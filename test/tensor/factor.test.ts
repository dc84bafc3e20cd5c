/** Factorisations against what they mean: products that give the matrix back, determinants by minors, also where there is no inverse. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  choleskyFactor,
  cofactors,
  factorise,
  pivots,
  solveFactors,
  type Factors,
} from "../../src/tensor/factor.ts";

const square = fc
  .integer({ min: 1, max: 6 })
  .chain((n) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n })
      .map((entries) => ({ n, data: Float64Array.from(entries) })),
  );

/** The determinant by its first row and what is left without it. */
function laplace(data: Float64Array, n: number): number {
  if (n === 0) return 1;
  let total = 0;
  for (let j = 0; j < n; j++)
    total += (j % 2 === 0 ? 1 : -1) * data[j]! * laplace(minor(data, n, 0, j), n - 1);
  return total;
}

function minor(data: Float64Array, n: number, row: number, column: number): Float64Array {
  return data.filter((_, at) => Math.floor(at / n) !== row && at % n !== column);
}

function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    let total = 0;
    for (let k = 0; k < n; k++) total += a[Math.floor(at / n) * n + k]! * b[k * n + (at % n)]!;
    return total;
  });
}

function determinant(factors: Factors): number {
  return pivots(factors).reduce((product, pivot) => product * pivot, factors.sign);
}

function expectClose(found: Float64Array, expected: Float64Array, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const size = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value) / size).toBeLessThan(tolerance));
}

test("the determinant and the cofactors are those of the minors, for singular matrices too", () => {
  fc.assert(
    fc.property(square, ({ n, data }) => {
      const factors = factorise(data, n);
      const expected = Float64Array.from({ length: n * n }, (_, at) => {
        const [row, column] = [Math.floor(at / n), at % n];
        return ((row + column) % 2 === 0 ? 1 : -1) * laplace(minor(data, n, row, column), n - 1);
      });
      const size = Math.max(1, Math.abs(laplace(data, n)));
      expect(Math.abs(determinant(factors) - laplace(data, n)) / size).toBeLessThan(1e-9);
      expectClose(cofactors(factors), expected, 1e-9);
    }),
    { seed: 3, numRuns: 300 },
  );
});

describe("matrices without an inverse", () => {
  test.each([
    ["of rank 1", 2, [1, 2, 2, 4], [4, -2, -2, 1]],
    ["of zeros", 2, [0, 0, 0, 0], [0, 0, 0, 0]],
    ["with a row twice", 3, [1, 2, 3, 1, 2, 3, 0, 1, 5], [7, -5, 1, -7, 5, -1, 0, 0, 0]],
    ["of rank 1 among three rows", 3, [1, 2, 3, 2, 4, 6, 3, 6, 9], [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])("%s", (_, n, entries, expected) => {
    const factors = factorise(Float64Array.from(entries), n);
    expect(Math.abs(determinant(factors))).toBeLessThan(1e-13);
    expectClose(cofactors(factors), Float64Array.from(expected), 1e-13);
  });
});

test("a solution gives the right side back", () => {
  fc.assert(
    fc.property(square, ({ n, data }) => {
      const shifted = data.map((value, at) => value + (at % (n + 1) === 0 ? 60 : 0));
      const right = data.map((value, at) => value - at);
      const x = solveFactors(factorise(shifted, n), right, n);
      expectClose(times(shifted, x, n), right, 1e-12);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("nan is not taken for 0", () => {
  expect(determinant(factorise(Float64Array.of(0, NaN, 0, 0), 2))).toBeNaN();
});

test("the root of Cholesky times its transpose is the matrix", () => {
  fc.assert(
    fc.property(square, ({ n, data }) => {
      const transposed = data.map((_, at) => data[(at % n) * n + Math.floor(at / n)]!);
      const matrix = times(data, transposed, n).map((value, at) => value + (at % (n + 1) === 0 ? 1 : 0));
      const root = choleskyFactor(matrix, n)!;
      const turned = root.map((_, at) => root[(at % n) * n + Math.floor(at / n)]!);
      expectClose(times(root, turned, n), matrix, 1e-12);
      root.forEach((value, at) => {
        if (at % n > Math.floor(at / n)) expect(value).toBe(0);
      });
    }),
    { seed: 7, numRuns: 200 },
  );
  expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  expect(choleskyFactor(Float64Array.of(NaN), 1)).toBeUndefined();
});
