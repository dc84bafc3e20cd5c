/** Signs of mathematics that the language writes as functions: bars for an absolute value or a norm, and the root. */
import { problem } from "../problems.ts";
import { broken } from "./broken.ts";
import {
  advance,
  ascend,
  descend,
  endsStatement,
  fail,
  here,
  isClosing,
  isOpening,
  kindAt,
  lastEnd,
  shortened,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { postfix } from "./operands.ts";
import type { Expr } from "./tree.ts";

/** What is written for a value between two bars. */
const bars: ReadonlyMap<string, string> = new Map([
  ["|", "abs"],
  ["||", "norm"],
  ["‖", "norm"],
  ["∥", "norm"],
]);

/** Reads `|x|`, `‖x‖` or `√x` where a value is to come; undefined where the current token is none of these. */
export function signedValue(c: Cursor): Expr | undefined {
  const sign = textOf(c, c.at);
  if (sign === "√") return root(c);
  const fn = bars.get(sign);
  const close = fn === undefined ? -1 : closingBar(c, sign);
  return fn === undefined || close < 0 ? undefined : between(c, fn, close);
}

function between(c: Cursor, fn: string, close: number): Expr {
  const open = c.at;
  const span = { start: here(c), end: spanOf(c, close).end };
  const inner = c.text.slice(spanOf(c, open).end, spanOf(c, close).start).trim();
  const edits = [
    { span: spanOf(c, open), text: `${fn}(` },
    { span: spanOf(c, close), text: ")" },
  ];
  const written = `${fn}(${inner})`;
  fail(
    c,
    problem("math-sign", span, [textOf(c, open), shortened(written)], {
      fix: { title: `Write ${shortened(written)}`, edits },
    }),
  );
  while (c.at <= close) advance(c);
  return broken(span, []);
}

/** The next bar of the same kind in the statement, outside of brackets that open behind the first. */
function closingBar(c: Cursor, sign: string): number {
  let depth = 0;
  for (let token = c.at + 1; !endsStatement(kindAt(c, token)); token++) {
    const kind = kindAt(c, token);
    if (isOpening(kind)) depth += 1;
    else if (isClosing(kind) && --depth < 0) return -1;
    else if (depth === 0 && token > c.at + 1 && textOf(c, token) === sign) return token;
  }
  return -1;
}

function root(c: Cursor): Expr {
  const sign = spanOf(c, c.at);
  advance(c);
  if (endsStatement(kindAt(c, c.at))) {
    fail(c, problem("math-sign", sign, ["√", "sqrt(x)"]));
    return broken(sign, []);
  }
  if (!descend(c)) return broken(sign, []);
  // Only the first problem of a statement counts, and it is this sign's.
  const before = c.broken;
  c.broken = true;
  const value = postfix(c);
  ascend(c);
  c.broken = before;
  const bracketed = value.kind === "paren";
  const { start, end } = value.span;
  const text = c.text.slice(start, end);
  const written = bracketed ? `sqrt${text}` : `sqrt(${text})`;
  const edits = bracketed
    ? [{ span: { start: sign.start, end: start }, text: "sqrt" }]
    : [
        { span: { start: sign.start, end: start }, text: "sqrt(" },
        { span: { start: end, end }, text: ")" },
      ];
  fail(
    c,
    problem("math-sign", sign, ["√", shortened(written)], {
      fix: { title: `Write ${shortened(written)}`, edits },
    }),
  );
  return broken({ start: sign.start, end: lastEnd(c) }, [value]);
}
