/** What is said about a token that cannot stand where it stands. */
import { lineBreakOf, startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { problem, type Fix, type Problem } from "../problems.ts";
import {
  beginsStatement,
  endOf,
  endsStatement,
  fail,
  isClosing,
  isKeyword,
  isOpening,
  kindAt,
  lastEnd,
  peek,
  shown,
  spanOf,
  startOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import {
  bracketedNot,
  choiceOfMarks,
  guess,
  productOfBoth,
  replace,
  separatedByCommas,
  squared,
  wordAsName,
} from "./fixes.ts";
import { foreignWords, STRIKE_WORD } from "./foreign-words.ts";
import { Kind } from "./tokens.ts";

/** Reports that no expression can start at the current token. */
export function failAtValue(c: Cursor): void {
  if (!c.broken) fail(c, problemAtValue(c));
}

/** Reports that the current token cannot follow what was read before it. */
export function failAfterValue(c: Cursor): void {
  if (!c.broken) fail(c, problemAfterValue(c));
}

/** Reports the opening bracket that nothing closes in its statement. */
export function failUnclosed(c: Cursor, open: number, close: number): void {
  // Of a header only the colon is left behind the bracket.
  const end = kindAt(c, c.at - 1) === Kind.colon ? endOf(c, c.at - 2) : lastEnd(c);
  const sign = close === Kind.closeParen ? ")" : "]";
  const isEnd = endsStatement(peek(c)) || peek(c) === Kind.colon;
  const fix = isEnd ? guess(`Close it with ${sign}`, { start: end, end }, sign) : undefined;
  fail(c, problem("unclosed-bracket", spanOf(c, open), [textOf(c, open)], { fix }));
}

function problemAtValue(c: Cursor): Problem {
  const kind = peek(c);
  const span = spanOf(c, c.at);
  const named = misplacedToken(c, kind, span);
  if (named !== undefined) return named;
  const last = c.at - 1;
  const begins = beginsStatement(c);
  if (endsStatement(kind)) {
    if (begins) return problem("unexpected-token", span, [shown(c, c.at)]);
    return increment(c, last) ?? problem("missing-value-after", spanOf(c, last), [shown(c, last)]);
  }
  if ((kind === Kind.times || kind === Kind.power) && !begins && isListStart(kindAt(c, last))) {
    return problem(c.open.paren > 0 ? "star-argument" : "star-target", span, []);
  }
  if (kind === Kind.openBrace) return problem("braces", span, [], { fix: squared(c) });
  if (kind === Kind.if) return problem("if-statement", span, []);
  if (begins) return problem("missing-value-before", span, [shown(c, c.at)]);
  return problem("missing-value-between", span, [shown(c, last), shown(c, c.at)]);
}

function problemAfterValue(c: Cursor): Problem {
  const kind = peek(c);
  const span = spanOf(c, c.at);
  const named = misplacedToken(c, kind, span);
  if (named !== undefined) return named;
  if (kind === Kind.assign) {
    const fix = guess("Compare with ==", span, "==");
    return problem("assign-in-expression", span, [], { fix });
  }
  if (kind === Kind.for) return problem("comprehension", span, []);
  const startsValue = (kind >= Kind.name && kind <= Kind.string) || (kind >= Kind.true && kind <= Kind.none);
  if (startsValue || isOpening(kind)) {
    const facts: [string, string] = [shown(c, c.at - 1), shown(c, c.at)];
    if (c.open.paren + c.open.square > 0)
      return problem("missing-comma", span, facts, { fix: separatedByCommas(c) });
    const isTerm = (at: number) => kindAt(c, at) === Kind.name || kindAt(c, at) === Kind.number;
    const isLast = !isTerm(c.at + 1) && kindAt(c, c.at + 1) !== Kind.assign;
    const isCall = kindAt(c, c.at - 1) === Kind.name && isTerm(c.at) && isLast;
    if (!isCall) return problem("missing-operator", span, facts, { fix: productOfBoth(c) });
    const gap = { start: endOf(c, c.at - 1), end: span.end };
    const fix = [` * ${facts[1]}`, `(${facts[1]})`].map((rest) =>
      guess(`Write ${facts[0]}${rest}`, gap, rest),
    );
    return problem("missing-operator-or-brackets", span, facts, { fix });
  }
  return problem("unexpected-token", span, [shown(c, c.at)]);
}

/** What is wrong with a token wherever it stands in an expression. */
function misplacedToken(c: Cursor, kind: number, span: Span): Problem | undefined {
  if (isKeyword(kind) && kindAt(c, c.at + 1) === Kind.assign) {
    return problem("keyword-as-name", span, [textOf(c, c.at)], { fix: wordAsName(c) });
  }
  switch (kind) {
    case Kind.bad:
      return badToken(c, span);
    case Kind.lambda:
      return problem("lambda", span, [], { fix: namedFunction(c) });
    case Kind.walrus:
      return problem("walrus", span, []);
    case Kind.in:
      return problem("membership", span, []);
    case Kind.not:
      if (kindAt(c, c.at + 1) === Kind.in) return problem("membership", span, []);
      return problem("not-needs-brackets", span, [], { fix: bracketedNot(c) });
    case Kind.shift:
      return problem("shift-symbol", span, [textOf(c, c.at)], { fix: powerOf(c, span) });
    case Kind.foreign:
      return foreignWord(c);
    default:
  }
  if (isClosing(kind) && c.open.paren + c.open.square === 0) {
    const fix = guess(`Strike ${textOf(c, c.at)}`, span, "");
    return problem("stray-bracket", span, [textOf(c, c.at)], { fix });
  }
  return undefined;
}

/** A word of Python where it has no meaning; one that says nothing else goes alone. */
export function foreignWord(c: Cursor): Problem {
  const span = spanOf(c, c.at);
  const said = foreignWords.get(textOf(c, c.at)) ?? STRIKE_WORD;
  const alone = { start: span.start, end: startOf(c, c.at + 1) };
  const fix = said === STRIKE_WORD ? replace("Strike it", alone, "") : undefined;
  return problem("foreign-word", span, [textOf(c, c.at), said], { fix });
}

function badToken(c: Cursor, span: Span): Problem {
  const found = textOf(c, c.at);
  if (found === "?") return problem("question-mark", span, [], { fix: choiceOfMarks(c) });
  if (superscript.test(found)) {
    const digits = found.normalize("NFKC");
    const fix = replace(`Write ** ${digits}`, span, ` ** ${digits}`);
    return problem("superscript-power", span, [digits], { fix });
  }
  return problem("unexpected-character", span, [found]);
}

const superscript = /^[\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+$/;

/** `x++` and `x--`, where the line ends behind two signs that stand together. */
function increment(c: Cursor, last: number): Problem | undefined {
  const sign = textOf(c, last);
  if ((sign !== "+" && sign !== "-") || textOf(c, last - 1) !== sign) return undefined;
  if (endOf(c, last - 1) !== startOf(c, last)) return undefined;
  const span = { start: startOf(c, last - 1), end: endOf(c, last) };
  const fix = replace(`Write ${sign}= 1`, span, ` ${sign}= 1`);
  return problem("increment", span, [sign + sign, `${sign}=`], { fix });
}

function isListStart(kind: number): boolean {
  return kind === Kind.openParen || kind === Kind.openSquare || kind === Kind.comma;
}

/** `f = lambda x: x ** 2` as a function; nothing for one that stands in a block, in a line or in a formula. */
function namedFunction(c: Cursor): Fix | undefined {
  const start = startOf(c, c.first);
  const isBound = c.at === c.first + 2 && kindAt(c, c.first + 1) === Kind.assign;
  if (!isBound || startOfLine(c.text, start) !== start) return undefined;
  let colon = c.at + 1;
  while (kindAt(c, colon) !== Kind.colon && !endsStatement(kindAt(c, colon))) colon++;
  let last = colon;
  while (!endsStatement(kindAt(c, last + 1))) last++;
  if (last === colon || c.text.startsWith(";", endOf(c, last))) return undefined;
  const parameters = c.text.slice(endOf(c, c.at), startOf(c, colon)).trim();
  const value = c.text.slice(startOf(c, colon + 1), endOf(c, last));
  const written = `def ${textOf(c, c.first)}(${parameters}):${lineBreakOf(c.text)}    return ${value}`;
  return guess(`Write def ${textOf(c, c.first)}(${parameters})`, { start, end: endOf(c, last) }, written);
}

/** `x << n` is x times a power of 2, `x >> n` a division by it. */
function powerOf(c: Cursor, span: Span): Fix {
  const power = textOf(c, c.at).startsWith("<") ? "* 2 **" : "// 2 **";
  return guess(`Write ${power}`, span, power);
}
