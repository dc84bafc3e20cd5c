/** Nothing that is long or deep overflows the stack, and the work grows with the text, not with its square. */
import { describe, expect, test } from "vitest";
import { createCursor } from "../../src/syntax/cursor.ts";
import { layOut } from "../../src/syntax/layout.ts";
import { lex } from "../../src/syntax/lexer.ts";
import { parse } from "../../src/syntax/parser.ts";
import { statements } from "../../src/syntax/statements.ts";
import type { Tokens } from "../../src/syntax/tokens.ts";
import { pathAt, walkExpressions } from "../../src/syntax/walk.ts";
import { sample } from "./sample.ts";

const many = 50_000;

const long: readonly (readonly [string, string, number])[] = [
  ["a sum", `x = a${" + a".repeat(many)}\n`, 2 * many + 1],
  ["a product", `x = a${" * a".repeat(many)}\n`, 2 * many + 1],
  ["a chain of and", `x = a${" and a".repeat(many)}\n`, 2 * many + 1],
  ["a chain of comparisons", `x = a${" < a".repeat(many)}\n`, many + 2],
  ["a list", `x = [a${", a".repeat(many)}]\n`, many + 2],
  ["a list over many lines", `x = [\n${"a,\n".repeat(many)}]\n`, many + 1],
];

test.each(long)("%s of any length is read and walked", (_, text, expressions) => {
  const { tree, problems } = parse(`${text}last = 1\n`);
  expect(problems).toEqual([]);
  let visited = 0;
  walkExpressions(tree, () => (visited += 1));
  expect(visited).toBe(expressions + 1);
  const path = pathAt(tree, text.indexOf("a"));
  expect(path[path.length - 1]).toMatchObject({ kind: "name", name: "a" });
});

const deep: readonly (readonly [what: string, text: string, code?: string])[] = [
  ["open brackets", `x = ${"(".repeat(10_000)}`],
  ["closed brackets", `x = ${"(".repeat(10_000)}a${")".repeat(10_000)}`],
  ["lists", `x = ${"[".repeat(10_000)}`],
  ["calls", `x = ${"f(".repeat(10_000)}`],
  ["indices", `x = ${"a[".repeat(10_000)}`],
  ["braces", `x = ${"{".repeat(10_000)}`, "braces"],
  ["signs", `x = ${"-".repeat(10_000)}a`],
  ["not", `x = ${"not ".repeat(10_000)}a`],
  ["powers", `x = a${" ** a".repeat(10_000)}`],
  ["methods", `x = a${".f()".repeat(10_000)}`],
  ["attributes", `x = a${".T".repeat(10_000)}`],
  ["indices behind one another", `x = a${"[0]".repeat(10_000)}`],
  ["calls behind one another", `x = a${"(0)".repeat(10_000)}`, "not-callable"],
  ["attributes in brackets, a few in each", `x = ${"(".repeat(100)}a${".T.T.T)".repeat(100)}`],
  ["attributes in arguments", `x = ${"f(".repeat(100)}a${".T.T.T)".repeat(100)}`],
  ["conditionals", `x = a${" if a else a".repeat(10_000)}`],
  ["defaults", `def f(x=${"(".repeat(10_000)}`],
  ["annotations", `x: ${"[".repeat(10_000)}`, "not-a-size"],
];

test.each(deep)("too many %s are one problem of their line", (_, text, expected = "too-deep") => {
  const { tree, problems } = parse(`first = 1\n${text}\nlast = 2\n`);
  expect(problems.map(({ code }) => code)).toEqual([expected]);
  expect(tree.statements.at(-1)).toMatchObject({ kind: "bind", targets: [{ name: { name: "last" } }] });
});

test("too many blocks are one problem", () => {
  const levels = Array.from({ length: 400 }, (_, level) => `${" ".repeat(level)}for i in range(2):\n`);
  const { tree, problems } = parse(`${levels.join("")}${" ".repeat(400)}x = 1\nlast = 2\n`);
  expect(problems.map(({ code }) => code)).toEqual(["too-deep"]);
  expect(tree.statements.map(({ kind }) => kind)).toEqual(["for", "bind"]);
});

describe("twice the text is twice the work", () => {
  const shapes: readonly (readonly [string, string])[] = [
    ["ordinary lines", sample],
    ["brackets that nothing closes", "x = f(a,\n"],
    ["brackets that nothing closes, in lists", "[\n"],
    ["brackets on one line", "("],
    ["arguments at the line's start", "f(a,\nb=f(a,\n"],
    ["closing brackets", ")]}"],
    ["headers without a block", "def f(\n"],
    ["backward headers", "backward(g):\n"],
    ["backward headers on one line", "backward(x; "],
    ["blocks of Python", "if x:\n    y = 1\nelse:\n    z = 2\n"],
    ["nested blocks of Python", "if x: if y: while z: "],
    ["strings that nothing closes", '"abc\n'],
    ["comments above functions", "# a\ndef f(x): return x\n"],
    ["bindings in a row", "a = "],
    ["names in a row", "a "],
    ["commas", "a, "],
    ["colons", "a: "],
  ];

  test.each(shapes)("%s", (_, shape) => {
    const repeats = Math.ceil(8_000 / shape.length);
    const once = visits(shape.repeat(repeats));
    const twice = visits(shape.repeat(2 * repeats));
    expect(once).toBeGreaterThan(repeats);
    expect(twice).toBeLessThan(2.3 * once + 1_000);
  });
});

/** How often the layout and the parser look at a token's kind. */
function visits(text: string): number {
  let count = 0;
  const counted = (tokens: Tokens): Tokens => {
    const kinds = new Proxy(tokens.kinds, {
      get(target, key) {
        count += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    return { ...tokens, kinds };
  };
  statements(createCursor(counted(layOut(counted(lex(text))))));
  return count;
}
