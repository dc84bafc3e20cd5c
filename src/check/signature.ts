/** How functions are called: one signature for gates and for functions written in the language, and the binding of arguments to it. */
import { own } from "../base/own.ts";
import { mostSimilar, type Effort } from "../base/similar.ts";
import type { Span } from "../base/span.ts";
import type { AttrValue, Gate } from "../graph/ir.ts";
import { problem, type Fix, type Problem } from "../problems.ts";
import type { Annotation, Argument, Expr, ExprOf, Identifier } from "../syntax/tree.ts";
import { walkExpressions } from "../syntax/walk.ts";
import { docTag } from "./doc-tags.ts";
import { foreignArgument } from "./foreign-calls.ts";
import type { Def, SourceFile } from "./source.ts";

export interface Param {
  readonly name: string;
  /** How the text writes it where that is another way than it is compared in: `x₁` of `x1`. */
  readonly written?: string | undefined;
  readonly doc: string;
  readonly required: boolean;
  /** The default as a person writes it. */
  readonly defaultText: string | undefined;
  /** Only by name. */
  readonly named: boolean;
  /** Takes all that follows by position: `zeros(2, 3)`, `einsum("i,i->", x, y)`. */
  readonly collects: boolean;
  readonly choices: readonly string[] | undefined;
}

export interface Signature {
  readonly name: string;
  /** As a parameter's. */
  readonly written?: string | undefined;
  /** The function that this is another name of. */
  readonly standsFor?: string;
  /** Ships with Nabla: NumPy's and PyTorch's other names for its parameters are accepted. */
  readonly builtIn: boolean;
  readonly params: readonly Param[];
  /** Which parameter a value before the dot is, as in `x.f(…)`; the first where absent. */
  readonly receiver?: number;
  /** It answers with values and their places where both can be meant: `v, i = topk(x, 2)`. */
  readonly pair?: boolean;
  readonly second?: SecondArgument | undefined;
}

/** A second argument by position that two parameters can mean, by their names. */
export interface SecondArgument {
  readonly value: string;
  /** The function that takes it as a value and as nothing else. */
  readonly elementwise: string;
  readonly dim: string;
  /** What only goes with the dimension; PyTorch takes it third. */
  readonly keepdim: string;
}

/** Which parameter the argument at a place gets, by position; `isMethod` where one stands before the dot. */
export function placeOf({ receiver = 0 }: Signature, index: number, isMethod: boolean): number {
  return isMethod && index >= receiver ? index + 1 : index;
}

export type Callable =
  | { readonly kind: "gate"; readonly gate: Gate; readonly signature: Signature }
  | { readonly kind: "def"; readonly def: Def; readonly source: SourceFile; readonly signature: Signature };

/** The expressions that each parameter got: one, several in a row (`collects`), or none. */
export type Bound = readonly (Expr | readonly Expr[] | undefined)[];

export function gateSignature(gate: Gate): Signature {
  const operands = gate.operands.map((operand): Param => ({
    name: operand.name,
    doc: operand.doc,
    required: true,
    defaultText: undefined,
    named: false,
    collects: false,
    choices: undefined,
  }));
  const attrs = Object.entries(gate.attrs)
    .filter(([, spec]) => spec.kind !== "internal" && spec.kind !== "random-key")
    .map(([name, spec]): Param => ({
      name,
      doc: spec.doc,
      required: spec.default === undefined,
      defaultText: spec.default === undefined ? undefined : showDefault(spec.default),
      named: spec.named === true,
      collects: false,
      choices: spec.choices,
    }));
  const all = [...operands, ...attrs];
  const ordered =
    gate.order === undefined
      ? all
      : gate.order.map((name) => all.find((param) => param.name === name) as Param);
  const last = ordered.filter((param) => !param.named).at(-1);
  const receiver = ordered.findIndex((param) => param.name === gate.receiver);
  return {
    name: gate.name,
    builtIn: true,
    ...(receiver < 0 ? {} : { receiver }),
    params: ordered.map((param) =>
      param === last && holdsSeveral(gate, param.name) ? { ...param, collects: true } : param,
    ),
  };
}

/** Whether an argument stands for any number of tensors or whole numbers. */
function holdsSeveral(gate: Gate, name: string): boolean {
  return (
    own(gate.attrs, name)?.kind === "ints" ||
    gate.operands.some((operand) => operand.name === name && operand.rest === true)
  );
}

/**
 * A function that is written in the language. In the library, a last parameter that is said to be a list of any length
 * (`sizes: [_]`) takes its numbers one after another too: `repeat(x, 2, 3)`.
 */
export function defSignature(def: Def, source: SourceFile): Signature {
  const last = def.params.at(-1);
  const { name } = def.name;
  const shipped = source.library === undefined ? {} : { pair: answersPair(def), second: secondOf(def) };
  return {
    ...shipped,
    written: writtenName(def.name, source),
    name: libraryName(name, source.module),
    builtIn: source.library !== undefined,
    params: def.params.map((param): Param => ({
      name: param.name.name,
      written: writtenName(param.name, source),
      doc: "",
      required: param.default === undefined,
      defaultText:
        param.default === undefined
          ? undefined
          : source.text.slice(param.default.span.start, param.default.span.end),
      named: false,
      collects: source.library !== undefined && param === last && isVector(param.annotation),
      choices: undefined,
    })),
  };
}

/** What a function is called by where its file is a module of the library: a helper (`_same`) has no module before it. */
export function libraryName(name: string, module: string | undefined): string {
  return module === undefined || name.startsWith("_") ? name : `${module}.${name}`;
}

function writtenName({ name, span }: Identifier, { text }: SourceFile): string | undefined {
  const own = text.slice(span.start, span.end);
  return own === name ? undefined : own;
}

/** A function's or a parameter's name as the text writes it. */
export function shownName({ name, written }: Pick<Param, "name" | "written">): string {
  return written ?? name;
}

/** `keepdim=False`. */
export function showParam(param: Param): string {
  const name = shownName(param);
  return param.defaultText === undefined ? name : `${name}=${param.defaultText}`;
}

/** The library's word for what a function answers with: `pair(values, places)`. */
export const PAIR = "pair";

function answersPair(def: Def): boolean {
  let found = false;
  walkExpressions([def], (expr) => {
    if (expr.kind === "call" && expr.callee.name === PAIR) found = true;
  });
  return found;
}

/** What the text above a function says of its second argument. */
function secondOf(def: Def): SecondArgument | undefined {
  const line = /^(\w+) for (\w+), or (\w+) with (\w+)\.$/u.exec(docTag(def.doc, "Second argument") ?? "");
  if (line === null) return undefined;
  const [, value = "", elementwise = "", dim = "", keepdim = ""] = line;
  return { value, elementwise, dim, keepdim };
}

/** The same function under another name. Nothing is asked of it before that is asked of this. */
export function renamed(callable: Callable, name: string): Callable {
  let signature: Signature | undefined;
  const signatureOf = (): Signature =>
    (signature ??= { ...callable.signature, name, standsFor: callable.signature.name });
  if (callable.kind === "gate") return { kind: "gate", gate: callable.gate, signature: signatureOf() };
  return {
    kind: "def",
    source: callable.source,
    get def() {
      return callable.def;
    },
    get signature() {
      return signatureOf();
    },
  };
}

/** `[_]`: a list of any length. */
function isVector(annotation: Annotation | undefined): boolean {
  return annotation?.entries.length === 1 && annotation.entries[0]?.kind === "any";
}

/** More parameters than this are not read. */
const MAX_SHOWN = 24;

/** `sum(x, dim=None, keepdim=False)`. */
export function showSignature(signature: Signature): string {
  const { params } = signature;
  const shown = params.slice(0, MAX_SHOWN).map(showParam);
  return `${shownName(signature)}(${[...shown, ...(params.length > MAX_SHOWN ? ["…"] : [])].join(", ")})`;
}

/** NumPy's names for PyTorch's, and PyTorch's names for what the gates call x, a and b. */
export const synonyms: ReadonlyMap<string, readonly string[]> = new Map([
  ["axis", ["dim", "dims"]],
  ["axes", ["dims"]],
  ["keepdims", ["keepdim"]],
  ["input", ["x", "a"]],
  ["other", ["b"]],
  ["exponent", ["b"]],
]);

/** What messages are made with. */
interface Wording {
  readonly effort: Effort;
  /** A piece of the text: a name as it is written there. */
  written(span: Span): string;
}

/** Gives each parameter its expressions; what does not fit is a problem, and the parameter stays empty. */
export function bindArguments(
  signature: Signature,
  call: Pick<ExprOf<"call">, "receiver" | "args" | "callee">,
  wording?: Wording,
): { readonly bound: Bound; readonly problems: readonly Problem[] } {
  const { params, receiver } = signature;
  const name = shownName(signature);
  const plain = bindPlain(signature, call);
  if (plain !== undefined) return plain;
  const bound: (Expr | Expr[] | undefined)[] = params.map(() => undefined);
  const problems: Problem[] = [];
  let next = 0;
  let positional = 0;
  let keywordSeen = false;
  const surplus: Expr[] = [];
  const place = (value: Expr): void => {
    positional += 1;
    if (call.receiver !== undefined && next === receiver) next += 1;
    const param = params[next];
    if (param === undefined || param.named) {
      surplus.push(value);
    } else if (param.collects) {
      const before = bound[next];
      if (before === undefined) bound[next] = value;
      else if (Array.isArray(before)) before.push(value);
      else bound[next] = [before, value];
    } else {
      bound[next] = value;
      next += 1;
    }
  };
  if (call.receiver !== undefined && receiver !== undefined) {
    positional += 1;
    bound[receiver] = call.receiver;
  } else if (call.receiver !== undefined) place(call.receiver);
  for (const arg of call.args) {
    if (arg.keyword === undefined) {
      if (keywordSeen)
        problems.push(
          problem("positional-after-keyword", arg.span, [], { fix: positionalFirst(call, wording) }),
        );
      place(arg.value);
      continue;
    }
    keywordSeen = true;
    bindKeyword(arg, arg.keyword);
  }
  if (surplus.length > 0) {
    const most = params.filter((param) => !param.named).length;
    const takes =
      most === 0
        ? "no arguments"
        : `at most ${most} argument${most === 1 ? "" : "s"}, ${showSignature(signature)}`;
    problems.push(problem("too-many-arguments", call.callee.span, [name, takes, positional]));
  }
  if (problems.length === 0) {
    params.forEach((param, i) => {
      if (param.required && bound[i] === undefined && problems.length === 0) {
        problems.push(
          problem("missing-argument", call.callee.span, [name, shownName(param), showSignature(signature)]),
        );
      }
    });
  }
  return { bound, problems };

  function bindKeyword(arg: Argument, { name: word, span }: Identifier): void {
    const exact = params.findIndex((param) => param.name === word);
    const others = signature.builtIn ? (synonyms.get(word) ?? []) : [];
    const index = exact >= 0 ? exact : params.findIndex((param) => others.includes(param.name));
    const foreign = signature.builtIn && index < 0 ? foreignArgument(call.args, arg) : undefined;
    if (foreign !== undefined) problems.push(foreign);
    else if (index < 0) {
      const names = params.map((param) => param.name);
      const near = params[names.indexOf(mostSimilar(word, names, wording?.effort) ?? "")];
      const similar = near === undefined ? undefined : shownName(near);
      const asked = wording?.written(span) ?? word;
      problems.push(
        problem("unknown-keyword", span, [name, asked, showSignature(signature), similar], {
          fix:
            similar === undefined
              ? undefined
              : { title: `Change to ${similar}`, edits: [{ span, text: similar }], guess: true },
        }),
      );
    } else if (bound[index] !== undefined) {
      const fix = struckArgument(call, arg);
      problems.push(problem("argument-twice", span, [name, shownName(params[index] as Param)], { fix }));
    } else bound[index] = arg.value;
  }
}

/** The arguments by position before those by name. */
function positionalFirst(
  { args }: Pick<ExprOf<"call">, "args">,
  wording: Wording | undefined,
): Fix | undefined {
  const first = args.findIndex((arg) => arg.keyword !== undefined);
  const [from, to] = [args[first], args.at(-1)];
  if (wording === undefined || from === undefined || to === undefined) return undefined;
  const others = args.slice(first);
  const byPosition = others.filter((arg) => arg.keyword === undefined);
  const byName = others.filter((arg) => arg.keyword !== undefined);
  const text = [...byPosition, ...byName].map((arg) => wording.written(arg.span)).join(", ");
  return { title: "Put it first", edits: [{ span: { start: from.span.start, end: to.span.end }, text }] };
}

function struckArgument({ args }: Pick<ExprOf<"call">, "args">, arg: Argument): Fix {
  const before = args[args.indexOf(arg) - 1]?.span.end ?? arg.span.start;
  return {
    title: "Strike it",
    edits: [{ span: { start: before, end: arg.span.end }, text: "" }],
    guess: true,
  };
}

const NO_PROBLEMS: readonly Problem[] = [];

/** Most calls give each parameter one argument by position, as many as are needed: nothing can be wrong with them. */
function bindPlain(
  { params, receiver: own }: Signature,
  { receiver, args }: Pick<ExprOf<"call">, "receiver" | "args">,
): { readonly bound: Bound; readonly problems: readonly Problem[] } | undefined {
  if (own !== undefined && receiver !== undefined) return undefined;
  const count = args.length + (receiver === undefined ? 0 : 1);
  if (count > params.length || args.some((arg) => arg.keyword !== undefined)) return undefined;
  for (let i = 0; i < params.length; i++) {
    const { named, collects, required } = params[i] as Param;
    if (i < count ? named || collects : required) return undefined;
  }
  const values = args.map((arg) => arg.value);
  return { bound: receiver === undefined ? values : [receiver, ...values], problems: NO_PROBLEMS };
}

function showDefault(value: AttrValue): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(showDefault).join(", ")}]`;
  return typeof value === "number" ? String(value) : "[…]";
}
