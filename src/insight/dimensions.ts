/** Where the dimensions of a result come from. */
import type { Node } from "../graph/ir.ts";
import { intOf, intsOf } from "../ops/define.ts";
import { positiveDim, reducedDims } from "../ops/dims.ts";
import { index } from "../ops/indexing.ts";
import { permute, transpose } from "../ops/permute.ts";
import { elementCount } from "../tensor/tensor.ts";

/** The dimensions that a gate folds; undefined of one that folds none. */
export function foldedDims({ gate, inputs, attrs }: Node): readonly number[] | undefined {
  const [x] = inputs;
  return x === undefined || !("keepdim" in gate.attrs)
    ? undefined
    : reducedDims(intsOf(attrs, "dim"), x.sizes.length);
}

/** Whether a gate gives the very elements of its operand under another shape. */
export function isRelabeling({ gate, inputs, sizes }: Node): boolean {
  const [x] = inputs;
  if (x === undefined || inputs.length !== 1) return false;
  const isMoving = gate.pattern.kind === "relabeling" || gate === index.gate;
  return isMoving && elementCount(x.sizes) === elementCount(sizes);
}

/** Whether a value is its first operand under another name, or without its gradient. */
export function isSameValue({ gate, inputs }: Node): boolean {
  return inputs.length === 1 && (gate.isCopy === true || gate.marksLeaf === true || gate.detaches === true);
}

/** For each dimension of a result the one of an operand that it is, or −1; undefined where nothing is known. */
export function dimsFrom(node: Node, place: number): readonly number[] | undefined {
  const { gate, inputs, sizes, attrs } = node;
  const operand = inputs[place];
  if (operand === undefined) return undefined;
  const own = operand.sizes;
  const all = sizes.map((_, dim) => dim);
  if (isSameValue(node)) return all;
  if (gate.scalar !== undefined) {
    const added = sizes.length - own.length;
    return all.map((dim) => (own[dim - added] === sizes[dim] ? dim - added : -1));
  }
  const folded = place === 0 ? foldedDims(node) : undefined;
  if (folded !== undefined) {
    if (attrs["keepdim"] === true) return all.map((dim) => (folded.includes(dim) ? -1 : dim));
    return own.flatMap((_, dim) => (folded.includes(dim) ? [] : [dim]));
  }
  if (gate === transpose.gate) {
    const [a, b] = [intOf(attrs, "dim0"), intOf(attrs, "dim1")].map((dim) => positiveDim(dim, own.length));
    return all.map((dim) => (dim === a ? b! : dim === b ? a! : dim));
  }
  if (gate === permute.gate) return (intsOf(attrs, "dims") ?? []).map((dim) => positiveDim(dim, own.length));
  return isRelabeling(node) ? sameDims(own, sizes) : undefined;
}

/** Of one shape for the elements of another: the dimensions that stay in their order, but for those of size 1, or that stand first or last. */
function sameDims(own: readonly number[], sizes: readonly number[]): readonly number[] {
  const found = sizes.map(() => -1);
  const wideOf = (all: readonly number[]): readonly number[] =>
    all.flatMap((size, dim) => (size === 1 ? [] : [dim]));
  const [before, after] = [wideOf(own), wideOf(sizes)];
  if (before.length === after.length && before.every((dim, i) => own[dim] === sizes[after[i]!])) {
    after.forEach((dim, i) => (found[dim] = before[i]!));
    return found;
  }
  const shared = Math.min(own.length, sizes.length);
  for (let dim = 0; dim < shared && own[dim] === sizes[dim]; dim++) found[dim] = dim;
  for (let back = 1; back <= shared && own.at(-back) === sizes.at(-back); back++)
    found[sizes.length - back] = own.length - back;
  return found;
}
