/** Where a backward pass starts: targets as they stand, upstream gradients, and the target of a file that names none. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { checkNumbers, type Numbers } from "../numbers.ts";

type Row = readonly [title: string, source: string, target: string | undefined, gradients: Numbers];

describe("a target", () => {
  test.each<Row>([
    ["is a name", "x = 3\nf = x * x\ng = f * 2\nf.backward()", "f", { x: 6, f: 1, g: 0 }],
    ["is an expression", "x = [1, 2]\n(3 * x).sum().backward()", "(3 * x).sum()", { x: [3, 3] }],
    ["is a call", "x = [1, 2]\nsum(x * x).backward()", "sum(x * x)", { x: [2, 4] }],
    [
      "is the value that the name has there",
      "x = 4\nf = x * 3\nf.backward()\nf = f * 10",
      "f",
      { x: 3, f: 0 },
    ],
    [
      "does not add up with others: the last is active",
      "x = 2\ny = x ** 3\nz = 5 * x\ny.backward()\nz.backward()",
      "z",
      { x: 5, y: 0 },
    ],
    ["takes an upstream gradient", "x = 3\ny = x * 2\ny.backward(5)", "y", { x: 10, y: 5 }],
    [
      "takes an upstream gradient by name",
      "x = [1, 2]\ny = x * 2\ny.backward(gradient=[1, 10])",
      "y",
      { x: [2, 20] },
    ],
    [
      "takes one that is computed",
      "x = [1, 2]\nk = 3\ny = x * 2\ny.backward(k * ones(2))",
      "y",
      { x: [6, 6], k: 0 },
    ],
    ["takes None for none", "x = 3\ny = x * 2\ny.backward(None)", "y", { x: 2 }],
    [
      "needs none with one element, whatever its rank",
      "x = [[3]]\ny = x * 2\ny.backward()",
      "y",
      { x: [[2]] },
    ],
    ["may be a leaf", "x = 3\nx.backward()", "x", { x: 1 }],
    ["stands behind a semicolon", "x = 3; y = x * 2; y.backward(); z = 1", "y", { x: 2 }],
  ])("%s", (_, source, target, gradients) => {
    checkNumbers(source, {}, gradients);
    expect(analyse(source).target?.text).toBe(target);
  });

  test.each([
    `
      x = [[1, 2, 3, 4], [5, 6, 7, 8]]
      y = x * 2
      y.backward()
    #   ^^^^^^^^ y is [2, 4]; backward needs a scalar, or an upstream gradient of shape [2, 4]: y.backward(ones(2, 4)).
    `,
    `
      y = 2 * [1, 2]
      y.backward([1, 2, 3])
    #            ^^^^^^^^^ y is [2], so its upstream gradient has shape [2]; this one is [3].
    `,
    `
      x = [1, 2]
      y = x * 2
      y.backward(1)
    #            ^ y is [2], so its upstream gradient has shape [2]; this one is [].
    `,
    `
      y = 3 > 2
      y.backward()
    # ^ y is true or false; a gradient exists only for numbers.
    `,
    `
      y = 3 * 2
      y.backward(1, 2)
    #   ^^^^^^^^ backward takes at most 1 argument, backward(gradient=None); 2 were given.
      y.backward(retain_graph=True)
    #            ^^^^^^^^^^^^^^^^^ retain_graph has no meaning here, as the graph stays: strike it.
      y.backward(seed=1)
    #            ^^^^ backward has no argument seed. It is backward(gradient=None).
    `,
    `
      y = 3 * 2
      z = y.backward()
    #       ^^^^^^^^ backward gives no value: it stands on a line of its own, and every line shows its gradient.
      y.backward
    #   ^^^^^^^^ backward is called with brackets: .backward().
    `,
    `
      def f(x):
          x.backward()
    #       ^^^^^^^^ A target stands at top level: move this .backward() line out of the block.
          return x
      y = f(2)
    `,
    `
      q.backward()
    # ^ q is not defined.
    `,
  ])("problems %#", checkProblems);

  test("that is broken leaves none, rather than another", () => {
    expect(analyse("x = 3\ny = x * x\ny.backward()\nz = [1, 2] * x\nz.backward()").target).toBeUndefined();
    expect(analyse("x = 3\ny = x * x\nz = y * q\nz.backward()").target).toBeUndefined();
  });
});

describe("without a backward line the target", () => {
  test.each<Row>([
    ["is the last value that is not a leaf", "x = 2\ny = 3\nf = x * y + sin(x)\nlr = 0.1", "f", {}],
    ["is not a bool", "x = 2\ny = x * 3\nb = x > 1", "y", { x: 3 }],
    ["is the last turn's in a loop", "x = 2\nfor i in range(3):\n    x = x * x", "x", { x: 1 }],
    ["is none where there are leaves only", "x = 2\ny = 1 / 3\nz = zeros(3)", undefined, {}],
    ["is none where the last is broken", "x = 2\ny = x * 3\nz = y * q", undefined, {}],
    ["is in no function", "def f(x):\n    y = x * 2\n    return y\nx = 3\nL = f(x)\nz = 1", "L", { x: 2 }],
    ["may have one element in brackets", "x = [3]\ny = x * x", "y", { x: [6] }],
  ])("%s", (_, source, target, gradients) => {
    expect(analyse(source).target?.text).toBe(target);
    if (Object.keys(gradients).length > 0) checkNumbers(source, {}, gradients);
  });

  test.each([
    `
      x = [2, 3]
      y = x * 2
    # ^ information: y is [2], not a single number, so this file has values and no gradients. For gradients write y.backward(ones(2)), or reduce it: sum(y).
      z = 3
    `,
  ])("problems %#", checkProblems);
});
