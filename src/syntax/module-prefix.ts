/** `torch.exp(x)`, `np.sin(x)`: the names of Python's modules before a function, which the language leaves out, but for a few. */
import type { Span } from "../base/span.ts";
import { problem } from "../problems.ts";
import {
  advance,
  endOf,
  here,
  kindAt,
  lastEnd,
  moduleNames,
  namedModules,
  nameOf,
  note,
  shortened,
  type Cursor,
} from "./cursor.ts";
import { Kind } from "./tokens.ts";
import type { Expr, ExprOf, Identifier } from "./tree.ts";
import { replace } from "./unexpected.ts";

/** Whether the name at the cursor, which a dot follows, is a module's and not a value's. */
export function isModulePrefix(c: Cursor): boolean {
  const name = nameOf(c, c.at);
  return moduleNames.has(name) && !c.boundModules.has(name) && kindAt(c, c.at + 2) === Kind.name;
}

/** Modules that stand behind another, as in `torch.nn.functional`. */
const innerModules: ReadonlySet<string> = new Set([
  "nn",
  "functional",
  "numpy",
  "random",
  "math",
  "fft",
  "lax",
]);

/** Whether a module's name stands at the cursor, with a name behind it, that its functions keep: `linalg.norm`. */
export function isNamedModule(c: Cursor): boolean {
  return namedModules.has(nameOf(c, c.at)) && isBeforeName(c);
}

/** Steps over `linalg.norm` to the last name, and gives both as one. */
export function qualifiedName(c: Cursor): Identifier {
  const start = here(c);
  const module = nameOf(c, c.at);
  advance(c);
  advance(c);
  return { name: `${module}.${nameOf(c, c.at)}`, span: { start, end: endOf(c, c.at) } };
}

/** Steps over the prefix to the name that counts, and reports it; the call behind it is read as if it were not there. */
export function withoutPrefix(c: Cursor): Span {
  const start = here(c);
  advance(c);
  advance(c);
  while (isBeforeName(c) && (innerModules.has(nameOf(c, c.at)) || isModulePrefix(c)) && !isNamedModule(c)) {
    advance(c);
    advance(c);
  }
  const span = { start, end: lastEnd(c) };
  const name = c.text.slice(here(c), endOf(c, isNamedModule(c) ? c.at + 2 : c.at));
  if (isTensorMaker(name) && kindAt(c, c.at + 1) === Kind.openParen) return span;
  const prefix = shortened(c.text.slice(start, span.end));
  const fix = replace(`Strike ${prefix}`, span, "");
  note(c, problem("module-prefix", { start, end: here(c) + name.length }, [prefix, name], { fix }));
  return span;
}

function isBeforeName(c: Cursor): boolean {
  return kindAt(c, c.at + 1) === Kind.dot && kindAt(c, c.at + 2) === Kind.name;
}

/** `torch.tensor([1, 2])` is the list in it. */
export function tensorCall(c: Cursor, prefix: Span, made: ExprOf<"call">): Expr | undefined {
  if (made.receiver !== undefined || !isTensorMaker(made.callee.name)) return undefined;
  const value = made.args.find((arg) => arg.keyword === undefined)?.value;
  const name = c.text.slice(prefix.start, made.callee.span.end);
  const span = { start: prefix.start, end: made.callee.span.end };
  if (value === undefined) {
    note(c, problem("tensor-call", span, [name]));
    return undefined;
  }
  const edits = [
    { span: { start: prefix.start, end: value.span.start }, text: "" },
    { span: { start: value.span.end, end: made.span.end }, text: "" },
  ];
  note(c, problem("tensor-call", span, [name], { fix: { title: `Strike ${name}`, edits } }));
  return value;
}

function isTensorMaker(name: string): boolean {
  return (
    name === "tensor" || name === "array" || name === "asarray" || name === "as_tensor" || name === "Tensor"
  );
}
