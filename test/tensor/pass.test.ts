/** Each elementwise gate and each fold in a pass by itself: the bits of its kernel, for odd sizes and for special numbers anywhere. */
import { describe, expect, test } from "vitest";
import { finish } from "../../src/base/steps.ts";
import { gates } from "../../src/ops/index.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { copyRun, mapRuns } from "../../src/tensor/elementwise.ts";
import type { Passed, PassValue } from "../../src/tensor/pass.ts";
import { sumFold } from "../../src/tensor/reduce.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";
import { permuteTensor } from "../../src/tensor/views.ts";
import { wasmKernels } from "./sets.ts";

const wasm = wasmKernels();

const special = [
  ...[0, -0, 1, -1, 2, 0.5, -1.5, 3, Infinity, -Infinity, NaN, 5e-324, -5e-324, 1e-310, 1e308],
  ...[710, -745.1, 2.5, 1e-9, -0.625, 2251799813685249.5, -2.5],
];

/** Every pair of special numbers stands somewhere: the lists' lengths have no divisor in common. */
function numbers(count: number, turn: number, holds: string | undefined): Float64Array {
  return Float64Array.from({ length: count }, (_, at) =>
    holds === "bool" ? (at + turn) % 2 : special[(at * (turn + 1) + Math.floor(at / 22) * turn) % 22]!,
  );
}

function passed(count: number, columns: number, values: readonly PassValue[]): readonly Passed[] {
  return finish(wasm.passes!(1)!({ count, columns, values }));
}

function expectBits(ours: Float64Array | undefined, theirs: Float64Array, what: string): void {
  expect(ours?.length, what).toBe(theirs.length);
  const other = theirs.findIndex((value, i) => !Object.is(value, ours![i]));
  if (other >= 0) expect.fail(`${what} at ${other}: ${ours![other]} is not ${theirs[other]}`);
}

const maps = gates.filter(({ run }) => run !== undefined && run !== "same");

describe("an elementwise gate", () => {
  test.each(maps.map((gate) => [gate.name, gate] as const))("%s", (_, gate) => {
    for (const count of [1, 2, 3, 501, 2047, 2048, 2049, 4100]) {
      const sizes = [count];
      const operands = gate.operands.map(({ holds }, i) => ({ sizes, data: numbers(count, i, holds) }));
      expectGate(operands, sizes);
      // One number beside many: 2 and 1 are exponents of their own.
      if (count === 501)
        for (const one of [2, 1, 0, -0, NaN, Infinity])
          operands.forEach((__, place) =>
            expectGate(
              operands.map((operand, i) =>
                i === place ? { sizes: [1], data: Float64Array.of(one) } : operand,
              ),
              operands.length === 1 ? [1] : sizes,
            ),
          );
    }

    function expectGate(operands: readonly Tensor[], sizes: readonly number[]): void {
      const count = elementCount(sizes);
      const inputs = operands.map((tensor) => ({ kind: "input", isNarrow: false, tensor, sizes }) as const);
      const run = gate.run as Exclude<typeof gate.run, "same" | undefined>;
      const [at] = passed(count, 1, [
        ...inputs,
        { kind: "map", isNarrow: false, run, operands: inputs.map((__, i) => i), isKept: true, isTold: true },
      ]).slice(-1);
      const theirs = gate.kernel(operands, {}, sizes, plainKernels) as Tensor;
      expectBits(at!.data, theirs.data, `${gate.name} of ${count}`);
    }
  });
});

describe("an operand that broadcasts is read as its copy", () => {
  const wholes = [
    [7, 25, 10],
    [1000, 5, 3],
    [601, 3, 64],
    [3, 2, 2048],
    [9, 70, 65],
    [5003, 1, 2],
  ] as const;
  const ways = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [bits & 1, bits & 2, bits & 4].map((bit) => bit !== 0));
  test.each(wholes.flatMap((sizes) => ways.map((way) => [sizes, way] as const)))(
    "%j where %j",
    (sizes, way) => {
      const own = sizes.map((size, dim) => (way[dim] === true ? size : 1));
      const data = Float64Array.from({ length: elementCount(own) }, (_, at) => Math.sin(at * at));
      const turned = [2, 1, 0].map((dim) => own[dim]!);
      for (const tensor of [
        { sizes: own, data },
        { sizes: own.slice(own.findIndex((size) => size !== 1)), data },
        permuteTensor({ sizes: turned, data }, [2, 1, 0], own),
      ]) {
        const theirs = mapRuns([tensor], sizes, copyRun).data;
        for (const columns of [1, sizes[2]]) {
          const values = passed(elementCount(sizes), columns, [
            { kind: "input", isNarrow: false, tensor, sizes },
            { kind: "map", isNarrow: false, run: copyRun, operands: [0], isKept: true, isTold: false },
            { kind: "rows", isNarrow: true, of: 1, fold: sumFold, by: 1 },
            { kind: "widen", isNarrow: false, of: 2 },
            { kind: "map", isNarrow: false, run: copyRun, operands: [3], isKept: true, isTold: false },
          ]);
          expectBits(values[1]!.data, theirs, "the operand");
          expect(values[1]!.known).toBe(undefined);
          const sums = values[2]!.data!;
          const wide = mapRuns(
            [{ sizes: [sums.length, 1], data: sums }],
            [sums.length, columns],
            copyRun,
          ).data;
          expectBits(values[4]!.data, wide, "a row as wide as it was");
        }
      }
    },
  );
});

describe("a fold of rows", () => {
  const folding = gates.filter(({ folds }) => folds !== undefined);
  test.each(folding.map((gate) => [gate.name, gate] as const))("%s", (_, gate) => {
    const { fold, isMean } = gate.folds!;
    for (const [rows, columns] of [
      [1, 2],
      [7, 3],
      [901, 5],
      [40, 64],
      [33, 65],
      [9, 1023],
      [5, 1024],
      [3, 4096],
    ] as const)
      for (const value of [undefined, NaN, Infinity, -Infinity, 0, -0, 1e308]) {
        const sizes = [rows, columns];
        // Where there is a special number, the others are nothing beside it, or zeros of both signs.
        const data = Float64Array.from({ length: rows * columns }, (__, at) => {
          if (value === undefined) return Math.sin(at * at);
          return at % (columns + 2) === 1 ? value : at % 3 === 0 ? 0 : value === 0 ? -0 : -1;
        });
        const ours = passed(rows * columns, columns, [
          { kind: "input", isNarrow: false, tensor: { sizes, data }, sizes },
          { kind: "rows", isNarrow: true, of: 0, fold, by: isMean === true ? columns : 1 },
        ])[1]!;
        const theirs = gate.kernel([{ sizes, data }], { dim: [1], keepdim: false }, [rows], plainKernels);
        expectBits(ours.data, (theirs as Tensor).data, `${gate.name} of ${rows} × ${columns} with ${value}`);
      }
  });
});

describe("a sum", () => {
  test.each([1, 3, 64, 65, 67, 2048, 4099, 8192])("of all %d numbers", (count) => {
    expectSum([count], 0, [0]);
  });

  test.each([
    [3, 2],
    [901, 5],
    [33, 65],
    [9, 1023],
    [5, 2048],
    [2, 5003],
    [5003, 2],
  ])("of %d rows of %d", (rows, columns) => {
    expectSum([rows, columns], columns, [0]);
  });

  function expectSum(sizes: readonly number[], width: number, dim: readonly number[]): void {
    const gate = gates.find(({ folds, symbol }) => folds !== undefined && symbol === "Σ")!;
    const count = elementCount(sizes);
    const data = Float64Array.from({ length: count }, (_, at) => Math.sin(at * at));
    const ours = passed(count, 1, [
      { kind: "input", isNarrow: false, tensor: { sizes, data }, sizes },
      { kind: "total", isNarrow: false, of: 0, width, by: 1 },
    ])[1]!;
    const left = sizes.slice(1);
    const theirs = gate.kernel([{ sizes, data }], { dim, keepdim: false }, left, plainKernels) as Tensor;
    expectBits(ours.data, theirs.data, sizes.join(" × "));
  }
});
