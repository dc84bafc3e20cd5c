/** Walks the tree without recursion: a sum of 50 000 terms is 50 000 levels deep. */
import { placedFault } from "../base/fault.ts";
import { touches, type Span } from "../base/span.ts";
import type {
  Annotation,
  AnnotationEntry,
  Argument,
  BackwardBlock,
  BindTarget,
  Expr,
  Identifier,
  IndexItem,
  Parameter,
  Stmt,
  StmtOf,
  Tree,
} from "./tree.ts";

/** The expression inside its brackets. */
export function bare(expr: Expr): Expr {
  return expr.kind === "paren" ? bare(expr.inner) : expr;
}

/** The expressions directly inside one, in the order of the text. */
export function childExpressions(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "number":
    case "string":
    case "bool":
    case "none":
    case "name":
      return [];
    case "list":
    case "tuple":
      return expr.items;
    case "paren":
      return [expr.inner];
    case "unary":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "compare":
      return [expr.first, ...expr.rest.map((one) => one.right)];
    case "conditional":
      return [expr.then, expr.test, expr.otherwise];
    case "call": {
      const values = expr.args.map((arg) => arg.value);
      return expr.receiver === undefined ? values : [expr.receiver, ...values];
    }
    case "attribute":
      return [expr.object];
    case "index":
      return [expr.object, ...expr.items.flatMap(itemExpressions)];
    case "error":
      return expr.parts;
  }
}

/** The expressions directly in one statement, in the order of the text; those of its blocks are not among them. */
export function statementExpressions(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case "bind":
    case "augmented":
    case "expr":
    case "return":
      return [stmt.value];
    case "backward":
      return [stmt.value, ...stmt.args.map((arg) => arg.value)];
    case "minimize":
      return stmt.args.map((arg) => arg.value);
    case "def":
      return stmt.params.flatMap((param) => param.default ?? []);
    case "for":
      return stmt.range;
    case "from":
      return [];
    case "error":
      return stmt.parts;
  }
}

/** A statement without its blocks. */
export function headOf(stmt: Stmt): Span {
  return stmt.kind === "def" || stmt.kind === "for" ? stmt.header : stmt.span;
}

/** Visits statements one after the other; what is thrown at one of them says at which. */
export function eachPlaced(statements: readonly Stmt[], visit: (stmt: Stmt) => void): void {
  for (const stmt of statements) {
    try {
      visit(stmt);
    } catch (thrown) {
      throw placedFault(thrown, headOf(stmt));
    }
  }
}

/** The statements directly in the blocks of one, a function's backward block last. */
export function childStatements(stmt: Stmt): readonly Stmt[] {
  if (stmt.kind === "for") return stmt.body;
  if (stmt.kind !== "def") return [];
  return stmt.backward === undefined ? stmt.body : [...stmt.body, ...stmt.backward.body];
}

/** Visits every statement, a block's after its header, in the order of the text. */
export function walkStatements(statements: readonly Stmt[], visit: (stmt: Stmt) => void): void {
  const open = [...statements].reverse();
  for (let stmt = open.pop(); stmt !== undefined; stmt = open.pop()) {
    visit(stmt);
    const inner = childStatements(stmt);
    for (let i = inner.length - 1; i >= 0; i--) {
      const one = inner[i];
      if (one !== undefined) open.push(one);
    }
  }
}

/** Visits an expression and everything in it, an outer one before what it holds, siblings in the order of the text. */
export function walkExpression(root: Expr, visit: (expr: Expr) => void): void {
  const open: Expr[] = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    visit(expr);
    const inner = childExpressions(expr);
    for (let i = inner.length - 1; i >= 0; i--) {
      const one = inner[i];
      if (one !== undefined) open.push(one);
    }
  }
}

/** Visits every expression of a tree or of statements, with the statement that it stands in. */
export function walkExpressions(root: Tree | readonly Stmt[], visit: (expr: Expr, stmt: Stmt) => void): void {
  walkStatements("statements" in root ? root.statements : root, (stmt) => {
    for (const expr of statementExpressions(stmt)) walkExpression(expr, (one) => visit(one, stmt));
  });
}

/** The statements that an offset lies in, outermost first. */
export function statementsAt(statements: readonly Stmt[], offset: number): readonly Stmt[] {
  const path: Stmt[] = [];
  for (let inner = statements; ;) {
    const [found] = statementsTouching(inner, offset);
    if (found === undefined) return path;
    path.push(found);
    inner = childStatements(found);
  }
}

/** The function that an offset lies in. */
export function defAt({ statements }: Tree, offset: number): StmtOf<"def"> | undefined {
  return statementsTouching(statements, offset).find((stmt) => stmt.kind === "def");
}

/** Of statements in the order of the text those that an offset lies in, or at an end of. */
function statementsTouching(statements: readonly Stmt[], offset: number): readonly Stmt[] {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (statements[middle]!.span.end < offset) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < statements.length && touches(statements[end]!.span, offset)) end++;
  return statements.slice(low, end);
}

/** The expressions of a statement that hold a part of the text, outermost first. */
export function expressionsAt(stmt: Stmt, { start, end }: Span): readonly Expr[] {
  const path: Expr[] = [];
  for (let inner = statementExpressions(stmt); ;) {
    const found = inner.find(({ span }) => span.start <= start && end <= span.end);
    if (found === undefined) return path;
    path.push(found);
    inner = childExpressions(found);
  }
}

/** Whatever a caret can stand in. What has no `kind` is told apart by its fields. */
export type Node =
  | Stmt
  | Expr
  | Identifier
  | Argument
  | IndexItem
  | Annotation
  | AnnotationEntry
  | BindTarget
  | Parameter
  | BackwardBlock;

/** Everything that an offset lies in, from the statement to the innermost node; empty between statements. */
export function pathAt(tree: Tree, offset: number): readonly Node[] {
  const path: Node[] = [];
  let inner = holding(tree.statements, offset);
  while (inner !== undefined) {
    path.push(inner);
    inner = holding(childNodes(inner), offset);
  }
  return path;
}

/** The child that an offset lies in; at a border the one that starts there, for a caret stands before it. */
function holding(nodes: readonly Node[], offset: number): Node | undefined {
  let found: Node | undefined;
  for (const node of nodes) if (touches(nodeSpan(node), offset)) found = node;
  return found;
}

export function nodeSpan(node: Node): Span {
  if ("span" in node) return node.span;
  return node.name.span;
}

/** The nodes directly in one, in the order of the text. */
function childNodes(node: Node): readonly Node[] {
  if (!("kind" in node)) return childrenOfPart(node);
  switch (node.kind) {
    case "bind":
      return [...node.targets.flatMap(partsOfTarget), node.value];
    case "augmented":
      return [node.target, node.value];
    case "def":
      return [node.name, ...node.params, ...node.body, ...present(node.backward)];
    case "for":
      return [node.name, ...node.range, ...node.body];
    case "from":
      return node.names;
    case "minimize":
      return node.args;
    case "backward":
      return [node.value, ...node.args];
    case "expr":
    case "return":
      return [node.value];
    case "call":
      return [...present(node.receiver), node.callee, ...node.args];
    case "attribute":
      return [node.object, node.attribute];
    case "index":
      return [node.object, ...node.items];
    case "at":
      return [node.value];
    case "slice":
      return [node.start, node.stop, node.step].filter((part) => part !== undefined);
    case "error":
      return "names" in node ? [...node.parts, ...node.names] : node.parts;
    case "ellipsis":
    case "size":
    case "any":
    case "dimension":
      return [];
    default:
      return childExpressions(node);
  }
}

function childrenOfPart(part: Exclude<Node, { kind: string }>): readonly Node[] {
  if ("entries" in part) return part.entries;
  if ("keyword" in part && "value" in part) return [...present(part.keyword), part.value];
  if ("body" in part) return [...part.params, ...part.body];
  if ("default" in part) return [part.name, ...present(part.annotation), ...present(part.default)];
  if ("annotation" in part) return partsOfTarget(part);
  return [];
}

function partsOfTarget(target: BindTarget): readonly Node[] {
  return [target.name, ...present(target.annotation)];
}

function present<T>(one: T | undefined): readonly T[] {
  return one === undefined ? [] : [one];
}

function itemExpressions(item: IndexItem): readonly Expr[] {
  switch (item.kind) {
    case "at":
      return [item.value];
    case "slice":
      return [item.start, item.stop, item.step].filter((part) => part !== undefined);
    case "ellipsis":
      return [];
  }
}

/** Every name that statements bind at their own level; a function's names are its own. */
export function namesBoundIn(list: readonly Stmt[]): Identifier[] {
  return list.flatMap((one): readonly Identifier[] => {
    switch (one.kind) {
      case "bind":
        return one.targets.map((target) => target.name);
      case "augmented":
        return [one.target];
      case "for":
        return [one.name, ...namesBoundIn(one.body)];
      case "from":
      case "error":
        return one.names;
      default:
        return [];
    }
  });
}
