/** Why a value has no gradient: what the hover says of the ways from it to the target. */
import { describe, expect, test } from "vitest";
import { at } from "./pointer.ts";

/** The sentence of a hover that tells why nothing comes back. */
function why(source: string, text: string, n = 1): string {
  const found = at(source, text, n)
    .split("\n")
    .filter((line) => /path|ends at/.test(line));
  return found.map((line) => line.replace(/\\/g, "")).join("\n");
}

const ends = `x = [0.2, 1.7]
T = 1
c = [0.3, 0.9]
q = 5.5
L = sum((round(x) - 1) ** 2) + sum(c * (c > T)) + [3, 5][argmax(x)] + q // 2
L.backward()`;

describe("a path that is there and ends", () => {
  test.each([
    ["x", "Every path to L ends at round (line 5). round is a staircase"],
    ["x", " Line 5 takes its number as an index"],
    ["T", "Every path to L ends at > (line 5)."],
    ["q", "Every path to L ends at // (line 5)."],
  ])("%s", (name, expected) => {
    const said = why(ends, `${name} =`);
    expect(said).toContain(expected);
    expect(said).not.toContain("not on any path");
  });

  test.each([
    ["sign", "x = 2\nL = sign(x) * 3", "x", "Every path to L ends at sign (line 2). sign is flat"],
    [
      "floor",
      "x = 2.5\ny = floor(x)\nL = y * y",
      "x",
      "Every path to L ends at floor (line 2). floor is a stair",
    ],
    [
      "detach",
      "x = 2\ny = detach(x)\nL = y * y",
      "x",
      "Every path to L ends at detach (line 2). detach stops",
    ],
    [
      "an index that a run knows",
      "v = [1, 2]\ni = 0 * rand(1)[0]\nL = v[i]",
      "i",
      "Every path to L ends at v[i] (line 3). An index, a class or a condition passes no gradient.",
    ],
    ["an index list", "v = [1, 2]\ni = [0, 1]\nL = sum(v[i])", "i", "Every path to L ends at v[i] (line 3)."],
    [
      "gather's index",
      "v = [1, 2]\ni = [0, 1]\nL = sum(gather(v, 0, i))",
      "i",
      "Every path to L ends at the index of gather (line 3).",
    ],
    [
      "a condition made by a comparison",
      "t = 1\nx = [1, 2]\nL = sum(where(x > t, x, 0))",
      "t",
      "Every path to L ends at > (line 3).",
    ],
    [
      "a wall behind gates that would pass it on",
      "x = 1.2\ny = exp(x)\nz = y * 2\nL = floor(z) * 3",
      "x",
      "Every path to L ends at floor (line 4).",
    ],
    [
      "the first of two walls",
      "x = 1.2\ny = floor(x)\nL = round(y)",
      "x",
      "Every path to L ends at floor (line 2).",
    ],
    [
      "a library function",
      "x = 1.2\nL = 2 * heaviside(x, 0.5)",
      "x",
      "Every path to L ends at heaviside (line 2).",
    ],
    [
      "None from a backward block",
      "def f(a, b):\n    return a * b\nbackward(g):\n    return g * b, None\nx = 2\ny = 3\nL = f(x, y)",
      "y =",
      "Every path to L ends at f (line 7). The backward block of f gives None there.",
    ],
    [
      "the first value of a param",
      "w0 = 2\nw = param(w0)\nL = w * w",
      "w0",
      "Every path to L ends at param (line 2).",
    ],
  ])("%s", (_, source, text, expected) => {
    expect(why(source, text)).toContain(expected);
  });

  test("several that end at several places", () => {
    const two = "x = 1.5\nL = floor(x) + round(x) + x // 2 + ceil(x) + sign(x) + floor(2 * x)";
    expect(why(two, "x")).toBe(
      "Every path to L ends: at floor (line 2), at round (line 2), at // (line 2), at ceil (line 2) and at 1 more.",
    );
  });

  test("a value that is both an index and read has its gradient and no such sentence", () => {
    expect(why("v = [0, 1]\nL = sum(v[v])", "v")).toBe("");
  });
});

describe("no path", () => {
  test("is said where the target is not computed from the value", () => {
    expect(why("x = 3\nu = x * 7\nL = x * x\nL.backward()", "u")).toBe(
      "It is not on any path to L, so nothing comes back to it.",
    );
  });

  test.each([
    ["an index", "i = 1\nv = [1, 2]\nL = v[i] * 2", 3],
    ["an index that is computed", "i = 0\nv = [1, 2]\nj = i + 1\nL = v[j] * 2", 4],
    ["a slice", "i = 1\nv = [1, 2, 3]\nL = sum(v[i:])", 3],
    ["a bound", "i = 3\nL = 1\nfor k in range(i):\n    L = 2 * L", 3],
    ["a dimension", "i = 0\nv = [1, 2]\nL = sum(v, dim=i)", 3],
    ["a condition", "i = 0\nv = 2\nL = v * 2 if i > 1 else v", 3],
  ])("names the line that reads the number as %s", (_, source, line) => {
    expect(why(source, "i")).toBe(
      `It is not on any path to L, so nothing comes back to it. Line ${line} takes its number as an index, a size, a bound or a condition, which has no gradient.`,
    );
  });
});
