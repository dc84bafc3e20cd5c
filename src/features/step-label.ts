/** What stands in a drawn gate, call or loop. */
import type { Group, Inputs, Node } from "../graph/ir.ts";
import { knownValue } from "../graph/known.ts";
import { formatBool, formatNumber } from "./format-number.ts";
import { isRun, type Picture, type Step } from "./picture.ts";

/** `×`, `×2`, `clip(·, 0, 1)`, `for t ×3`. */
export function makerLabel(picture: Picture, step: Step, inputs: Inputs): string {
  const { group } = step;
  if (group?.kind === "call") return callLabel(step, group, inputs);
  return group === undefined ? gateLabel(step, inputs) : groupLabel(picture, group);
}

/** A gate with the literals that it reads: `×2`, `1+`, `max(0, ·)`. */
function gateLabel({ node, reads, wires }: Step, inputs: Inputs): string {
  const { symbol, name, infix } = node.gate;
  const label = symbol ?? name;
  if (wires.length === reads.length) return label;
  const [left = "", right = ""] = reads.map((read, at) =>
    wires.includes(at) ? "" : literalText(read, inputs),
  );
  if (infix !== undefined && reads.length === 2) return `${left}${label}${right}`;
  return withArguments(label, reads, inputs, (_, at) => wires.includes(at));
}

/** A call with the literals among its arguments: `clip(·, 0, 1)`. */
function callLabel({ reads, wires }: Step, group: Group, inputs: Inputs): string {
  if (wires.length === reads.length) return group.name;
  const wired = new Set(wires.map((at) => reads[at]));
  // An argument that was left out is known too, and no part of what was written.
  const written = group.inputs.filter((input) => reads.includes(input));
  if (!written.some((input) => !wired.has(input))) return group.name;
  return withArguments(group.name, written, inputs, (input) => wired.has(input));
}

function withArguments(
  name: string,
  reads: readonly Node[],
  inputs: Inputs,
  isWired: (input: Node, at: number) => boolean,
): string {
  const texts = reads.map((read, at) => (isWired(read, at) ? "·" : literalText(read, inputs)));
  return `${name}(${texts.join(", ")})`;
}

function literalText(node: Node, inputs: Inputs): string {
  const value = knownValue(node, inputs)?.data[0];
  if (value === undefined) return "·";
  return node.dtype === "bool" ? formatBool(value) : formatNumber(value);
}

export function groupLabel(picture: Picture, group: Group): string {
  if (isRun(group)) {
    const [first, last] = group.turns;
    return first === last ? `turn ${first + 1}` : `turns ${first + 1} – ${last + 1}`;
  }
  return group.kind === "loop" ? `for ${group.name} ×${picture.turnsOf(group)}` : group.name;
}
