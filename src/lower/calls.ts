/** Lowers calls: a gate becomes one node, a function of the language is written out as a group of nodes. */
import { own } from "../base/own.ts";
import { builtins, isHelper, libraryScope } from "../check/functions.ts";
import { languageFunctions } from "../check/language.ts";
import { bindArguments, shownName, type Bound, type Callable, type Param } from "../check/signature.ts";
import { lineIn, type Def } from "../check/source.ts";
import type { AttrValue, Gate, Node } from "../graph/ir.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { annotate, argumentFixes } from "./annotations.ts";
import type { Argument } from "./argument.ts";
import { readAttribute } from "./attributes.ts";
import { attachBackward } from "./backward-block.ts";
import { apply } from "./emit.ts";
import { lowerExpression } from "./expressions.ts";
import { languageCalls } from "./language.ts";
import { blockAt, inLibrary, moduleOf, textOf, within, type Frame, type Lowering } from "./lowering.ts";
import { asTensor, itemsOf, requireBool, rowsOf } from "./make.ts";
import type { CallRecord } from "./program.ts";
import { report } from "./report.ts";
import { ownLineAbove } from "./line-fixes.ts";
import { noteFull } from "./room.ts";
import { settleSecond } from "./second-argument.ts";
import { lowerBody } from "./statements.ts";
import { MISSING, NONE, plain, type Answer, type TensorValue, type Value } from "./values.ts";
import { libraryWords } from "./words.ts";
import { spend, spendSteps } from "./work.ts";

export function lowerCall(lowering: Lowering, call: ExprOf<"call">, answer: Answer): Value {
  const { units } = lowering.tallies.work;
  const value = lowerCallee(lowering, call, answer);
  noteFull(lowering, units, call.span);
  return value;
}

function lowerCallee(lowering: Lowering, call: ExprOf<"call">, answer: Answer): Value {
  const { name } = call.callee;
  const library = inLibrary(lowering);
  const word = library ? libraryWords.get(name) : undefined;
  if (word !== undefined) {
    return word.lower(
      lowering,
      call,
      call.args.map((arg) => argumentOf(lowering, arg.value)),
    );
  }
  const callable = library
    ? libraryScope.get(name)
    : (moduleOf(lowering).defined.get(name) ?? builtins.get(name));
  if (callable === undefined) return callLanguage(lowering, call);
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

function argumentOf(lowering: Lowering, expr: Expr): Argument {
  return {
    expr,
    get items() {
      const isList = expr.kind === "list" || expr.kind === "tuple";
      return isList ? expr.items.map((item) => argumentOf(lowering, item)) : undefined;
    },
    value: () => lowerExpression(lowering, expr),
  };
}

/** What the language answers itself. A function of the file that is called above its def has no value here either. */
function callLanguage(lowering: Lowering, call: ExprOf<"call">): Value {
  const { name, span } = call.callee;
  const signature = languageFunctions.get(name);
  const lower = languageCalls.get(name);
  if (signature !== undefined && lower !== undefined) {
    const given = bindArguments(signature, call).bound as readonly (Expr | undefined)[];
    return lower(
      lowering,
      call,
      given.map((expr) => expr && argumentOf(lowering, expr)),
    );
  }
  const own = moduleOf(lowering).names.functions.get(name);
  if (own?.kind === "def")
    report(lowering, "function-defined-below", span, [
      shownName(own.signature),
      lineIn(own.source, own.def.span.start),
    ]);
  return MISSING;
}

function callGate(
  lowering: Lowering,
  gate: Gate,
  bound: Bound,
  params: readonly Param[],
  call: ExprOf<"call">,
): Value {
  if (gate.marksLeaf === true && lowering.where.leafCall !== call) {
    report(lowering, "whole-line-only", call.callee.span, [gate.name], ownLineAbove(lowering, call));
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
      expr === undefined
        ? attr.default
        : readAttribute(lowering, gate.name, param.name, attr, argumentsOf(lowering, expr));
    if (value === undefined) whole = false;
    else attrs.push([param.name, value]);
  }
  if (!whole) return MISSING;
  for (const [name, { kind }] of Object.entries(gate.attrs))
    if (kind === "random-key") attrs.push([name, randomKey(lowering)]);
  return apply(lowering, gate, operands, Object.fromEntries(attrs), call, exprs);
}

function argumentsOf(lowering: Lowering, given: Expr | readonly Expr[]): Argument | readonly Argument[] {
  return "kind" in given ? argumentOf(lowering, given) : given.map((expr) => argumentOf(lowering, expr));
}

/** Random numbers hang on the name that their line binds, the turn or call, and which draw for that name it is: on nothing else. */
function randomKey(lowering: Lowering): string {
  const { line, draws } = lowering.where;
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

type DefCallable = Extract<Callable, { kind: "def" }>;

/** The arguments of a call, by parameter. */
function lowerArguments(
  lowering: Lowering,
  { def, signature }: DefCallable,
  bound: Bound,
  call: Expr,
): readonly (Value | undefined)[] {
  const { where } = lowering;
  return within(lowering, { ...where, depth: where.depth + 1 }, () =>
    bound.map((expr, i) => {
      if (expr === undefined) return undefined;
      if (signature.params[i]?.collects === true) return lowerNumbers(lowering, expr, call);
      return lowerArgument(lowering, def, expr as Expr);
    }),
  );
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
  const { where, world, tallies } = lowering;
  if (asWritten.some((value) => value?.kind === "missing")) return MISSING;
  const given = settleSecond(lowering, callable, call, asWritten, answer);
  if (given === undefined) return MISSING;
  spend(tallies.work, 1);
  spendSteps(tallies.work, def.params.length);
  const frame: Frame = {
    def,
    name: shownName(signature),
    source,
    module: world.modules.get(source) ?? world.root,
    locals: new Map(),
    dimensions: undefined,
    call,
    answer,
    outer: where.frame,
  };
  const { line } = where;
  line.calls += 1;
  const path = `${line.path}/${line.name}.${name}${line.calls}`;
  const result = within(lowering, { ...where, frame, line: blockAt(path), depth: where.depth + 1 }, () =>
    writeOut(lowering, callable, frame, given),
  );
  // What a function of the library made of another's pair is its own affair.
  return source.library === undefined || signature.pair === true ? result : plain(result);
}

/** Writes a call's function out, in its frame: as a group, unless what it computes belongs to its caller. */
function writeOut(
  lowering: Lowering,
  callable: DefCallable,
  frame: Frame,
  given: readonly (Value | undefined)[],
): Value {
  const { def, name, call } = frame;
  const { sink, where } = lowering;
  const { builder } = sink;
  const library = frame.source !== lowering.world.root.file;
  const isCounted = !library && !where.aside;
  const ordinal = isCounted ? countCall(lowering, def) : 0;
  const mark = builder.mark();
  let result: Value = MISSING;
  if (isHelper(callable) && def.backward === undefined) {
    builder.block(name, () => {
      bindParameters(lowering, callable, given);
      result = lowerBody(lowering, def.body, undefined);
    });
    return result;
  }
  const facts = { kind: "call", name, library, ordinal, inputs: NO_NODES, outputs: NO_NODES } as const;
  const place = library && frame.source.library === undefined ? ({ imported: true } as const) : {};
  const group = builder.openGroup({ ...facts, ...place, backward: undefined });
  let record: { -readonly [K in keyof CallRecord]: CallRecord[K] } | undefined;
  let held: readonly (Value | undefined)[] = [];
  let inputs: readonly (readonly Node[])[] = [];
  builder.block(name, () => {
    bindParameters(lowering, callable, given);
    inputs = inputsOf(lowering, frame, mark);
    group.inputs = inputs.flat();
    if (isCounted) {
      record = { def, group, call, parameters: [], writeBlock: undefined };
      sink.calls.push(record);
    }
    held = def.params.map(({ name: { name: own } }) => frame.locals.get(own));
    result = lowerBody(lowering, def.body, mark);
  });
  group.outputs = nodesOf(result);
  const write = def.backward && attachBackward(lowering, frame, group, inputs, def.backward);
  if (record !== undefined) {
    record.writeBlock = write;
    // A list becomes one tensor where it is first taken as one.
    record.parameters = held.map((value) => tensorOf(value)?.node);
  }
  if (write !== undefined && group.imported === true && !where.aside)
    sink.importedCalls.push({
      def,
      group,
      call,
      source: frame.source,
      parameters: held.map((value) => tensorOf(value)?.node),
      writeBlock: write,
    });
  builder.closeGroup(group);
  return result;
}

/** A function with its own backward block gives one gradient for each parameter: a list is one tensor there, several results are none. */
export function lowerArgument(lowering: Lowering, def: Def, expr: Expr): Value {
  const value = lowerExpression(lowering, expr);
  return def.backward !== undefined && (value.kind === "list" || value.kind === "tuple")
    ? (asTensor(lowering, value, expr) ?? MISSING)
    : value;
}

/** What a call was given, by parameter: a default that the call itself brings is no input of it. */
function inputsOf({ sink }: Lowering, frame: Frame, mark: number): readonly (readonly Node[])[] {
  return frame.def.params.map(({ name }) =>
    nodesOf(frame.locals.get(name.name) ?? NONE).filter((node) => !sink.builder.isMadeSince(mark, node)),
  );
}

function tensorOf(value: Value | undefined): TensorValue | undefined {
  const own = value?.kind === "list" ? value.stacked : value;
  return own?.kind === "tensor" ? own : undefined;
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
  const ordinal = lowering.tallies.callCounts.get(def) ?? 0;
  lowering.tallies.callCounts.set(def, ordinal + 1);
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
  const { sink, tallies } = lowering;
  const frame = lowering.where.frame as Frame;
  const { def } = callable;
  const defaults = tallies.defaults.get(def);
  const outer = sink.builder.enter("parameters");
  def.params.forEach((param, i) => {
    const fallback = given[i] === undefined ? defaults?.get(param.name.name) : undefined;
    if (fallback?.reads === true) tallies.reads += 1;
    let value = given[i] ?? fallback?.value;
    if (value === undefined)
      value = param.default === undefined ? NONE : lowerArgument(lowering, def, param.default);
    if (value.kind === "tensor" && param.annotation !== undefined) {
      value = annotate(lowering, param.annotation, value, () =>
        argumentFixes(
          lowering,
          def.params.map(({ annotation }) => annotation),
          given,
          bindArguments(callable.signature, frame.call).bound,
        ),
      );
    }
    frame.locals.set(param.name.name, value);
  });
  sink.builder.leave(outer);
}
