/** The texts of the picture as they are drawn: shortened, marked when old, with the room that they take. */
import type { ViewNumber } from "../protocol/graph-view.ts";

/** What stands on a wire: name and value above the line, gradient below it. */
export interface WireText {
  readonly name: string;
  readonly value: ViewNumber | undefined;
  readonly gradient: ViewNumber | undefined;
}

/** The kinds of text that have a width of their own; `webview/picture.css` gives the same sizes. */
export type TextKind = "number" | "name" | "leaf" | "sign" | "word" | "call" | "constant" | "title";

/** How wide a text is when drawn, in pixels at zoom 1. */
export type Measure = (text: string, kind: TextKind) => number;

/** Size in pixels and weight of each kind of text; the one place that a style sheet must agree with. */
export const textSizes: Readonly<Record<TextKind, { readonly size: number; readonly weight: number }>> = {
  number: { size: 13, weight: 500 },
  name: { size: 13, weight: 400 },
  leaf: { size: 15, weight: 400 },
  sign: { size: 17, weight: 400 },
  word: { size: 13, weight: 400 },
  call: { size: 13, weight: 400 },
  constant: { size: 13, weight: 400 },
  title: { size: 13, weight: 400 },
};

/** Longer texts are cut: a wire would grow wider than the picture, and the tooltip has the whole of it. */
const longest = {
  number: 20,
  name: 14,
  leaf: 16,
  sign: 2,
  word: 14,
  call: 22,
  constant: 10,
  title: 40,
} as const;

/** The text, cut at the end with `…` when it has more characters than its kind may have. */
export function shorten(text: string, kind: TextKind): string {
  const characters = Array.from(text);
  const limit = longest[kind];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** A number as it stands on a wire; `⟳` says without colour that it is older than the text. */
export function numberText(number: ViewNumber | undefined): string {
  if (number === undefined) return "";
  return number.stale ? `⟳ ${number.short}` : number.short;
}

/** Longer texts take two lines on a wire: the picture would grow too wide to be read. */
const longestLine = 16;

export type Lines = readonly [string] | readonly [string, string];

/** A tensor in brief: shape, what is not finite, range, and norm; or what all its elements are. */
const tensor =
  /^(?<mark>⟳ )?(?<shape>\[[\d×]*\]) (?<odd>(?:\d+ (?:NaN|∞)(?:, )?)+ )?(?:.+ … \S+ (?<norm>‖.+‖)|(?<all>.+))$/u;

/**
 * The lines of a number's text, each cut to its room: one, or two where a list is long. Of a tensor in brief the range is
 * left to the tooltip. With `beside`, the text of the value that a gradient belongs to, the shape is left out: theirs is the same.
 */
export function linesOf(text: string, beside = ""): Lines {
  const parts = tensor.exec(text)?.groups;
  if (parts !== undefined) {
    const { mark = "", shape = "", odd = "", norm = "", all = "" } = parts;
    const isSaid = tensor.exec(beside)?.groups?.["shape"] === shape;
    return [mark + (isSaid ? "" : `${shape} `) + odd + norm + all];
  }
  const at = text.length <= longestLine ? -1 : middleSpace(text);
  return at < 0 ? [shorten(text, "number")] : lines(text.slice(0, at), text.slice(at + 1));
}

function lines(first: string, second: string): Lines {
  const line = shorten(first, "number");
  return second === "" ? [line] : [line, shorten(second, "number")];
}

function middleSpace(text: string): number {
  const longer = (at: number): number => Math.max(at, text.length - at - 1);
  let best = -1;
  for (let at = text.indexOf(" "); at >= 0; at = text.indexOf(" ", at + 1)) {
    if (best < 0 || longer(at) <= longer(best)) best = at;
  }
  return best;
}

/** The whole number for a tooltip, with the reason when it is old. */
export function numberTitle(number: ViewNumber | undefined): string {
  if (number === undefined) return "";
  return number.stale ? `${number.long}\nfrom before your last edit` : number.long;
}

/** A measure from character counts alone, for tests and for the time before a canvas is there. */
export const estimate: Measure = (text, kind) => Array.from(text).length * textSizes[kind].size * 0.6;
