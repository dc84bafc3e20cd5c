/** Lowers calls: a gate becomes one node, a function of the language is written out as a group of nodes. */
import { own } from "../base/own.ts";
import type { AttrValue, Gate, Node } from "../graph/ir.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { annotate } from "./annotations.ts";
import { readAttribute } from "./attributes.ts";
import type { CallRecord } from "./program.ts";
import { attachBackward } from "./backward-block.ts";
import { asTensor, itemsOf, lowerExpression, lowerShapeOf, numberValue, requireBool } from "./expressions.ts";
import { builtins, isHelper, languageFunctions, libraryScope } from "./functions.ts";
import { lowerGradient } from "./gradient-call.ts";
import { LOAD, lowerLoad } from "./imports.ts";
import { lowerRow } from "./indexing.ts";
import { libraryWords } from "./library-words.ts";
import { apply, inLibrary, lineIn, moduleOf, report, textOf, type Frame, type Lowering } from "./lowering.ts";
import { settleSecond } from "./second-argument.ts";
import { bindArguments, type Bound, type Callable, type Param } from "./signature.ts";
import type { Def } from "./source.ts";
import { lowerBody } from "./statements.ts";
import { MISSING, NONE, plain, type Answer, type TensorValue, type Value } from "./values.ts";
import { hasRoom, noteFull, spend, spendSteps } from "./work.ts";

export function lowerCall(lowering: Lowering, call: ExprOf<"call">, answer: Answer): Value {
  const { units } = lowering.work;
  const value = lowerCallee(lowering, call, answer);
  noteFull(lowering, units, call.span);
  return value;
}

function lowerCallee(lowering: Lowering, call: ExprOf<"call">, answer: Answer): Value {
  const { name } = call.callee;
  const library = inLibrary(lowering);
  const word = library ? libraryWords.get(name) : undefined;
  if (word !== undefined) return word(lowering, call);
  const callable = library
    ? libraryScope.get(name)
    : (moduleOf(lowering).defined.get(name) ?? builtins.get(name));
  if (callable === undefined) return lowerLanguageFunction(lowering, call);
  const { bound, problems } = bindArguments(callable.signature, call);
  if (problems.length > 0) {
    if (library)
      throw new Error(`internal: ${textOf(lowering, call)} in the library: ${problems[0]?.message ?? ""}`);
    return MISSING;
  }
  return callable.kind === "gate"
    ? callGate(lowering, callable.gate, bound, callable.signature.params, call)
    : callDef(lowering, callable, lowerArguments(lowering, callable, bound, call), call, answer);
}

/** What the language answers itself. A function of the file that is called above its def has no value here either. */
function lowerLanguageFunction(lowering: Lowering, call: ExprOf<"call">): Value {
  const signature = languageFunctions.get(call.callee.name);
  if (signature === undefined) {
    const own = moduleOf(lowering).names.functions.get(call.callee.name);
    if (own?.kind === "def")
      report(lowering, "function-defined-below", call.callee.span, [
        own.signature.name,
        lineIn(own.source, own.def.span.start),
      ]);
    return MISSING;
  }
  const [first, second] = bindArguments(signature, call).bound as readonly (Expr | undefined)[];
  if (first === undefined) return MISSING;
  if (call.callee.name === LOAD) return lowerLoad(lowering, first, second);
  return second === undefined ? lowerLength(lowering, first) : lowerGradient(lowering, call, first, second);
}

/** `len(x)`: the first size. */
function lowerLength(lowering: Lowering, object: Expr): Value {
  const sizes = lowerShapeOf(lowering, object);
  if (sizes === undefined) return MISSING;
  if (sizes[0] === undefined) {
    report(lowering, "no-length", object.span, [textOf(lowering, object)]);
    return MISSING;
  }
  return numberValue(lowering, sizes[0]);
}

function callGate(
  lowering: Lowering,
  gate: Gate,
  bound: Bound,
  params: readonly Param[],
  call: ExprOf<"call">,
): Value {
  if (gate.marksLeaf === true && lowering.leafCall !== call) {
    report(lowering, "whole-line-only", call.callee.span, [gate.name]);
    return MISSING;
  }
  const operands: TensorValue[] = [];
  const exprs: Expr[] = [];
  const attrs: [name: string, value: AttrValue][] = [];
  let whole = true;
  for (let i = 0; i < params.length; i++) {
    const param = params[i] as Param;
    const expr = bound[i];
    const spec = gate.operands.find((operand) => operand.name === param.name);
    if (spec !== undefined) {
      const found = param.collects
        ? lowerCollected(lowering, expr as Expr | readonly Expr[])
        : lowerOperand(lowering, expr as Expr, spec.rest === true);
      if (found === undefined) whole = false;
      else for (const operand of found) operands.push(operand);
      for (const one of [expr].flat()) exprs.push(one as Expr);
      if (found !== undefined && spec.holds === "bool") {
        whole =
          requireBool(lowering, found[0] as TensorValue, expr as Expr, `${spec.name} of ${gate.name}`) &&
          whole;
      }
      continue;
    }
    const attr = own(gate.attrs, param.name);
    if (attr === undefined) continue;
    const value =
      expr === undefined ? attr.default : readAttribute(lowering, gate.name, param.name, attr, expr);
    if (value === undefined) whole = false;
    else attrs.push([param.name, value]);
  }
  if (!whole) return MISSING;
  if (gate.attrs["key"]?.kind === "internal") attrs.push(["key", randomKey(lowering)]);
  return apply(lowering, gate, operands, Object.fromEntries(attrs), call, exprs);
}

/** Random numbers hang on the name that their line binds, the turn or call, and which draw for that name it is: on nothing else. */
function randomKey(lowering: Lowering): string {
  const { line, draws } = lowering;
  const place = `${line.name} ${line.path}`;
  const draw = (draws.get(place) ?? 0) + 1;
  draws.set(place, draw);
  return `${place} ${draw}`;
}

/** One tensor, or for a gate over a list the list's tensors; a tensor in its place stands for its rows. */
function lowerOperand(lowering: Lowering, expr: Expr, rest: boolean): readonly TensorValue[] | undefined {
  const value = lowerExpression(lowering, expr);
  if (!rest) {
    const tensor = asTensor(lowering, value, expr);
    return tensor === undefined ? undefined : [tensor];
  }
  const written = expr.kind === "list" || expr.kind === "tuple" ? expr.items : [];
  const items = itemsOf(value) ?? rowsOf(lowering, value, expr);
  if (items === undefined) return undefined;
  const tensors = items.map((item, i) => asTensor(lowering, item, written[i] ?? expr));
  return tensors.every((tensor) => tensor !== undefined) ? tensors : undefined;
}

/** Several tensors one after another, a list of them, or one. */
function lowerCollected(
  lowering: Lowering,
  given: Expr | readonly Expr[],
): readonly TensorValue[] | undefined {
  const exprs = [given].flat();
  const [only] = exprs;
  if (exprs.length === 1 && (only?.kind === "list" || only?.kind === "tuple"))
    return lowerOperand(lowering, only, true);
  const tensors = exprs.map((expr) => asTensor(lowering, lowerExpression(lowering, expr), expr));
  return tensors.every((tensor) => tensor !== undefined) ? tensors : undefined;
}

/** The rows of a tensor as values of their own; a number has none. */
export function rowsOf(lowering: Lowering, value: Value, expr: Expr): readonly TensorValue[] | undefined {
  const tensor = asTensor(lowering, value, expr);
  const size = tensor?.shape[0]?.size;
  // The gate of each row counts for it.
  if (tensor === undefined || size === undefined || !hasRoom(lowering, size, expr.span)) return undefined;
  const rows: TensorValue[] = [];
  for (let i = 0; i < size; i++) {
    const row = lowerRow(lowering, tensor, i, expr);
    if (row.kind === "tensor") rows.push(row);
  }
  return rows;
}

type DefCallable = Extract<Callable, { kind: "def" }>;

/** The arguments of a call, by parameter. */
function lowerArguments(
  lowering: Lowering,
  { def, signature }: DefCallable,
  bound: Bound,
  call: Expr,
): readonly (Value | undefined)[] {
  lowering.depth += 1;
  const values = bound.map((expr, i) => {
    if (expr === undefined) return undefined;
    if (signature.params[i]?.collects === true) return lowerNumbers(lowering, expr, call);
    return lowerArgument(lowering, def, expr as Expr);
  });
  lowering.depth -= 1;
  return values;
}

function callDef(
  lowering: Lowering,
  callable: DefCallable,
  asWritten: readonly (Value | undefined)[],
  call: ExprOf<"call">,
  answer: Answer,
): Value {
  const { def, source, signature } = callable;
  const { name } = signature;
  const { builder } = lowering;
  if (asWritten.some((value) => value?.kind === "missing")) return MISSING;
  const given = settleSecond(lowering, callable, call, asWritten, answer);
  if (given === undefined) return MISSING;
  const module = lowering.modules.get(source) ?? lowering.root;
  const library = source !== lowering.root.file;
  spend(lowering.work, 1);
  spendSteps(lowering.work, def.params.length);
  const ordinal = library || lowering.aside ? 0 : countCall(lowering, def);
  const frame: Frame = {
    def,
    name,
    source,
    module,
    locals: new Map(),
    dimensions: undefined,
    call,
    answer,
    outer: lowering.frame,
  };
  const merged = isHelper(callable) && def.backward === undefined;
  const facts = {
    kind: "call",
    name,
    library,
    ordinal,
    inputs: NO_NODES,
    outputs: NO_NODES,
    backward: undefined,
  } as const;
  const group = merged ? undefined : builder.openGroup(facts);
  const mark = builder.mark();
  let record: (Omit<CallRecord, "writeBlock"> & { writeBlock: WriteBlock }) | undefined;
  const { line } = lowering;
  line.calls += 1;
  const saved = { frame: lowering.frame, line };
  lowering.frame = frame;
  lowering.depth += 1;
  lowering.line = { name: "", path: `${line.path}/${line.name}.${name}${line.calls}`, calls: 0 };
  let result: Value = MISSING;
  let inputs: readonly (readonly Node[])[] = [];
  builder.block(name, () => {
    const outer = builder.enter("parameters");
    bindParameters(lowering, callable, given);
    builder.leave(outer);
    if (group !== undefined) {
      inputs = inputsOf(lowering, frame, mark);
      group.inputs = inputs.flat();
      if (!library && !lowering.aside) {
        record = { def, group, call, parameters: parametersOf(frame), writeBlock: undefined };
        lowering.calls.push(record);
      }
    }
    result = lowerBody(lowering, def.body, merged ? undefined : mark);
  });
  if (group !== undefined) {
    group.outputs = nodesOf(result);
    const write = def.backward && attachBackward(lowering, frame, group, inputs, def.backward);
    if (record !== undefined) record.writeBlock = write;
    builder.closeGroup(group);
  }
  lowering.frame = saved.frame;
  lowering.depth -= 1;
  lowering.line = saved.line;
  // What a function of the library made of another's pair is its own affair.
  return source.library === undefined || signature.pair === true ? result : plain(result);
}

type WriteBlock = CallRecord["writeBlock"];

/** A function with its own backward block gives one gradient for each parameter: a list is one tensor there, several results are none. */
export function lowerArgument(lowering: Lowering, def: Def, expr: Expr): Value {
  const value = lowerExpression(lowering, expr);
  return def.backward !== undefined && (value.kind === "list" || value.kind === "tuple")
    ? (asTensor(lowering, value, expr) ?? MISSING)
    : value;
}

/** What a call was given, by parameter: a default that the call itself brings is no input of it. */
function inputsOf({ builder }: Lowering, frame: Frame, mark: number): readonly (readonly Node[])[] {
  return frame.def.params.map(({ name }) =>
    nodesOf(frame.locals.get(name.name) ?? NONE).filter((node) => !builder.isMadeSince(mark, node)),
  );
}

function parametersOf({ def, locals }: Frame): readonly (Node | undefined)[] {
  return def.params.map(({ name }) => {
    const value = locals.get(name.name);
    return value?.kind === "tensor" ? value.node : undefined;
  });
}

/** Numbers one after another, a list of them, or one: a list. */
function lowerNumbers(lowering: Lowering, given: NonNullable<Bound[number]>, call: Expr): Value {
  const items = [given].flat().map((expr) => lowerExpression(lowering, expr));
  const [only] = items;
  if (only !== undefined && items.length === 1 && (only.kind !== "tensor" || only.shape.length > 0))
    return only;
  if (items.some((item) => item.kind === "missing")) return MISSING;
  return asTensor(lowering, { kind: "list", items, stacked: undefined }, call) ?? MISSING;
}

/** Which call of the function this is, from 0. */
function countCall(lowering: Lowering, def: Def): number {
  const ordinal = lowering.callCounts.get(def) ?? 0;
  lowering.callCounts.set(def, ordinal + 1);
  return ordinal;
}

/** The nodes of a value: of a list or of several results, all. */
function nodesOf(value: Value): readonly Node[] {
  if (value.kind === "tensor") return [value.node];
  return value.kind === "list" || value.kind === "tuple" ? value.items.flatMap(nodesOf) : NO_NODES;
}

const NO_NODES: readonly Node[] = [];

function bindParameters(
  lowering: Lowering,
  callable: DefCallable,
  given: readonly (Value | undefined)[],
): void {
  const frame = lowering.frame as Frame;
  const { def } = callable;
  const defaults = lowering.defaults.get(def);
  def.params.forEach((param, i) => {
    const fallback = given[i] === undefined ? defaults?.get(param.name.name) : undefined;
    if (fallback?.reads === true) lowering.reads += 1;
    let value = given[i] ?? fallback?.value;
    if (value === undefined)
      value = param.default === undefined ? NONE : lowerArgument(lowering, def, param.default);
    if (value.kind === "tensor") value = annotate(lowering, param.annotation, value);
    frame.locals.set(param.name.name, value);
  });
}
