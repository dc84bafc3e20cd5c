/** `torch.exp(x)`, `np.sin(x)`: the names of Python's modules before a function, which the language leaves out, but for a few. */
import type { Span } from "../base/span.ts";
import { problem, type Problem } from "../problems.ts";
import { broken } from "./broken.ts";
import {
  advance,
  endOf,
  fail,
  here,
  kindAt,
  lastEnd,
  moduleNames,
  namedModules,
  nameOf,
  note,
  peek,
  shortened,
  wholeStatement,
  type Cursor,
} from "./cursor.ts";
import { argumentHoles, bracketsAround, fillForeign, strikeLines } from "./foreign-fill.ts";
import {
  foreignArguments,
  foreignModules,
  moduleFunctions,
  typeNames,
  type ForeignFunction,
} from "./foreign-table.ts";
import { Kind } from "./tokens.ts";
import type { Expr, ExprOf, Identifier } from "./tree.ts";
import { replace } from "./fixes.ts";

/** Whether the name at the cursor, which a dot follows, is a module's and not a value's. */
export function isModulePrefix(c: Cursor): boolean {
  const name = nameOf(c, c.at);
  return moduleNames.has(name) && !c.boundModules.has(name) && kindAt(c, c.at + 2) === Kind.name;
}

/** Modules that stand behind another, as in `torch.nn.functional`. */
const innerModules: ReadonlySet<string> = new Set([
  ...["nn", "functional", "numpy", "random", "math", "fft", "lax"],
  ...["optim", "lr_scheduler", "init", "autograd", "cuda", "pyplot"],
]);

/** Modules whose random numbers take other arguments than NumPy's. */
const ownRandom: ReadonlySet<string> = new Set(["jax", "tf"]);

/** Modules by the names under which the table of foreign words has their functions. */
const tableNames: ReadonlyMap<string, string> = new Map([
  ["numpy", "np"],
  ["jnp", "np"],
  ["pyplot", "plt"],
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

/** What stands before a function's name: where, and the innermost module in it. */
interface Prefix {
  readonly span: Span;
  readonly module: string;
}

/** Steps over the prefix to the name that counts. */
export function skipPrefix(c: Cursor): Prefix {
  const start = here(c);
  const outer = nameOf(c, c.at);
  let module = outer;
  advance(c);
  advance(c);
  while (isBeforeName(c) && (innerModules.has(nameOf(c, c.at)) || isModulePrefix(c)) && !isNamedModule(c)) {
    module = nameOf(c, c.at);
    advance(c);
    advance(c);
  }
  if (module === "random" && ownRandom.has(outer)) module = `${outer}.random`;
  return { span: { start, end: lastEnd(c) }, module: tableNames.get(module) ?? module };
}

/** What is meant by a name or call behind a module's name: it reports what is to be written, and gives what can be read. */
export function withoutPrefix(c: Cursor, { span, module }: Prefix, bare: Expr): Expr {
  const list = bare.kind === "call" ? tensorCall(c, span, bare) : undefined;
  if (list !== undefined) return list;
  const own = bare.kind === "call" ? bare.callee : bare;
  const name = c.text.slice(own.span.start, own.span.end);
  const whole = { start: span.start, end: bare.span.end };
  if (bare.kind === "name" && typeNames.has(name)) return { kind: "string", span: whole, value: name };
  const found = translated(c, module, name, bare, whole);
  const prefix = shortened(c.text.slice(span.start, span.end));
  if (found !== undefined) {
    fail(c, found);
    return broken(whole, bare.kind === "call" ? bare.args.map(({ value }) => value) : []);
  }
  const fix = replace(`Strike ${prefix}`, span, "");
  note(c, problem("module-prefix", { start: span.start, end: own.span.end }, [prefix, name], { fix }));
  return bare;
}

/** The problem of a function that means something else than its name alone, or nothing; undefined where the name alone does. */
function translated(c: Cursor, module: string, name: string, bare: Expr, whole: Span): Problem | undefined {
  const found: ForeignFunction | undefined =
    moduleFunctions.get(`${module}.${name}`) ?? foreignModules.get(module);
  if (found === undefined) return undefined;
  const { takes = [], differsWith } = found;
  const args = bare.kind === "call" ? bare.args : [];
  if (found.differsBare === true && args.length > 0) return undefined;
  const holes = argumentHoles(args, takes, foreignArguments);
  if (differsWith !== undefined) {
    const value = holes?.(differsWith.argument);
    if (value === undefined || (differsWith.as === "whole" && !isWhole(value))) return undefined;
    if (differsWith.as === "whole" && args.some(({ keyword }) => keyword?.name === differsWith.argument))
      return undefined;
  }
  const { says, write } = fillForeign(c.text, found, (hole) => holes?.(hole), whole);
  const place = found.givesTuple === true ? withFirst(c, whole) : whole;
  const fix =
    found.strikesLine === true
      ? strikeLines(c.text, wholeStatement(c))
      : write === undefined ||
          holes === undefined ||
          place === undefined ||
          (found.makesFunction === true && peek(c) !== Kind.openParen)
        ? undefined
        : replace(`Write ${shortened(write)}`, place, write);
  return problem(
    "foreign-call",
    { start: whole.start, end: bare.kind === "call" ? bare.callee.span.end : whole.end },
    [says],
    { fix },
  );
}

/** A call with `[0]` behind it, which the cursor is at; undefined with another index. */
function withFirst(c: Cursor, { start, end }: Span): Span | undefined {
  if (peek(c) !== Kind.openSquare) return { start, end };
  return /^\[\s*0\s*\]/.test(c.text.slice(end)) ? { start, end: endOf(c, c.at + 2) } : undefined;
}

function isWhole(value: Expr): boolean {
  const number = value.kind === "unary" ? value.operand : value;
  return number.kind === "number" && Number.isInteger(number.value);
}

function isBeforeName(c: Cursor): boolean {
  return kindAt(c, c.at + 1) === Kind.dot && kindAt(c, c.at + 2) === Kind.name;
}

/** `torch.tensor([1, 2])` is the list in it; undefined for another call. */
function tensorCall(c: Cursor, prefix: Span, made: ExprOf<"call">): Expr | undefined {
  if (made.receiver !== undefined || !tensorMakers.has(made.callee.name)) return undefined;
  const value = made.args.find((arg) => arg.keyword === undefined)?.value;
  const name = c.text.slice(prefix.start, made.callee.span.end);
  const span = { start: prefix.start, end: made.callee.span.end };
  if (value === undefined) {
    note(c, problem("tensor-call", span, [name]));
    return broken(made.span, []);
  }
  const [open, close] = bracketsAround(c.text, value, { start: prefix.start, end: made.span.end });
  const edits = [
    { span: { start: prefix.start, end: value.span.start }, text: open },
    { span: { start: value.span.end, end: made.span.end }, text: close },
  ];
  note(c, problem("tensor-call", span, [name], { fix: { title: `Strike ${name}`, edits } }));
  return value;
}

const tensorMakers: ReadonlySet<string> = new Set([
  ...["tensor", "array", "asarray", "as_tensor", "from_numpy"],
  ...["Tensor", "FloatTensor", "DoubleTensor", "LongTensor", "BoolTensor"],
]);
