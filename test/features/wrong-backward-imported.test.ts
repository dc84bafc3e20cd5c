/** A wrong backward block of an imported function: it stands at the call, with the place in its own file. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { viewOf } from "../check.ts";

function said(source: string): readonly string[] {
  return findingProblems(viewOf(source), ALL_ON).flatMap(({ code, span, message, related, fixes, data }) => {
    if (code !== "wrong-backward") return [];
    const places = related.map(
      ({ span: at, message: own, file }) => `${own}: ${(file?.text ?? source).slice(at.start, at.end)}`,
    );
    return [
      `${data?.["mistake"]} at ${source.slice(span.start, span.end)}, ${places.join(", ")}, ${fixes.length} fixes`,
      message.replace(/^.*: /u, ""),
    ];
  });
}

const SQUARE = "def f(x):\n    return x ** 2\nbackward(g):\n    return";

describe("found", () => {
  test.each([
    [
      "a sign",
      `x = param([1, 2])\nL = sum(f(x))`,
      `${SQUARE} -2 * g * x`,
      ["sign at f(x), it begins here in lib.grad: -2 * g * x, 0 fixes", "the sign is wrong."],
    ],
    [
      "in a loop and a function of this file, once",
      "def twice(z):\n    for i in range(2):\n        z = f(z)\n    return z\nx = param([1, 2])\nL = sum(twice(x))",
      `${SQUARE} g * x`,
      ["factor at f(z), it begins here in lib.grad: g * x, 0 fixes", "this is 1/2 of the derivative."],
    ],
    [
      "in a function that another one of that file calls",
      "x = param([1, 2])\nL = sum(f(x))",
      "def h(x):\n    return x ** 2\nbackward(g):\n    return 2 * x\ndef f(x):\n    return h(x) + 1",
      [
        "missing-upstream at f(x), it begins here in lib.grad: 2 * x, 0 fixes",
        "this is the local gradient alone, without the upstream gradient g.",
      ],
    ],
    [
      "a slope of one branch, with the condition in that file's words",
      "x = param([-1, 2])\nL = sum(f(x) ** 2)",
      "def f(x):\n    return where(x > 0, x, 0.1 * x)\nbackward(g):\n    return where(x > 0, g, 0)",
      [
        "branch at f(x), it begins here in lib.grad: where(x > 0, g, 0), 0 fixes",
        "this is right only where x > 0.",
      ],
    ],
  ])("%s", (_, lines, lib, expected) => {
    expect(said(`from "lib.grad" import f\n${lines}\nL.backward()\n--- lib.grad\n${lib}\n`)).toEqual(
      expected,
    );
  });
});

test.each([
  ["a right one", `${SQUARE} 2 * g * x`],
  [
    "one that lets the gradient through on purpose, and a block around it",
    "def h(x):\n    return floor(x)\nbackward(g):\n    return g\ndef f(x):\n    return h(x) * 2\nbackward(g):\n    return 2 * g",
  ],
])("nothing is said of %s", (_, lib) => {
  expect(
    said(`from "lib.grad" import f\nx = param([1, 2])\nL = sum(f(x))\nL.backward()\n--- lib.grad\n${lib}\n`),
  ).toEqual([]);
});
