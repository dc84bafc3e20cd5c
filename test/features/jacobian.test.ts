/** Jacobians on demand: of a step by what it reads, all else held, and of the target by a value. */
import { describe, expect, test } from "vitest";
import { askJacobian } from "../../src/features/jacobian.ts";
import type { JacobianView } from "../../src/protocol/jacobian-view.ts";
import { viewOf } from "../check.ts";
import { jacobianAt, type Place } from "../fixtures/webview/jacobians.ts";

/** The rows as texts. */
function rowsOf({ matrix }: JacobianView): readonly string[] {
  const { rows, columns, texts } = matrix!;
  return rows.map((_, r) => texts.slice(r * columns.length, (r + 1) * columns.length).join(" "));
}

describe("the Jacobian", () => {
  test.each<readonly [what: string, source: string, place: Place, choice: string, rows: readonly string[]]>([
    [
      "of a product by one factor, the other held",
      "a = [2, 3]\nb = 2 * a\ny = a * b\nL = sum(y)",
      { at: "y" },
      "∂y/∂a",
      ["4 0", "0 6"],
    ],
    [
      "of a square by each of its operands",
      "x = [2, 3]\ny = x * x\nL = sum(y)",
      { at: "y" },
      "∂y/∂x as operand 2",
      ["2 0", "0 3"],
    ],
    [
      "of a matrix product",
      "w = [[1, 2], [3, 4], [5, 6]]\nx = [1, 1]\ny = w @ x\nL = sum(y)",
      { at: "y" },
      "∂y/∂x",
      ["1 2", "3 4", "5 6"],
    ],
    [
      "of a matrix product by the matrix",
      "w = [[1, 2], [3, 4]]\nx = [5, 7]\ny = w @ x\nL = sum(y)",
      { at: "y" },
      "∂y/∂w",
      ["5 7 0 0", "0 0 5 7"],
    ],
    [
      "of a call with a backward block",
      "x = [0, 0]\ny = softmax(x)\nL = y[0]",
      { at: "y" },
      "∂y/∂x",
      ["0.25 -0.25", "-0.25 0.25"],
    ],
    [
      "of a function of the file",
      "def f(a): return a * a + a\nx = [1, 2]\ny = f(x)\nL = sum(y)",
      { at: "y" },
      "∂y/∂x",
      ["3 0", "0 5"],
    ],
    ["of the target on every way", "x = [1, 2]\ny = x * x\nL = sum(y * x)", {}, "∂L/∂x", ["3 12"]],
    [
      "of a target that is a vector",
      "x = [1, 2]\ny = x * x\nz = y[0] * y\nz.backward(ones(2))",
      {},
      "∂z/∂x",
      ["4 0", "8 4"],
    ],
    [
      "of the target by a gate's value",
      "x = [1, 2]\ny = x * x\nL = sum(y * x)",
      { at: "y" },
      "∂L/∂y",
      ["1 2"],
    ],
    ["through a constant", "x = [1, 2]\nL = sum(x) + sum(floor(x))", {}, "∂L/∂x", ["1 1"]],
  ])("%s", (_, source, place, choice, rows) => {
    expect(rowsOf(jacobianAt(source, place, choice))).toEqual(rows);
  });

  test("is made of the fewer passes, and says what of it is not 0", () => {
    const wide = jacobianAt("x = ones(5)\ny = x[:2] * 3\nL = sum(y)", { at: "y" });
    expect(wide.about).toBe(
      "2 rows of y [2], 2 columns of x[:2] [2], made row by row, by 2 backward passes. 2 of its 4 entries are not 0: it is diagonal.",
    );
    const tall = jacobianAt("x = 2\ny = x * [1, 2, 3]\nL = sum(y)", { at: "y" }, "∂y/∂x");
    expect(tall.about).toBe(
      "3 rows of y [3], 1 column of x, made column by column, by one backward pass. None of its 3 entries is 0.",
    );
    expect(tall.matrix?.rows).toEqual(["∂y[0]", "∂y[1]", "∂y[2]"]);
    expect(tall.matrix?.levels).toEqual([2, 4, 6]);
    const below = jacobianAt("x = [1, 2, 3]\ny = cumsum(x, 0)\nL = sum(y)", { at: "y" });
    expect(below.about).toContain("6 of its 9 entries are not 0: it is lower triangular.");
  });

  test("is refused with the size that it would have", () => {
    const { matrix, about } = jacobianAt("x = ones(64, 4096)\ny = relu(x)\nL = sum(y)", { at: "y" });
    expect(matrix).toBeUndefined();
    expect(about).toBe(
      "∂y/∂x would be [64·4096, 64·4096] = 512 GB (256 GB as float32): up to 100,000 entries are formed, and no gradient needs it, as a backward pass takes its product with the upstream gradient at once.",
    );
  });

  test("is not told while gradients are hidden", () => {
    const view = { ...viewOf("x = [1, 2]\nL = sum(x)"), revealed: 0 };
    const asked = askJacobian(view, { id: "target", opened: [], choice: undefined })!;
    expect([asked.steps, asked.refused.about]).toEqual([
      undefined,
      "Gradients are hidden: show this one first.",
    ]);
  });

  test("of no node is none", () => {
    expect(
      askJacobian(viewOf("x = 1\ny = x"), { id: "nothing", opened: [], choice: undefined }),
    ).toBeUndefined();
  });
});
