/** Puts selected lines into a function of their own, which takes what they read and gives what is read of them. */
import type { Analysis } from "../../analysis.ts";
import { lineBreakOf } from "../../base/line-index.ts";
import type { Span } from "../../base/span.ts";
import type { NameSymbol } from "../../check/resolve.ts";
import type { Stmt } from "../../syntax/tree.ts";
import { commentsAbove } from "../../syntax/comments-above.ts";
import { childStatements, defAt, headOf, statementsAt } from "../../syntax/walk.ts";
import { namesOf, spelled } from "../facts.ts";
import { freshNames, indentation, isRandom, trimmed, type Refactor } from "./refactoring.ts";

export const extractFunction: Refactor = ({ analysis }, selection) => {
  const lines = selectedLines(analysis, selection);
  const [first, last] = [lines.at(0), lines.at(-1)];
  if (first === undefined || last === undefined) return [];
  const indent = indentation(analysis, first);
  const path = statementsAt(analysis.tree.statements, first.span.start);
  const at = commentsAbove(analysis.text, path[0]!.span.start);
  const block = path.at(-2);
  const isMovable = lines.every((stmt) => isPlain(analysis, stmt) && indentation(analysis, stmt) === indent);
  // Functions stand before the first call, at top level: one inside another function goes before that.
  if (!isMovable || indent === undefined) return [];
  const { text } = analysis;
  const span = { start: first.span.start, end: last.span.end };
  const flow = flowOf(analysis, span, block);
  if (flow === undefined) return [];
  const newline = lineBreakOf(text);
  const name = freshNames(analysis)("step");
  const names = (symbols: readonly NameSymbol[]): string =>
    symbols.map((one) => spelled(analysis, one.name)).join(", ");
  const body = text
    .slice(span.start, span.end)
    .split(newline)
    .map((line, i) => (i === 0 ? line : line.startsWith(indent) ? line.slice(indent.length) : line));
  const written = [
    `def ${name}(${names(flow.reads)}):`,
    ...[...body, `return ${names(flow.results)}`].map((line) => (line === "" ? "" : `    ${line}`)),
    "",
    "",
  ].join(newline);
  const call = `${names(flow.results)} = ${name}(${names(flow.reads)})`;
  return [
    {
      title: "Extract to a function",
      edits:
        at === span.start
          ? [{ span, text: written + call }]
          : [
              { span: { start: at, end: at }, text: written },
              { span, text: call },
            ],
      fresh: name,
    },
  ];
};

/** The statements of one block that a selection holds whole; none where it cuts one. */
function selectedLines(analysis: Analysis, selection: Span): readonly Stmt[] {
  const { start, end } = trimmed(analysis, selection);
  if (start === end) return [];
  const path = statementsAt(analysis.tree.statements, start);
  const first = path.findIndex(({ span }) => span.start === start);
  if (first < 0) return [];
  const around = path[first - 1];
  const siblings = around === undefined ? analysis.tree.statements : childStatements(around);
  const held = siblings.filter(({ span }) => span.start >= start && span.start < end);
  const whole = held.at(-1)?.span.end;
  const isComment = whole !== undefined && /^[\t ]*#/u.test(analysis.text.slice(whole, end));
  return whole === end || isComment ? held : [];
}

/** Only bindings that compute, and loops of them: leaves and targets belong to the file, and so does what is drawn there. */
function isPlain(analysis: Analysis, stmt: Stmt): boolean {
  if (stmt.kind === "for") return stmt.body.every((inner) => isPlain(analysis, inner));
  if (stmt.kind !== "augmented" && stmt.kind !== "bind") return false;
  // A function draws numbers of its own.
  if (isRandom(analysis, stmt.value)) return false;
  if (stmt.kind === "augmented") return true;
  const made = analysis.program.bindings.filter((one) => one.stmt === stmt);
  return made.length > 0 && made.every(({ leaf, value }) => !leaf && value !== undefined);
}

interface Flow {
  readonly reads: readonly NameSymbol[];
  readonly results: readonly NameSymbol[];
}

/**
 * What lines read from above and what is read of them below. Undefined where a function looks at what they bind, and where a
 * result is used on the way to another one: what its use inside sends back would be in no name's gradient.
 */
function flowOf(analysis: Analysis, { start, end }: Span, block: Stmt | undefined): Flow | undefined {
  const reads = new Set<NameSymbol>();
  const bound = new Set<NameSymbol>();
  const { occurrences } = namesOf(analysis);
  const inside = occurrences.filter(({ span }) => span.start >= start && span.end <= end);
  const isValue = ({ kind }: NameSymbol): boolean =>
    ["value", "parameter", "loop", "upstream"].includes(kind);
  const boundAt = new Map<NameSymbol, number>();
  for (const { symbol, access, stmt } of inside) {
    if (access === "declare" && !boundAt.has(symbol)) boundAt.set(symbol, headOf(stmt).end);
  }
  for (const { symbol, access, span } of inside) {
    if (!isValue(symbol)) continue;
    if (access !== "read") bound.add(symbol);
    const isBefore = access !== "declare" && span.start < (boundAt.get(symbol) ?? Infinity);
    if (isBefore) reads.add(symbol);
  }
  if (inside.some(({ symbol }) => symbol.kind === "dimension")) return undefined;
  const results = new Set<NameSymbol>();
  for (const { symbol, access, span } of occurrences) {
    if (!bound.has(symbol)) continue;
    const isInside = span.start >= start && span.end <= end;
    // A name of before goes on with its new value.
    if (access === "declare" && !isInside && span.start < start) results.add(symbol);
    if (access === "declare") continue;
    const inLoop = block?.kind === "for" && span.start >= block.span.start && span.start < start;
    if (isInside || (span.start < start && !inLoop)) continue;
    const def = defAt(analysis.tree, span.start);
    if (def !== undefined && symbol.scope !== def) return undefined;
    results.add(symbol);
  }
  for (const symbol of results) {
    const own = inside.filter((one) => one.symbol === symbol);
    if (own.at(-1)?.access === "read" || own.at(-1)?.stmt.kind === "augmented") return undefined;
  }
  const last = inside.findLast(({ symbol, access }) => access !== "read" && bound.has(symbol));
  if (results.size === 0 && last !== undefined) results.add(last.symbol);
  return results.size === 0 ? undefined : { reads: [...reads], results: [...results] };
}
