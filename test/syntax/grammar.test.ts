/** The files that VS Code colours and indents by, held against the lexer's own idea of the language. */
import { describe, expect, test } from "vitest";
import operators from "../golden/operators.json" with { type: "json" };
import { Kind, keywords } from "../../src/syntax/tokens.ts";
import configuration from "../../syntaxes/language-configuration.json" with { type: "json" };
import grammar from "../../syntaxes/grad.tmLanguage.json" with { type: "json" };
import injection from "../../syntaxes/grad.markdown-injection.json" with { type: "json" };

const patterns = stringsAt(grammar, new Set(["match", "begin", "end"]));
const words = new Set(
  patterns.flatMap((pattern) => pattern.replaceAll(/\\[a-zA-Z]/g, " ").match(/[A-Za-z_]\w+/g) ?? []),
);

test("every pattern of the grammar is a regular expression", () => {
  expect(patterns.length).toBeGreaterThan(30);
  for (const pattern of patterns) expect(() => new RegExp(pattern, "u"), pattern).not.toThrow();
});

test("every name that the grammar includes is there", () => {
  const includes = stringsAt(grammar, new Set(["include"]));
  const names = new Set(Object.keys(grammar.repository).map((name) => `#${name}`));
  expect(includes.length).toBeGreaterThan(20);
  expect(includes.filter((name) => !names.has(name))).toEqual([]);
  expect([...names].filter((name) => !includes.includes(name))).toEqual([]);
});

test("the grammar knows every keyword of the language, and no function", () => {
  const used = [...keywords]
    .filter(([, kind]) => kind < Kind.lambda && kind !== Kind.as)
    .map(([word]) => word);
  expect(used.length).toBeGreaterThan(12);
  expect(used.filter((word) => !words.has(word))).toEqual([]);
  const functions = new Set(operators.flatMap(({ source }) => source.match(/[A-Za-z_]\w+(?=\()/g) ?? []));
  functions.delete("backward");
  expect(functions.size).toBeGreaterThan(100);
  expect([...functions].filter((name) => words.has(name))).toEqual([]);
});

test("a fence of Markdown holds the language's own grammar", () => {
  expect(stringsAt(injection, new Set(["include"]))).toContain(grammar.scopeName);
});

describe("indentation", () => {
  test("is made on Enter alone", () => {
    // With rules that look at all lines, the editor brings an indentation back that one has just left.
    expect(configuration).not.toHaveProperty("indentationRules");
  });

  const [opens, returns] = configuration.onEnterRules.map(
    ({ beforeText }) => new RegExp(beforeText.pattern, "u"),
  );

  test.each(["def f(x):", "for i in range(3):  # turns", "backward(g):", "    for i in range(3):"])(
    "%s",
    (line) => {
      expect(opens?.test(line)).toBe(true);
    },
  );
  test.each([
    "def f(x): return x",
    "def f(x): return x  # twice:",
    "x = 1",
    "y: [N] = 2",
    "# for:",
    "form = a[1:",
  ])("%s opens nothing", (line) => {
    expect(opens?.test(line)).toBe(false);
  });
  test.each([
    ["    return x", true],
    ["    return x, f(a)", true],
    ["    return f(", false],
    ["    return a, ", false],
    ["    returned = 1", false],
  ])("%s ends the block: %s", (line, ends) => {
    expect(returns?.test(line)).toBe(ends);
  });
});

test("a word of the editor is a name or a number of the language", () => {
  const { pattern, flags } = configuration.wordPattern;
  const found = "θ₁ + W1_a*x.sum(3.5e-2, .5) 𝐱²".match(new RegExp(pattern, `g${flags}`));
  expect(found).toEqual(["θ₁", "W1_a", "x", "sum", "3.5e-2", ".5", "𝐱²"]);
});

function stringsAt(value: unknown, keys: ReadonlySet<string>): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "string" && keys.has(key) ? [inner] : stringsAt(inner, keys),
  );
}
