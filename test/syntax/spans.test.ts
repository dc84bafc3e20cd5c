/** Spans are exact: cut out of the text, every expression and statement says the same again. */
import { expect, test } from "vitest";
import operators from "../golden/operators.json" with { type: "json" };
import programs from "../golden/programs.json" with { type: "json" };
import { parse } from "../../src/syntax/parser.ts";
import { printExpr, printTree } from "../../src/syntax/print.ts";
import type { Expr, Stmt, Tree } from "../../src/syntax/tree.ts";
import { walkExpressions } from "../../src/syntax/walk.ts";
import { checkSpans } from "./check-spans.ts";
import { sample } from "./sample.ts";

const texts = [sample, ...[...programs, ...operators].map(({ source }) => source)];

test("every golden program is read without a problem", () => {
  expect(texts.length).toBeGreaterThan(250);
  for (const text of texts) {
    const { tree, problems } = parse(text);
    expect(problems, text).toEqual([]);
    checkSpans(tree);
  }
});

test("line breaks of either kind make the same tree", () => {
  for (const text of texts) {
    const windows = parse(text.replaceAll("\n", "\r\n"));
    expect(printed(windows.tree.statements)).toBe(printed(parse(text).tree.statements));
    checkSpans(windows.tree);
  }
});

test("an expression's span is its text", () => {
  let count = 0;
  for (const text of texts) {
    walkExpressions(parse(text).tree, (expr) => {
      count += 1;
      expect(printExpr(valueOf(text.slice(expr.span.start, expr.span.end)))).toBe(printExpr(expr));
    });
  }
  expect(count).toBeGreaterThan(10_000);
});

test("a statement's span is its text", () => {
  for (const text of texts) {
    for (const stmt of parse(text).tree.statements) {
      expect(printed(parse(text.slice(stmt.span.start, stmt.span.end)).tree.statements)).toBe(
        printed([stmt]),
      );
    }
  }
});

const places: readonly (readonly [string, string, (tree: Tree) => unknown])[] = [
  [
    "the words of a header",
    "for i in range(3): a = i",
    ({ statements: [one] }) => one?.kind === "for" && one.header,
  ],
  [
    "a def's header",
    "def f(x, y=2):\n    return x\n",
    ({ statements: [one] }) => one?.kind === "def" && one.header,
  ],
];

test.each(places)("%s", (_, text, find) => {
  expect(find(parse(text).tree)).toEqual({ start: 0, end: text.indexOf(":") + 1 });
});

test("a def ends with its backward block, and a block ends with its last token", () => {
  const text = "def f(x):\n    return x\n\n# between\nbackward(g):\n    return g  # the end\n\n\nx = 1\n";
  const [def] = parse(text).tree.statements;
  expect(text.slice(def?.span.start, def?.span.end)).toBe(text.slice(0, text.indexOf("  # the end")));
  expect(def).toMatchObject({ backward: { keyword: { start: 34, end: 42 }, span: { start: 34 } } });
});

test("comments are kept with their places", () => {
  const text = "# a\nx = '# no'  # b\r\ny = (1 # c\n)";
  const comments = parse(text).tree.comments.map(({ span }) => text.slice(span.start, span.end));
  expect(comments).toEqual(["# a", "# b", "# c"]);
});

/** An expression on its own, read between brackets, because it may go over several lines. */
function valueOf(source: string): Expr {
  const [stmt] = parse(`_ = (\n${source}\n)`).tree.statements;
  if (stmt?.kind !== "bind") throw new Error(`Not an expression: ${source}`);
  return stmt.value.kind === "paren" ? stmt.value.inner : stmt.value;
}

/** A statement on its own; the comments above a function are not part of it. */
function printed(statements: readonly Stmt[]): string {
  const plain = statements.map((one) => (one.kind === "def" ? { ...one, doc: "" } : one));
  return printTree({ text: "", statements: plain, comments: [] });
}
