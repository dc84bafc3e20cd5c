/** What somebody is typing at an offset: the tokens of the statement up to it say so, however broken the rest of the line is. */
import { startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { languageFunctions } from "../check/language.ts";
import { layOut } from "../syntax/layout.ts";
import { lex } from "../syntax/lexer.ts";
import { namedModules } from "../syntax/cursor.ts";
import { Kind, type Tokens } from "../syntax/tokens.ts";

export interface Typing {
  /**
   * - `start`: the first word of a statement; `value`: where an expression starts; `member`: behind a dot;
   * - `file`: in the quotes of a file's name; `import`: behind it, what is taken from that file;
   * - `operator`: behind a value; `string`: inside another string; `range`: what a loop runs over; `shape`: in the brackets of `x: […]`;
   * - `nothing`: a comment, a number, or a name that is being invented.
   */
  readonly kind:
    "start" | "value" | "member" | "operator" | "file" | "import" | "string" | "range" | "shape" | "nothing";
  /** The module whose function is being written, behind its name and a dot. */
  readonly module: string | undefined;
  /** What an answer replaces: the word around the offset, inside a string what is between its quotes. */
  readonly span: Span;
  /** Where the statement starts, how far it is indented, and whether its `=` is there already. */
  readonly statement: { readonly start: number; readonly indentation: number; readonly binds: boolean };
  /** In `from "a.grad" import f, `: the path as it is written, once it is closed, and the names that are there. */
  readonly imports: { readonly path: string | undefined; readonly names: readonly string[] } | undefined;
  /** The function whose call stands right before the dot. */
  readonly receiver: string | undefined;
  /** The name that stands alone before the dot. */
  readonly owner: string | undefined;
  /** The call whose argument this is, directly. */
  readonly argument: ArgumentPlace | undefined;
  /** The innermost call around, as `argument` or further out. */
  readonly call: ArgumentPlace | undefined;
}

/** A place among the arguments of a call. */
export interface ArgumentPlace {
  readonly callee: string;
  /** `x.f(…)`: the first parameter is given. */
  readonly isMethod: boolean;
  /** The name that is the first argument, or stands before the dot, by itself. */
  readonly subject: string | undefined;
  /** Which argument this is, from 0, the receiver not counted. */
  readonly index: number;
  /** The keyword of this argument, once its `=` is there. */
  readonly keyword: string | undefined;
  /** The keywords of the others. */
  readonly given: readonly string[];
  /** How many arguments before this one are by position. */
  readonly positional: number;
  /** Nothing of the argument's value is there yet, the word at the offset aside. */
  readonly isEmpty: boolean;
}

interface Token {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function typingAt(text: string, offset: number): Typing {
  const prefix = text.slice(0, offset);
  const raw = lex(prefix);
  const all = statementTokens(layOut(raw), offset);
  const last = all.at(-1);
  const touched = last?.end === offset ? last : undefined;
  const isWord = touched !== undefined && (touched.kind === Kind.name || touched.kind >= Kind.and);
  const isInString = touched?.kind === Kind.string && isOpenString(touched.text);
  const before = isWord || isInString ? all.slice(0, -1) : all;
  const start = isWord ? touched.start : offset;
  const first = all[0]?.start ?? offset;
  const open = openBrackets(before);
  const places = open.map((at) => argumentPlace(before, at));
  const typing = {
    module: moduleBefore(before, before.length),
    span: { start, end: endOfWord(text, offset, /[\p{L}\p{N}_]*/uy) },
    statement: {
      start: first,
      indentation: indentationAt(prefix, first),
      binds: before.some(
        (token, i) => token.kind === Kind.assign && openBrackets(before.slice(0, i)).length === 0,
      ),
    },
    imports: importsOf(before),
    receiver: calledBefore(before),
    owner: nameBefore(before, before.length),
    argument: places.at(-1),
    call: places.findLast((place) => place !== undefined),
  };
  if (raw.comments.some((comment) => comment.span.end === offset && offset > comment.span.start))
    return { ...typing, kind: "nothing" };
  if (isInString) {
    const argument = argumentPlace(before, open.at(-1));
    if (namesFile(before, argument)) {
      const span = { start: touched.start + 1, end: endOfWord(text, offset, /(?:[^"'\r\n]*(?=["']))?/y) };
      return { ...typing, kind: "file", span, argument };
    }
    const span = { start: touched.start + 1, end: endOfWord(text, offset, /[\w-]*/y) };
    return { ...typing, kind: "string", span, argument };
  }
  // What begins with a digit is a number, however it goes on: `1e`.
  const isInNumber = isWord && before.at(-1)?.kind === Kind.number && before.at(-1)?.end === start;
  if (isInNumber || touched?.kind === Kind.number || touched?.kind === Kind.string)
    return { ...typing, kind: "nothing" };
  return { ...typing, kind: kindOf(before, open) };
}

/** The tokens of the statement that the text ends in; none where a new one starts. */
function statementTokens(tokens: Tokens, offset: number): readonly Token[] {
  const { kinds, starts, ends, text } = tokens;
  let at = tokens.count - 1;
  while (at >= 0 && isLayout(kinds[at] ?? 0)) at -= 1;
  const found: Token[] = [];
  for (; at >= 0; at--) {
    const kind = kinds[at] ?? 0;
    if (isLayout(kind) || kind === Kind.semicolon) break;
    const [start, end] = [starts[at] ?? 0, ends[at] ?? 0];
    found.push({ kind, start, end, text: text.slice(start, end) });
  }
  found.reverse();
  const end = found.at(-1)?.end ?? 0;
  if (!/[\r\n]/.test(text.slice(end, offset))) return found;
  // On a line of its own: inside brackets it goes on with the statement if it is indented deeper.
  const goesOn =
    openBrackets(found).length > 0 && indentationAt(text, offset) > indentationAt(text, found[0]?.start ?? 0);
  return goesOn ? found : [];
}

function isLayout(kind: number): boolean {
  return kind <= Kind.strayIndent;
}

function kindOf(before: readonly Token[], open: readonly number[]): Typing["kind"] {
  const [first, second, third] = before;
  const last = before.at(-1);
  if (first === undefined || last === undefined) return "start";
  if (last.kind === Kind.dot) return "member";
  const bracket = before[open.at(-1) ?? -1];
  if (isShape(before, open))
    return last.kind === Kind.openSquare || last.kind === Kind.comma ? "shape" : "nothing";
  if (first.kind === Kind.from) return isImport(before) ? "import" : "nothing";
  if (
    first.kind === Kind.def &&
    (open.length === 0 || (open.length === 1 && !hasDefault(before, open[0] ?? 0)))
  )
    return "nothing";
  if (first.text === "backward" && second?.kind === Kind.openParen) return "nothing";
  if (first.kind === Kind.for && third?.kind !== Kind.in) return "nothing";
  if (first.kind === Kind.for && last === third) return "range";
  if (bracket === undefined && last.kind === Kind.colon) return "nothing";
  return endsValue(last.kind) ? "operator" : "value";
}

/** Whether a string that stands here is a file's name. */
function namesFile(before: readonly Token[], argument: ArgumentPlace | undefined): boolean {
  if (before.length === 1 && before[0]?.kind === Kind.from) return true;
  return argument?.index === 0 && languageFunctions.get(argument.callee)?.namesFile === true;
}

/** Behind the path the word, then names with commas between. */
function isImport(before: readonly Token[]): boolean {
  const last = before.at(-1)?.kind;
  return last === Kind.string || last === Kind.import || last === Kind.comma;
}

function importsOf([first, path, word, ...names]: readonly Token[]): Typing["imports"] {
  if (first?.kind !== Kind.from || path?.kind !== Kind.string) return undefined;
  const found = names.filter(({ kind }) => kind === Kind.name).map(({ text }) => text.normalize("NFKC"));
  return { path: word === undefined ? undefined : path.text.slice(1, -1), names: found };
}

/** `topk` in `topk(x, 2).` */
function calledBefore(before: readonly Token[]): string | undefined {
  if (before.at(-1)?.kind !== Kind.dot || before.at(-2)?.kind !== Kind.closeParen) return undefined;
  const open = openBrackets(before.slice(0, -2)).at(-1);
  const callee = before[(open ?? 0) - 1];
  return callee?.kind === Kind.name ? callee.text.normalize("NFKC") : undefined;
}

/** Whether the current parameter of a definition has its `=`. */
function hasDefault(before: readonly Token[], open: number): boolean {
  const from = before.findLastIndex((token, i) => i >= open && (i === open || token.kind === Kind.comma));
  return before.slice(from).some((token) => token.kind === Kind.assign);
}

/** Inside `x: [N, …`. */
function isShape(before: readonly Token[], open: readonly number[]): boolean {
  const at = open.at(-1) ?? 0;
  return before[at]?.kind === Kind.openSquare && before[at - 1]?.kind === Kind.colon;
}

function endsValue(kind: number): boolean {
  const isName = kind >= Kind.name && kind <= Kind.bad;
  const isClosing = kind >= Kind.closeParen && kind <= Kind.closeBrace;
  return isName || isClosing || (kind >= Kind.true && kind <= Kind.none);
}

/** The places of the brackets that are open at the end, the outermost first. */
function openBrackets(tokens: readonly Token[]): readonly number[] {
  const open: number[] = [];
  tokens.forEach(({ kind }, i) => {
    if (kind >= Kind.openParen && kind <= Kind.openBrace) open.push(i);
    else if (kind >= Kind.closeParen && kind <= Kind.closeBrace) open.pop();
  });
  return open;
}

/** `x` where `x.` stands before the token at `at`, and nothing that belongs to it before that. */
function nameBefore(tokens: readonly Token[], at: number): string | undefined {
  const [before, name, dot] = [tokens[at - 3], tokens[at - 2], tokens[at - 1]];
  return dot?.kind === Kind.dot && name?.kind === Kind.name && before?.kind !== Kind.dot
    ? name.text.normalize("NFKC")
    : undefined;
}

/** `linalg` where `linalg.` stands before the token at `at`. */
function moduleBefore(tokens: readonly Token[], at: number): string | undefined {
  const [module, dot] = [tokens[at - 2], tokens[at - 1]];
  return dot?.kind === Kind.dot && module?.kind === Kind.name && namedModules.has(module.text)
    ? module.text
    : undefined;
}

/** What stands behind an opening bracket at `at`, if that is a call's. */
function argumentPlace(tokens: readonly Token[], at: number | undefined): ArgumentPlace | undefined {
  const callee = tokens[(at ?? 0) - 1];
  const before = tokens[(at ?? 0) - 2];
  if (at === undefined || tokens[at]?.kind !== Kind.openParen || callee?.kind !== Kind.name) return undefined;
  if (before?.kind === Kind.def) return undefined;
  const args: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(at + 1)) {
    if (token.kind >= Kind.openParen && token.kind <= Kind.openBrace) depth += 1;
    else if (token.kind >= Kind.closeParen && token.kind <= Kind.closeBrace) depth -= 1;
    if (depth === 0 && token.kind === Kind.comma) args.push([]);
    else args.at(-1)?.push(token);
  }
  const module = moduleBefore(tokens, at - 1);
  const name = callee.text.normalize("NFKC");
  const keywords = args.map(([name, sign]) =>
    sign?.kind === Kind.assign ? name?.text.normalize("NFKC") : undefined,
  );
  const own = keywords.at(-1);
  const others = keywords.slice(0, -1);
  const isMethod = before?.kind === Kind.dot && module === undefined;
  const [argument, more] = args.length > 1 ? (args[0] ?? []) : [];
  const alone =
    argument?.kind === Kind.name && more === undefined ? argument.text.normalize("NFKC") : undefined;
  return {
    callee: module === undefined ? name : `${module}.${name}`,
    isMethod,
    subject: isMethod ? nameBefore(tokens, at - 1) : alone,
    index: args.length - 1,
    keyword: own,
    given: others.filter((keyword) => keyword !== undefined),
    positional: others.filter((keyword) => keyword === undefined).length,
    isEmpty: args.at(-1)?.length === (own === undefined ? 0 : 2),
  };
}

function isOpenString(text: string): boolean {
  const quote = text.charAt(0);
  const closed = text.length > 1 && text.endsWith(quote);
  const slashes = /\\*$/.exec(text.slice(0, -1))?.[0].length ?? 0;
  return !closed || slashes % 2 === 1;
}

/** How many characters of white space stand at the start of an offset's line, up to the offset. */
function indentationAt(text: string, offset: number): number {
  const lineStart = startOfLine(text, offset);
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0].length ?? 0;
}

function endOfWord(text: string, offset: number, word: RegExp): number {
  word.lastIndex = offset;
  return offset + (word.exec(text)?.[0].length ?? 0);
}
