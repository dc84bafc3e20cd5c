/** Statements of Python that the language lacks: each is one problem that says what to write instead, its block aside. */
import { startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { problem, type Fix, type Problem } from "../problems.ts";
import { choiceByValues } from "./choice.ts";
import {
  advance,
  fail,
  identifier,
  kindAt,
  lastEnd,
  nameOf,
  peek,
  skipStatement,
  skipToColon,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { errorStatement, lastTokenEnd, silently } from "./ends.ts";
import { expression } from "./expressions.ts";
import { strikeLines } from "./foreign-fill.ts";
import { functionOfClass, isFunctionClass } from "./function-class.ts";
import { foreignWords } from "./foreign-words.ts";
import { block } from "./statements.ts";
import { Kind } from "./tokens.ts";
import type { Expr, Identifier, Stmt } from "./tree.ts";
import { replace, searched } from "./fixes.ts";
import { foreignWord } from "./unexpected.ts";
import { walkExpression, namesBoundIn } from "./walk.ts";

/** Whether a keyword heads a block in Python that has no meaning here. */
export function startsForeignBlock(kind: number): boolean {
  return kind === Kind.if || kind === Kind.else || (kind >= Kind.while && kind <= Kind.finally);
}

/** `if …:` with its block, and what belongs to it: `elif`, `else`, `except` and `finally` with theirs. */
export function foreignBlock(c: Cursor): Stmt {
  const first = peek(c);
  const word = spanOf(c, c.at);
  const found = foreignProblem(c, first);
  const names: Identifier[] = [];
  const branches: Branch[] = [];
  do {
    const kind = peek(c);
    const header = spanOf(c, c.at);
    advance(c);
    // Nothing is said of a class's name where it is used: what is wrong stands here.
    if (kind === Kind.class && peek(c) === Kind.name)
      names.push({ name: nameOf(c, c.at), span: spanOf(c, c.at) });
    const test = kind === Kind.if ? silently(c, () => expression(c)) : undefined;
    const isWhole = peek(c) === Kind.colon;
    skipToColon(c);
    if (peek(c) === Kind.colon) advance(c);
    const body = silently(c, () => block(c, header));
    branches.push({ kind, start: header.start, test: isWhole ? test : undefined, body });
    if (first !== Kind.class) for (const name of namesBoundIn(body)) names.push(name);
  } while (continuesBlock(peek(c)));
  const span = { start: word.start, end: lastTokenEnd(c) };
  const fix =
    first === Kind.if
      ? (choices(c, span, branches) ?? strikePrinting(c, span, branches))
      : first === Kind.with
        ? unwrapped(c, span, branches, "Strike with and keep its lines")
        : first === Kind.try
          ? unwrapped(c, span, branches, "Strike try and keep its lines")
          : found.code === "function-class" && c.problems.length <= searched
            ? functionOfClass(c.text, span)
            : undefined;
  fail(c, fix === undefined ? found : { ...found, fixes: [fix] });
  return errorStatement(span, names, []);
}

/** One header, where it starts, with its block; `test` is the condition of an `if` that could be read to its colon. */
interface Branch {
  readonly kind: number;
  readonly start: number;
  readonly test: Expr | undefined;
  readonly body: readonly Stmt[];
}

/** Each name that an `if` and its `else` bind, bound to a choice; without an `else` the name keeps its value otherwise. */
function choices(c: Cursor, span: Span, branches: readonly Branch[]): Fix | undefined {
  const [yes, no] = branches;
  const then = yes && boundValues(yes.body);
  const otherwise = no && boundValues(no.body);
  if (yes?.test === undefined || !isReadable(yes.test) || then === undefined || branches.length > 2)
    return undefined;
  if (no !== undefined && (no.kind !== Kind.else || otherwise?.length !== then.length)) return undefined;
  const isSame = (one: Bound, other: Bound | undefined): boolean =>
    one.name === other?.name && one.operator === other.operator;
  if (otherwise?.every((one, i) => isSame(one, then[i])) === false) return undefined;
  const { test } = yes;
  const lines = then.map(({ name, operator, value }, i) => {
    const other = otherwise?.[i]?.value ?? neutral.get(operator) ?? name;
    return `${name} ${operator}= ${choiceByValues(c.text, test, value, other)}`;
  });
  const indentation = c.text.slice(startOfLine(c.text, span.start), span.start);
  return replace("Choose by values", span, lines.join(`\n${indentation}`));
}

/** A block that does nothing but print can go. */
function strikePrinting(c: Cursor, span: Span, branches: readonly Branch[]): Fix | undefined {
  const body = branches.flatMap((branch) => branch.body);
  const prints = body.every((stmt) => /^(?:print\s*\(|pass\b)/.test(c.text.slice(stmt.span.start)));
  return prints && body.length > 0 ? strikeLines(c.text, span) : undefined;
}

/** The lines of the blocks without their headers, at the header's indentation; what an `except` would do is left out. */
function unwrapped(c: Cursor, span: Span, branches: readonly Branch[], title: string): Fix | undefined {
  const start = startOfLine(c.text, span.start);
  const outer = c.text.slice(start, span.start);
  const kept: string[] = [];
  for (const [i, { kind, start: from }] of branches.entries()) {
    if (kind === Kind.except) continue;
    const next = branches[i + 1]?.start;
    const end = next === undefined ? span.end : startOfLine(c.text, next);
    const [, ...lines] = c.text.slice(from, end).split(/(?<=\r\n|\r(?!\n)|\n)/);
    const inner = /^[ \t]*/.exec(lines.find((line) => line.trim() !== "") ?? "")?.[0] ?? "";
    if (outer.trim() !== "" || inner.length <= outer.length) return undefined;
    for (const line of lines) kept.push(line.startsWith(inner) ? outer + line.slice(inner.length) : line);
  }
  const isLast = branches.at(-1)?.kind !== Kind.except;
  return replace(title, { start, end: span.end }, isLast ? kept.join("") : kept.join("").trimEnd());
}

/** What changes nothing behind `+=` and its like. */
const neutral: ReadonlyMap<string, string> = new Map([
  ["+", "0"],
  ["-", "0"],
  ["*", "1"],
  ["/", "1"],
]);

/** `name = value`, or `name += value` with its operator. */
interface Bound {
  readonly name: string;
  readonly operator: string;
  readonly value: Expr;
}

/** The names and values of a block that does nothing but bind names, one a line. */
function boundValues(body: readonly Stmt[]): readonly Bound[] | undefined {
  const bound = body.flatMap((stmt): Bound | [] => {
    if (stmt.kind === "augmented" && neutral.has(stmt.operator) && isReadable(stmt.value))
      return { name: stmt.target.name, operator: stmt.operator, value: stmt.value };
    if (stmt.kind !== "bind" || stmt.value.kind === "tuple" || !isReadable(stmt.value)) return [];
    const [target, second] = stmt.targets;
    if (target === undefined || second !== undefined || target.annotation !== undefined) return [];
    return { name: target.name.name, operator: "", value: stmt.value };
  });
  return bound.length === body.length && bound.length > 0 ? bound : undefined;
}

/** So ends what is said of a word whose line can go. */
const STRIKE = "strike the line";

/** A word or a decorator whose line has no meaning. */
export function foreignLine(c: Cursor): Stmt {
  const kind = peek(c);
  const { start } = spanOf(c, c.at);
  const said = kind === Kind.foreign ? foreignWords.get(textOf(c, c.at)) : undefined;
  const found = foreignProblem(c, kind);
  // Of `async def f(x):` the name is known below.
  const names =
    kindAt(c, c.at + 1) === Kind.def && kindAt(c, c.at + 2) === Kind.name ? [identifier(c, c.at + 2)] : [];
  skipStatement(c);
  const span = { start, end: lastEnd(c) };
  const isLine = kind === Kind.matmul || textOf(c, c.at - 1) === "pass" || said?.endsWith(STRIKE) === true;
  fail(c, isLine ? { ...found, fixes: [strikeLines(c.text, span, "Strike it")] } : found);
  return errorStatement(span, names, []);
}

/** `// …` or `% …`: a comment of another language. */
export function foreignComment(c: Cursor): Stmt {
  const sign = spanOf(c, c.at);
  skipStatement(c);
  fail(c, problem("comment-sign", sign, [], { fix: replace("Write #", sign, "#") }));
  return errorStatement({ start: sign.start, end: lastEnd(c) }, [], []);
}

function continuesBlock(kind: number): boolean {
  return kind === Kind.elif || kind === Kind.else || kind === Kind.except || kind === Kind.finally;
}

function foreignProblem(c: Cursor, kind: number): Problem {
  const span = spanOf(c, c.at);
  const word = textOf(c, c.at);
  switch (kind) {
    case Kind.if:
      return problem("if-statement", span, []);
    case Kind.elif:
    case Kind.else:
      return problem("else-statement", span, [word]);
    case Kind.while:
      return problem("while-statement", span, []);
    case Kind.class:
      return problem(isFunctionClass(c.text, span) ? "function-class" : "class-statement", span, []);
    case Kind.with:
      return problem("with-statement", span, []);
    case Kind.try:
    case Kind.except:
    case Kind.finally:
      return problem("try-statement", span, [word]);
    case Kind.matmul:
      return problem("decorator", span, []);
    default:
      return foreignWord(c);
  }
}

function isReadable(expr: Expr): boolean {
  let readable = true;
  walkExpression(expr, ({ kind }) => {
    if (kind === "error") readable = false;
  });
  return readable;
}
