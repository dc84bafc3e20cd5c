/** A person's backward block with the numbers of one call: what it binds, what it gives back, and autodiff's own beside that. */
import type { CallRecord, WrittenBlock } from "../lower/program.ts";
import type { Node } from "../graph/ir.ts";
import { derivedParts, isSameGradient } from "../insight/own-backward.ts";
import { zeros } from "../ops/creation.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import { isHidden } from "./hidden.ts";
import type { View } from "./view.ts";

export interface BlockNumbers {
  readonly written: WrittenBlock;
  /** The upstream gradients that it is called with, one for each result. */
  readonly upstream: readonly Node[];
  /** For each parameter: what the block gives, and the derivative where that is another. Undefined where it gives nothing. */
  readonly parts: readonly (PartNumbers | undefined)[];
}

export interface PartNumbers {
  readonly value: Tensor | undefined;
  readonly derived: Tensor | undefined;
}

const known = new WeakMap<View, Map<CallRecord, BlockNumbers | undefined>>();

/** Whether one of the gradients that a block is given, by the place of the result that it is of, is hidden. */
export function hidesUpstream(view: View, { group }: CallRecord, result: number): boolean {
  const output = group.outputs[result];
  return output !== undefined && isHidden(view, output);
}

/** Whether what a block gives for one of its parameters is hidden. */
export function hidesPart(view: View, { written }: BlockNumbers, parameter: number): boolean {
  return written.inputs[parameter]?.some((input) => isHidden(view, input)) === true;
}

/** Whether a value in a block is hidden: what it computes on the way to the gradients that it gives, as long as one of these is. */
export function hidesInside(view: View, numbers: BlockNumbers, node: Node | undefined): boolean {
  if (node !== undefined && view.analysis.program.graph.index.has(node)) return false;
  return numbers.written.inputs.some((_, parameter) => hidesPart(view, numbers, parameter));
}

/** The block of a call; undefined where it has none, or no gradient comes to its results. */
export function blockNumbers(view: View, call: CallRecord): BlockNumbers | undefined {
  let blocks = known.get(view);
  if (blocks === undefined) known.set(view, (blocks = new Map<CallRecord, BlockNumbers | undefined>()));
  if (!blocks.has(call)) blocks.set(call, write(view, call));
  return blocks.get(call);
}

function write(view: View, { group, writeBlock }: CallRecord): BlockNumbers | undefined {
  const { analysis } = view;
  const adjoints = analysis.adjointsIn(group.parent);
  const received = group.outputs.map((output) => adjoints?.of(output));
  if (writeBlock === undefined || received.every((one) => one === undefined)) return undefined;
  const upstream = received.map((one, i) => one ?? zeros({ size: group.outputs[i]!.sizes }));
  const written = writeBlock(upstream);
  const inside = analysis.adjointsIn(group);
  const parts = written.parts.map(([part, ...more], i): PartNumbers | undefined => {
    const [input] = written.inputs[i] ?? [];
    if (part === undefined || input === undefined || more.length > 0) return undefined;
    const value = evaluateBeside(view, part);
    // What was given twice gets its derivative from both parameters, and neither can be told apart.
    const isShared = written.inputs.some((given, other) => other !== i && given.includes(input));
    const isComparable = inside !== undefined && !isShared;
    const terms = isComparable ? derivedParts(analysis.program.graph, inside, group, input) : [];
    const derived = sum(view, terms, input);
    const isOther = value !== undefined && derived !== undefined && !isSameGradient(value.data, derived.data);
    return { value, derived: isOther ? derived : undefined };
  });
  return { written, upstream, parts };
}

/** Undefined where there is nothing to add up, or a term has no value. */
function sum(view: View, terms: readonly Node[], { sizes }: Node): Tensor | undefined {
  let total: Float64Array | undefined;
  for (const term of terms) {
    const value = evaluateBeside(view, term);
    if (value === undefined) return undefined;
    total = total === undefined ? Float64Array.from(value.data) : total.map((one, i) => one + value.data[i]!);
  }
  return total === undefined ? undefined : { sizes, data: total };
}
