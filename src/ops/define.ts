/** Turns a gate's record into the function that rules and the checker make its nodes with. */
import { own } from "../base/own.ts";
import type {
  AttrSpec,
  Attrs,
  Gate,
  Kink,
  Node,
  OperandSpec,
  Pattern,
  Refusal,
  Reject,
  Sample,
} from "../graph/ir.ts";
import { applyGate } from "../graph/node.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Steps } from "../tensor/product.ts";
import { shapeOf, type Shape } from "../tensor/shape.ts";
import { scalarTensor, type DType, type Tensor } from "../tensor/tensor.ts";

/** An operand in a rule: a node, or a number that stands for a constant. */
export type Operand = Node | number;

type Names<O extends readonly OperandSpec[]> = O[number]["name"];
type Values<O extends readonly OperandSpec[]> = { readonly [K in Names<O>]: Node };
type Each<O extends readonly OperandSpec[], T> = { [K in keyof O]: T };

/** The families of gates, in the order in which the reference and completion show them. */
export const familyTitles = [
  "Leaves and names",
  "Arithmetic",
  "Functions of one number",
  "Functions of two numbers",
  "Choices",
  "Folding dimensions",
  "Shapes",
  "Joining and picking",
  "Making tensors",
] as const;

/** The gates of a file, by family: a gate that no list holds does not exist for a text. */
export type Listing = {
  readonly [Title in (typeof familyTitles)[number]]?: readonly { readonly gate: Gate }[];
};

/** A gate that is called with its operands, then its attributes, and makes a node. */
export interface GateFunction<O extends readonly OperandSpec[] = readonly OperandSpec[]> {
  (...args: [...operands: Each<O, Operand>, attrs?: Attrs]): Node;
  readonly gate: Gate;
}

export interface GateRecord<O extends readonly OperandSpec[]> {
  readonly name: string;
  readonly also?: readonly string[];
  readonly lecture?: readonly string[];
  readonly operands: O;
  readonly attrs?: Readonly<Record<string, AttrSpec>>;
  readonly doc: string;
  readonly pattern: Pattern;
  readonly formula?: string;
  readonly dtype?: DType | "same";
  readonly pure?: boolean;
  readonly internal?: boolean;
  readonly marksLeaf?: true;
  readonly isCopy?: true;
  readonly isView?: true;
  readonly isData?: true;
  readonly isGiven?: true;
  readonly detaches?: true;
  readonly chooses?: true;
  readonly flat?: true;
  readonly fades?: number;
  readonly pole?: NonNullable<Gate["pole"]>;
  readonly order?: readonly string[];
  readonly receiver?: string;
  readonly infix?: NonNullable<Gate["infix"]>;
  readonly neutral?: NonNullable<Gate["neutral"]>;
  readonly takes?: NonNullable<Gate["takes"]>;
  readonly notation?: NonNullable<Gate["notation"]>;
  readonly postfix?: string;
  readonly written?: NonNullable<Gate["written"]>;
  readonly symbol?: string;
  shape(operands: Each<O, Shape>, attrs: Attrs): Shape | Refusal;
  readonly scalar?: (a: number, b: number, c: number) => number;
  readonly run?: NonNullable<Gate["run"]>;
  readonly combines?: NonNullable<Gate["combines"]>;
  readonly folds?: NonNullable<Gate["folds"]>;
  kernel(
    operands: Each<O, Tensor>,
    attrs: Attrs,
    sizes: readonly number[],
    kernels: Kernels,
  ): Tensor | Refusal;
  /** The same in steps, between which a run can be left, of a gate that may take long. */
  inSteps?(
    operands: Each<O, Tensor>,
    attrs: Attrs,
    sizes: readonly number[],
    kernels: Kernels,
  ): Steps<Tensor | Refusal>;
  multiplyAdds?(operands: Each<O, readonly number[]>, attrs: Attrs, sizes: readonly number[]): number;
  /** Keyed by operand name on both sides, so that a swapped pair is visible. An operand that is left out gets no gradient. */
  readonly vjp:
    | ((
        values: Values<O> & { readonly g: Node; readonly out: Node },
        attrs: Attrs,
      ) => { readonly [K in Names<O>]?: Node })
    | { readonly none: string };
  readonly kinks?: readonly Kink[];
  readonly python: { readonly torch: string; readonly jax: string; readonly numpy: string };
  readonly samples: readonly Sample[];
  readonly rejects?: readonly Reject[];
}

/** What a rule is given: its operands by name come to it. */
interface RuleValues {
  [name: string]: Node;
  g: Node;
  out: Node;
}

export function defineGate<const O extends readonly OperandSpec[]>(record: GateRecord<O>): GateFunction<O> {
  const names = record.operands.map((operand) => operand.name) as Names<O>[];
  const rule = record.vjp;
  const vjp: Gate["vjp"] =
    typeof rule !== "function"
      ? rule
      : ({ inputs, out, g, attrs }) => {
          const values: RuleValues = { g, out };
          for (let i = 0; i < names.length; i++) {
            const input = inputs[i];
            if (input !== undefined) values[names[i]!] = input;
          }
          const parts = rule(values as Values<O> & RuleValues, attrs);
          const gradients = new Array<Node | undefined>(names.length);
          for (let i = 0; i < names.length; i++) gradients[i] = parts[names[i]!];
          return gradients;
        };
  const gate = gateOf({ ...USUAL, ...record, vjp });
  const count = record.operands.length;
  const make = (...args: (Operand | Attrs | undefined)[]): Node => {
    const operands = new Array<Node>(count);
    for (let i = 0; i < count; i++) operands[i] = toNode(args[i]);
    return applyGate(gate, operands, args[count] as Attrs | undefined);
  };
  return Object.assign(make, { gate });
}

const USUAL = { attrs: {}, dtype: "float", pure: true, internal: false, kinks: [], rejects: [] } as const;

/** Every field that a gate may have, in one order. */
const FIELDS: Readonly<Record<keyof Gate, undefined>> = {
  name: undefined,
  vjp: undefined,
  scalar: undefined,
  pure: undefined,
  dtype: undefined,
  isGiven: undefined,
  isCopy: undefined,
  isData: undefined,
  isView: undefined,
  combines: undefined,
  operands: undefined,
  attrs: undefined,
  shape: undefined,
  kernel: undefined,
  inSteps: undefined,
  run: undefined,
  folds: undefined,
  multiplyAdds: undefined,
  internal: undefined,
  marksLeaf: undefined,
  detaches: undefined,
  chooses: undefined,
  flat: undefined,
  fades: undefined,
  pole: undefined,
  neutral: undefined,
  takes: undefined,
  infix: undefined,
  postfix: undefined,
  written: undefined,
  symbol: undefined,
  notation: undefined,
  order: undefined,
  receiver: undefined,
  also: undefined,
  lecture: undefined,
  doc: undefined,
  pattern: undefined,
  formula: undefined,
  kinks: undefined,
  python: undefined,
  samples: undefined,
  rejects: undefined,
};

/** The gate, with all fields: who goes over many nodes finds a field in the same place of every gate. */
function gateOf(gate: Gate): Gate {
  return { ...FIELDS, ...gate } as Gate;
}

/** A gate whose operands are a list of tensors (`cat`, `stack`), or begin with some and end in a list (indexing). */
export interface ListGateFunction {
  (tensors: readonly Operand[], attrs?: Attrs): Node;
  readonly gate: Gate;
}

type ListOperands = readonly [...OperandSpec[], OperandSpec & { readonly rest: true }];

/** The record of a gate over a list of tensors: its rule gives one gradient for each. */
export interface ListGateRecord extends Omit<GateRecord<ListOperands>, "vjp"> {
  readonly vjp: (
    values: { readonly tensors: readonly Node[]; readonly g: Node; readonly out: Node },
    attrs: Attrs,
  ) => readonly (Node | undefined)[];
}

export function defineListGate(record: ListGateRecord): ListGateFunction {
  const gate = gateOf({
    ...USUAL,
    ...record,
    vjp: ({ inputs, out, g, attrs }) => record.vjp({ tensors: inputs, out, g }, attrs),
  });
  const make = (tensors: readonly Operand[], attrs?: Attrs): Node =>
    applyGate(gate, tensors.map(toNode), attrs);
  return Object.assign(make, { gate });
}

function toNode(operand: Operand | Attrs | undefined): Node {
  return typeof operand === "number" ? constant({ value: scalarTensor(operand) }) : (operand as Node);
}

/** A number or a nested list of numbers that stands in the file: an input of a run, so that another number is no other node. */
export const literal = defineGate({
  name: "literal",
  operands: [],
  attrs: { size: { kind: "internal", doc: "The size of each dimension." } },
  doc: "A number or a list of numbers, as written.",
  pattern: { kind: "source", text: "A leaf: gradients end here." },
  internal: true,
  isGiven: true,
  shape: (_, attrs) => shapeOf(intsOf(attrs, "size") ?? []),
  kernel: () => {
    throw new Error("internal: a literal is not computed, its number comes with the run");
  },
  vjp: { none: "A literal has no operands." },
  python: { torch: "torch.tensor({value})", jax: "jnp.array({value})", numpy: "np.array({value})" },
  samples: [],
});

/** A number or a nested list of numbers that a rule brings, or a word of the language. */
export const constant = defineGate({
  name: "constant",
  operands: [],
  attrs: { value: { kind: "internal", doc: "The tensor." } },
  doc: "A number or a list of numbers, as written.",
  pattern: { kind: "source", text: "A leaf: gradients end here." },
  internal: true,
  shape: (_, attrs) => shapeOf((attrs["value"] as Tensor).sizes),
  isGiven: true,
  kernel: (_, attrs) => attrs["value"] as Tensor,
  vjp: { none: "A literal has no operands." },
  python: { torch: "torch.tensor({value})", jax: "jnp.array({value})", numpy: "np.array({value})" },
  samples: [],
});

/** `True`, `False`, and comparisons whose answer is known when the graph is built. */
export const boolConstant = defineGate({
  name: "bool_constant",
  operands: [],
  attrs: { value: { kind: "internal", doc: "The tensor of 0 and 1." } },
  doc: "True or False, as written.",
  pattern: { kind: "source", text: "A truth value: it has no gradient." },
  dtype: "bool",
  internal: true,
  shape: (_, attrs) => shapeOf((attrs["value"] as Tensor).sizes),
  isGiven: true,
  kernel: (_, attrs) => attrs["value"] as Tensor,
  vjp: { none: "A truth value has no gradient." },
  python: { torch: "torch.tensor({value})", jax: "jnp.array({value})", numpy: "np.array({value})" },
  samples: [],
});

/** Reads an attribute that its spec says is whole numbers; `null` where it was left out. */
export function intsOf(attrs: Attrs, name: string): readonly number[] | null {
  const value = own(attrs, name);
  if (value === null || value === undefined) return null;
  return typeof value === "number" ? [value] : (value as readonly number[]);
}

export function intOf(attrs: Attrs, name: string): number {
  return own(attrs, name) as number;
}

export function boolOf(attrs: Attrs, name: string): boolean {
  return own(attrs, name) === true;
}

/** This file's part of the table of gates. */
export const constantGates: Listing = { "Leaves and names": [literal, constant, boolConstant] };
