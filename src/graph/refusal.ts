/** Writes a refusal as a person reads it. */
import type { Gate } from "./ir.ts";

/** Writes the operands' own text in the places that a refusal leaves for them. */
export function fillOperands(text: string, gate: Gate, operandTexts: readonly string[]): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const at = gate.operands.findIndex((operand) => operand.name === name);
    return operandTexts[at] ?? hole.slice(1, -1);
  });
}
