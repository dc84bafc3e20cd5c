/** Makes nodes: the shape is the gate's own answer, and a refusal here is a bug of the rule that asked. */
import { isRefusal, type Attrs, type Gate, type Node } from "./ir.ts";
import { shapeOf, sizesOf } from "../tensor/shape.ts";
import type { DType } from "../tensor/tensor.ts";

let made = 0;
const NO_ATTRS: Attrs = {};
const SCALAR: readonly number[] = [];

/** A node whose shape was already asked for. */
export function makeNode(gate: Gate, inputs: readonly Node[], attrs: Attrs, sizes: readonly number[]): Node {
  return {
    id: made++,
    gate,
    inputs,
    attrs,
    sizes,
    dtype: dtypeOf(gate, inputs),
    known: gate.pure && areKnown(inputs),
  };
}

/** What the gate's result holds. `same` is bool where all operands that may be either are bool, as for a list that mixes them. */
export function dtypeOf(gate: Gate, inputs: readonly Node[]): DType {
  if (gate.dtype !== "same") return gate.dtype;
  const last = gate.operands.length - 1;
  const either = inputs.filter((_, i) => gate.operands[Math.min(i, last)]?.holds === "any");
  return either.length > 0 && either.every((input) => input.dtype === "bool") ? "bool" : "float";
}

/** A node made by a rule: operands are right by construction. */
export function applyGate(gate: Gate, inputs: readonly Node[], attrs: Attrs = NO_ATTRS): Node {
  if (gate.scalar !== undefined && areScalars(inputs)) return makeNode(gate, inputs, attrs, SCALAR);
  const shape = gate.shape(
    inputs.map((input) => shapeOf(input.sizes)),
    attrs,
  );
  if (isRefusal(shape)) throw new Error(`internal: ${gate.name} refused its operands: ${shape.refused}`);
  return makeNode(gate, inputs, attrs, sizesOf(shape));
}

function areScalars(nodes: readonly Node[]): boolean {
  for (let i = 0; i < nodes.length; i++) if (nodes[i]!.sizes.length > 0) return false;
  return true;
}

function areKnown(nodes: readonly Node[]): boolean {
  for (let i = 0; i < nodes.length; i++) if (!nodes[i]!.known) return false;
  return true;
}

/** A value behind its second names. */
export function plain(node: Node): Node {
  let own = node;
  while (own.gate.isCopy === true && own.inputs[0] !== undefined) own = own.inputs[0];
  return own;
}
