/** Indexing is PyTorch's, with whole numbers: every form, its gradient, and what it refuses. */
import { describe, test } from "vitest";
import { checkProblems } from "../check.ts";
import { checkNumbers } from "../numbers.ts";

const x = "x = [[1, 2, 3], [4, 5, 6]]\n";

describe("an index", () => {
  test.each<readonly [index: string, value: unknown, gradient: unknown]>([
    [
      "x[0]",
      [1, 2, 3],
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
    ],
    [
      "x[-1]",
      [4, 5, 6],
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
    ],
    [
      "x[0, 1]",
      2,
      [
        [0, 1, 0],
        [0, 0, 0],
      ],
    ],
    [
      "x[0][1]",
      2,
      [
        [0, 1, 0],
        [0, 0, 0],
      ],
    ],
    [
      "x[:, 1:3]",
      [
        [2, 3],
        [5, 6],
      ],
      [
        [0, 1, 1],
        [0, 1, 1],
      ],
    ],
    [
      "x[:, :-1]",
      [
        [1, 2],
        [4, 5],
      ],
      [
        [1, 1, 0],
        [1, 1, 0],
      ],
    ],
    [
      "x[..., -1]",
      [3, 6],
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
    ],
    [
      "x[:, ::2]",
      [
        [1, 3],
        [4, 6],
      ],
      [
        [1, 0, 1],
        [1, 0, 1],
      ],
    ],
    [
      "x[1:]",
      [[4, 5, 6]],
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
    ],
    [
      "x[5:]",
      [],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      "x[None, :]",
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
    ],
    [
      "x[:, None, 0]",
      [[1], [4]],
      [
        [1, 0, 0],
        [1, 0, 0],
      ],
    ],
    [
      "x[[0, 1, 1]]",
      [
        [1, 2, 3],
        [4, 5, 6],
        [4, 5, 6],
      ],
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    ],
    [
      "x[[0, 1], [1, 0]]",
      [2, 4],
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
    ],
    [
      "x[:, [2, 2]]",
      [
        [3, 3],
        [6, 6],
      ],
      [
        [0, 0, 2],
        [0, 0, 2],
      ],
    ],
    [
      "x[[[0], [1]], [0, 2]]",
      [
        [1, 3],
        [4, 6],
      ],
      [
        [1, 0, 1],
        [1, 0, 1],
      ],
    ],
    [
      "x[-1, [-1, 0]]",
      [6, 4],
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
    ],
    [
      "x[x > 2]",
      [3, 4, 5, 6],
      [
        [0, 0, 1],
        [1, 1, 1],
      ],
    ],
    [
      "x[x > 7]",
      [],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      "x[:, x[0] != 2]",
      [
        [1, 3],
        [4, 6],
      ],
      [
        [1, 0, 1],
        [1, 0, 1],
      ],
    ],
    [
      "x[[False, True], [0, 2]]",
      [4, 6],
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
    ],
    [
      "x[argmax(sum(x, dim=1))]",
      [4, 5, 6],
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
    ],
    [
      "x[0 if len(x) > 5 else 1, x.shape[1] - 1]",
      6,
      [
        [0, 0, 0],
        [0, 0, 1],
      ],
    ],
  ])("%s", (index, value, gradient) => {
    checkNumbers(`${x}y = ${index}\nL = sum(y)`, { y: value }, { x: gradient });
  });

  test("may come from the run", () => {
    checkNumbers(
      `${x}i = round(0 * rand(1)[0] + 1)\ny = x[i]\nL = sum(y * y)`,
      { y: [4, 5, 6] },
      {
        x: [
          [0, 0, 0],
          [8, 10, 12],
        ],
        i: 0,
      },
    );
  });

  test.each([
    `
      x = [[1, 2, 3], [4, 5, 6]]
      a = x[5]
    #     ^^^^ x[5] is out of range: dimension 0 of x has size 2 (0 … 1, or -2 … -1).
      b = x[::-1]
    #     ^^^^^^^ A slice's step must be positive; flip(x, 0) goes backwards.
      c = x[0, 0, 0]
    #     ^^^^^^^^^^ x is [2, 3]: 3 dimensions are indexed, and it has 2.
      d = x[0.5]
    #     ^^^^^^ An index must be a whole number; 0.5 is not.
      p = param([1, 2, 3])
      e = x[:, p > 2]
    #     ^^^^^^^^^^^ A bool cannot index: how many elements it picks is not known without a run. where(condition, x, 0) and masked_fill keep the shape.
      k = x[x[0] > 2]
    #     ^^^^^^^^^^^ The mask has size 3 where dimension 0 of x has size 2; they must be equal.
      f = x[[0, 5]]
    #     ^^^^^^^^^ Index 5 is out of range: dimension 0 of x has size 2 (0 … 1, or -2 … -1).
      g = x[0.5:]
    #       ^^^ The bound 0.5 must be a whole number, not 0.5.
      n = param(1)
      h = x[n:]
    #       ^ The bound n must be known before the run: a number as written, a size, a loop's name, or what is computed from these.
      i = x[q]
    #       ^ q is not defined.
      j = x["a"]
    #       ^^^ "a" is not a value to compute with.
    `,
  ])("problems %#", checkProblems);
});
