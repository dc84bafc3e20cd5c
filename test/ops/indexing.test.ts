/** Indexing against a naive reader of nested lists, its gradient against counting, and PyTorch's rules of order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRefusal } from "../../src/graph/ir.ts";
import { index, place } from "../../src/ops/indexing.ts";
import { subscript, type IndexItem } from "../../src/ops/subscript.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { showShape } from "../../src/tensor/shape.ts";
import { elementCount, toNested, type Nested, type Tensor } from "../../src/tensor/tensor.ts";
import { tensor } from "../graph/build.ts";
import { evaluate, gradients, leaf } from "./evaluate.ts";

const all = slice(null, null);
const list: IndexItem = { kind: "tensor", known: null };

function slice(start: number | null, stop: number | null, step: number | null = null): IndexItem {
  return { kind: "slice", start, stop, step };
}

function at(place: number): IndexItem {
  return { kind: "at", index: place };
}

/** 0, 1, 2, … in a tensor of these sizes: an element says where it stood. */
function counted(...sizes: number[]): Tensor {
  return { sizes, data: Float64Array.from({ length: elementCount(sizes) }, (_, i) => i) };
}

function read(x: Tensor, items: readonly IndexItem[], ...lists: Nested[]): Tensor {
  return evaluate(index([leaf(x), ...lists.map((places) => leaf(tensor(places)))], subscript(items)));
}

describe("as PyTorch reads", () => {
  const cases: readonly [string, Tensor, readonly IndexItem[], readonly Nested[], Nested][] = [
    [
      "x[[0, 2, 2]]",
      counted(3, 2),
      [list],
      [[0, 2, 2]],
      [
        [0, 1],
        [4, 5],
        [4, 5],
      ],
    ],
    [
      "x[[0, 1], [1, 0]]",
      counted(2, 2),
      [list, list],
      [
        [0, 1],
        [1, 0],
      ],
      [1, 2],
    ],
    [
      "x[:, [1, -1]]",
      counted(2, 3),
      [all, list],
      [[1, -1]],
      [
        [1, 2],
        [4, 5],
      ],
    ],
    [
      "x[[[0], [1]], [0, 2]]",
      counted(2, 3),
      [list, list],
      [
        [[0], [1]],
        [0, 2],
      ],
      [
        [0, 2],
        [3, 5],
      ],
    ],
    // Lists that do not stand side by side come first.
    [
      "x[[0, 1], :, [0, 1]]",
      counted(2, 2, 2),
      [list, all, list],
      [
        [0, 1],
        [0, 1],
      ],
      [
        [0, 2],
        [5, 7],
      ],
    ],
    // A number drops its dimension first: the list keeps its place (NumPy would put it first).
    [
      "x[0, :, [0, 1]]",
      counted(2, 3, 2),
      [at(0), all, list],
      [[0, 1]],
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
    [
      "x[i, :, [0, 1]]",
      counted(2, 3, 2),
      [list, all, list],
      [1, [0, 1]],
      [
        [6, 7],
        [8, 9],
        [10, 11],
      ],
    ],
    [
      "x[[0, 1], 0, [1, 0]]",
      counted(2, 2, 2),
      [list, at(0), list],
      [
        [0, 1],
        [1, 0],
      ],
      [1, 4],
    ],
    ["x[..., None]", counted(2), [{ kind: "ellipsis" }, { kind: "newaxis" }], [], [[0], [1]]],
    ["x[None, 1]", counted(2, 2), [{ kind: "newaxis" }, at(1)], [], [[2, 3]]],
    ["x[1:1]", counted(3), [slice(1, 1)], [], []],
    ["x[-9:9]", counted(3), [slice(-9, 9)], [], [0, 1, 2]],
    ["x[-2:]", counted(3), [slice(-2, null)], [], [1, 2]],
    ["x[2:1]", counted(3), [slice(2, 1)], [], []],
    ["x[::2]", counted(5), [slice(null, null, 2)], [], [0, 2, 4]],
    ["x[1::3]", counted(5), [slice(1, null, 3)], [], [1, 4]],
    ["x[i]", counted(3), [list], [2], 2],
    ["x[...]", counted(), [{ kind: "ellipsis" }], [], 0],
  ];
  test.each(cases)("%s", (_, x, items, lists, expected) => {
    expect(toNested(read(x, items, ...lists))).toEqual(expected);
  });
});

const entry: fc.Arbitrary<IndexItem> = fc.oneof(
  fc.integer({ min: -2, max: 1 }).map(at),
  fc
    .tuple(
      fc.option(fc.integer({ min: -5, max: 5 })),
      fc.option(fc.integer({ min: -5, max: 5 })),
      fc.option(fc.integer({ min: 1, max: 3 })),
    )
    .map(([start, stop, step]) => slice(start, stop, step)),
  fc.constant<IndexItem>({ kind: "newaxis" }),
);

/** Python's meaning of numbers, slices and None on nested lists, one dimension after another. */
function naive(x: Nested, items: readonly IndexItem[]): Nested {
  const [item, ...rest] = items;
  if (item === undefined) return x;
  if (item.kind === "newaxis") return [naive(x, rest)];
  const rows = x as readonly Nested[];
  if (item.kind === "at") return naive(rows.at(item.index) as Nested, rest);
  if (item.kind !== "slice") throw new Error("not for this reference");
  return rows
    .slice(item.start ?? 0, item.stop ?? rows.length)
    .filter((_, i) => i % (item.step ?? 1) === 0)
    .map((row) => naive(row, rest));
}

test("numbers, slices and None read what nested lists give", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 }),
      fc.array(entry, { minLength: 1, maxLength: 4 }),
      (sizes, items) => {
        fc.pre(items.filter((item) => item.kind !== "newaxis").length <= sizes.length);
        const x = counted(...sizes);
        expect(toNested(read(x, items))).toEqual(naive(toNested(x), items));
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

test("the gradient counts how often each element was read", () => {
  const x = leaf(counted(3, 2));
  const rows = leaf(tensor([0, 2, 2]));
  const out = index([x, rows], subscript([list]));
  const [back, none] = gradients(
    out,
    tensor([
      [1, 10],
      [2, 20],
      [3, 30],
    ]),
    [x, rows],
  );
  expect(toNested(back as Tensor)).toEqual([
    [1, 10],
    [0, 0],
    [5, 50],
  ]);
  expect(toNested(none as Tensor)).toEqual([0, 0, 0]);
});

test("place undoes what index reads", () => {
  const y = leaf(tensor([1, 2]));
  const put = place([y], { ...subscript([slice(null, null, 2)]), sizes: [4] });
  expect(toNested(evaluate(put))).toEqual([1, 0, 2, 0]);
});

test("a whole read copies nothing", () => {
  const x = counted(2, 3);
  expect(read(x, [all, slice(0, null)]).data).toBe(x.data);
  expect(read(x, [{ kind: "newaxis" }]).data).toBe(x.data);
});

describe("refuses values that are no places", () => {
  const cases: readonly [number, string][] = [
    [3, "Index 3 is out of range: dimension 0 of {x} has size 3 (0 … 2, or -3 … -1)."],
    [-4, "Index -4 is out of range: dimension 0 of {x} has size 3 (0 … 2, or -3 … -1)."],
    [0.5, "An index must be a whole number; 0.5 is not."],
    [NaN, "An index must be a whole number; NaN is not."],
  ];
  test.each(cases)("%d", (value, text) => {
    const { gate } = index;
    const result = gate.kernel([counted(3), tensor([0, value])], subscript([list]), [2], plainKernels);
    expect(isRefusal(result) ? [result.refused, result.operand] : "(accepted)").toEqual([text, 1]);
  });
});

test("names stay with the dimensions that stay whole", () => {
  const x = [
    { size: 4, name: "N" },
    { size: 3, name: "D" },
    { size: 2, name: "C" },
  ];
  const named = (...items: IndexItem[]): string => {
    const shape = index.gate.shape([x], subscript(items));
    return isRefusal(shape) ? shape.refused : showShape(shape);
  };
  expect(named(all, at(0))).toBe("[N=4, C=2]");
  expect(named(slice(0, 2), { kind: "newaxis" })).toBe("[2, 1, D=3, C=2]");
  expect(named({ kind: "ellipsis" }, slice(0, null))).toBe("[N=4, D=3, C=2]");
});
