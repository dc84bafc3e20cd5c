/**
 * Takes a tree over to a text that is written with other numbers and is the same otherwise. All that was made of the tree stays:
 * who has a part of it has the part of the newer text then. It is the one place where a tree changes.
 */
import type { Span } from "../base/span.ts";
import type { ExprOf, Stmt, Tree } from "./tree.ts";

/** The numbers that a text has otherwise than the one before, and where it does. */
export interface Retuning {
  readonly numbers: ReadonlySet<ExprOf<"number">>;
  /** The statements of the top level that hold them: from one on, up to another one. */
  readonly first: number;
  readonly end: number;
}

/** A part of a tree with another one's in its place: a field of it, and what the other one has there. */
interface Pair {
  readonly mine: object;
  readonly theirs: object;
  readonly key: string;
  readonly own: unknown;
  readonly other: unknown;
}

/** How another tree differs from one where nothing but numbers does; undefined where more does. */
export function retuningOf(old: Tree, next: Tree): Retuning | undefined {
  const { statements } = old;
  if (statements.length !== next.statements.length) return undefined;
  const start = commonStart(old.text, next.text);
  const tail = commonEnd(old.text, next.text, start);
  const stop = old.text.length - tail;
  // What stands between statements are comments, which may be a function's documentation.
  const first = statements.findIndex(({ span }) => span.start <= start && start <= span.end);
  if (first === -1) return undefined;
  let end = first + 1;
  while (end < statements.length && statements[end]!.span.start < stop) end++;
  if (statements[end - 1]!.span.end < stop) return undefined;
  // A line that was put between two statements is one, or belongs to one: then that begins or ends elsewhere.
  const shift = next.text.length - old.text.length;
  const isAt = (at: number, from: number, to: number): boolean => {
    const [mine, theirs] = [statements[at]!.span, next.statements[at]!.span];
    return theirs.start === mine.start + from && theirs.end === mine.end + to;
  };
  for (let at = 0; at < statements.length; at++) {
    const isOwn = at < first ? isAt(at, 0, 0) : at >= end ? isAt(at, shift, shift) : true;
    if (!isOwn) return undefined;
  }
  const [head, last] = [next.statements[first]!.span, next.statements[end - 1]!.span];
  if (head.start !== statements[first]!.span.start || last.end !== statements[end - 1]!.span.end + shift)
    return undefined;
  const numbers = new Set<ExprOf<"number">>();
  const textIn = ({ text }: Tree, part: object): string => {
    const { span } = part as { readonly span: Span };
    return text.slice(span.start, span.end);
  };
  const isAlike = eachPair(statements, next.statements, first, end, ({ mine, theirs, key, own, other }) => {
    // How a number or a name is written may be read too: 1 and 1.0, x₁ and x1.
    if (key === "value" && isNumber(mine)) {
      if (textIn(old, mine) !== textIn(next, theirs)) numbers.add(mine);
      return true;
    }
    if (key === "name" && textIn(old, mine) !== textIn(next, theirs)) return false;
    return own === other || ((key === "start" || key === "end") && !("kind" in mine));
  });
  return isAlike ? { numbers, first, end } : undefined;
}

/** Gives a tree the numbers and places of another one that differs so. */
export function retune(old: Tree, next: Tree, { first, end }: Retuning): void {
  const moves = old.text.length !== next.text.length;
  const until = moves ? old.statements.length : end;
  eachPair(old.statements, next.statements, first, until, ({ mine, key, other }) =>
    Reflect.set(mine, key, other),
  );
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** How many characters at the end are the same, of those behind `start`. */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count++;
  return count;
}

function isNumber(part: object): part is ExprOf<"number"> {
  return "kind" in part && part.kind === "number";
}

/** Visits what is no object in some statements of two trees, side by side; false where they have other parts or `visit` says so. */
function eachPair(
  old: readonly Stmt[],
  next: readonly Stmt[],
  first: number,
  end: number,
  visit: (pair: Pair) => boolean,
): boolean {
  const open: unknown[] = [];
  for (let i = first; i < end; i++) open.push(old[i], next[i]);
  while (open.length > 0) {
    const theirs = open.pop() as object;
    const mine = open.pop() as object;
    if (Array.isArray(mine) && (!Array.isArray(theirs) || mine.length !== theirs.length)) return false;
    for (const key of Object.keys(mine)) {
      const own: unknown = Reflect.get(mine, key);
      const other: unknown = Reflect.get(theirs, key);
      if (typeof own !== "object" || own === null) {
        if (!visit({ mine, theirs, key, own, other })) return false;
      } else if (typeof other === "object" && other !== null) open.push(own, other);
      else return false;
    }
  }
  return true;
}
