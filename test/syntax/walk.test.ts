/** Walking the tree, and finding what a caret stands in. */
import { expect, test } from "vitest";
import { parse } from "../../src/syntax/parser.ts";
import { nodeSpan, pathAt, walkExpressions, walkStatements } from "../../src/syntax/walk.ts";
import { sample } from "./sample.ts";

/** A caret `$0` in a program, and the texts of what it stands in, outermost first. */
const carets: readonly (readonly [string, readonly string[]])[] = [
  ["$0x = a", ["x = a", "x"]],
  ["x$0 = a", ["x = a", "x"]],
  ["x $0= a", ["x = a"]],
  ["x = $0a + b * c", ["x = a + b * c", "a + b * c", "a"]],
  ["x = a + b * $0c", ["x = a + b * c", "a + b * c", "b * c", "c"]],
  ["x = a $0+ b", ["x = a + b", "a + b"]],
  ["y: [N$0, 3] = a", ["y: [N, 3] = a", "[N, 3]", "N"]],
  ["f(a, k$0=b)", ["f(a, k=b)", "f(a, k=b)", "k=b", "k"]],
  ["f(a, k=$0b)", ["f(a, k=b)", "f(a, k=b)", "k=b", "b"]],
  ["a.f$0(x)", ["a.f(x)", "a.f(x)", "f"]],
  ["a.T$0", ["a.T", "a.T", "T"]],
  ["a[1, 2:n$0]", ["a[1, 2:n]", "a[1, 2:n]", "2:n", "n"]],
  ["(a$0)", ["(a)", "(a)", "a"]],
  ["a < b <= $0c", ["a < b <= c", "a < b <= c", "c"]],
  ["a if p$0 else b", ["a if p else b", "a if p else b", "p"]],
  ["for i$0 in range(n): x = i", ["for i in range(n): x = i", "i"]],
  ["for i in range(n): x = $0i", ["for i in range(n): x = i", "x = i", "i"]],
  ["def f(p, q=$0r): return p", ["def f(p, q=r): return p", "q=r", "r"]],
  [
    "def f(p): return p\nbackward(g$0): return g",
    ["def f(p): return p\nbackward(g): return g", "backward(g): return g", "g"],
  ],
  ["t.backward(u$0)", ["t.backward(u)", "u", "u"]],
  ["minimize(L, lr=$0r)", ["minimize(L, lr=r)", "lr=r", "r"]],
  ['from "x" import a, b$0', ['from "x" import a, b', "b"]],
  ["x[0] = $0a", ["x[0] = a", "a"]],
  ["x = f(a $0b)", ["x = f(a b)", "f(a b)", "a b", "a b"]],
  ["a\n$0\nb", []],
];

test.each(carets)("%s", (marked, expected) => {
  const offset = marked.indexOf("$0");
  expect(offset).toBeGreaterThanOrEqual(0);
  const text = marked.replace("$0", "");
  const path = pathAt(parse(text).tree, offset).map(nodeSpan);
  expect(path.map(({ start, end }) => text.slice(start, end))).toEqual(expected);
});

test("expressions are visited in the order of the text, outer ones first, with their statement", () => {
  const seen: string[] = [];
  const text = "a = f(b, c[d])\nfor i in range(e):\n    g.backward(h)\n";
  walkExpressions(parse(text).tree, ({ span }, stmt) =>
    seen.push(`${stmt.kind} ${text.slice(span.start, span.end)}`),
  );
  expect(seen).toEqual([
    "bind f(b, c[d])",
    "bind b",
    "bind c[d]",
    "bind c",
    "bind d",
    "for e",
    "backward g",
    "backward h",
  ]);
});

test("every statement is visited once, blocks after their headers", () => {
  const starts: number[] = [];
  walkStatements(parse(sample).tree.statements, ({ span }) => starts.push(span.start));
  expect(starts.length).toBe(50);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(new Set(starts).size).toBe(starts.length);
});
