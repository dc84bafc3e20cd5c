/** Lines end with a line feed, a carriage return, or both; a page break before a line is no indentation. */
import { describe, expect, test } from "vitest";
import { createLineIndex } from "../../src/base/line-index.ts";
import { parse } from "../../src/syntax/parser.ts";
import { printTree } from "../../src/syntax/print.ts";
import { numbersOf } from "../numbers.ts";

const lines = [
  "# (x + 1) · 2",
  "# in two functions",
  "def f(x):  # adds",
  "    y = (x",
  "         + 1)",
  "    return y",
  "",
  "backward(g):",
  "    return g",
  "a = f(2) \\",
  "  * 2",
  "a.backward()",
];

describe.each([
  ["a carriage return", "\r"],
  ["both", "\r\n"],
])("%s", (_, lineBreak) => {
  const text = lines.join(lineBreak);

  test("gives the same tree as a line feed", () => {
    const { tree, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(printTree(tree)).toBe(printTree(parse(lines.join("\n")).tree));
    const def = tree.statements.find((stmt) => stmt.kind === "def");
    expect(def?.doc).toBe("(x + 1) · 2\nin two functions");
  });

  test("ends the lines that positions are counted in", () => {
    const index = createLineIndex(text);
    expect(index.lineCount).toBe(lines.length);
    lines.forEach((line, i) => {
      expect(text.slice(index.startOf(i), index.endOf(i))).toBe(line);
      expect(index.lineAt(text.indexOf(line))).toBeLessThanOrEqual(i);
    });
  });

  test("ends a comment and a text", () => {
    expect(numbersOf(["x = 1 # one", "y = 2"].join(lineBreak)).values).toMatchObject({ x: 1, y: 2 });
    expect(parse(['x = "open', "y = 2"].join(lineBreak)).problems.map(({ code }) => code)).toEqual([
      "unclosed-string",
    ]);
  });
});

test("a program of lone carriage returns runs", () => {
  const { values, gradients } = numbersOf("x = 2\ry = x * 3\ry.backward()");
  expect([values["y"], gradients["x"]]).toEqual([6, 3]);
});

test("mixed breaks are a break each", () => {
  expect(createLineIndex("a\r\r\n\nb").lineCount).toBe(4);
});

test.each([
  "\fx = 1\n\f\ny = 2",
  "def f(x):\n    a = x\n\f\n  \f    return a\n\f\fy = f(2)",
  "x = 1\f\ny = 2\f+ 0",
])("page breaks in %j are read over", (text) => {
  expect(parse(text).problems).toEqual([]);
  expect(numbersOf(text).values["y"]).toBe(2);
});
