/** The kinds of token of a `.grad` file, and the compact form in which a file's tokens are kept. */
import type { Comment } from "./tree.ts";

export const Kind = {
  end: 0,
  newline: 1,
  indent: 2,
  dedent: 3,
  /** The start of a physical line, its span the indentation; only between the lexer and the layout. */
  line: 4,
  /** Before a statement whose indentation mixes tabs and spaces. */
  mixedIndent: 5,
  /** Before a statement that is indented like no block around it. */
  strayIndent: 6,
  semicolon: 7,
  name: 8,
  number: 9,
  string: 10,
  bad: 11,
  openParen: 12,
  openSquare: 13,
  openBrace: 14,
  closeParen: 15,
  closeSquare: 16,
  closeBrace: 17,
  comma: 18,
  colon: 19,
  dot: 20,
  ellipsis: 21,
  arrow: 22,
  assign: 23,
  walrus: 24,
  plusAssign: 25,
  minusAssign: 26,
  timesAssign: 27,
  divideAssign: 28,
  floorDivideAssign: 29,
  remainderAssign: 30,
  powerAssign: 31,
  matmulAssign: 32,
  plus: 33,
  minus: 34,
  times: 35,
  divide: 36,
  floorDivide: 37,
  remainder: 38,
  matmul: 39,
  power: 40,
  less: 41,
  lessEqual: 42,
  greater: 43,
  greaterEqual: 44,
  equal: 45,
  notEqual: 46,
  ampersand: 47,
  bar: 48,
  tilde: 49,
  exclamation: 50,
  shift: 51,
  // The keywords that the language uses.
  and: 60,
  or: 61,
  not: 62,
  is: 63,
  if: 64,
  else: 65,
  in: 66,
  for: 67,
  def: 68,
  return: 69,
  from: 70,
  import: 71,
  as: 72,
  true: 73,
  false: 74,
  none: 75,
  // The keywords that only Python uses.
  lambda: 80,
  while: 81,
  elif: 82,
  class: 83,
  with: 84,
  try: 85,
  except: 86,
  finally: 87,
  foreign: 88,
} as const;

export type Kind = (typeof Kind)[keyof typeof Kind];

/** Python's keywords: none of them is a name. */
export const keywords: ReadonlyMap<string, number> = new Map<string, number>([
  ["and", Kind.and],
  ["or", Kind.or],
  ["not", Kind.not],
  ["is", Kind.is],
  ["if", Kind.if],
  ["else", Kind.else],
  ["in", Kind.in],
  ["for", Kind.for],
  ["def", Kind.def],
  ["return", Kind.return],
  ["from", Kind.from],
  ["import", Kind.import],
  ["as", Kind.as],
  ["True", Kind.true],
  ["False", Kind.false],
  ["None", Kind.none],
  ["lambda", Kind.lambda],
  ["while", Kind.while],
  ["elif", Kind.elif],
  ["class", Kind.class],
  ["with", Kind.with],
  ["try", Kind.try],
  ["except", Kind.except],
  ["finally", Kind.finally],
  ...[
    "pass",
    "break",
    "continue",
    "del",
    "global",
    "nonlocal",
    "assert",
    "raise",
    "yield",
    "async",
    "await",
  ].map((word): [string, number] => [word, Kind.foreign]),
]);

/** A character that was read as the operator that it looks like, or as nothing at all where it cannot be seen. */
export interface Lookalike {
  readonly start: number;
  readonly end: number;
  readonly meant: string;
}

/** A file's tokens as parallel arrays, in order of their place. */
export interface Tokens {
  readonly text: string;
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly comments: readonly Comment[];
  readonly lookalikes: readonly Lookalike[];
  /** Whether any name holds a character beyond ASCII, and so has to be normalised. */
  readonly wideNames: boolean;
}

/** Tokens that are still being collected. */
export interface TokenBuffer {
  count: number;
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
}

export function createTokenBuffer(capacity: number): TokenBuffer {
  return {
    count: 0,
    kinds: new Uint8Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
  };
}

export function pushToken(buffer: TokenBuffer, kind: number, start: number, end: number): void {
  const { count } = buffer;
  if (count === buffer.kinds.length) grow(buffer);
  buffer.kinds[count] = kind;
  buffer.starts[count] = start;
  buffer.ends[count] = end;
  buffer.count = count + 1;
}

function grow(buffer: TokenBuffer): void {
  const larger = createTokenBuffer(2 * buffer.kinds.length + 16);
  larger.kinds.set(buffer.kinds);
  larger.starts.set(buffer.starts);
  larger.ends.set(buffer.ends);
  buffer.kinds = larger.kinds;
  buffer.starts = larger.starts;
  buffer.ends = larger.ends;
}
