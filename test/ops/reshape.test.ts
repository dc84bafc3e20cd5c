/** Shape gates: names that survive, storage that is shared, what is inferred; and joining. */
import { describe, expect, test } from "vitest";
import { isRefusal, type Attrs, type Gate } from "../../src/graph/ir.ts";
import { cat, stack } from "../../src/ops/join.ts";
import { flip, permute, transpose, tril, triu } from "../../src/ops/permute.ts";
import { broadcast_to, flatten, reshape, squeeze, unsqueeze } from "../../src/ops/reshape.ts";
import { gt } from "../../src/ops/comparison.ts";
import { showShape, type Dim, type Shape } from "../../src/tensor/shape.ts";
import { toNested, type Nested } from "../../src/tensor/tensor.ts";
import { tensor } from "../graph/build.ts";
import { evaluate, leaf } from "./evaluate.ts";

/** `N=4, 3` as a shape. */
function shape(text: string): Shape {
  return text === ""
    ? []
    : text.split(", ").map((entry): Dim => {
        const [name = "", size] = entry.split("=");
        return size === undefined ? { size: Number(name) } : { size: Number(size), name };
      });
}

function shown(gate: Gate, attrs: Attrs, ...shapes: string[]): string {
  const result = gate.shape(shapes.map(shape), attrs);
  return isRefusal(result) ? result.refused : showShape(result);
}

describe("names survive with their dimensions", () => {
  const cases: readonly [Gate, Attrs, readonly string[], string][] = [
    [reshape.gate, { shape: [4, -1] }, ["N=4, C=2, H=3"], "[N=4, 6]"],
    [reshape.gate, { shape: [8, 3] }, ["N=4, C=2, H=3"], "[8, H=3]"],
    [reshape.gate, { shape: [4, 1, 3] }, ["N=4, D=3"], "[N=4, 1, D=3]"],
    [reshape.gate, { shape: [2, 2] }, ["N=2, M=2"], "[N=2, M=2]"],
    [reshape.gate, { shape: [3, 4] }, ["N=4, D=3"], "[3, 4]"],
    [flatten.gate, { start_dim: 1, end_dim: -1 }, ["N=4, C=2, H=3"], "[N=4, 6]"],
    [flatten.gate, { start_dim: 1, end_dim: 1 }, ["N=4, C=2, H=3"], "[N=4, C=2, H=3]"],
    [flatten.gate, { start_dim: 0, end_dim: -1 }, [""], "[1]"],
    [squeeze.gate, { dim: null }, ["N=4, 1, D=3"], "[N=4, D=3]"],
    [squeeze.gate, { dim: 0 }, ["N=4, 1"], "[N=4, 1]"],
    [squeeze.gate, { dim: [1, -1] }, ["N=4, 1, 1"], "[N=4]"],
    [unsqueeze.gate, { dim: -1 }, ["N=4"], "[N=4, 1]"],
    [broadcast_to.gate, { size: [5, -1, 3] }, ["N=4, 1"], "[5, N=4, 3]"],
    [transpose.gate, { dim0: 0, dim1: -1 }, ["N=4, C=2, H=3"], "[H=3, C=2, N=4]"],
    [transpose.gate, { dim0: 0, dim1: -1 }, [""], "[]"],
    [permute.gate, { dims: [2, 0, 1] }, ["N=4, C=2, H=3"], "[H=3, N=4, C=2]"],
    [flip.gate, { dims: [0] }, ["N=4"], "[N=4]"],
    [cat.gate, { dim: 0 }, ["N=4, D=3", "2, 3"], "[6, D=3]"],
    [cat.gate, { dim: 1 }, ["4, 3", "N=4, 2"], "[N=4, 5]"],
    [stack.gate, { dim: 1 }, ["4", "N=4", "4"], "[N=4, 3]"],
  ];
  test.each(
    cases.map(([gate, attrs, shapes, expected]) => ({ name: gate.name, gate, attrs, shapes, expected })),
  )("$name $attrs of $shapes is $expected", ({ gate, attrs, shapes, expected }) => {
    expect(shown(gate, attrs, ...shapes)).toBe(expected);
  });
});

test("the storage is shared where no element moves", () => {
  const x = leaf(tensor([[1, 2, 3]]));
  const { data } = evaluate(x);
  const views = [
    reshape(x, { shape: [3] }),
    squeeze(x),
    unsqueeze(x, { dim: 0 }),
    flatten(x, { start_dim: 0, end_dim: -1 }),
    transpose(x, { dim0: 0, dim1: 1 }),
    permute(unsqueeze(x, { dim: 1 }), { dims: [2, 0, 1] }),
    broadcast_to(x, { size: [1, 1, 3] }),
    flip(x, { dims: [0] }),
    flip(x, { dims: [] }),
    cat([x], { dim: 0 }),
  ];
  for (const view of views) expect(evaluate(view).data).toBe(data);
});

describe("values", () => {
  const matrix: Nested = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  const cube: Nested = [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ];
  const x = leaf(tensor(matrix));
  const y = leaf(tensor(cube));
  const cases = [
    [
      "tril",
      tril(x, { diagonal: 0 }),
      [
        [1, 0, 0],
        [4, 5, 0],
        [7, 8, 9],
      ],
    ],
    [
      "tril −1",
      tril(x, { diagonal: -1 }),
      [
        [0, 0, 0],
        [4, 0, 0],
        [7, 8, 0],
      ],
    ],
    [
      "triu 1",
      triu(x, { diagonal: 1 }),
      [
        [0, 2, 3],
        [0, 0, 6],
        [0, 0, 0],
      ],
    ],
    [
      "flip both",
      flip(x, { dims: [0, 1] }),
      [
        [9, 8, 7],
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
    [
      "permute",
      permute(y, { dims: [1, 2, 0] }),
      [
        [
          [1, 5],
          [2, 6],
        ],
        [
          [3, 7],
          [4, 8],
        ],
      ],
    ],
    [
      "transpose of a batch",
      transpose(y, { dim0: 1, dim1: 2 }),
      [
        [
          [1, 3],
          [2, 4],
        ],
        [
          [5, 7],
          [6, 8],
        ],
      ],
    ],
    [
      "broadcast",
      broadcast_to(leaf(tensor([[1], [2]])), { size: [2, 2, 2] }),
      [
        [
          [1, 1],
          [2, 2],
        ],
        [
          [1, 1],
          [2, 2],
        ],
      ],
    ],
    [
      "cat inside",
      cat([y, y], { dim: -1 }),
      [
        [
          [1, 2, 1, 2],
          [3, 4, 3, 4],
        ],
        [
          [5, 6, 5, 6],
          [7, 8, 7, 8],
        ],
      ],
    ],
    [
      "stack at the end",
      stack([leaf(tensor([1, 2])), leaf(tensor([3, 4]))], { dim: -1 }),
      [
        [1, 3],
        [2, 4],
      ],
    ],
  ] as const;
  test.each(cases)("%s", (_, node, expected) => {
    expect(toNested(evaluate(node))).toEqual(expected);
  });

  test("a transposition larger than a cache tile", () => {
    const [rows, columns] = [45, 70];
    const data = Float64Array.from({ length: rows * columns }, (_, i) => i);
    const turned = evaluate(transpose(leaf({ sizes: [rows, columns], data }), { dim0: 0, dim1: 1 }));
    expect(turned.sizes).toEqual([columns, rows]);
    turned.data.forEach((value, i) => expect(value).toBe((i % rows) * columns + Math.floor(i / rows)));
  });
});

test("what holds bools stays bool; a list that mixes them with numbers counts them", () => {
  const number = leaf(tensor([1, -1]));
  const bool = gt(number, 0);
  expect(reshape(bool, { shape: [2, 1] }).dtype).toBe("bool");
  expect(stack([bool, bool], { dim: 0 }).dtype).toBe("bool");
  expect(stack([bool, number], { dim: 0 }).dtype).toBe("float");
  expect(cat([number, bool], { dim: 0 }).dtype).toBe("float");
});
