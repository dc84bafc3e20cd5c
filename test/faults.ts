/** Faults of ours on purpose: one gate throws where it is asked for its shape, its value or its gradient. */
import { onTestFinished } from "vitest";
import { gates } from "../src/ops/index.ts";

/** What the gate throws in tests. */
export const THROWN = "internal: a bug";

export interface Switch {
  /** How often the gate has thrown. */
  readonly count: () => number;
  off(): void;
}

/** Until the test's end, or until it is switched off, the gate throws there. Numbers alone ask a gate for neither shape nor kernel. */
export function breakGate(name: string, part: "shape" | "kernel" | "vjp", thrown?: Error): Switch {
  const gate = gates.find((one) => one.name === name);
  if (gate === undefined) throw new Error(`there is no gate ${name}`);
  const whole = { [part]: gate[part] };
  const off = (): void => void Object.assign(gate, whole);
  let count = 0;
  const broken = (): never => {
    count++;
    throw thrown ?? new Error(THROWN);
  };
  Object.assign(gate, { [part]: broken });
  onTestFinished(off);
  return { count: () => count, off };
}
