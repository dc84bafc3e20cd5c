/** The hints at the ends of lines: the value that a line computes, and the target's gradient with respect to it. */
import type { Binding, CallRecord, Shown } from "../lower/program.ts";
import type { Stmt } from "../syntax/tree.ts";
import { walkStatements } from "../syntax/walk.ts";
import { shapeOf } from "../tensor/shape.ts";
import { blockHints } from "./block-hints.ts";
import { claimHints } from "./claims.ts";
import { type Entry } from "./entry.ts";
import type { Seen } from "./gradients-around.ts";
import { callAround, factsOf, isShown, lineNumber, shownCall, sourceOf, shorten, spelled } from "./facts.ts";
import {
  fitBehind,
  LazyHint,
  roomBehind,
  widthOf,
  type Content,
  type HintOptions,
  type HintPart,
  type LineHint,
} from "./line-hint.ts";
import { codeSpan, plain } from "./markdown.ts";
import { saidOf } from "./name-hint.ts";
import { isInShownTurn, shownLoop, turnText } from "./turns.ts";
import type { View } from "./view.ts";

/** Of a line that binds more names than this, a tooltip tells of the first ones. */
const MOST_ENTRIES = 20;

/** The hint of every line that has something to show or is still waiting for it. */
export function lineHints(view: View, options: HintOptions): readonly LineHint[] {
  return lineHintsOnDemand(view, options).filter(({ parts, fresh }) => parts.length > 0 || !fresh);
}

/**
 * The same for every line that binds or shows something; also where there is nothing to show. What a hint says is written
 * when it is read: an editor shows few lines of a long file.
 */
export function lineHintsOnDemand(view: View, options: HintOptions): readonly LineHint[] {
  const { analysis } = view;
  const lines = new Map<number, Entry[]>();
  for (const entry of entriesOf(view)) {
    const line = analysis.lines.lineAt(entry.stmt.span.end);
    const list = lines.get(line);
    if (list === undefined) lines.set(line, [entry]);
    else list.push(entry);
  }
  const seen = new Map<string, number>();
  const hints: LineHint[] = [];
  for (const entries of lines.values()) {
    const key = entries.map((entry) => entry.name ?? shorten(sourceOf(analysis, entry.stmt))).join(" ");
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    const offset = entries.reduce((most, { stmt }) => Math.max(most, stmt.span.end), 0);
    hints.push(new LazyHint(offset, `${key}#${before}`, () => contentOf(view, options, entries)));
  }
  return oneEachLine(
    view,
    [...callHints(view), ...loopHints(view), ...hints, ...blockHints(view, options), ...claimHints(view)],
    options.maximumLength,
  );
}

/** A function that stands on one line has its call and its numbers in one hint, or, without room for both, its numbers. */
function oneEachLine(view: View, hints: readonly LineHint[], most: number): readonly LineHint[] {
  const byLine = new Map<number, LineHint>();
  for (const hint of hints) {
    const line = view.analysis.lines.lineAt(hint.offset);
    const before = byLine.get(line);
    byLine.set(line, before === undefined ? hint : join(before, hint, most));
  }
  return [...byLine.values()].sort((a, b) => a.offset - b.offset);
}

function join(a: LineHint, b: LineHint, most: number): LineHint {
  const { offset, key, fresh } = b;
  if (b.parts.length === 0) return { offset, key, fresh, parts: a.parts, tooltip: a.tooltip };
  const both: readonly HintPart[] = [...a.parts, { text: "  ", kind: "note" }, ...b.parts];
  const tooltip = `${a.tooltip}\n\n${b.tooltip}`;
  return { offset, key, fresh, parts: widthOf(both) <= most ? both : b.parts, tooltip };
}

/** Of each name that a statement binds, and of each value that it shows, the turn that is shown. */
export function entriesOf(view: View): readonly Entry[] {
  const { bindings, shown, calls } = view.analysis.program;
  const entries: Entry[] = [];
  /** By where the name stands, or by the statement that shows a value. */
  const places = new Map<number | Stmt, number>();
  const add = (entry: Entry): void => {
    const key = entry.target < 0 ? entry.stmt : entry.target;
    const before = places.get(key);
    if (before !== undefined) {
      const other = entries[before] as Entry;
      const turns = other.turns + 1;
      // A loop within a loop may have no turn in the one that is shown.
      const shown = isInShownTurn(view, entry.group) || !isInShownTurn(view, other.group) ? entry : other;
      shown.turns = turns;
      entries[before] = shown;
      return;
    }
    places.set(key, entries.length);
    entries.push(entry);
  };
  for (const binding of bindings) {
    if (isShown(view, binding.group) && !binding.loopName) add(entryOf(view, binding));
  }
  for (const one of shown) if (isShown(view, one.group)) add(shownEntry(one));
  for (const call of calls) if (isShown(view, call.group)) entries.push(...returnEntries(view, call));
  return entries;
}

function entryOf({ analysis }: View, binding: Binding): Entry {
  const { stmt, span, value, shape, group, computes } = binding;
  return {
    stmt,
    target: span.start,
    name: spelled(analysis, binding.name),
    value,
    shape,
    group,
    computes,
    turns: 1,
  };
}

function shownEntry({ stmt, value, shape, group }: Shown): Entry {
  return { stmt, target: -1, name: undefined, value, shape, group, computes: true, turns: 1 };
}

/** What a function gives back in the call that is shown; of several results each by its own text. */
function returnEntries({ analysis }: View, { def, group }: CallRecord): readonly Entry[] {
  const stmt = def.body.at(-1);
  if (stmt?.kind !== "return") return [];
  const written = stmt.value.kind === "tuple" ? stmt.value.items : [];
  return group.outputs.map((value, i): Entry => {
    const item = group.outputs.length > 1 ? written[i] : undefined;
    const label = item === undefined ? "return" : shorten(sourceOf(analysis, item));
    const shape = shapeOf(value.sizes);
    return { stmt, target: -1, name: undefined, label, value, shape, group, computes: true, turns: 1 };
  });
}

function contentOf(view: View, options: HintOptions, entries: readonly Entry[]): Content {
  const offset = entries.reduce((most, { stmt }) => Math.max(most, stmt.span.end), 0);
  const room = Math.floor(roomBehind(view, offset, options) / entries.length);
  const own = entries.map((entry) => saidOf(view, options, entry, entries.length > 1, room));
  const tooltip = own.slice(0, MOST_ENTRIES).map((one) => one.tooltip);
  if (entries.length > MOST_ENTRIES) tooltip.push(`And ${entries.length - MOST_ENTRIES} more.`);
  const turns = entries[0]?.turns ?? 1;
  const writers = own.map(({ write }) => write);
  return {
    parts: fitBehind(view, offset, options, writers, turns > 1 ? ` ×${turns}` : ""),
    tooltip: tooltip.filter((text) => text !== "").join("\n\n"),
    fresh: own.every(({ fresh }) => fresh),
    gradientsOf: own.some(({ compares }) => compares) ? undefined : entries.flatMap(seenOf),
  };
}

function seenOf({ value, group }: Entry): readonly Seen[] {
  return value === undefined ? [] : [{ node: value, group }];
}

/** Behind a function's header: which of its calls the numbers in its body are of. */
function callHints(view: View): readonly LineHint[] {
  const { analysis } = view;
  const { callCounts } = factsOf(analysis);
  return analysis.program.calls.flatMap(({ def, group, call }): LineHint[] => {
    const name = def.name.name;
    const shown = shownCall(view, name);
    if (group.ordinal !== shown) return [];
    const count = callCounts.get(name) ?? 0;
    if (count === 1) return [];
    const text = `⟨call ${shown + 1} of ${count}, line ${lineNumber(analysis, call.span.start)}⟩`;
    const outer = callAround(view, group.parent);
    const within = outer === undefined ? "" : `, made in ${plain(spelled(analysis, outer.def.name.name))}`;
    return [
      {
        offset: def.header.end,
        key: `def ${name}`,
        parts: [{ text, kind: "note" }],
        tooltip: `The numbers in this function are those of the call on line ${lineNumber(analysis, call.span.start)}${within}: ${codeSpan(shorten(sourceOf(analysis, call), 60))}.`,
        fresh: true,
      },
    ];
  });
}

/** Behind a loop's header: which of its turns the numbers in its block are of. */
function loopHints(view: View): readonly LineHint[] {
  const hints: LineHint[] = [];
  const counts = new Map<string, number>();
  walkStatements(view.analysis.tree.statements, (stmt) => {
    if (stmt.kind !== "for") return;
    const { name } = stmt.name;
    const before = counts.get(name) ?? 0;
    counts.set(name, before + 1);
    const loop = shownLoop(view, stmt);
    if (loop === undefined || loop.count < 2) return;
    const text = turnText(loop);
    const tooltip = `The numbers in this loop are those of ${text}. The hover of its first line leads to the others.`;
    const parts = [{ text: `⟨${text}⟩`, kind: "note" as const }];
    hints.push({ offset: stmt.header.end, key: `for ${name} ${before}`, parts, tooltip, fresh: true });
  });
  return hints;
}
