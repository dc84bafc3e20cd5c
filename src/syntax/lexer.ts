/** From characters to tokens: every physical line opens with its indentation; lines are joined and blocks found in the layout. */
import { endOfLine, isLineBreak } from "../base/line-index.ts";
import type { Comment } from "./tree.ts";
import { createTokenBuffer, Kind, keywords, pushToken, type Lookalike, type Tokens } from "./tokens.ts";

/** Reads a text into tokens, comments aside. Anything at all can be read: what has no meaning becomes a `bad` token. */
export function lex(text: string): Tokens {
  const { length } = text;
  const buffer = createTokenBuffer((length >> 1) + 16);
  const comments: Comment[] = [];
  const lookalikes: Lookalike[] = [];
  let wideNames = false;
  // A byte order mark is not indentation.
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let lineStart = at;
  let fresh = true;
  while (at < length) {
    const code = text.charCodeAt(at);
    const traits = code < 128 ? (ascii[code] ?? 0) : 0;
    if (isLineBreak(code)) {
      at += 1;
      lineStart = at;
      fresh = true;
      continue;
    }
    // As in Python, a line's indentation is counted from behind a page break.
    if (code === formFeed && fresh) lineStart = at + 1;
    if (traits & isSpace || (code >= 128 && wideSpace.test(text.charAt(at)))) {
      at += 1;
      continue;
    }
    if (code >= 128 && invisible.test(text.charAt(at))) {
      lookalikes.push({ start: at, end: at + 1, meant: "" });
      at += 1;
      continue;
    }
    if (code === hash) {
      const end = endOfLine(text, at);
      comments.push({ span: { start: at, end } });
      at = end;
      continue;
    }
    if (code === backslash) {
      const next = behindLineBreak(text, at + 1);
      if (next >= 0) {
        at = next;
        continue;
      }
    }
    if (fresh) {
      pushToken(buffer, Kind.line, lineStart, at);
      fresh = false;
    }
    const start = at;
    let kind: number = Kind.bad;
    if (traits & startsName) {
      at += 1;
      while (at < length && traitsAt(text, at) & continuesName) at += 1;
      if (at < length && text.charCodeAt(at) >= 128) {
        const end = endOfWideName(text, start);
        wideNames ||= end > at;
        at = Math.max(at, end);
      }
      kind = keywordOrName(text, start, at);
    } else if (traits & isDigit || (code === dot && traitsAt(text, at + 1) & isDigit)) {
      at = endOfNumber(text, at);
      kind = Kind.number;
    } else if (code === singleQuote || code === doubleQuote) {
      at = endOfString(text, at);
      kind = Kind.string;
    } else if (code < 128) {
      const sized = operatorAt(text, at);
      kind = sized & 0xff;
      at += sized >> 8;
    } else if ((at = endOfWideName(text, start)) > start) {
      wideNames = true;
      kind = Kind.name;
    } else {
      const meant = lookalikeOperators.get(text.charAt(start));
      at = meant === undefined ? endOfBadText(text, start) : start + 1;
      if (meant !== undefined) {
        kind = operatorAt(meant, 0) & 0xff;
        lookalikes.push({ start, end: at, meant });
      }
    }
    pushToken(buffer, kind, start, at);
  }
  const { count, kinds, starts, ends } = buffer;
  return { text, count, kinds, starts, ends, comments, lookalikes, wideNames };
}

/** Whether a string token has its closing quote. */
export function isClosedString(source: string): boolean {
  const quote = source.charAt(0);
  if (isTripleQuoted(source)) return source.length >= 6 && source.endsWith(quote.repeat(3));
  if (source.length < 2 || !source.endsWith(quote)) return false;
  const backslashes = /\\*$/.exec(source.slice(1, -1))?.[0].length ?? 0;
  return backslashes % 2 === 0;
}

export function isTripleQuoted(source: string): boolean {
  return source.startsWith('"""') || source.startsWith("'''");
}

const formFeed = 12;
const doubleQuote = 34;
const hash = 35;
const singleQuote = 39;
const dot = 46;
const backslash = 92;

const isSpace = 1;
const startsName = 2;
const continuesName = 4;
const isDigit = 8;

/** What each ASCII character can begin or continue. */
const ascii = new Uint8Array(128);
for (const code of [9, 11, formFeed, 32]) ascii[code] = isSpace;
for (let code = 48; code <= 57; code++) ascii[code] = isDigit | continuesName;
for (let code = 65; code <= 90; code++) ascii[code] = startsName | continuesName;
for (let code = 97; code <= 122; code++) ascii[code] = startsName | continuesName;
ascii[95] = startsName | continuesName;

function traitsAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (ascii[code] ?? 0) : 0;
}

/** Characters that pages and chats leave in copied text, and nobody sees. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069]/;

const wideSpace = /[\p{Zs}\uFEFF\u2028\u2029]/u;

/** The start of the next line if only blanks stand before the break, otherwise -1. */
function behindLineBreak(text: string, at: number): number {
  let end = at;
  while (end < text.length && traitsAt(text, end) & isSpace) end += 1;
  if (end === text.length) return end;
  if (text.startsWith("\r\n", end)) return end + 2;
  return isLineBreak(text.charCodeAt(end)) ? end + 1 : -1;
}

/** Unicode's identifiers without its middle dots, which are products here, and the subscript digits that people write in mathematics. */
const wideName = /[\p{XID_Start}_][[\p{XID_Continue}\u2080-\u2089]--[\u00B7\u0387]]*/vy;

/** Where the name at an offset ends; the offset itself if none stands there. */
function endOfWideName(text: string, at: number): number {
  wideName.lastIndex = at;
  return wideName.test(text) ? wideName.lastIndex : at;
}

/** Superscript digits as a run, every other character alone (a pair of surrogates is one character). */
const badText = /[\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+|[^]/uy;

function endOfBadText(text: string, at: number): number {
  badText.lastIndex = at;
  return badText.test(text) ? badText.lastIndex : at + 1;
}

/** For each first letter of a keyword a bit per length, so that few names have to be looked up. */
const keywordLengths = new Uint16Array(128);
for (const word of keywords.keys()) {
  const first = word.charCodeAt(0);
  keywordLengths[first] = (keywordLengths[first] ?? 0) | (1 << word.length);
}

function keywordOrName(text: string, start: number, end: number): number {
  const size = end - start;
  if (size > 8 || !((keywordLengths[text.charCodeAt(start)] ?? 0) & (1 << size))) return Kind.name;
  return keywords.get(text.slice(start, end)) ?? Kind.name;
}

/** `3`, `.5`, `2.`, `1e-3`, `1_000`; an underscore only between digits. */
function endOfNumber(text: string, start: number): number {
  let at = endOfDigits(text, start);
  if (text.charCodeAt(at) === dot && text.charCodeAt(at + 1) !== dot) at = endOfDigits(text, at + 1);
  if ((text.charCodeAt(at) | 32) === 101) {
    const sign = text.charCodeAt(at + 1);
    const exponent = sign === 43 || sign === 45 ? at + 2 : at + 1;
    if (traitsAt(text, exponent) & isDigit) at = endOfDigits(text, exponent);
  }
  return at;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  for (;;) {
    if (traitsAt(text, at) & isDigit) at += 1;
    else if (text.charCodeAt(at) === 95 && at > start && traitsAt(text, at + 1) & isDigit) at += 2;
    else return at;
  }
}

/** A string ends at its quote, or at the line's end where that is missing; in three quotes it may hold line breaks. */
function endOfString(text: string, start: number): number {
  const quote = text.charAt(start);
  const triple = quote.repeat(3);
  if (text.startsWith(triple, start)) {
    const close = text.indexOf(triple, start + 3);
    return close < 0 ? endOfLine(text, start) : close + 3;
  }
  const code = quote.charCodeAt(0);
  let at = start + 1;
  while (at < text.length) {
    const here = text.charCodeAt(at);
    if (here === code) return at + 1;
    if (isLineBreak(here)) return at;
    const isEscape = here === backslash && at + 1 < text.length && !isLineBreak(text.charCodeAt(at + 1));
    at += isEscape ? 2 : 1;
  }
  return at;
}

/** Characters of formula sheets, with the operator that is meant. */
const lookalikeOperators: ReadonlyMap<string, string> = new Map([
  ["−", "-"],
  ["–", "-"],
  ["×", "*"],
  ["·", "*"],
  ["⋅", "*"],
  ["∙", "*"],
  ["•", "*"],
  ["∗", "*"],
  ["÷", "/"],
  ["←", "="],
  ["≤", "<="],
  ["≥", ">="],
  ["≠", "!="],
]);

const operators: readonly (readonly [string, number])[] = [
  ["**=", Kind.powerAssign],
  ["//=", Kind.floorDivideAssign],
  ["...", Kind.ellipsis],
  ["==", Kind.equal],
  ["!=", Kind.notEqual],
  ["<=", Kind.lessEqual],
  [">=", Kind.greaterEqual],
  ["+=", Kind.plusAssign],
  ["-=", Kind.minusAssign],
  ["*=", Kind.timesAssign],
  ["/=", Kind.divideAssign],
  ["%=", Kind.remainderAssign],
  ["@=", Kind.matmulAssign],
  ["^=", Kind.powerAssign],
  [":=", Kind.walrus],
  ["->", Kind.arrow],
  ["**", Kind.power],
  ["//", Kind.floorDivide],
  ["<<", Kind.shift],
  [">>", Kind.shift],
  ["&&", Kind.ampersand],
  ["||", Kind.bar],
  ["(", Kind.openParen],
  [")", Kind.closeParen],
  ["[", Kind.openSquare],
  ["]", Kind.closeSquare],
  ["{", Kind.openBrace],
  ["}", Kind.closeBrace],
  [",", Kind.comma],
  [":", Kind.colon],
  [";", Kind.semicolon],
  [".", Kind.dot],
  ["=", Kind.assign],
  ["+", Kind.plus],
  ["-", Kind.minus],
  ["*", Kind.times],
  ["/", Kind.divide],
  ["%", Kind.remainder],
  ["@", Kind.matmul],
  ["^", Kind.power],
  ["<", Kind.less],
  [">", Kind.greater],
  ["&", Kind.ampersand],
  ["|", Kind.bar],
  ["~", Kind.tilde],
  ["!", Kind.exclamation],
];

/** The spellings that begin with each ASCII character, longest first. */
const operatorsByStart: readonly (readonly (readonly [string, number])[])[] = Array.from(
  { length: 128 },
  (_, code) => operators.filter(([spelling]) => spelling.charCodeAt(0) === code),
);

/** The operator at an offset as its kind, its length shifted by 8; a character of no meaning is `bad`. */
function operatorAt(text: string, at: number): number {
  const candidates = operatorsByStart[text.charCodeAt(at)] ?? [];
  for (const [spelling, kind] of candidates) {
    if (spelling.length === 1 || text.startsWith(spelling, at)) return kind | (spelling.length << 8);
  }
  return Kind.bad | (1 << 8);
}
