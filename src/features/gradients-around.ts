/**
 * Which gradients of an earlier text still hold in one whose target is not known, because a line on the way to it is not whole:
 * those whose ways to the target lead around everything that was changed since, whatever that becomes. What a line that was not
 * changed makes is taken to keep its shape.
 */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import { boundNames } from "../check/bound-names.ts";
import type { Group, Node } from "../graph/ir.ts";
import { createNodeTable } from "../graph/node-table.ts";
import { visitAncestors } from "../graph/order.ts";
import type { Stmt } from "../syntax/tree.ts";
import { factsOf } from "./facts.ts";

/** A value as it is seen from a place. */
export interface Seen {
  readonly node: Node;
  readonly group: Group | undefined;
}

/** Tells of a value of `before` whether its gradient holds in `now`; undefined where that can be said of none. */
export function gradientsAround(before: Analysis, now: Analysis): ((seen: Seen) => boolean) | undefined {
  const change = changeBetween(before, now);
  if (change === undefined) return undefined;
  const { graph } = before.program;
  const made = new Uint8Array(graph.nodes.length);
  /** By place: what may lead to the target through something that was changed. */
  const leadsThrough = new Uint8Array(graph.nodes.length);
  mark(before, change, made, leadsThrough);
  /** By place: what is computed from something that was changed. */
  const isBehind = new Uint8Array(graph.nodes.length);
  graph.nodes.forEach(({ inputs }, i) => {
    isBehind[i] = made[i]! | Number(inputs.some((input) => isBehind[graph.index.get(input)!] === 1));
  });
  if (readsWhileBuilt(before, change, isBehind)) return undefined;
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    if (made[i] === 0 && leadsThrough[i] === 0) continue;
    for (const input of graph.nodes[i]!.inputs) leadsThrough[graph.index.get(input)!] = 1;
  }

  /** Nodes of the gradient, 1 where they are computed from something that was changed. */
  const derived = createNodeTable();
  const isComputedBehind = (node: Node): boolean => {
    const at = graph.index.get(node);
    if (at !== undefined) return isBehind[at] === 1;
    visitAncestors(
      node,
      (one) => graph.index.has(one) || derived.get(one) >= 0,
      (one) => derived.set(one, Number(one.inputs.some(isKnownBehind))),
    );
    return derived.get(node) === 1;
  };
  const isKnownBehind = (node: Node): boolean => {
    const at = graph.index.get(node);
    return at === undefined ? derived.get(node) === 1 : isBehind[at] === 1;
  };
  return ({ node, group }) => {
    const at = graph.index.get(node);
    if (at === undefined || made[at] === 1 || leadsThrough[at] === 1) return false;
    if (!isSameCall(before, now, group)) return false;
    const adjoint = before.adjointsIn(group)?.of(node);
    return adjoint === undefined || !isComputedBehind(adjoint);
  };
}

/** Whether a place in the functions around it is of the call that is shown in both. */
function isSameCall(before: Analysis, now: Analysis, place: Group | undefined): boolean {
  const { callOf, callCounts } = factsOf(before);
  for (let at = place; at !== undefined; at = at.parent) {
    const name = callOf.get(at)?.def.name.name;
    if (name !== undefined && callCounts.get(name) !== factsOf(now).callCounts.get(name)) return false;
  }
  return true;
}

/** What is another in a later text: the statements that were there, and where what is there now begins and ends. */
interface Change {
  readonly removed: Span;
  readonly text: string;
  /** The names that the removed statements bound. */
  readonly names: ReadonlySet<string>;
}

/** Undefined where the target itself may have changed, or what the names of other lines stand for. */
function changeBetween(before: Analysis, now: Analysis): Change | undefined {
  const { target, tree } = before;
  const isAsked =
    before.request.target === now.request.target && before.request.sources === now.request.sources;
  if (target === undefined || now.target !== undefined || now.program.full || !isAsked) return undefined;
  const [old, own] = [tree.statements, now.tree.statements];
  let first = 0;
  while (isSame(old[first], own[first], 0)) first += 1;
  let end = 0;
  const shift = now.text.length - before.text.length;
  const most = Math.min(old.length, own.length) - first;
  while (end < most && isSame(old.at(-1 - end), own.at(-1 - end), shift)) end += 1;
  const removed = old.slice(first, old.length - end);
  const added = own.slice(first, own.length - end);
  const span = (list: readonly Stmt[]): Span => ({
    start: list[first - 1]?.span.end ?? 0,
    end: list[list.length - end]?.span.start ?? Infinity,
  });
  const place = old.indexOf(target.stmt);
  const isLast = target.explicit || place >= old.length - end;
  const moves = [...removed, ...added].some(({ kind }) => kind === "from" || kind === "backward");
  if (place < 0 || removed.includes(target.stmt) || !isLast || moves) return undefined;
  const names = new Set(removed.flatMap(namesOf));
  const text = now.text.slice(span(own).start, span(own).end);
  const fresh = added.flatMap(namesOf).filter((name) => !names.has(name));
  const elsewhere = wordsIn(before.text.slice(0, span(old).start) + before.text.slice(span(old).end));
  return fresh.some((name) => elsewhere.has(name)) ? undefined : { removed: span(old), text, names };

  function isSame(a: Stmt | undefined, b: Stmt | undefined, by: number): boolean {
    return (
      a !== undefined &&
      b !== undefined &&
      a.kind === b.kind &&
      a.span.start + by === b.span.start &&
      a.span.end + by === b.span.end &&
      before.text.slice(a.span.start, a.span.end) === now.text.slice(b.span.start, b.span.end)
    );
  }
}

/** The names of the file that a statement binds. */
function namesOf(stmt: Stmt): readonly string[] {
  const own = boundNames(stmt).map(({ name }) => name);
  if (stmt.kind === "def") return [stmt.name.name];
  return stmt.kind === "for" ? [...own, ...stmt.body.flatMap(namesOf)] : own;
}

function isInside({ start, end }: Span, outer: Span): boolean {
  return start >= outer.start && end <= outer.end;
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set((text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).map((word) => word.normalize("NFKC")));
}

/** Marks by place what the removed statements made, and what they read, or what stands in their place now may read. */
function mark(
  { program }: Analysis,
  { removed, text, names }: Change,
  made: Uint8Array,
  read: Uint8Array,
): void {
  const { graph, origins, calls, bindings } = program;
  const isIn = (span: Span): boolean => isInside(span, removed);
  const set = (list: Uint8Array, node: Node): void => {
    const at = graph.index.get(node);
    if (at !== undefined) list[at] = 1;
  };
  origins.forEach(({ span }, i) => (made[i] = Number(isIn(span))));
  for (const { def, call, group } of calls) {
    if (!isIn(def.span) && !isIn(call.span)) continue;
    made.fill(1, group.first, group.last);
    // A function that gives back what it was given has no node of its own.
    for (const output of group.outputs) set(made, output);
    for (const input of group.inputs) set(read, input);
  }
  const named = wordsIn(text);
  for (const { name, span, value } of bindings) {
    if (value === undefined) continue;
    if (isIn(span)) set(made, value);
    if (named.has(name) || names.has(name)) set(read, value);
  }
}

/** Whether the graph itself is what it is because of such a value: a size, a condition, or what `grad` went through. */
function readsWhileBuilt(
  { program: { graph, settled } }: Analysis,
  { removed }: Change,
  isBehind: Uint8Array,
): boolean {
  const isUnsure = (node: Node): boolean => isBehind[graph.index.get(node) ?? -1] !== 0;
  return (
    settled.some(({ node, at }) => !isInside(at.span, removed) && isUnsure(node)) ||
    graph.groups.some(({ derives, inputs }) => derives === true && inputs.some(isUnsure))
  );
}
