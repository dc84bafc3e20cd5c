/** Lowers statements: bindings, loops, targets, and the body of a function. */
import { finish, type Steps } from "../base/steps.ts";
import { builtins } from "../check/functions.ts";
import { boundNames } from "../check/bound-names.ts";
import type { Expr, Identifier, Stmt, StmtOf } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { SCALAR_SHAPE } from "../tensor/shape.ts";
import { annotate, annotatedFixes } from "./annotations.ts";
import { lowerArgument } from "./calls.ts";
import { ownResults, ownValue, repeated } from "./copies.ts";
import { lowerExpression, lowerTensor } from "./expressions.ts";
import { lowerImport } from "./imports.ts";
import { settle } from "./known.ts";
import {
  blockAt,
  currentSource,
  type Default,
  isForeign,
  type Lowering,
  moduleOf,
  standingAt,
  startLine,
  textOf,
  type Where,
  within,
  withinSteps,
} from "./lowering.ts";
import { applyOperator, asTensor, itemsOf, numberValue, rowsOf } from "./make.ts";
import { blockHere } from "./notes.ts";
import { refuseRows } from "./pairs.ts";
import { report } from "./report.ts";
import { hasRoom, noteFull } from "./room.ts";
import { lowerTarget } from "./targets.ts";
import { MISSING, type Value } from "./values.ts";
import { spend, spendSteps } from "./work.ts";

/**
 * Runs a body; its value is what its `return` gives, a tuple for several results. The results of a call that began at `since`
 * have nodes of their own: what the body did with such a value besides is not in their gradients.
 */
export function lowerBody(lowering: Lowering, body: readonly Stmt[], since: number | undefined): Value {
  let result: Value = MISSING;
  for (const stmt of body) {
    if (lowering.tallies.work.full) return MISSING;
    if (stmt.kind === "return") {
      const outer = lowering.sink.builder.enter("return");
      result = lowerReturn(lowering, stmt.value);
      if (since !== undefined) result = ownResults(lowering, result, since, stmt.value);
      lowering.sink.builder.leave(outer);
    } else lowerStatement(lowering, stmt);
  }
  return result;
}

export function lowerStatement(lowering: Lowering, stmt: Stmt): void {
  if (lowering.tallies.work.full) return;
  const outer = lowering.sink.builder.enter(memoryKey(lowering, stmt));
  within(lowering, placeOf(lowering, stmt), () => lowerByKind(lowering, stmt));
  lowering.sink.builder.leave(outer);
}

/** The same in steps, of which each turn of a loop is one. */
export function* statementSteps(lowering: Lowering, stmt: Stmt): Steps<void> {
  if (stmt.kind !== "for" || lowering.tallies.work.full) return lowerStatement(lowering, stmt);
  const outer = lowering.sink.builder.enter(memoryKey(lowering, stmt));
  yield* withinSteps(lowering, placeOf(lowering, stmt), () => loopSteps(lowering, stmt));
  lowering.sink.builder.leave(outer);
}

/** What a statement's nodes are remembered by. A loop is known by its name: its lines are remembered one by one in each turn. */
function memoryKey(lowering: Lowering, stmt: Stmt): string {
  const end = stmt.kind === "for" ? stmt.name.span.end : stmt.span.end;
  return currentSource(lowering).text.slice(stmt.span.start, end);
}

function placeOf(lowering: Lowering, stmt: Stmt): Where {
  const { where } = lowering;
  return { ...where, depth: where.depth + 1, origin: isForeign(lowering) ? where.origin : stmt };
}

function lowerByKind(lowering: Lowering, stmt: Stmt): void {
  switch (stmt.kind) {
    case "bind":
      lowerBind(lowering, stmt);
      break;
    case "augmented":
      lowerAugmented(lowering, stmt);
      break;
    case "expr":
      lowerShown(lowering, stmt);
      break;
    case "for":
      finish(loopSteps(lowering, stmt));
      break;
    case "def":
      lowerDef(lowering, stmt);
      break;
    case "backward":
      startLine(lowering, textOf(lowering, stmt));
      lowerTarget(lowering, stmt);
      break;
    case "from":
      lowerImport(lowering, stmt);
      break;
    case "error":
      for (const name of stmt.names) bindValue(lowering, name, stmt, undefined, MISSING, false);
      break;
    case "return":
    case "minimize":
      break;
  }
}

function lowerReturn(lowering: Lowering, expr: Expr): Value {
  if (expr.kind === "tuple") {
    const items = expr.items.map((item) => {
      const value = lowerExpression(lowering, item);
      return value.kind === "list" || value.kind === "tuple" ? asOne(value, item) : value;
    });
    return items.some((item) => item.kind === "missing") ? MISSING : { kind: "tuple", items };
  }
  const value = lowerExpression(lowering, expr);
  return value.kind === "list" ? asOne(value, expr) : value;

  function asOne(value: Value, at: Expr): Value {
    return asTensor(lowering, value, at) ?? MISSING;
  }
}

function lowerBind(lowering: Lowering, stmt: StmtOf<"bind">): void {
  const { targets, value: expr } = stmt;
  const [target] = targets;
  if (target === undefined) return;
  startLine(lowering, target.name.name);
  const { reads } = lowering.tallies;
  const since = lowering.sink.builder.mark();
  if (targets.length === 1) {
    const call = bare(expr);
    const { where, sink } = lowering;
    const leafCall = where.frame === undefined && sink.builder.group === undefined ? call : undefined;
    const value =
      leafCall === where.leafCall
        ? lowerExpression(lowering, expr)
        : within(lowering, { ...where, leafCall }, () => lowerExpression(lowering, expr));
    const leaf = lowering.tallies.reads === reads || marksLeaf(lowering, call);
    if (value.kind === "none" && target.annotation === undefined) {
      currentScope(lowering).set(target.name.name, value);
      return;
    }
    const tensor = asTensor(lowering, value, expr);
    const { annotation } = target;
    const own = tensor && ownValue(lowering, tensor, since);
    const named =
      own === undefined
        ? MISSING
        : annotation === undefined
          ? own
          : annotate(lowering, annotation, own, () => annotatedFixes(lowering, annotation, own, expr));
    bindValue(lowering, target.name, stmt, expr, named, leaf);
    return;
  }
  const items = takeApart(lowering, expr, targets.length);
  const leaf = lowering.tallies.reads === reads;
  const at = (i: number): Expr => (expr.kind === "tuple" ? (expr.items[i] ?? expr) : expr);
  const tensors = targets.map((_, i) => asTensor(lowering, items?.[i] ?? MISSING, at(i)));
  const several = repeated(tensors);
  targets.forEach((entry, i) => {
    const tensor = tensors[i];
    const own = tensor === undefined ? MISSING : ownValue(lowering, tensor, since, several);
    bindValue(lowering, entry.name, stmt, at(i), own, leaf);
  });
}

/** As many values as names: the parts of a tuple, a call's results, a list's elements, a tensor's rows. */
function takeApart(lowering: Lowering, expr: Expr, names: number): readonly Value[] | undefined {
  const value: Value =
    expr.kind === "tuple"
      ? { kind: "tuple", items: expr.items.map((item) => lowerExpression(lowering, item)) }
      : lowerExpression(lowering, expr, names === 2 ? "pair" : "alone");
  if (value.kind === "missing" || refuseRows(lowering, expr, value, names)) return undefined;
  const parts = itemsOf(value);
  const size = parts?.length ?? (value.kind === "tensor" ? value.shape[0]?.size : undefined);
  if (value.kind === "tensor" && size === undefined) {
    report(lowering, "unpack-scalar", expr.span, [names]);
    return undefined;
  }
  if (size !== undefined && size !== names) {
    report(lowering, "unpack-count", expr.span, [names, size]);
    return undefined;
  }
  return parts ?? rowsOf(lowering, value, expr);
}

function lowerAugmented(lowering: Lowering, stmt: StmtOf<"augmented">): void {
  startLine(lowering, stmt.target.name);
  const { name, span } = stmt.target;
  const current =
    lowering.where.frame?.locals.get(name) ??
    (lowering.where.frame === undefined ? lowering.where.module.globals.get(name) : undefined);
  const right = lowerTensor(lowering, stmt.value);
  if (current === undefined && !moduleOf(lowering).names.broken.has(stmt))
    report(lowering, "name-not-bound-here", span, [textOf(lowering, stmt.target)]);
  const nameExpr: Expr = { kind: "name", span, name };
  const left = current === undefined ? undefined : asTensor(lowering, current, nameExpr);
  const combine = (): Value =>
    left === undefined || right === undefined
      ? MISSING
      : applyOperator(lowering, stmt.operator, left, right, stmt.value, nameExpr, stmt.value);
  const written: Expr = { ...stmt, kind: "binary", left: nameExpr, right: stmt.value };
  // In this file what is made comes from the line, which no other file's line can stand for.
  const value = isForeign(lowering) ? within(lowering, standingAt(lowering, written, 0), combine) : combine();
  bindValue(lowering, stmt.target, stmt, stmt.value, value, false, true);
}

export function bindValue(
  lowering: Lowering,
  name: Identifier,
  stmt: Stmt,
  expr: Expr | undefined,
  value: Value,
  leaf: boolean,
  computes: boolean = expr !== undefined && isComputed(expr, lowering),
): void {
  spendSteps(lowering.tallies.work, 1);
  currentScope(lowering).set(name.name, value);
  if (isForeign(lowering)) return;
  const tensor = value.kind === "tensor" ? value : undefined;
  if (lowering.where.aside) {
    const shape = tensor?.shape ?? SCALAR_SHAPE;
    blockHere(lowering)?.bindings.push({
      name: name.name,
      span: name.span,
      stmt,
      value: tensor?.node,
      shape,
    });
    return;
  }
  lowering.sink.bindings.push({
    name: name.name,
    span: name.span,
    stmt,
    expr,
    value: tensor?.node,
    part: tensor?.part,
    shape: tensor?.shape ?? SCALAR_SHAPE,
    group: lowering.sink.builder.group,
    topLevel: lowering.where.frame === undefined,
    leaf: leaf && lowering.where.frame === undefined,
    computes,
    loopName: stmt.kind === "for",
  });
}

function currentScope(lowering: Lowering): Map<string, Value> {
  return lowering.where.frame?.locals ?? lowering.where.module.globals;
}

function lowerShown(lowering: Lowering, stmt: StmtOf<"expr">): void {
  const changed = moduleOf(lowering).names.changed.get(stmt);
  if (changed !== undefined) {
    bindValue(lowering, changed, stmt, undefined, MISSING, false);
    return;
  }
  startLine(lowering, textOf(lowering, stmt.value));
  const { where, sink } = lowering;
  const call = bare(stmt.value);
  const lineCall = where.frame === undefined && sink.builder.group === undefined ? call : undefined;
  const value = within(lowering, { ...where, lineCall }, () => lowerTensor(lowering, stmt.value));
  // What is believed is not shown: it is compared.
  if (sink.claims.at(-1)?.call === call) return;
  if (value === undefined || isForeign(lowering) || lowering.where.aside) return;
  lowering.sink.shown.push({
    stmt,
    expr: stmt.value,
    value: value.node,
    shape: value.shape,
    group: lowering.sink.builder.group,
  });
}

function lowerDef(lowering: Lowering, stmt: StmtOf<"def">): void {
  const callable = lowering.where.module.names.functions.get(stmt.name.name);
  if (callable?.kind !== "def" || callable.def !== stmt) return;
  const defaults = new Map<string, Default>();
  for (const param of stmt.params) {
    if (param.default === undefined) continue;
    startLine(lowering, `${stmt.name.name}(${param.name.name})`);
    const { reads } = lowering.tallies;
    const value = lowerArgument(lowering, stmt, param.default);
    defaults.set(param.name.name, { value, reads: lowering.tallies.reads !== reads });
  }
  lowering.tallies.defaults.set(stmt, defaults);
  lowering.where.module.defined.set(stmt.name.name, callable);
}

function* loopSteps(lowering: Lowering, stmt: StmtOf<"for">): Steps<void> {
  startLine(lowering, stmt.name.name);
  const isBroken = moduleOf(lowering).names.broken.has(stmt);
  const bounds = isBroken ? [] : stmt.range.map((expr) => knownWhole(lowering, expr));
  if (isBroken || bounds.some((bound) => bound === undefined)) {
    bindMissing(lowering, stmt);
    return;
  }
  const [a = 0, b, step = 1] = bounds as number[];
  const start = b === undefined ? 0 : a;
  const stop = b ?? a;
  if (step === 0) {
    report(lowering, "range-step", (stmt.range[2] as Expr).span, []);
    bindMissing(lowering, stmt);
    return;
  }
  const { builder } = lowering.sink;
  const turns = Math.max(0, Math.ceil((stop - start) / step));
  const { units } = lowering.tallies.work;
  spend(lowering.tallies.work, 1);
  if (!hasRoom(lowering, turns, stmt.header)) {
    noteFull(lowering, units, stmt.header);
    bindMissing(lowering, stmt);
    return;
  }
  const library = isForeign(lowering);
  const facts = { name: textOf(lowering, stmt.name), library, inputs: [], outputs: [], backward: undefined };
  const loop = builder.openGroup({ ...facts, kind: "loop", ordinal: 0 });
  const { where } = lowering;
  const { path } = where.line;
  for (let turn = 0; turn < turns && !lowering.tallies.work.full; turn++) {
    const group = builder.openGroup({ ...facts, kind: "turn", ordinal: turn });
    const line = blockAt(`${path}/${stmt.name.name}=${turn}`);
    within(lowering, { ...where, line }, () =>
      builder.block(turn, () => {
        startLine(lowering, stmt.name.name);
        const outer = builder.enter("turn");
        // The gate of its number counts for the turn.
        const value = numberValue(lowering, start + turn * step);
        bindValue(lowering, stmt.name, stmt, undefined, value, false);
        builder.leave(outer);
        for (const inner of stmt.body) lowerStatement(lowering, inner);
      }),
    );
    builder.closeGroup(group);
    yield;
  }
  startLine(lowering, "");
  builder.closeGroup(loop);
  noteFull(lowering, units, stmt.header);
}

/** A loop that cannot be written out leaves all that it binds without a value. */
function bindMissing(lowering: Lowering, stmt: Stmt): void {
  for (const name of boundNames(stmt)) bindValue(lowering, name, stmt, undefined, MISSING, false);
  if (stmt.kind === "for") for (const inner of stmt.body) bindMissing(lowering, inner);
}

function knownWhole(lowering: Lowering, expr: Expr): number | undefined {
  const tensor = lowerTensor(lowering, expr);
  if (tensor === undefined) return undefined;
  const known = settle(lowering, tensor.node);
  if (known === undefined) {
    report(lowering, "argument-not-known", expr.span, [`The bound ${textOf(lowering, expr)}`]);
    return undefined;
  }
  const [number] = known.data;
  if (known.sizes.length > 0 || number === undefined || !Number.isInteger(number)) {
    const found = known.sizes.length > 0 ? "a list" : String(number);
    report(lowering, "not-whole", expr.span, [`The bound ${textOf(lowering, expr)}`, found]);
    return undefined;
  }
  return number;
}

function marksLeaf(lowering: Lowering, expr: Expr): boolean {
  if (expr.kind !== "call" || moduleOf(lowering).defined.has(expr.callee.name)) return false;
  const callable = builtins.get(expr.callee.name);
  return callable?.kind === "gate" && callable.gate.marksLeaf === true;
}

/** Whether a right-hand side is more than a value as written, so that its line has something to show. */
function isComputed(expr: Expr, lowering: Lowering): boolean {
  switch (expr.kind) {
    case "number":
    case "bool":
      return false;
    case "paren":
      return isComputed(expr.inner, lowering);
    case "unary":
      return expr.operand.kind !== "number";
    case "list":
    case "tuple":
      return expr.items.some((item) => isComputed(item, lowering));
    case "call":
      return !marksLeaf(lowering, expr) || expr.args.some((arg) => isComputed(arg.value, lowering));
    default:
      return true;
  }
}
