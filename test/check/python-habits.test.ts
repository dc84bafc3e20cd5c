/** What a person who knows Python writes and the language has not: what the fix makes of it, and that it is right then. */
import { describe, expect, test } from "vitest";
import { analyse, fixed } from "../check.ts";
import { numbersOf } from "../numbers.ts";

describe("a choice by an if becomes a choice by values", () => {
  test("a conditional on a value divides safely on both sides", () => {
    const after = fixed("x = param(0)\ny = 1 / x if x > 0 else 2 / (x - 1)\ny.backward()");
    expect(after).toBe(
      "x = param(0)\ny = where(x > 0, 1 / where(x > 0, x, 1), 2 / where(x > 0, 1, x - 1))\ny.backward()",
    );
    const { values, gradients } = numbersOf(after);
    expect(values["y"]).toBe(-2);
    expect(gradients["x"]).toBe(-2);
  });

  test("a divisor inside of a divisor is safe with it, a number needs nothing", () => {
    expect(fixed("x = param(3)\ny = (1 / (x + 1 / x) / 2 if x > 0 else x)")).toBe(
      "x = param(3)\ny = (where(x > 0, 1 / where(x > 0, x + 1 / x, 1) / 2, x))",
    );
  });

  test("an if block with its else, in its block's indentation", () => {
    const source = [
      "def f(x):",
      "    if x > 0:",
      "        y = 1 / x",
      "        z = 1",
      "    else:",
      "        y = -x",
      "        z = 2",
      "    return y * z",
      "a = f(-3)",
    ].join("\n");
    const after = fixed(source);
    expect(after.split("\n").slice(1, 4)).toEqual([
      "    y = where(x > 0, 1 / where(x > 0, x, 1), -x)",
      "    z = where(x > 0, 1, 2)",
      "    return y * z",
    ]);
    expect(numbersOf(after).values["a"]).toBe(6);
  });

  test("without an else the name keeps its value", () => {
    expect(fixed("y = 1\nif y > 2: y = 3")).toBe("y = 1\ny = where(y > 2, 3, y)");
  });

  test.each([
    ["other names", "if 3 > 2:\n  y = 1\nelse:\n  z = 1"],
    ["elif", "if 3 > 2: y = 1\nelif 2 > 1: y = 2"],
    ["a loop inside", "if 3 > 2:\n  for i in range(3): y = i"],
    ["an unreadable condition", "if 3 > :\n  y = 1"],
  ])("%s has no fix of its own", (_, source) => {
    expect(fixed(source)).toBe("(none)");
  });
});

describe("a tensor that was to change is bound anew", () => {
  test.each([
    ["x = [1, 2]\nx.append(3)", "x = [1, 2]\nx = cat([x, 3[None]])", [1, 2, 3]],
    [
      "x = []\nfor i in range(2):\n  x.append([i, 2 * i])",
      "x = []\nfor i in range(2):\n  x = cat([x, [i, 2 * i][None]])",
      [
        [0, 0],
        [1, 2],
      ],
    ],
    ["x = [1, 2]\nx.append(x[0] + 1)", "x = [1, 2]\nx = cat([x, (x[0] + 1)[None]])", [1, 2, 2]],
    ["x = [1]\nx.extend([2, 3])", "x = [1]\nx = cat([x, [2, 3]])", [1, 2, 3]],
    ["x = [1, 3]\nx.insert(1, 2)", "x = [1, 3]\nx = cat([x[:1], 2[None], x[1:]])", [1, 2, 3]],
    ["x = [1, 3]\nx[x > 2] = 0", "x = [1, 3]\nx = where(x > 2, 0, x)", [1, 0]],
  ])("%s", (source, after, value) => {
    expect(fixed(source)).toBe(after);
    expect(numbersOf(after).values["x"]).toEqual(value);
  });

  test("until then the name has no value, and its line the one problem", () => {
    const source = "x = [1, 2]\ny = sum(x)\nx.append(3)\nz = sum(x)";
    expect(analyse(source).problems.map(({ code }) => code)).toEqual(["foreign-call"]);
    const { values } = numbersOf(source);
    expect(values).toMatchObject({ y: 3, x: undefined, z: undefined });
  });

  test("a function of the file is called as ever", () => {
    const source = "def append(x, y): return cat([x, y[None]])\nx = [1, 2]\nx.append(3)\nz = sum(x)";
    expect(analyse(source).problems.map(({ code }) => code)).toEqual([]);
    expect(numbersOf(source).values["z"]).toBe(3);
  });
});

describe("Python's ways to write a function are read over", () => {
  test.each([
    ["def f(x, *, k): return x * k\na = f(2, k=3)", "def f(x, k): return x * k\na = f(2, k=3)"],
    ["def f(x, k, /): return x * k\na = f(2, 3)", "def f(x, k): return x * k\na = f(2, 3)"],
    ["def f(x, k) -> float: return x * k\na = f(2, 3)", "def f(x, k): return x * k\na = f(2, 3)"],
    ["def f(x: float, k): return x * k\na = f(2, 3)", "def f(x, k): return x * k\na = f(2, 3)"],
  ])("%s", (source, after) => {
    expect(numbersOf(source).values["a"]).toBe(6);
    expect(fixed(source)).toBe(after);
    expect(analyse(after).problems).toEqual([]);
  });

  test("names in brackets before = are names", () => {
    expect(numbersOf("(m, _) = [3, 4]\n[a, b] = [5, 6]").values).toMatchObject({ m: 3, a: 5, b: 6 });
  });
});

describe("a method of tensors that has no meaning here says what to write", () => {
  test.each([
    ["x = [1, 2]\nn = x.size(0)", "x = [1, 2]\nn = x.shape[0]", 2],
    ["x = [1, 2]\nn = (x * 2).size(0)", "x = [1, 2]\nn = (x * 2).shape[0]", 2],
    ["x = [[1, 2]]\nn = x.dim()", "x = [[1, 2]]\nn = len(x.shape)", 2],
    ["x = [1, 2]\nn = sum(x).item() * 2", "x = [1, 2]\nn = sum(x) * 2", 6],
    ["x = [1, 2]\nn = x[1].cpu().numpy() + 1", "x = [1, 2]\nn = x[1].numpy() + 1", 3],
  ])("%s", (source, after, value) => {
    expect(fixed(source)).toBe(after);
    let text = after;
    for (let next = fixed(text); next !== "(none)"; next = fixed(text)) text = next;
    expect(numbersOf(text).values["n"]).toBe(value);
  });

  test("a line that is to be struck is one problem", () => {
    const problems = analyse("x = [1, 2]\nx.grad.zero_()").problems.filter(
      ({ severity }) => severity === "error",
    );
    expect(problems.map(({ message }) => message)).toEqual([
      "Gradients do not add up from run to run: strike the line.",
    ]);
  });
});
