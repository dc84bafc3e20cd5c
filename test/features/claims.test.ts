/** `check(dx, x)`: what is right, what is wrong and how that is said, and where such a line may stand. */
import { describe, expect, test } from "vitest";
import { claimHints } from "../../src/features/claims.ts";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { viewOf } from "../check.ts";

const file = (...lines: readonly string[]): string => lines.join("\n");

function messages(source: string): readonly string[] {
  return findingProblems(viewOf(source), ALL_ON).flatMap(({ code, message }) =>
    code === "wrong-gradient" ? [message] : [],
  );
}

function hints(source: string): readonly string[] {
  return claimHints(viewOf(source)).map(({ parts }) => parts.map(({ text }) => text).join(""));
}

const product = (claim: string): string =>
  file("x = param([1, 2])", "w = param([3, -1])", "L = sum(x * w) ** 2", claim, "L.backward()");

describe("a wrong gradient says its mistake", () => {
  test.each([
    ["check([-6, 2], x)", "[-6, 2] is not ∂L/∂x: at [0] it is -6, the gradient is 6: the sign is wrong."],
    [
      "check([2, 4], x)",
      "[2, 4] is not ∂L/∂x: at [0] it is 2, the gradient is 6: this is the gradient by w.",
    ],
    ["check(w, x)", "w is not ∂L/∂x: at [0] it is 3, the gradient is 6: this is 1/2 of the gradient."],
    ["check([3, 1], x)", "[3, 1] is not ∂L/∂x: at [0] it is 3, the gradient is 6."],
    [
      "check([[6, -2]], x)",
      "[[6, -2]] is not ∂L/∂x: it is of shape [1, 2], the gradient is of shape [2]: a gradient has the shape of its value.",
    ],
  ])("%s", (claim, message) => {
    expect(messages(product(claim))).toEqual([message]);
    expect(hints(product(claim))).toEqual(["≠ ∂L/∂x"]);
  });

  test("the local gradient, without what arrives", () => {
    const source = file("x = param([1, 2])", "y = x ** 2", "check(2 * x, x)", "y.backward([3, 5])");
    expect(messages(source)).toEqual([
      "2 * x is not dx: at [0] it is 2, the gradient is 6: this is the local gradient alone, without the upstream gradient.",
    ]);
  });

  test("the transpose, also of another shape", () => {
    const source = (claim: string): string =>
      file("A = param([[1, 2, 3], [4, 5, 6]])", "L = sum(A ** 2)", claim, "L.backward()");
    expect(messages(source("check(2 * A.T, A)"))).toEqual([
      "2 * A.T is not ∂L/∂A: it is of shape [3, 2], the gradient is of shape [2, 3]: this is its transpose.",
    ]);
    expect(messages(source("check(2 * A, A)"))).toEqual([]);
  });

  test("one of two ways, and one side of a branch", () => {
    const twice = file(
      "x = param([1, 2])",
      "L = sum(x * 3) + sum(x ** 2)",
      "check(2 * x, x)",
      "L.backward()",
    );
    expect(messages(twice)).toEqual([
      "2 * x is not ∂L/∂x: at [0] it is 2, the gradient is 5: one of the ways to the target is missing.",
    ]);
    const branch = file(
      "x = param([-1, 2])",
      "L = sum(leaky_relu(x) * [2, 3])",
      "check([0, 3], x)",
      "L.backward()",
    );
    expect(messages(branch)).toEqual([
      "[0, 3] is not ∂L/∂x: at [0] it is 0, the gradient is 0.02: this is right only where the value is positive.",
    ]);
  });
});

describe("a right gradient is said to be right", () => {
  test.each(["check([6, -2], x)", "check(2 * sum(x * w) * w, x)", "check(2 * sum(x * w) * x, w)"])(
    "%s",
    (claim) => {
      expect(messages(product(claim))).toEqual([]);
      expect(hints(product(claim))[0]).toMatch(/^= ∂L\/∂[xw] ✓$/u);
    },
  );

  test("to the digits that were written, and no further", () => {
    const source = (claim: string): string => file("x = param(1.5)", "L = sin(x)", claim, "L.backward()");
    expect(
      ["0.07", "0.071", "0.0707", "0.0706"].map((digits) => messages(source(`check(${digits}, x)`)).length),
    ).toEqual([0, 0, 0, 1]);
  });
});

test("the target is the last one above, or the first below", () => {
  const source = file(
    "x = param(3)",
    "check(6, x)",
    "L = x ** 2",
    "L.backward()",
    "check(6, x)",
    "M = x ** 3",
    "M.backward()",
    "check(27, x)",
  );
  expect(messages(source)).toEqual([]);
  expect(hints(source)).toEqual(["= ∂L/∂x ✓", "= ∂L/∂x ✓", "= ∂M/∂x ✓"]);
});

test("it binds nothing, changes nothing and stands on a line of its own at top level", () => {
  const plain = file("x = param(3)", "L = x ** 2");
  const { analysis } = viewOf(file(plain, "check(6, x)"));
  expect(analysis.target?.text).toBe("L");
  expect(analysis.program.bindings.map(({ name }) => name)).toEqual(["x", "L"]);
  const wrong = (line: string): readonly string[] =>
    viewOf(file(plain, line)).analysis.problems.map(({ code }) => code);
  expect(wrong("y = check(6, x)")).toEqual(["check-whole-line"]);
  expect(wrong("for i in range(2):\n    check(6, x)")).toEqual(["check-whole-line"]);
  expect(wrong("check(6, 2 * x)")).toEqual(["grad-by-name"]);
  expect(wrong("check(6)")).toEqual(["missing-argument"]);
});

test("where gradients are hidden it tells nothing", () => {
  const view = { ...viewOf(product("check([-6, 2], x)")), revealed: 0 };
  expect(findingProblems(view, ALL_ON)).toEqual([]);
  expect(claimHints(view).map(({ parts }) => parts.map(({ text }) => text).join(""))).toEqual(["∂L/∂x = ?"]);
  // The same run: what was found while it was hidden is there when it is shown.
  expect(findingProblems({ ...view, revealed: undefined }, ALL_ON).map(({ code }) => code)).toEqual([
    "wrong-gradient",
  ]);
});
