/** The intermediate representation: immutable nodes, the record of a gate, and the graph of one document version. */
import type { Run } from "../tensor/elementwise.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Steps } from "../tensor/product.ts";
import type { Fold } from "../tensor/reduce.ts";
import type { Shape } from "../tensor/shape.ts";
import type { DType, Tensor } from "../tensor/tensor.ts";

/** A static argument's value: known when the graph is built. */
export type AttrValue =
  number | string | boolean | null | Tensor | readonly AttrValue[] | { readonly [key: string]: AttrValue };
export type Attrs = Readonly<Record<string, AttrValue>>;

/**
 * One value of the graph. A node never changes and is compared by identity: the same object in two versions of a document
 * is the same occurrence with the same operands, so it has the same value. Its place in the source is the graph's business.
 */
export interface Node {
  /** Counts nodes as they are made in this realm: tables by node are arrays. It orders nothing and is never shown. */
  readonly id: number;
  readonly gate: Gate;
  readonly inputs: readonly Node[];
  readonly attrs: Attrs;
  readonly sizes: readonly number[];
  readonly dtype: DType;
  /** Whether the value needs no run: it comes from literals and shapes alone. */
  readonly known: boolean;
}

/** The numbers that a run is given: those of the file's literals, which are in no node. */
export type Inputs = ReadonlyMap<Node, Tensor>;

/** What a rule refuses, in the person's terms; `operand` points at the culprit where there is one. */
export interface Refusal {
  readonly refused: string;
  readonly operand?: number;
}

export function isRefusal(result: object): result is Refusal {
  return "refused" in result;
}

export interface OperandSpec {
  readonly name: string;
  readonly doc: string;
  /** The last operand is a list of any number of tensors (`cat`, `stack`): it stands for all inputs from its place on. */
  readonly rest?: true;
  /** What the operand must hold; "number" (float64, a bool counts as 0 or 1) where absent. "integer" values are whole. */
  readonly holds?: "number" | "bool" | "integer" | "any";
}

export type AttrKind =
  /** A whole number. */
  | "int"
  /** Whole numbers: one, a list, or (for the last positional one) one after another. */
  | "ints"
  | "number"
  | "bool"
  | "string"
  /** A nested list of known numbers. */
  | "tensor"
  /** What random numbers hang on: the language itself gives each call its own. */
  | "random-key"
  /** Made by the language itself (index expressions, constants), never written as an argument. */
  | "internal";

export interface AttrSpec {
  readonly kind: AttrKind;
  readonly doc: string;
  /** Absent: the argument is required. `null` is `None`. */
  readonly default?: AttrValue;
  readonly choices?: readonly string[];
  /** Only by name (`seed=1`), never by position. */
  readonly named?: true;
}

export type PatternKind =
  "distributor" | "switcher" | "router" | "scaler" | "wall" | "collector" | "relabeling" | "source";

/** How a gradient passes the gate, as a lecture says it. */
export interface Pattern {
  readonly kind: PatternKind;
  readonly text: string;
}

/** What a VJP rule sees: the operands and the result of the forward pass, and g, the upstream gradient (of the result's shape). */
export interface VjpInput {
  readonly inputs: readonly Node[];
  readonly out: Node;
  readonly g: Node;
  readonly attrs: Attrs;
}

export interface Kink {
  /** One sentence: where no derivative exists and which slope is used. */
  readonly text: string;
  /** Operand values at which it happens, in operand order. */
  readonly at: readonly number[];
  /** Those of the gate, where it needs some. */
  readonly attrs?: Attrs;
  /** The gradient that PyTorch gives there, for upstream 1, in operand order. */
  readonly gives: readonly number[];
  /** What JAX gives there, and TensorFlow; absent where that is not known. */
  readonly jax?: readonly number[];
  readonly tensorflow?: readonly number[];
}

export interface Sample {
  /** The shape of each operand; the test draws its values. */
  readonly shapes: readonly (readonly number[])[];
  readonly attrs?: Attrs;
  /** The range that values are drawn from, kept off kinks and poles; [-2, 2] where absent. */
  readonly range?: readonly [number, number];
  /** Values for operands that cannot be drawn (indices, masks); by operand index. */
  readonly fixed?: Readonly<Record<number, Tensor>>;
}

export interface Reject {
  readonly shapes: readonly (readonly number[])[];
  readonly attrs?: Attrs;
  /** The refusal's whole text. */
  readonly reason: string;
}

/** Everything that Nabla knows of one gate: what it is, what it accepts, what it computes, how it differentiates, how others spell it, how it is tested. */
export interface Gate {
  readonly name: string;
  /** Other names that a file may call it by: PyTorch's and NumPy's. */
  readonly also?: readonly string[];
  /** What the lecture's list of operators calls it. */
  readonly lecture?: readonly string[];
  readonly operands: readonly OperandSpec[];
  /** In the order in which they may stand by position, behind the operands. */
  readonly attrs: Readonly<Record<string, AttrSpec>>;
  /** The first sentence is the completion's detail; all of it is the hover. */
  readonly doc: string;
  readonly pattern: Pattern;
  /** The value's local derivative as a formula for people, where the printed VJP is not what a textbook writes. */
  readonly formula?: string;
  readonly dtype: DType | "same";
  /** False where a run is needed whatever the operands are (random numbers, `param`, data). */
  readonly pure: boolean;
  /** Not callable by name in a file: made by the language itself (constants, indexing, copies) or by VJP rules only. */
  readonly internal: boolean;
  /** Stands only as a whole right-hand side at top level, where it makes a leaf (`param`). */
  readonly marksLeaf?: true;
  /** A second name for its operand: it is not drawn. */
  readonly isCopy?: true;
  /** Its value shows the operand's numbers where they are, under other sizes or in another order: it takes no memory. */
  readonly isView?: true;
  /** Loaded data: a value for which no gradient is asked. */
  readonly isData?: true;
  /** Its gradient is stopped on purpose: the value passes on. */
  readonly detaches?: true;
  /** It takes one of several numbers by their values, or by a condition. */
  readonly chooses?: true;
  /** It grows, and hardly moves for operands far from 0, on both sides. */
  readonly flat?: true;
  /** The operand far out in which its result fades to 0 from above: it is 0 there, as its slope is, by rounding alone. */
  readonly fades?: number;
  /** The values of one operand at which its slope grows beyond all bounds; `every` where they come again at this distance. */
  readonly pole?: { readonly operand: number; readonly at: readonly number[]; readonly every?: number };
  /** Its value is given, not computed: an executor is told the number, and needs no kernel. */
  readonly isGiven?: true;
  /** All names in positional order, where attributes do not simply follow the operands: `gather(x, dim, index)`. */
  readonly order?: readonly string[];
  /** The operand that stands before the dot in `x.f(…)`, where it is not the first argument: `x.polygamma(n)`. */
  readonly receiver?: string;
  /** The token in source and its symbol when drawn as a round gate. */
  readonly infix?: {
    readonly token: string;
    readonly precedence: number;
    /** How formulas for people write it, of numbers and of tensors, where that is another sign. */
    readonly signs?: readonly [number: string, tensor: string];
  };
  /** For each operand the value that leaves the other one as it is: 1 of a factor, 0 of a term. */
  readonly neutral?: readonly (number | undefined)[];
  /** Of a choice by its first operand, where that is one number: the operand that the result is. */
  readonly takes?: (first: number) => number;
  /** How a formula with shapes writes it, where that is shorter than a call: `x[:, None]`. */
  readonly notation?: (operand: string, sizes: readonly number[], attrs: Attrs) => string;
  /** How the result is written behind a matrix: `.T`. */
  readonly postfix?: string;
  /** How a file says it, of a gate that it cannot call by name: with its operands, which a method can stand behind. */
  readonly written?: (operands: readonly string[], node: Node) => string | undefined;
  /** What the round gate shows in the graph: `×`, `exp`, `@`; the name where absent. */
  readonly symbol?: string;
  shape(operands: readonly Shape[], attrs: Attrs): Shape | Refusal;
  /** The fast path for numbers, and the definition of elementwise gates: one result element from one element of each operand. */
  readonly scalar?: (a: number, b: number, c: number) => number;
  /** The loop of an elementwise gate, whose operands broadcast; "same" where the result is the operand. */
  readonly run?: Run | "same";
  /** Of a gate that folds dimensions of its one operand: how. */
  readonly folds?: Folding;
  /** Of a gate over a list of numbers: the value is what this makes of them from the left. */
  readonly combines?: (before: number, next: number) => number;
  /** Computes the value; `kernels` are the loops that its engine has. */
  kernel(
    operands: readonly Tensor[],
    attrs: Attrs,
    sizes: readonly number[],
    kernels: Kernels,
  ): Tensor | Refusal;
  /** The same in steps, between which a run can be left, of a gate that may take long. */
  inSteps?(
    operands: readonly Tensor[],
    attrs: Attrs,
    sizes: readonly number[],
    kernels: Kernels,
  ): Steps<Tensor | Refusal>;
  /**
   * The multiply-adds that the value takes, counted from shapes, where they are more than the elements of the operands and the
   * result. Its derivative takes as many for each operand.
   */
  multiplyAdds?(operands: readonly (readonly number[])[], attrs: Attrs, sizes: readonly number[]): number;
  /** One gradient for each operand (undefined: none flows); or why there is none. Broadcasting is undone by the caller. */
  readonly vjp: ((input: VjpInput) => readonly (Node | undefined)[]) | { readonly none: string };
  readonly kinks: readonly Kink[];
  readonly python: { readonly torch: string; readonly jax: string; readonly numpy: string };
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

export interface Folding {
  readonly fold: Fold;
  /** Ascending. */
  dims(attrs: Attrs, rank: number): readonly number[];
  /** The result is divided by the number of entries that were folded. */
  readonly isMean?: true;
}

/** What a gate says of the operand at a place; a list of tensors has one entry for all. */
export function operandSpec({ operands }: Gate, place: number): OperandSpec | undefined {
  const last = operands.at(-1);
  return operands[place] ?? (last?.rest === true ? last : undefined);
}

/** A call of a function, or a loop's turn: the nodes that were made in it, kept together so that they can be drawn as one gate. */
export interface Group {
  readonly kind: "call" | "loop" | "turn";
  /** The function's name, or the loop's variable. */
  readonly name: string;
  /** A function of the standard library: closed until it is opened, and its inside is not the person's. */
  readonly library: boolean;
  /** It stands in a person's other file: closed as the library's are, but its inside is the person's. */
  readonly imported?: true;
  /** What it gives back are gradients, which the language derived. */
  readonly derives?: true;
  readonly parent: Group | undefined;
  /** Which turn of a loop, or which call of this function in the file, from 0. */
  readonly ordinal: number;
  /** The nodes of the group are `graph.nodes[first … last - 1]`; the groups inside it too. */
  readonly first: number;
  last: number;
  /** What it was called with, in parameter order (tensors only), and what it gave back. */
  inputs: readonly Node[];
  outputs: readonly Node[];
  /** Builds the function's own backward pass from the upstream gradients of its outputs; one gradient for each of `inputs`. */
  backward: ((upstream: readonly Node[]) => readonly (Node | undefined)[]) | undefined;
}

/** The graph of one document version: nodes in the order of their making, so operands stand before what uses them. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly groups: readonly Group[];
  /** The innermost group of each node, or undefined at top level; parallel to `nodes`. */
  readonly groupOf: readonly (Group | undefined)[];
  readonly index: NodeIndex;
}

/** Where each node of a graph stands in it. */
export interface NodeIndex {
  readonly size: number;
  get(node: Node): number | undefined;
  has(node: Node): boolean;
  /** The place of the node with this id. */
  find(id: number): number | undefined;
}
