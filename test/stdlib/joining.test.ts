/** Lists of tensors put together, slices repeated, and the places of triangles: against loops over places. */
import { describe, expect, test } from "vitest";
import { fileResult, toldBeside } from "../file-result.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement, flat, picker, problemsOf, type Operands } from "./against.ts";
import { at, build } from "./loops.ts";

const read = (given: Operands, name: string, ...place: readonly number[]): number =>
  at(given[name] as Tensor, place) as number;

const A = drawn("A", [2, 3]);
const B = drawn("B", [2, 2]);
const v = drawn("v", [3]);
const w = drawn("w", [3]);
const s = drawn("s", []);

type Place = readonly [number, number, number];

const cases: readonly (readonly [
  call: string,
  operands: Operands,
  sizes: readonly number[],
  element: (given: Operands, place: Place) => number,
])[] = [
  [
    "vstack([A, v])",
    { A, v },
    [3, 3],
    (given, [i, j]) => (i < 2 ? read(given, "A", i, j) : read(given, "v", j)),
  ],
  ["row_stack((v, w))", { v, w }, [2, 3], (given, [i, j]) => read(given, i === 0 ? "v" : "w", j)],
  ["vstack([s, s])", { s }, [2, 1], (given) => read(given, "s")],
  [
    "hstack([v, s, w])",
    { v, s, w },
    [7],
    (given, [i]) => (i < 3 ? read(given, "v", i) : i === 3 ? read(given, "s") : read(given, "w", i - 4)),
  ],
  [
    "hstack([A, B])",
    { A, B },
    [2, 5],
    (given, [i, j]) => (j < 3 ? read(given, "A", i, j) : read(given, "B", i, j - 3)),
  ],
  ["dstack([v, w])", { v, w }, [1, 3, 2], (given, [, j, k]) => read(given, k === 0 ? "v" : "w", j)],
  ["dstack([A, A])", { A }, [2, 3, 2], (given, [i, j]) => read(given, "A", i, j)],
  [
    "column_stack([v, w, A.T])",
    { v, w, A },
    [3, 4],
    (given, [i, j]) => (j < 2 ? read(given, j === 0 ? "v" : "w", i) : read(given, "A", j - 2, i)),
  ],
  ["hstack(A)", { A }, [6], (given, [i]) => read(given, "A", Math.floor(i / 3), i % 3)],
  ["atleast_3d(A)", { A }, [2, 3, 1], (given, [i, j]) => read(given, "A", i, j)],
  [
    "atleast_3d(s) + atleast_2d(v) + atleast_1d(s)",
    { s, v },
    [1, 1, 3],
    (given, [, , k]) => 2 * read(given, "s") + read(given, "v", k),
  ],
  [
    "block_diag(A, v, s)",
    { A, v, s },
    [4, 7],
    (given, [i, j]) =>
      i < 2 && j < 3
        ? read(given, "A", i, j)
        : i === 2 && j >= 3 && j < 6
          ? read(given, "v", j - 3)
          : i === 3 && j === 6
            ? read(given, "s")
            : 0,
  ],
  ["block_diag(A)", { A }, [2, 3], (given, [i, j]) => read(given, "A", i, j)],
  [
    "block_diag([B, B])",
    { B },
    [4, 4],
    (given, [i, j]) => (Math.floor(i / 2) === Math.floor(j / 2) ? read(given, "B", i % 2, j % 2) : 0),
  ],
  [
    "repeat_interleave(A, 2)",
    { A },
    [12],
    (given, [i]) => read(given, "A", Math.floor(i / 6), Math.floor(i / 2) % 3),
  ],
  [
    "A.repeat_interleave(2, dim=-1)",
    { A },
    [2, 6],
    (given, [i, j]) => read(given, "A", i, Math.floor(j / 2)),
  ],
  [
    "repeat_interleave(A, [3, 1], dim=0)",
    { A },
    [4, 3],
    (given, [i, j]) => read(given, "A", i < 3 ? 0 : 1, j),
  ],
  ["repeat_interleave(v, [0, 2, 1])", { v }, [3], (given, [i]) => read(given, "v", i < 2 ? 1 : 2)],
  ["repeat_interleave(v, [2, 0, 0], 0)", { v }, [2], (given) => read(given, "v", 0)],
];

test.each(cases)("%s", (call, operands, sizes, element) => {
  expectAgreement({
    call,
    operands,
    reference: (given) => [build(sizes, (place) => element(given, place as Place))],
  });
});

test("nothing is repeated into nothing", () => {
  const { result } = fileResult("", "y = repeat_interleave([1, 2], 0)\nz = repeat_interleave(zeros(0), 3)");
  expect(result.values).toEqual({ y: [], z: [] });
});

describe.each(["tril_indices", "triu_indices"])("%s", (name) => {
  test.each(Array.from({ length: 12 }, (_, i) => i))(
    "has the places of the triangle, row by row, round %i",
    (round) => {
      const pick = picker(`${name} ${round}`);
      const [rows, columns, offset] = [pick(0, 4), pick(0, 4), round === 0 ? 0 : pick(-4, 4)];
      const expected: [number[], number[]] = [[], []];
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          if (name === "tril_indices" ? j - i > offset : j - i < offset) continue;
          expected[0].push(i);
          expected[1].push(j);
        }
      }
      const { result } = fileResult(
        "",
        `y = ${name}(${rows}, ${columns}${round === 0 ? "" : `, offset=${offset}`})\ni, j = y`,
      );
      expect(toldBeside(result)).toEqual([]);
      expect(result.values["y"]).toEqual(expected);
      expect(result.shapes["i"]).toEqual([expected[0].length]);
    },
  );
});

test("the places of a triangle pick its elements", () => {
  const { result } = fileResult(
    "",
    "x = [[1, 2], [3, 5]]\ni, j = triu_indices(2, 2)\ny = x[i, j]\nL = sum(y)",
  );
  expect(flat(result.values["y"])).toEqual([1, 2, 5]);
  expect(result.grads["x"]).toEqual([
    [1, 1],
    [0, 1],
  ]);
});

test.each([
  ["vstack([])", "vstack: it needs at least one tensor."],
  ["hstack([])", "hstack: it needs at least one tensor."],
  [
    "vstack([[1, 2], [1, 2, 3]])",
    "vstack: cat joins tensors that agree in every dimension but dim 0; [1, 2] and [1, 3] do not.",
  ],
  ["block_diag(ones(1, 1, 1), 2)", "block_diag takes matrices, one after another; one of them is [1, 1, 1]."],
  ["block_diag()", "block_diag needs tensors: block_diag(tensors)."],
  [
    "repeat_interleave([1, 2, 3], [1, 2])",
    "repeat_interleave: repeats is [1, 2]; it is one number, or one for each of 3 slices.",
  ],
  ["repeat_interleave([1, 2], -1)", "repeat_interleave: repeats is -1; it must be at least 0."],
  ["repeat_interleave([1, 2], 1.5)", "repeat_interleave: repeats must be a whole number, not 1.5."],
  [
    "repeat_interleave([1, 2], 2, 1)",
    "repeat_interleave: dim 1 is out of range for a value of shape [2]; it has dims -1 … 0.",
  ],
  [
    "repeat_interleave([1, 2], rand(1)[0])",
    "repeat_interleave: repeats must be known before the run: a number as written, a size, a loop's name, or what is computed from these.",
  ],
  ["tril_indices(2.5, 3)", "tril_indices: row must be a whole number, not 2.5."],
  ["triu_indices(2, -1)", "triu_indices: col is -1; it must be at least 0."],
  ["triu_indices(2, 2, 0.5)", "triu_indices: offset must be a whole number, not 0.5."],
])("refuses %s", (call, message) => {
  expect(problemsOf(`y = ${call}\n`)).toEqual([message]);
});
