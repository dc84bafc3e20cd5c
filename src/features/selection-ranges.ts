/** What a selection grows to: from the word to its operand, its expression, its statement, its block and the file. */
import type { Analysis } from "../analysis.ts";
import { touches, type Span } from "../base/span.ts";
import type { Stmt } from "../syntax/tree.ts";
import { nodeSpan, pathAt, type Node } from "../syntax/walk.ts";
import { commentRuns } from "./comment-runs.ts";

/** Nobody presses the key more often; a sum of thousands of terms is as deep. */
const MOST = 200;

/** The spans around an offset, from the innermost on, each in the next. */
export function selectionRanges(analysis: Analysis, offset: number): readonly Span[] {
  const { text, tree } = analysis;
  const path = pathAt(tree, offset);
  const around = [{ start: 0, end: text.length }, ...path.flatMap((node) => spansOf(node))];
  const innermost = path.at(-1);
  // The digits before a point are no word.
  const isNumber = innermost !== undefined && "kind" in innermost && innermost.kind === "number";
  const inside = [...commentsAt(analysis, offset), ...(isNumber ? [] : wordAt(text, offset))];
  const spans: Span[] = [];
  for (const span of [...around, ...inside]) {
    const outer = spans.at(-1);
    const isInside = touches(span, offset) && (outer === undefined || isSmaller(span, outer));
    if (isInside) spans.push(span);
  }
  return spans
    .slice(0, MOST / 2)
    .concat(spans.slice(Math.max(MOST / 2, spans.length - MOST / 2)))
    .reverse();
}

function isSmaller(inner: Span, outer: Span): boolean {
  return (
    inner.start >= outer.start && inner.end <= outer.end && inner.end - inner.start < outer.end - outer.start
  );
}

/** A node with the parts of it that are no nodes, the larger first: its blocks, what is in its brackets or quotes. */
function spansOf(node: Node): readonly Span[] {
  const own = nodeSpan(node);
  if (!("kind" in node)) return "body" in node ? [own, ...blockOf(node.body)] : [own];
  switch (node.kind) {
    case "def":
      return [own, ...blockOf(node.body), node.header];
    case "for":
      return [own, ...blockOf(node.body), node.header];
    case "call":
      return [own, node.argsSpan, inner(node.argsSpan)];
    case "list":
    case "paren":
    case "string":
      return [own, inner(own)];
    case "index": {
      const brackets = { start: node.object.span.end, end: own.end };
      return [own, brackets, inner(brackets)];
    }
    default:
      return [own];
  }
}

function blockOf(body: readonly Stmt[]): readonly Span[] {
  const [first, last] = [body[0], body.at(-1)];
  return first === undefined || last === undefined ? [] : [{ start: first.span.start, end: last.span.end }];
}

function inner({ start, end }: Span): Span {
  return { start: Math.min(start + 1, end), end: Math.max(start + 1, end - 1) };
}

/** The comment at an offset, and the run of lines that it is a part of. */
function commentsAt({ text, tree, lines }: Analysis, offset: number): readonly Span[] {
  const comment = tree.comments.find(({ span }) => touches(span, offset));
  if (comment === undefined) return [];
  const line = lines.lineAt(offset);
  const run = commentRuns(text, tree.comments, lines).find(
    ({ first, last }) => first <= line && line <= last,
  );
  const { start, end } = comment.span;
  const words = { start: start + (/^#[ \t]*/.exec(text.slice(start, end))?.[0].length ?? 0), end };
  const whole = run && { start: lines.startOf(run.first), end: lines.endOf(run.last) };
  return [...(whole === undefined ? [] : [whole]), comment.span, words];
}

function wordAt(text: string, offset: number): readonly Span[] {
  const before = /[\p{L}\p{M}\p{N}_]*$/u.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const behind = /^[\p{L}\p{M}\p{N}_]*/u.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  return before + behind === 0 ? [] : [{ start: offset - before, end: offset + behind }];
}
