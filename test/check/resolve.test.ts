/** The table of names: which occurrences mean the same, and what each is. */
import { expect, test } from "vitest";
import { resolveNames } from "../../src/check/resolve.ts";
import { analyse } from "../check.ts";

/** Every name with what it is; the same number means the same thing. */
function names(source: string): string {
  const { tree, program } = analyse(source);
  const symbols: unknown[] = [];
  const { occurrences } = resolveNames(tree, program.functions);
  return occurrences
    .map(({ span, symbol, access }) => {
      if (!symbols.includes(symbol)) symbols.push(symbol);
      const own = symbol.kind === "function" && !symbol.isOwn ? " of Nabla" : "";
      const text = (source.split(/^--- /mu)[0] ?? "").slice(span.start, span.end);
      return `${text} ${symbols.indexOf(symbol)} ${symbol.kind}${own}${access === "read" ? "" : ` ${access}`}`;
    })
    .join("\n");
}

test("values, functions, dimensions and arguments are named apart, and functions have names of their own", () => {
  expect(
    names(`sum: [N] = [1, 2]
def f(x, sum=sum):
    for i in range(2): y = x * i
    return y + sum
backward(g):
    dx = g * y
    return dx, g
y = f(sum(sum, dim=0), sum=pi).T
for i in range(2): y += i`),
  ).toMatchInlineSnapshot(`
    "sum 0 value declare
    N 1 dimension
    f 2 function declare
    x 3 parameter declare
    sum 4 parameter declare
    sum 0 value
    i 5 loop declare
    y 6 value declare
    x 3 parameter
    i 5 loop
    y 6 value
    sum 4 parameter
    g 7 upstream declare
    dx 8 value declare
    g 7 upstream
    y 6 value
    dx 8 value
    g 7 upstream
    y 9 value declare
    f 2 function
    sum 10 function of Nabla
    sum 0 value
    dim 11 argument
    sum 12 argument
    pi 13 number
    T 14 attribute
    i 15 loop declare
    y 9 value write
    i 15 loop"
  `);
});

test("an imported function is one, and what a file calls it by is its own", () => {
  expect(names(`from "l.grad" import block, W\ny = block(W)\n--- l.grad\nW = 2\ndef block(x): return x`))
    .toMatchInlineSnapshot(`
    "block 0 function declare
    W 1 value declare
    y 2 value declare
    block 0 function
    W 1 value"
  `);
});

test("finds what an offset touches; at a border what starts there", () => {
  const source = "ab = 1\nc = ab*ab";
  const { tree, program } = analyse(source);
  const table = resolveNames(tree, program.functions);
  expect([0, 1, 2, 3, 7, 11, 13, 14, 16].map((offset) => table.at(offset)?.symbol.name ?? "")).toEqual([
    "ab",
    "ab",
    "ab",
    "",
    "c",
    "ab",
    "ab",
    "ab",
    "ab",
  ]);
});
