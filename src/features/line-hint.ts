/** A hint at the end of a line, what it is made of, and how it is fitted into its room. */
import { lectureZoom } from "../protocol/requests.ts";
import type { Settings } from "../protocol/settings.ts";
import { formatBrief } from "./format.ts";
import { DIGITS, formatSummary } from "./format-number.ts";
import { codeSpan } from "./markdown.ts";
import type { Known, View } from "./view.ts";
import type { Seen } from "./gradients-around.ts";

/** What a hint says and how much room it has, as the settings of the same names. */
export type HintOptions = Omit<Settings["hints"], "caretLine" | "shape" | "parameterNames">;

export interface HintPart {
  readonly text: string;
  /** It holds a NaN or an infinity that nobody wrote, or a gate refused it. */
  readonly alarm?: true;
  readonly kind: "value" | "gradient" | "note";
}

export interface LineHint {
  /** Where it stands: behind the last statement that ends in the line. */
  readonly offset: number;
  /** The same line's identity from version to version. */
  readonly key: string;
  readonly parts: readonly HintPart[];
  /** Markdown: everything, in full. */
  readonly tooltip: string;
  /** False where numbers are still missing: what was shown before is old. */
  readonly fresh: boolean;
  /** The values whose gradients it says; undefined where it says something else of gradients, or nothing. */
  readonly gradientsOf?: readonly Seen[] | undefined;
}

/** How much a tooltip tells of one value. */
export const TOOLTIP_ROOM = 1500;

/** A value in a tooltip: in full as far as one may look through it, and of several numbers what they are like. */
export function tooltipOf(
  label: string,
  known: Known,
  sizes: readonly number[],
  isBool = false,
  note = "",
): string {
  const { text, isWhole } = formatBrief(known, sizes, TOOLTIP_ROOM, DIGITS, isBool);
  const line = codeSpan((isWhole ? `${label} = ${text}`.trimStart() : label) + note);
  if (isBool) return isWhole ? line : `${line} ${text}`;
  return known.summary.count < 2 ? line : `${line} ${formatSummary([], known.summary)}`;
}

/** What stands for a number that a gate refused to give. */
export const NONE = "none";

/** What a hint says, beside where it stands. */
export type Content = Pick<LineHint, "parts" | "tooltip" | "fresh" | "gradientsOf">;

/** A class: an object with getters of its own would cost a hidden class for each line. */
export class LazyHint implements LineHint {
  readonly offset: number;
  readonly key: string;
  readonly #read: () => Content;
  #content: Content | undefined;

  constructor(offset: number, key: string, read: () => Content) {
    this.offset = offset;
    this.key = key;
    this.#read = read;
  }

  get parts(): readonly HintPart[] {
    return this.#known().parts;
  }

  get tooltip(): string {
    return this.#known().tooltip;
  }

  get fresh(): boolean {
    return this.#known().fresh;
  }

  get gradientsOf(): readonly Seen[] | undefined {
    return this.#known().gradientsOf;
  }

  #known(): Content {
    return (this.#content ??= this.#read());
  }
}

/** How shortly a hint is written. */
export interface Form {
  /** Tensors by their norms, and `∂` for `∂f/∂x`. */
  readonly short: boolean;
  readonly digits: number;
  /** Whether it has what is said beside its numbers. */
  readonly notes: boolean;
  /** Whether a value is told that has a gradient beside it. */
  readonly values: boolean;
}

const IN_FULL: Form = { short: false, digits: DIGITS, notes: true, values: true };

/** From all there is room for to what must not be missing, the gradient; for that a value goes when it is the last name's. */
const FORMS: readonly Form[] = [
  IN_FULL,
  { ...IN_FULL, short: true },
  { ...IN_FULL, short: true, digits: 3 },
  { ...IN_FULL, short: true, digits: 2 },
  { ...IN_FULL, short: true, digits: 2, notes: false },
  { ...IN_FULL, short: true, digits: 2, notes: false, values: false },
];

/** Writes what a hint says of one name. */
export type Writer = (form: Form) => readonly HintPart[];

const BETWEEN: HintPart = { text: " · ", kind: "note" };
const LEFT_OUT: HintPart = { text: "… ", kind: "note" };

/** A hint behind a line, in as much room as it has. */
export function fitBehind(
  view: View,
  offset: number,
  options: HintOptions,
  writers: readonly Writer[],
  note = "",
): readonly HintPart[] {
  const { maximumLength } = options;
  if (view.isLarge !== true) return fit(writers, note, maximumLength, maximumLength);
  // There what leads beyond the columns is out of sight.
  const room = roomBehind(view, offset, options);
  return fit(writers, note, Math.min(maximumLength, Math.max(LEAST, room)), room);
}

/** Room for a value and a gradient in two digits: `-1.2e-5  ∂ -3.4e-5`. */
const LEAST = 18;

/** Written in the first form that fits, in full only within the room; where none does, the last names are there. */
function fit(writers: readonly Writer[], note: string, most: number, room: number): readonly HintPart[] {
  const forms: (readonly (readonly HintPart[])[])[] = [];
  for (let first = 0; first < Math.max(1, writers.length); first++) {
    const isLast = first >= writers.length - 1;
    for (const [i, form] of FORMS.entries()) {
      if (!form.values && !isLast) continue;
      const written = (forms[i] ??= writers.map((write) => write(form)));
      const parts = first === 0 ? [] : [LEFT_OUT];
      for (const own of written.slice(first)) {
        if (own.length === 0) continue;
        if (parts.length > (first === 0 ? 0 : 1)) parts.push(BETWEEN);
        parts.push(...own);
      }
      if (form.notes && note !== "" && parts.length > 0) parts.push({ text: note, kind: "note" });
      if (widthOf(parts) <= (form.short ? most : Math.min(most, room))) return parts;
    }
  }
  return cut(forms.at(-1)?.findLast((own) => own.length > 0) ?? [], most);
}

/** How much room there is behind a line. */
export function roomBehind(view: View, offset: number, options: HintOptions): number {
  const { lines } = view.analysis;
  const line = lines.lineAt(offset);
  const columns = view.isLarge === true ? Math.floor(options.columns / lectureZoom) : options.columns;
  return columns - (lines.endOf(line) - lines.startOf(line)) - GAP;
}

/** What is free between a line and its hint, and between the parts of a hint. */
export const GAP = 2;

export function widthOf(parts: readonly HintPart[]): number {
  return parts.reduce((width, { text }) => width + text.length, 0);
}

function cut(parts: readonly HintPart[], most: number): readonly HintPart[] {
  const result: HintPart[] = [];
  let room = most;
  for (const part of parts) {
    if (part.text.length <= room) result.push(part);
    else {
      if (room > 1) result.push({ ...part, text: `${part.text.slice(0, room - 1)}…` });
      break;
    }
    room -= part.text.length;
  }
  return result;
}
