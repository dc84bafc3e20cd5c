/** The formatter as text before and after; and over all programs that there are: it changes no tree, and twice is as once. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FormatOptions } from "../../src/features/format-lines.ts";
import { applyEdits } from "../../src/base/edits.ts";
import { createLineIndex } from "../../src/base/line-index.ts";
import { formatting, PLAIN_FORMAT } from "../../src/features/formatting.ts";
import { librarySources } from "../../src/stdlib/index.ts";
import { parse } from "../../src/syntax/parser.ts";
import { printTree } from "../../src/syntax/print.ts";
import { mutated, texts } from "../fuzz/mutations.ts";

function formatted(text: string, options: Partial<FormatOptions> = {}): string {
  const edits = formatting(parse(text), { ...PLAIN_FORMAT, ...options });
  expect(edits.filter(({ span, text: made }) => text.slice(span.start, span.end) === made)).toEqual([]);
  return applyEdits(text, edits);
}

/** What a text says, wherever its lines stand. */
function meaning(text: string): readonly string[] {
  const { tree, problems } = parse(text);
  return [printTree(tree), ...problems.map(({ code }) => code)];
}

/** Holds that a text says the same when it is formatted, and stays as it then is. */
function holds(text: string, options: Partial<FormatOptions> = {}): void {
  const once = formatted(text, options);
  expect(meaning(once), text).toEqual(meaning(text));
  expect(formatted(once, options), text).toBe(once);
}

describe("blanks stand", () => {
  test.each([
    ["x=1+2*-y**-2", "x = 1 + 2 * -y ** -2"],
    ["x  =  - ( a+b ) [ 0 , 1 : ] . T", "x = -(a + b)[0, 1:].T"],
    ["y=f (x , k = 1,*)", "y=f (x , k = 1,*)"],
    ["y = sum (x, dim = 1).f( keepdim=True )", "y = sum(x, dim=1).f(keepdim=True)"],
    ["x:[N,  _]=  [ 1,2 ]", "x: [N, _] = [1, 2]"],
    ["a,b=b,a ; c += 1", "a, b = b, a; c += 1"],
    ["x = a if(b)else[c]", "x = a if (b) else [c]"],
    ["x = not(a)and b<= c is  not d", "x = not (a) and b <= c is not d"],
    ["y = x[ ..., :2 ,None,-1:: 2]", "y = x[..., :2, None, -1::2]"],
    ["y = 1 .T + 1..T", "y = 1 .T + 1..T"],
    ["x = 1# one", "x = 1  # one"],
    ['from"a.grad"import f,x', 'from "a.grad" import f, x'],
    ["x = [\t1,\u00A02,]", "x = [1, 2,]"],
  ])("%s", (before, after) => {
    expect(formatted(`${before}\n`)).toBe(`${after}\n`);
  });
});

test("blocks are indented by their depth, comments with them", () => {
  const before = `# Doc.
def f( x:[N]=[1],k = 2 ) :
  # in the block
  for i in range( 2 ) :
     x = x*i
     # in the loop
  # in the block
  return x
# of the backward block
backward( g ):
\treturn g,None
def g(x) : return x
`;
  expect(formatted(before)).toBe(`# Doc.
def f(x: [N] = [1], k=2):
    # in the block
    for i in range(2):
        x = x * i
        # in the loop
    # in the block
    return x
# of the backward block
backward(g):
    return g, None
def g(x): return x
`);
  expect(formatted(before, { indentation: "\t" })).toContain("\n\t\tx = x * i\n\t\t# in the loop\n");
});

test("what is in brackets is aligned with the first of it, or hangs", () => {
  expect(
    formatted(`y = sum(a,
  b,
        # both
  c)
z = f(g(
  x,
        y
      ), 1)
w = (
a
 + b
    )
`),
  ).toBe(`y = sum(a,
        b,
        # both
        c)
z = f(g(
    x,
    y
), 1)
w = (
    a
    + b
)
`);
});

test("a matrix that is written a row a line has columns", () => {
  expect(
    formatted(`A = [[1,-2.5,3],
[10, 2,x]]
B = param([
  [ cos(t),-sin(t) ],  # first
  [ sin(t),cos(t) ],
])
v = [1,22,
  333, 4]
C = [[1, 20], [300, 4]]
names = [alpha,
    b]
`),
  ).toBe(`A = [[ 1, -2.5, 3],
     [10,    2, x]]
B = param([
    [cos(t), -sin(t)],  # first
    [sin(t),  cos(t)],
])
v = [  1, 22,
     333,  4]
C = [[1, 20], [300, 4]]
names = [alpha,
         b]
`);
});

test("comments behind lines stay in their column", () => {
  expect(formatted("a=1    # one\nbcd=2  # two\ne = 3 # three\nf = 4    # four\n")).toBe(
    "a = 1    # one\nbcd = 2  # two\ne = 3  # three\nf = 4  # four\n",
  );
});

test("blank lines are at most two, none stands at the start, and one line break ends the file", () => {
  expect(formatted("\n \nx = 1  \n\n  \n\n\ny = 2\n\n\n")).toBe("x = 1\n\n\ny = 2\n");
  expect(formatted("\uFEFF\r\nx=1\r\n\r\n\r\n\r\ny = 2 # c  ")).toBe("\uFEFFx = 1\r\n\r\n\r\ny = 2  # c\r\n");
  expect(formatted("\n \n")).toBe("");
  expect(formatted("# one \r# two")).toBe("# one\r# two\r");
});

test("a line that cannot be read is left as it is, and so is the indentation around it", () => {
  expect(formatted("x=1\ny  = = [ 2,\n   3\nz=3\n")).toBe("x = 1\ny  = = [ 2,\n   3\nz = 3\n");
  expect(formatted("def f(x):\n  y  = = 2\n  z=3\n  return z\nw=1\n")).toBe(
    "def f(x):\n  y  = = 2\n  z = 3\n  return z\nw = 1\n",
  );
});

test("a line that is too long is broken in the bracket that holds most of it", () => {
  const call = "y = scaled(a, b) + attention(words @ Wq, words @ Wk, words @ Wv)  # long\n";
  expect(formatted(call, { width: 60 })).toBe(
    "y = scaled(a, b) + attention(\n    words @ Wq, words @ Wk, words @ Wv\n)  # long\n",
  );
  expect(formatted(call, { width: 30 })).toBe(
    "y = scaled(a, b) + attention(\n    words @ Wq,\n    words @ Wk,\n    words @ Wv\n)  # long\n",
  );
  expect(formatted(call, { width: 0 })).toBe(call);
  expect(formatted("x = [1, 2, 3, 4, 5, 6]; y = f(1)\n", { width: 20 })).toBe(
    "x = [1, 2, 3, 4, 5, 6]; y = f(1)\n",
  );
});

test("a comment that is no documentation of a function does not become it", () => {
  holds("x = 1\n  # aside\ndef f(a):\n    return a\n");
  holds("def f(a):\n  return a\n  # aside\n# doc\ndef g(a):\n    return a\n");
});

test("the examples and the library are written as the formatter writes", () => {
  expect(texts.length).toBeGreaterThan(50);
  const examples = texts.slice(0, 23);
  expect(examples.filter((text) => formatted(text) !== text)).toEqual([]);
  // Some lines of the library are longer than a person's would be.
  const library = librarySources.filter(({ text }) => formatted(text, { width: 0 }) !== text);
  expect(library.map(({ path }) => path)).toEqual([]);
});

test("every program that there is says the same when it is formatted, and stays so", () => {
  for (const text of [...texts, ...librarySources.map((source) => source.text)]) {
    for (const width of [0, 100, 30]) holds(text, { width });
    holds(text, { indentation: "\t" });
    holds(text.replaceAll("\n", "\r\n"), { indentation: "  " });
  }
});

test("so does every program that nobody would write", () => {
  fc.assert(
    fc.property(mutated, fc.constantFrom(0, 20, 100), (text, width) => holds(text, { width })),
    { seed: 2, numRuns: 400 },
  );
});

describe("some rows are formatted as in the whole text", () => {
  /** Holds for every row, and for every three rows, that their edits are those of the whole text. */
  const holdsInRows = (text: string, width: number): void => {
    const parsed = parse(text);
    const options = { ...PLAIN_FORMAT, width };
    const all = formatting(parsed, options);
    const lines = createLineIndex(text);
    const count = lines.lineAt(text.length) + 1;
    for (let first = 0; first < count; first++)
      for (const last of [first, Math.min(first + 2, count - 1)]) {
        const rows = { start: lines.startOf(first), end: lines.endOf(last) };
        const wanted = all.filter(({ span }) => rows.start <= span.start && span.end <= rows.end);
        expect(formatting(parsed, options, rows), `rows ${first} to ${last} of\n${text}`).toEqual(wanted);
      }
  };

  test("in every program that there is, with its blanks changed", () => {
    for (const text of texts) holdsInRows(text.replaceAll(" = ", "=").replaceAll(/^ +/gm, "  "), 40);
  });

  test("in every program that nobody would write", () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom(0, 20, 100), (text, width) => holdsInRows(text, width)),
      { seed: 3, numRuns: 150 },
    );
  });
});
