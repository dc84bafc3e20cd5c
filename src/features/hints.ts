/** The hints at the ends of lines: the value that a line computes, and the target's gradient with respect to it. */
import type { Analysis } from "../analysis.ts";
import type { Binding, CallRecord, Shown } from "../check/program.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Stmt } from "../syntax/tree.ts";
import { shapeOf, sizesOf, showShape, type Shape } from "../tensor/shape.ts";
import {
  callAround,
  factsOf,
  isShown,
  lineNumber,
  gradientName,
  shownCall,
  sourceOf,
  shorten,
  hasGradient,
} from "./facts.ts";
import { blockHints } from "./block-hints.ts";
import {
  cut,
  LazyHint,
  NONE,
  roomOf,
  TOOLTIP_ROOM,
  type Content,
  type HintOptions,
  type HintPart,
  type LineHint,
} from "./line-hint.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { codeSpan, plain } from "./markdown.ts";
import { formatKnown } from "./format.ts";
import { ALARM, isAlarming } from "./not-finite.ts";
import { knownOf, type View } from "./view.ts";
import { equation, isUpstream, withoutGradient } from "./why.ts";

/** One name that a line binds, or the value that it shows, in the turn and call that are shown. */
interface Entry {
  readonly stmt: Stmt;
  /** Where the name stands in the text; -1 for a value that is shown. */
  readonly target: number;
  readonly name: string | undefined;
  /** What stands before its value where there are several and it has no name. */
  readonly label?: string | undefined;
  readonly value: Node | undefined;
  readonly shape: Shape;
  readonly group: Group | undefined;
  readonly computes: boolean;
  /** How many turns of a loop gave it a value. */
  turns: number;
}

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
    [...callHints(view), ...hints, ...blockHints(view, options)],
    options.maximumLength,
  );
}

/** A function that stands on one line has its call and its numbers in one hint. */
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
  const space: HintPart = { text: "  ", kind: "note" };
  const tooltip = `${a.tooltip}\n\n${b.tooltip}`;
  return { offset, key, fresh, parts: cut([...a.parts, space, ...b.parts], most), tooltip };
}

/** Of each name that a statement binds, and of each value that it shows, the last turn. */
function entriesOf(view: View): readonly Entry[] {
  const { bindings, shown, calls } = view.analysis.program;
  const entries: Entry[] = [];
  /** By where the name stands, or by the statement that shows a value. */
  const places = new Map<number | Stmt, number>();
  const add = (entry: Entry): void => {
    const key = entry.target < 0 ? entry.stmt : entry.target;
    const before = places.get(key);
    if (before !== undefined) {
      entry.turns = (entries[before] as Entry).turns + 1;
      entries[before] = entry;
      return;
    }
    places.set(key, entries.length);
    entries.push(entry);
  };
  for (const binding of bindings) {
    if (isShown(view, binding.group) && !binding.loopName) add(entryOf(binding));
  }
  for (const one of shown) if (isShown(view, one.group)) add(shownEntry(one));
  for (const call of calls) if (isShown(view, call.group)) entries.push(...returnEntries(view, call));
  return entries;
}

function entryOf(binding: Binding): Entry {
  const { stmt, span, name, value, shape, group, computes } = binding;
  return { stmt, target: span.start, name, value, shape, group, computes, turns: 1 };
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
  const named = entries.length > 1;
  const parts: HintPart[] = [];
  const tooltip: string[] = [];
  let fresh = true;
  for (const entry of entries) {
    const own = partsOf(view, options, entry, named);
    if (!own.fresh) fresh = false;
    if (parts.length > 0 && own.parts.length > 0) parts.push({ text: " · ", kind: "note" });
    parts.push(...own.parts);
    if (tooltip.length < MOST_ENTRIES) tooltip.push(own.tooltip);
  }
  if (entries.length > MOST_ENTRIES) tooltip.push(`And ${entries.length - MOST_ENTRIES} more.`);
  const turns = entries[0]?.turns ?? 1;
  if (turns > 1 && parts.length > 0) parts.push({ text: ` ×${turns}`, kind: "note" });
  if (turns > 1) tooltip.push(`The last of ${turns} turns.`);
  return {
    parts: cut(parts, options.maximumLength),
    tooltip: tooltip.filter((text) => text !== "").join("\n\n"),
    fresh,
  };
}

function partsOf(
  view: View,
  options: HintOptions,
  entry: Entry,
  named: boolean,
): { readonly parts: readonly HintPart[]; readonly tooltip: string; readonly fresh: boolean } {
  const { value, name } = entry;
  if (value === undefined) return { parts: [], tooltip: "", fresh: false };
  const room = roomOf(options);
  const parts: HintPart[] = [];
  const lines: string[] = [];
  const known = knownOf(view, value);
  const refused = known === undefined && view.isRun;
  let fresh = known !== undefined || refused;
  const label = name ?? entry.label ?? shorten(sourceOf(view.analysis, entry.stmt));
  const isBool = value.dtype === "bool";
  const space = (): string => (parts.length > 0 ? "  " : "");
  if (options.shape && entry.shape.length > 0) parts.push({ text: showShape(entry.shape), kind: "shape" });
  if (known !== undefined) {
    lines.push(codeSpan(`${label} = ${formatKnown(known, value.sizes, TOOLTIP_ROOM, isBool)}`));
  } else if (refused) {
    lines.push(`${codeSpan(label)} has no value: a gate on the way refused what it was given.`);
  }
  if (options.value && entry.computes && (known !== undefined || refused)) {
    const isOdd = known === undefined || isAlarming(view, value);
    const text =
      (known === undefined ? NONE : formatKnown(known, value.sizes, room, isBool)) + (isOdd ? ALARM : "");
    const own = name ?? entry.label;
    const before = named && own !== undefined ? `${own} ` : "";
    parts.push({ text: `${space()}${before}= ${text}`, kind: "value", ...(isOdd ? { alarm: true } : {}) });
  }
  const gradient = name === undefined || known === undefined ? undefined : gradientOf(view, entry, name);
  if (gradient !== undefined) {
    if (gradient.text === undefined) fresh &&= !options.gradient;
    else {
      if (options.gradient)
        parts.push({
          text: space() + equation(gradient.label, gradient.text(room)) + (gradient.isOdd ? ALARM : ""),
          kind: "gradient",
          ...(gradient.isOdd ? { alarm: true } : {}),
        });
      lines.push(codeSpan(equation(gradient.label, gradient.text(TOOLTIP_ROOM))));
    }
  }
  if (entry.shape.length > 0) lines.push(`shape ${showShape(entry.shape)}`);
  return { parts, tooltip: lines.join("  \n"), fresh };
}

interface GradientText {
  readonly label: string;
  /** Undefined while the number is missing. */
  readonly text: ((room: number) => string) | undefined;
  readonly isOdd?: boolean;
}

/** The target's gradient with respect to a binding's value; undefined where there is none to speak of. */
function gradientOf(view: View, entry: Entry, name: string): GradientText | undefined {
  const { analysis } = view;
  const { value } = entry;
  if (value === undefined || !hasGradient(value)) return undefined;
  if (analysis.target === undefined) return isBroken(analysis) ? { label: "", text: undefined } : undefined;
  if (isUpstream(analysis, value)) return undefined;
  const label = gradientName(analysis, name);
  if (isHidden(view, value)) return { label, text: () => HIDDEN };
  const adjoint = analysis.adjointsIn(entry.group)?.of(value);
  if (adjoint === undefined) return { label, text: (room) => withoutGradient(analysis, value, room) };
  const known = knownOf(view, adjoint);
  // What is not there after its own run never comes: a gate on the way refused.
  if (known === undefined && view.isRun) return { label, text: () => NONE, isOdd: true };
  const sizes = sizesOf(entry.shape);
  if (known === undefined) return { label, text: undefined };
  const given = value === analysis.target.node && analysis.target.seed !== undefined ? " given" : "";
  return {
    label,
    text: (room) => formatKnown(known, sizes, room) + given,
    isOdd: isAlarming(view, adjoint),
  };
}

/** While something is broken, a target that is missing may be there again with the next key. */
function isBroken({ problems }: Analysis): boolean {
  return problems.some(({ severity }) => severity === "error");
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
    const within = outer === undefined ? "" : `, made in ${plain(outer.def.name.name)}`;
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
