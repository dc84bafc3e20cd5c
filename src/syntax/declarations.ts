/** A word before a name that is bound, as other languages have it: `let x = 2`, `float w = 3`, `param W = randn(3)`. */
import { problem, type Fix } from "../problems.ts";
import {
  advance,
  endOf,
  endsStatement,
  fail,
  kindAt,
  note,
  spanOf,
  startOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { declaringWords, MARKING_WORD, typeWords } from "./foreign-words.ts";
import { Kind } from "./tokens.ts";
import { guess, replace } from "./fixes.ts";

/** Reads over such a word and reports it: the name behind it is bound all the same. */
export function skipDeclaration(c: Cursor): void {
  const { at } = c;
  const behind = kindAt(c, at + 2);
  const isOne = kindAt(c, at) === Kind.name && kindAt(c, at + 1) === Kind.name;
  const word = textOf(c, at);
  if (isOne && endsStatement(behind) && isDeclaring(word)) failEmpty(c, word);
  if (!isOne || (behind !== Kind.assign && behind !== Kind.colon)) return;
  const span = spanOf(c, at);
  const gone = { span: { start: span.start, end: startOf(c, at + 1) }, text: "" };
  if (word === MARKING_WORD && behind === Kind.assign) {
    note(c, problem("param-word", span, [textOf(c, at + 1)], { fix: marked(c, gone) }));
  } else if (word !== MARKING_WORD && isDeclaring(word)) {
    note(c, problem("declaration", span, [word], { fix: { title: `Strike ${word}`, edits: [gone] } }));
  } else return;
  advance(c);
  c.first = c.at;
}

function isDeclaring(word: string): boolean {
  return word === MARKING_WORD || declaringWords.has(word) || typeWords.has(word);
}

/** `float w`: a name is bound with a value, and not before. */
function failEmpty(c: Cursor, word: string): void {
  const name = textOf(c, c.at + 1);
  const written = `${name} = ${word === MARKING_WORD ? "param(0.1)" : "0.1"}`;
  const span = { start: startOf(c, c.at), end: endOf(c, c.at + 1) };
  const fix = guess(`Write ${written}`, span, written);
  fail(c, problem("declaration-without-value", span, [name, written], { fix }));
}

/** `W = param(…)`; nothing where no value follows. */
function marked(c: Cursor, gone: Fix["edits"][number]): Fix | undefined {
  const first = c.at + 3;
  let behind = first;
  while (!endsStatement(kindAt(c, behind))) behind++;
  if (behind === first) return undefined;
  const value = { start: startOf(c, first), end: endOf(c, behind - 1) };
  const title = `Write ${textOf(c, c.at + 1)} = param(…)`;
  const call = replace(title, value, `param(${c.text.slice(value.start, value.end)})`);
  return { title, edits: [gone, ...call.edits] };
}
