/** The syntax tree of a `.grad` file: plain immutable records with spans; it knows no operator and no scope. */
import type { Span } from "../base/span.ts";

export type UnaryOperator = "-" | "+" | "not";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "//" | "%" | "@" | "**";
export type LogicalOperator = "and" | "or";
export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=" | "is" | "is not";

/** A name as it is compared (after NFKC, subscript digits as digits), with the place where it stands. */
export interface Identifier {
  readonly name: string;
  readonly span: Span;
}

export type Expr =
  | { readonly kind: "number"; readonly span: Span; readonly value: number }
  | { readonly kind: "string"; readonly span: Span; readonly value: string }
  | { readonly kind: "bool"; readonly span: Span; readonly value: boolean }
  | { readonly kind: "none"; readonly span: Span }
  | { readonly kind: "name"; readonly span: Span; readonly name: string }
  /** `[a, b]`: a tensor, or several tensors where a function takes several. */
  | { readonly kind: "list"; readonly span: Span; readonly items: readonly Expr[] }
  /** `a, b` in a binding or a return, `(a, b)` in an argument. */
  | { readonly kind: "tuple"; readonly span: Span; readonly items: readonly Expr[] }
  /** `(a)`: kept, because a person may point at a bracketed part. */
  | { readonly kind: "paren"; readonly span: Span; readonly inner: Expr }
  | {
      readonly kind: "unary";
      readonly span: Span;
      readonly operator: UnaryOperator;
      readonly operatorSpan: Span;
      readonly operand: Expr;
    }
  | {
      readonly kind: "binary";
      readonly span: Span;
      readonly operator: ArithmeticOperator | LogicalOperator;
      readonly operatorSpan: Span;
      readonly left: Expr;
      readonly right: Expr;
    }
  /** `a < b <= c`: a first operand and then each operator with its right side. */
  | {
      readonly kind: "compare";
      readonly span: Span;
      readonly first: Expr;
      readonly rest: readonly Comparison[];
    }
  | {
      readonly kind: "conditional";
      readonly span: Span;
      readonly then: Expr;
      readonly test: Expr;
      readonly otherwise: Expr;
    }
  /** `f(a, k=b)`, and `x.f(a)` with `receiver` x. */
  | {
      readonly kind: "call";
      readonly span: Span;
      readonly callee: Identifier;
      readonly receiver: Expr | undefined;
      readonly args: readonly Argument[];
      /** From the opening to behind the closing bracket (or as far as the call reaches where that is missing). */
      readonly argsSpan: Span;
    }
  /** `x.T`, `x.shape`: an attribute that is not called. */
  | { readonly kind: "attribute"; readonly span: Span; readonly object: Expr; readonly attribute: Identifier }
  | {
      readonly kind: "index";
      readonly span: Span;
      readonly object: Expr;
      readonly items: readonly IndexItem[];
    }
  /** Where an expression was expected and none could be read; its problem is in the list. `parts` could be read. */
  | { readonly kind: "error"; readonly span: Span; readonly parts: readonly Expr[] };

export type ExprKind = Expr["kind"];
export type ExprOf<K extends ExprKind> = Extract<Expr, { kind: K }>;

export interface Comparison {
  readonly operator: ComparisonOperator;
  readonly operatorSpan: Span;
  readonly right: Expr;
}

export interface Argument {
  readonly span: Span;
  /** The keyword of `dim=1`; absent for an argument by position. */
  readonly keyword: Identifier | undefined;
  readonly value: Expr;
}

export type IndexItem =
  | { readonly kind: "at"; readonly span: Span; readonly value: Expr }
  | {
      readonly kind: "slice";
      readonly span: Span;
      readonly start: Expr | undefined;
      readonly stop: Expr | undefined;
      readonly step: Expr | undefined;
    }
  | { readonly kind: "ellipsis"; readonly span: Span };

/** A shape annotation `[N, 3, _]`; an entry is a whole number, `_`, or a dimension's name. */
export interface Annotation {
  readonly span: Span;
  readonly entries: readonly AnnotationEntry[];
}

export type AnnotationEntry =
  | { readonly kind: "size"; readonly span: Span; readonly size: number }
  | { readonly kind: "any"; readonly span: Span }
  | { readonly kind: "dimension"; readonly span: Span; readonly name: string };

export interface BindTarget {
  readonly name: Identifier;
  readonly annotation: Annotation | undefined;
}

export interface Parameter {
  readonly span: Span;
  readonly name: Identifier;
  readonly annotation: Annotation | undefined;
  readonly default: Expr | undefined;
}

export interface BackwardBlock {
  readonly span: Span;
  /** The word `backward`. */
  readonly keyword: Span;
  readonly params: readonly Identifier[];
  readonly body: readonly Stmt[];
}

export type Stmt =
  /** `a = expr`, `a, b = expr`, `a, b = expr, expr` (value is then a tuple). */
  | {
      readonly kind: "bind";
      readonly span: Span;
      readonly targets: readonly BindTarget[];
      readonly value: Expr;
    }
  | {
      readonly kind: "augmented";
      readonly span: Span;
      readonly target: Identifier;
      readonly operator: ArithmeticOperator;
      readonly operatorSpan: Span;
      readonly value: Expr;
    }
  | { readonly kind: "expr"; readonly span: Span; readonly value: Expr }
  /** `value.backward(upstream)`: a statement, wherever it stands; that it stands at top level is checked later. */
  | {
      readonly kind: "backward";
      readonly span: Span;
      readonly keyword: Span;
      readonly value: Expr;
      readonly args: readonly Argument[];
    }
  | {
      readonly kind: "minimize";
      readonly span: Span;
      readonly keyword: Span;
      readonly args: readonly Argument[];
    }
  | {
      readonly kind: "def";
      readonly span: Span;
      /** From `def` to the colon. */
      readonly header: Span;
      readonly name: Identifier;
      readonly params: readonly Parameter[];
      readonly body: readonly Stmt[];
      readonly backward: BackwardBlock | undefined;
      /** The comment lines directly above, without `#`: the function's documentation. */
      readonly doc: string;
    }
  | { readonly kind: "return"; readonly span: Span; readonly value: Expr }
  | {
      readonly kind: "for";
      readonly span: Span;
      readonly header: Span;
      readonly name: Identifier;
      /** The arguments of `range`. */
      readonly range: readonly Expr[];
      readonly body: readonly Stmt[];
    }
  | {
      readonly kind: "from";
      readonly span: Span;
      readonly keyword: Span;
      readonly path: string;
      readonly pathSpan: Span;
      readonly names: readonly Identifier[];
    }
  /**
   * A line that could not be read; its problem is in the list. `names` are the names that it seems to bind: they
   * exist, without a value. `parts` are the expressions in it that could be read.
   */
  | {
      readonly kind: "error";
      readonly span: Span;
      readonly names: readonly Identifier[];
      readonly parts: readonly Expr[];
    };

export type StmtKind = Stmt["kind"];
export type StmtOf<K extends StmtKind> = Extract<Stmt, { kind: K }>;

export interface Comment {
  readonly span: Span;
}

export interface Tree {
  readonly text: string;
  readonly statements: readonly Stmt[];
  readonly comments: readonly Comment[];
}
