/** Texts that nobody would write: programs with tokens, lines and brackets changed, with odd characters, and with huge and nested things. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { gates } from "../../src/ops/index.ts";
import { librarySources } from "../../src/stdlib/index.ts";
import { layOut } from "../../src/syntax/layout.ts";
import { lex } from "../../src/syntax/lexer.ts";
import programs from "../golden/programs.json" with { type: "json" };

const folder = join(import.meta.dirname, "../../examples");

/** What is mutated: the examples, and the programs whose numbers are PyTorch's. */
export const texts: readonly string[] = [
  ...globSync("*.grad", { cwd: folder })
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8")),
  ...programs.map(({ source }) => source),
];

/** Characters that texts rarely hold: half of a pair, line ends of all kinds, marks, signs that look like others. */
const odd = [
  ...Array.from(
    "\u0000\u0007\u0008\u001B\u007F\u0085\u00A0\u00AD\u200B\u200D\u2028\u2029\u202E\u2066\uFEFF\uFFFD\uFFFF",
  ),
  ...Array.from("\t\v\f\r\n\\'\"`$?!~^&|;²½٣Ⅷ×÷−∂∇λ𝟘😀é"),
  "e\u0301",
  "\uD800",
  "\uDC00",
  "\uD83D",
  "\r\n",
  '"""',
  "/*",
  "<!--",
];

const numbers = [
  ..."0 -0 1 2 -1 .5 1. 1e 1e308 1e400 5e-324 0x10 0b1 1_000 1__0 1j 007 10**8 2**53 99999999999 99999999999999999999".split(
    " ",
  ),
  "9".repeat(400),
];

const phrases = [
  ..."( ) [ ] { } , : . ... = == != <= += **= @= -> := @ % // ** * + - < and or not in is if else elif for while def return".split(
    " ",
  ),
  ..."backward backward(g): import from load lambda None True False nan inf x y f self .T .shape .grad .backward() .item() [0]".split(
    " ",
  ),
  ..."[-1] [::2] [:,None] [...] [[0,1]] [x>0] dim=0 dim=-1 keepdim=True constructor=1 __proto__ toString=2 hasOwnProperty".split(
    " ",
  ),
  "zeros(0)",
  "zeros(100000, 100000, 0)",
  "zeros(99999, 99999)",
  "ones(3, 4)",
  "randn(2)",
  'load("d.csv")',
  'load("\uD800.csv")',
  'from "lib.grad" import s',
  "for i in range(3):",
  "for i in range(0):",
  "def f(x):",
  "return x, x",
  "grad(f, x)",
  "\n",
  "\n    ",
  "\n\t",
  "  ",
];

/** Every function that can be called, with something to be called with. */
const calls = [
  ...gates.map(({ name }) => name),
  ...librarySources.flatMap(({ text }) => [...text.matchAll(/^def (\w+)/gm)].map(([, name]) => name!)),
];

/** Opens and closes of things that can stand in each other. */
const nests: readonly (readonly [string, string])[] = [
  ["(", ")"],
  ["[", "]"],
  ["exp(", ")"],
  ["sum(", ")"],
  ["-", ""],
  ["not ", ""],
  ["", ".T"],
  ["", ".exp()"],
  ["", "[0:]"],
  ["", " + x"],
  ["", " ** 2"],
  ["", " if x else x"],
  ["", " == x"],
  ["", ", 1"],
  ["zeros(", ", 1)"],
  ["x[", "]"],
];

/** Heads of blocks, and how deep each may stand in itself: what turns twice is as much work as two to the depth. */
const blocks: readonly (readonly [string, number])[] = [
  ["for i in range(1):", 100],
  ["for i in range(2):", 8],
  ["def f(x):", 100],
  ["if x:", 100],
  ["backward(g):", 100],
];

const kinds = [
  "drop token",
  "double token",
  "swap tokens",
  "other token",
  "put number",
  "put phrase",
  "put call",
  "put odd",
  "drop character",
  "drop line",
  "double line",
  "swap lines",
  "other line",
  "indent line",
  "dedent line",
  "cut line",
  "join lines",
  "nest",
  "nest lines",
  "lengthen",
  "many lines",
  "cut text",
] as const;

/** A change of a text: what, where (of all that there is, counted round), with which of what can be put there, and how often. */
export const mutation = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fc.nat(5000),
  by: fc.nat(5000),
  count: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 4, arbitrary: fc.integer({ min: 5, max: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 61, max: 3000 }) },
  ),
});

export type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

/** The most characters that a mutation adds: a text that is large by itself does not become huge. */
const MOST = 40_000;

export function mutate(text: string, { kind, at, by, count }: Mutation): string {
  const tokens = layOut(lex(text));
  const token = (i: number): readonly [number, number] => {
    const index = tokens.count === 0 ? 0 : i % tokens.count;
    return [tokens.starts[index] ?? 0, tokens.ends[index] ?? 0];
  };
  const [start, end] = token(at);
  const own = text.slice(start, end);
  const put = (what: string, from = start, to = start): string =>
    text.slice(0, from) + what.slice(0, MOST) + text.slice(to);
  const lines = text.split("\n");
  const line = at % lines.length;
  const ownLine = lines[line] ?? "";
  const withLines = (count: number, ...others: readonly string[]): string =>
    lines.toSpliced(line, count, ...others).join("\n");
  switch (kind) {
    case "drop token":
      return put("", start, end);
    case "double token":
      return put(`${own} `);
    case "swap tokens": {
      const [from, to] = token(at + 1);
      return from < end ? text : put(text.slice(from, to) + text.slice(end, from) + own, start, to);
    }
    case "other token":
      return put(text.slice(...token(by)), start, end);
    case "put number":
      return put(choose(numbers, by), start, end);
    case "put phrase":
      return put(` ${choose(phrases, by)} `, start, count === 1 ? end : start);
    case "put call":
      return put(`${choose(calls, by)}(${own}${", 2".repeat(Math.min(count - 1, 4))})`, start, end);
    case "put odd": {
      const place = (at * 7 + by) % (text.length + 1);
      return put(choose(odd, by).repeat(count), place, place);
    }
    case "drop character": {
      const place = (at * 7 + by) % (text.length + 1);
      return put("", place, place + count);
    }
    case "drop line":
      return withLines(1);
    case "double line":
      return withLines(0, ...Array<string>(Math.min(count, 20)).fill(ownLine));
    case "swap lines":
      return withLines(2, ...lines.slice(line, line + 2).reverse());
    case "other line":
      return withLines(0, choose(choose(texts, by).split("\n"), at));
    case "indent line":
      return withLines(1, `${[" ", "    ", "\t"][by % 3]}${ownLine}`);
    case "dedent line":
      return withLines(1, ownLine.slice(by % 5));
    case "cut line":
      return withLines(1, ownLine.slice(0, by % (ownLine.length + 1)));
    case "join lines":
      return withLines(2, lines.slice(line, line + 2).join(" "));
    case "nest": {
      const [open, close] = choose(nests, by);
      const most = Math.floor(MOST / (open.length + close.length + 1));
      const times = Math.min(count, most);
      // One time in four something is left open.
      return put(open.repeat(times) + own + close.repeat(by % 4 === 3 ? times - 1 : times), start, end);
    }
    case "nest lines": {
      const [head, deepest] = choose(blocks, by);
      const depth = Math.min(count, deepest);
      const heads = Array.from({ length: depth }, (_, i) => " ".repeat(i) + head);
      return withLines(0, ...heads, `${" ".repeat(depth)}${ownLine.trim()}`);
    }
    case "lengthen":
      return put(own.repeat(count), start, end);
    case "many lines":
      return withLines(
        1,
        ...Array.from({ length: Math.min(count, 300) }, (_, i) => ownLine.replace(/\bx\b/, `x${i}`)),
      );
    case "cut text":
      return text.slice(0, (at * 7 + by) % (text.length + 1));
  }
}

function choose<T>(all: readonly T[], by: number): T {
  return all[by % all.length]!;
}

/** A program and what happens to it. */
export const mutated = fc
  .record({
    text: fc.nat(texts.length - 1),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
  })
  .map(({ text, mutations }) => mutations.reduce(mutate, texts[text]!));
