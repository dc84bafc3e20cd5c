/** Lowers statements: bindings, loops, targets, and the body of a function. */
import type { Expr, Identifier, Stmt, StmtOf } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { SCALAR_SHAPE } from "../tensor/shape.ts";
import { annotate } from "./annotations.ts";
import { lowerArgument, rowsOf } from "./calls.ts";
import {
  applyOperator,
  asTensor,
  itemsOf,
  lowerExpression,
  lowerTensor,
  numberValue,
} from "./expressions.ts";
import { ownResults, ownValue, repeated } from "./copies.ts";
import { builtins } from "./functions.ts";
import {
  currentSource,
  isForeign,
  moduleOf,
  report,
  settle,
  sinkHere,
  textOf,
  type Default,
  type Lowering,
} from "./lowering.ts";
import { lowerImport } from "./imports.ts";
import { boundNames } from "./names.ts";
import { refuseRows } from "./pairs.ts";
import { lowerTarget } from "./targets.ts";
import { MISSING, type Value } from "./values.ts";
import { hasRoom, noteFull, spend, spendSteps } from "./work.ts";

/**
 * Runs a body; its value is what its `return` gives, a tuple for several results. The results of a call that began at `since`
 * have nodes of their own: what the body did with such a value besides is not in their gradients.
 */
export function lowerBody(lowering: Lowering, body: readonly Stmt[], since: number | undefined): Value {
  let result: Value = MISSING;
  for (const stmt of body) {
    if (lowering.work.full) return MISSING;
    if (stmt.kind === "return") {
      const outer = lowering.builder.enter("return");
      result = lowerReturn(lowering, stmt.value);
      if (since !== undefined) result = ownResults(lowering, result, since, stmt.value);
      lowering.builder.leave(outer);
    } else lowerStatement(lowering, stmt);
  }
  return result;
}

export function lowerStatement(lowering: Lowering, stmt: Stmt): void {
  if (lowering.work.full) return;
  const { text } = currentSource(lowering);
  if (!isForeign(lowering)) lowering.origin = stmt;
  // A loop is known by its name: its lines are remembered one by one in each turn.
  const end = stmt.kind === "for" ? stmt.name.span.end : stmt.span.end;
  const outer = lowering.builder.enter(text.slice(stmt.span.start, end));
  lowering.depth += 1;
  lowerByKind(lowering, stmt);
  lowering.depth -= 1;
  lowering.builder.leave(outer);
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
      lowerFor(lowering, stmt);
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

function startLine(lowering: Lowering, name: string): void {
  lowering.line = { name, path: lowering.line.path, calls: 0 };
}

function lowerBind(lowering: Lowering, stmt: StmtOf<"bind">): void {
  const { targets, value: expr } = stmt;
  const [target] = targets;
  if (target === undefined) return;
  startLine(lowering, target.name.name);
  const { reads } = lowering;
  const since = lowering.builder.mark();
  if (targets.length === 1) {
    const call = bare(expr);
    lowering.leafCall =
      lowering.frame === undefined && lowering.builder.group === undefined ? call : undefined;
    const value = lowerExpression(lowering, expr);
    lowering.leafCall = undefined;
    const leaf = lowering.reads === reads || marksLeaf(lowering, call);
    if (value.kind === "none" && target.annotation === undefined) {
      currentScope(lowering).set(target.name.name, value);
      return;
    }
    const tensor = asTensor(lowering, value, expr);
    const named =
      tensor === undefined
        ? MISSING
        : annotate(lowering, target.annotation, ownValue(lowering, tensor, since), expr);
    bindValue(lowering, target.name, stmt, expr, named, leaf);
    return;
  }
  const items = takeApart(lowering, expr, targets.length);
  const leaf = lowering.reads === reads;
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
    lowering.frame?.locals.get(name) ??
    (lowering.frame === undefined ? lowering.module.globals.get(name) : undefined);
  const right = lowerTensor(lowering, stmt.value);
  if (current === undefined && !moduleOf(lowering).names.broken.has(stmt))
    report(lowering, "name-not-bound-here", span, [name]);
  const nameExpr: Expr = { kind: "name", span, name };
  const left = current === undefined ? undefined : asTensor(lowering, current, nameExpr);
  const value =
    left === undefined || right === undefined
      ? MISSING
      : applyOperator(lowering, stmt.operator, left, right, stmt.value, nameExpr, stmt.value);
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
  spendSteps(lowering.work, 1);
  currentScope(lowering).set(name.name, value);
  if (isForeign(lowering)) return;
  const tensor = value.kind === "tensor" ? value : undefined;
  if (lowering.aside) {
    const shape = tensor?.shape ?? SCALAR_SHAPE;
    sinkHere(lowering)?.bindings.push({ name: name.name, span: name.span, stmt, value: tensor?.node, shape });
    return;
  }
  lowering.bindings.push({
    name: name.name,
    span: name.span,
    stmt,
    expr,
    value: tensor?.node,
    part: tensor?.part,
    shape: tensor?.shape ?? SCALAR_SHAPE,
    group: lowering.builder.group,
    topLevel: lowering.frame === undefined,
    leaf: leaf && lowering.frame === undefined,
    computes,
    loopName: stmt.kind === "for",
  });
}

function currentScope(lowering: Lowering): Map<string, Value> {
  return lowering.frame?.locals ?? lowering.module.globals;
}

function lowerShown(lowering: Lowering, stmt: StmtOf<"expr">): void {
  const changed = moduleOf(lowering).names.changed.get(stmt);
  if (changed !== undefined) {
    bindValue(lowering, changed, stmt, undefined, MISSING, false);
    return;
  }
  startLine(lowering, textOf(lowering, stmt.value));
  const value = lowerTensor(lowering, stmt.value);
  if (value === undefined || isForeign(lowering) || lowering.aside) return;
  lowering.shown.push({
    stmt,
    expr: stmt.value,
    value: value.node,
    shape: value.shape,
    group: lowering.builder.group,
  });
}

function lowerDef(lowering: Lowering, stmt: StmtOf<"def">): void {
  const callable = lowering.module.names.functions.get(stmt.name.name);
  if (callable?.kind !== "def" || callable.def !== stmt) return;
  const defaults = new Map<string, Default>();
  for (const param of stmt.params) {
    if (param.default === undefined) continue;
    startLine(lowering, `${stmt.name.name}(${param.name.name})`);
    const { reads } = lowering;
    const value = lowerArgument(lowering, stmt, param.default);
    defaults.set(param.name.name, { value, reads: lowering.reads !== reads });
  }
  lowering.defaults.set(stmt, defaults);
  lowering.module.defined.set(stmt.name.name, callable);
}

function lowerFor(lowering: Lowering, stmt: StmtOf<"for">): void {
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
  const { builder } = lowering;
  const turns = Math.max(0, Math.ceil((stop - start) / step));
  const { units } = lowering.work;
  spend(lowering.work, 1);
  if (!hasRoom(lowering, turns, stmt.header)) {
    noteFull(lowering, units, stmt.header);
    bindMissing(lowering, stmt);
    return;
  }
  const library = isForeign(lowering);
  const facts = { name: stmt.name.name, library, inputs: [], outputs: [], backward: undefined };
  const loop = builder.openGroup({ ...facts, kind: "loop", ordinal: 0 });
  const { path } = lowering.line;
  for (let turn = 0; turn < turns && !lowering.work.full; turn++) {
    const group = builder.openGroup({ ...facts, kind: "turn", ordinal: turn });
    lowering.line = { name: stmt.name.name, path: `${path}/${stmt.name.name}=${turn}`, calls: 0 };
    builder.block(`turn ${turn}`, () => {
      const outer = builder.enter("turn");
      if (!library) lowering.origin = stmt;
      // The gate of its number counts for the turn.
      const value = numberValue(lowering, start + turn * step);
      bindValue(lowering, stmt.name, stmt, undefined, value, false);
      builder.leave(outer);
      for (const inner of stmt.body) lowerStatement(lowering, inner);
    });
    builder.closeGroup(group);
  }
  lowering.line = { name: "", path, calls: 0 };
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
