/** Whatever a person does to a file, parsing does not throw, always ends, and what is broken costs its own statement. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { layOut } from "../../src/syntax/layout.ts";
import { lex } from "../../src/syntax/lexer.ts";
import { parse } from "../../src/syntax/parser.ts";
import { printTree } from "../../src/syntax/print.ts";
import { Kind } from "../../src/syntax/tokens.ts";
import type { Stmt } from "../../src/syntax/tree.ts";
import { checkSpans } from "./check-spans.ts";
import { sample } from "./sample.ts";

const { tree, problems } = parse(sample);
const tokens = layOut(lex(sample));

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where the tokens of the sample stand that have any text. */
const places: readonly Place[] = Array.from({ length: tokens.count }, (_, i) => ({
  start: tokens.starts[i] ?? 0,
  end: tokens.ends[i] ?? 0,
})).filter(({ start, end }, i) => end > start && tokens.kinds[i] !== Kind.end);

test("the sample is good and uses every kind of statement", () => {
  expect(problems).toEqual([]);
  expect(places.length).toBeGreaterThan(300);
  const kinds = new Set(tree.statements.map(({ kind }) => kind));
  for (const kind of ["bind", "augmented", "backward", "minimize", "def", "for", "from"]) {
    expect([...kinds]).toContain(kind);
  }
});

test("every prefix keeps the statements before the one that breaks off", () => {
  for (let length = 0; length <= sample.length; length++) {
    const prefix = parse(sample.slice(0, length)).tree;
    checkSpans(prefix);
    // A line that ends may still be followed by a backward block, so the last whole statement is left out too.
    const whole = tree.statements.filter(({ span }) => span.end < length).slice(0, -1);
    expect(printed(prefix.statements).slice(0, whole.length)).toEqual(printed(whole));
  }
});

test("every token that is missing costs its statement only", () => {
  for (const { start, end } of places) {
    expectOthersKept(start, without(start, end), `without ${sample.slice(start, end)} at ${start}`);
  }
});

const intruders = [
  "(",
  "[",
  "{",
  ")",
  "]",
  "}",
  '"',
  "=",
  ",",
  ":",
  ".",
  "$",
  "if",
  "for",
  "x",
  "2",
  "**",
  "²",
];

test.each(intruders)("a %s too many costs its statement only", (intruder) => {
  for (const { start } of places) {
    expectOthersKept(
      start,
      `${sample.slice(0, start)}${intruder} ${sample.slice(start)}`,
      `${intruder} at ${start}`,
    );
  }
});

test("one missing token gives at most one problem in a line", () => {
  for (const { start, end } of places) {
    const text = without(start, end);
    const lines = parse(text).problems.map(({ span }) => text.slice(0, span.start).split("\n").length);
    expect(new Set(lines).size, `without ${sample.slice(start, end)} at ${start}`).toBe(lines.length);
  }
});

test("a soup of tokens can be read", () => {
  const words = [
    ...places.map(({ start, end }) => sample.slice(start, end)),
    ...intruders,
    "\n",
    "\n    ",
    "\n\t",
    ";",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (soup) => {
      checkSpans(parse(soup.join(" ")).tree);
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

test("a soup of characters can be read", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (soup) => {
      checkSpans(parse(soup).tree);
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

/** The sample without one token and the blanks behind it. */
function without(start: number, end: number): string {
  return sample.slice(0, start) + sample.slice(end).replace(/^ +/, "");
}

/**
 * All statements but those on the broken line have to come out as before, in their order. More may stand between them:
 * what is left of the broken ones.
 */
function expectOthersKept(offset: number, text: string, what: string): void {
  const broken = parse(text);
  checkSpans(broken.tree);
  const lineStart = sample.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = sample.indexOf("\n", offset);
  const others = tree.statements.filter(({ span }) => span.end <= lineStart || span.start >= lineEnd);
  expect(others.length).toBeGreaterThan(tree.statements.length - 3);
  expect(others.length).toBeLessThan(tree.statements.length);
  const after = printed(broken.tree.statements);
  let from = 0;
  const lost = printed(others).filter((one) => {
    const at = after.indexOf(one, from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
  expect(lost, what).toEqual([]);
}

function printed(statements: readonly Stmt[]): readonly string[] {
  return statements.map((one) => printTree({ text: "", statements: [one], comments: [] }));
}
