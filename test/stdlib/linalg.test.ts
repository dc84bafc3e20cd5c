/** The functions of the module linalg, where they mean something else than the plain names, against loops over places. */
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement, problemsOf, type Operands } from "./against.ts";
import { at, build, places } from "./loops.ts";

const cube = drawn("cube", [2, 3, 4]);
const table = drawn("table", [3, 4]);
const row = drawn("row", [5]);

const read = (tensor: Tensor, place: readonly number[]): number => at(tensor, place) as number;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Folds the matrices in two dimensions into a number each, in the other dimensions' places. */
function perMatrix(
  x: Tensor,
  [rows, columns]: readonly [number, number],
  fold: (element: (i: number, j: number) => number, size: readonly [number, number]) => number,
  keep: boolean,
): Tensor {
  const others = x.sizes.map((_, d) => d).filter((d) => d !== rows && d !== columns);
  const sizes = keep
    ? x.sizes.map((size, d) => (others.includes(d) ? size : 1))
    : others.map((d) => x.sizes[d] as number);
  return build(sizes, (place) => {
    const where = (i: number, j: number): readonly number[] =>
      x.sizes.map((_, d) =>
        d === rows ? i : d === columns ? j : (place[keep ? d : others.indexOf(d)] as number),
      );
    return fold((i, j) => read(x, where(i, j)), [x.sizes[rows] as number, x.sizes[columns] as number]);
  });
}

type Fold = Parameters<typeof perMatrix>[2];

const frobenius: Fold = (element, size) =>
  Math.sqrt(total(places(size).map(([i, j]) => element(i as number, j as number) ** 2)));
const columnSums = (
  element: Parameters<Fold>[0],
  [rows, columns]: readonly [number, number],
): readonly number[] => numbers(columns).map((j) => total(numbers(rows).map((i) => Math.abs(element(i, j)))));
const rowSums = (
  element: Parameters<Fold>[0],
  [rows, columns]: readonly [number, number],
): readonly number[] => numbers(rows).map((i) => total(numbers(columns).map((j) => Math.abs(element(i, j)))));
const norms: Readonly<Record<string, Fold>> = {
  '"fro"': frobenius,
  "1": (element, size) => Math.max(...columnSums(element, size)),
  "-1": (element, size) => Math.min(...columnSums(element, size)),
  inf: (element, size) => Math.max(...rowSums(element, size)),
  "-inf": (element, size) => Math.min(...rowSums(element, size)),
};

describe.each(Object.entries(norms))("the matrix norm %s", (ord, fold) => {
  test.each([
    [`linalg.matrix_norm(x, ${ord})`, cube, [1, 2], false],
    [`linalg.matrix_norm(x, ${ord}, dim=(0, -1))`, cube, [0, 2], false],
    [`linalg.matrix_norm(x, ord=${ord}, dim=[2, 0], keepdim=True)`, cube, [2, 0], true],
    [`linalg.norm(x, ${ord})`, table, [0, 1], false],
    [`linalg.norm(x, ord=${ord}, dim=(1, 0), keepdim=True)`, table, [1, 0], true],
  ] as const)("%s", (call, x, dims, keep) => {
    expectAgreement({
      call,
      operands: { x },
      reference: (given) => [perMatrix(given["x"] as Tensor, dims, fold, keep)],
    });
  });
});

const length = (p: number, values: readonly number[]): number =>
  p === Infinity
    ? Math.max(...values.map(Math.abs))
    : total(values.map((value) => Math.abs(value) ** p)) ** (1 / p);

test.each<readonly [call: string, x: Tensor, p: number]>([
  ["linalg.norm(x)", row, 2],
  ["linalg.norm(x)", cube, 2],
  ["linalg.norm(x, 3)", row, 3],
  ["linalg.norm(x, ord=inf, dim=0)", row, Infinity],
  ["linalg.vector_norm(x)", table, 2],
  ["linalg.vector_norm(x, ord=1)", table, 1],
  ["linalg.vector_norm(x, 2.5)", cube, 2.5],
])("%s folds all elements", (call, x, p) => {
  expectAgreement({
    call,
    operands: { x },
    reference: (given) => [build([], () => length(p, [...(given["x"] as Tensor).data]))],
  });
});

test.each<readonly [call: string, p: number]>([
  ["linalg.norm(x, dim=1)", 2],
  ["linalg.norm(x, axis=-1)", 2],
  ["linalg.norm(x, 3, 1)", 3],
  ["linalg.vector_norm(x, 1, dim=-1)", 1],
])("%s folds each row", (call, p) => {
  expectAgreement({
    call,
    operands: { x: table },
    reference: ({ x }) => [
      build([3], ([i]) =>
        length(
          p,
          numbers(4).map((j) => read(x as Tensor, [i as number, j])),
        ),
      ),
    ],
  });
});

const loops: readonly (readonly [
  call: string,
  operands: Operands,
  reference: (given: Operands) => Tensor,
])[] = [
  [
    "linalg.cross(x, y)",
    { x: drawn("cross x", [3, 3]), y: drawn("cross y", [1, 3]) },
    ({ x, y }) =>
      build([3, 3], ([i, k]) => {
        const [a, b] = [((k as number) + 1) % 3, ((k as number) + 2) % 3];
        const [u, v] = [x as Tensor, y as Tensor];
        return read(u, [i as number, a]) * read(v, [0, b]) - read(u, [i as number, b]) * read(v, [0, a]);
      }),
  ],
  [
    "linalg.vecdot(x, y)",
    { x: table, y: drawn("vecdot y", [4]) },
    ({ x, y }) =>
      build([3], ([i]) =>
        total(numbers(4).map((j) => read(x as Tensor, [i as number, j]) * read(y as Tensor, [j]))),
      ),
  ],
  [
    "linalg.vecdot(x, x, dim=0)",
    { x: table },
    ({ x }) => build([4], ([j]) => total(numbers(3).map((i) => read(x as Tensor, [i, j as number]) ** 2))),
  ],
  [
    "linalg.diagonal(x, offset=1)",
    { x: cube },
    ({ x }) => build([2, 3], ([b, i]) => read(x as Tensor, [b as number, i as number, (i as number) + 1])),
  ],
  [
    "linalg.multi_dot([v, x, y, w])",
    { v: drawn("v", [3]), x: table, y: drawn("y", [4, 2]), w: drawn("w", [2]) },
    ({ v, x, y, w }) =>
      build([], () =>
        total(
          places([3, 4, 2]).map(
            ([i, j, k]) =>
              read(v as Tensor, [i as number]) *
              read(x as Tensor, [i as number, j as number]) *
              read(y as Tensor, [j as number, k as number]) *
              read(w as Tensor, [k as number]),
          ),
        ),
      ),
  ],
  [
    "linalg.vander(x, N=4)",
    { x: drawn("vander", [2, 3]) },
    ({ x }) =>
      build([2, 3, 4], ([b, i, k]) => read(x as Tensor, [b as number, i as number]) ** (k as number)),
  ],
  [
    "vander(x)",
    { x: row },
    ({ x }) => build([5, 5], ([i, k]) => read(x as Tensor, [i as number]) ** (4 - (k as number))),
  ],
  [
    "vander(x, 3, increasing=True)",
    { x: { sizes: [3], data: Float64Array.of(0, 2, -1) } },
    ({ x }) => build([3, 3], ([i, k]) => read(x as Tensor, [i as number]) ** (k as number)),
  ],
];

test.each(loops)("%s", (call, operands, reference) => {
  expectAgreement({ call, operands, reference: (given) => [reference(given)] });
});

test("an inverse map undoes its tensor, and solving is multiplying with it", () => {
  const A = drawn("map", [2, 2, 4]);
  const B = drawn("image", [2, 2]);
  const identity = build([4, 4], ([i, j]) => (i === j ? 1 : 0));
  const same = (call: string, operands: Operands, expected: Tensor, findings: readonly string[] = []): void =>
    expectAgreement({ call, operands, reference: () => [expected], wrt: [], findings });
  same("tensordot(linalg.tensorinv(A), A, 2)", { A }, identity);
  same(
    "tensordot(linalg.tensorinv(reshape(A, [4, 2, 2]), ind=1), reshape(A, [4, 2, 2]), 1)",
    { A },
    build([2, 2, 2, 2], ([i, j, k, l]) => (i === k && j === l ? 1 : 0)),
  );
  same("tensordot(A, linalg.tensorsolve(A, B), 1)", { A, B }, B);
  same(
    "linalg.tensorsolve(A, B) - tensordot(linalg.tensorinv(A), B)",
    { A, B },
    build([4], () => 0),
  );
  same(
    "linalg.tensorsolve(movedim(A, 2, 0), B, dims=0) - linalg.tensorsolve(A, B)",
    { A, B },
    build([4], () => 0),
    // The weights' factor is 0 to the last digit.
    ["information zero-product 5"],
  );
});

test.each([
  [
    'linalg.norm(eye(2), "nuc")',
    'linalg.norm: ord is "fro", 1, -1, inf or -inf; the norms that need singular values are not there.',
  ],
  [
    "linalg.norm(eye(2), 2)",
    'linalg.norm: ord is "fro", 1, -1, inf or -inf; the norms that need singular values are not there.',
  ],
  [
    "linalg.norm(ones(2, 2, 2), ord=1)",
    "linalg.norm: A is [2, 2, 2]; with ord it takes a vector or a matrix, or one or two dims.",
  ],
  [
    "linalg.matrix_norm(ones(3))",
    "linalg.matrix_norm: A is [3] and dim is [-2, -1]; it takes two dims of a matrix.",
  ],
  [
    "linalg.matrix_norm(eye(2), dim=(0, 0))",
    "linalg.matrix_norm: it names a dimension of [2, 2] twice: [0, 0].",
  ],
  [
    "linalg.cross([1, 0], [0, 1])",
    "linalg.cross: x is [2] and other is [2]; they need a dimension of size 3.",
  ],
  [
    "linalg.cross([[1, 0, 0]], [0, 1, 0])",
    "linalg.cross: input is [1, 3] and other is [3]; they need as many dimensions.",
  ],
  ["linalg.multi_dot([eye(2)])", "linalg.multi_dot: it takes a list of two or more matrices."],
  [
    "linalg.multi_dot([eye(2), ones(2), eye(2)])",
    "linalg.multi_dot: one of the factors is [2]; they are matrices, and vectors at the two ends.",
  ],
  ["linalg.vander(2)", "linalg.vander: it takes vectors; this is []."],
  ["vander(eye(2))", "vander: it takes a vector; this is [2, 2]."],
  ["vander([1, 2], -1)", "vander: N is -1; it must be at least 0."],
  [
    "linalg.tensorinv(ones(2, 3, 5))",
    "linalg.tensorinv: A is [2, 3, 5]; its first 2 dimensions need as many elements as the others.",
  ],
  [
    "linalg.tensorsolve(ones(2, 3, 5), ones(2, 3))",
    "linalg.tensorsolve: A is [2, 3, 5] and B is [2, 3]; A begins with B's dimensions, and the others have as many elements.",
  ],
])("refuses %s", (call, message) => {
  expect(problemsOf(`y = ${call}\n`).slice(0, 1)).toEqual([message]);
});
