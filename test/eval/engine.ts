/** An executor with its tape, on this thread, and what a run of them leaves. */
import { createExecutor, type Clock, type Executor } from "../../src/eval/executor.ts";
import type { RunAnswer } from "../../src/eval/feed.ts";
import type { Numbers } from "../../src/eval/numbers.ts";
import { createTape, type Fed, type Tape } from "../../src/eval/tape.ts";
import type { Inputs, Node } from "../../src/graph/ir.ts";
import { defineGate } from "../../src/ops/define.ts";
import { gates } from "../../src/ops/index.ts";
import { plainKernels, type Kernels } from "../../src/tensor/kernels.ts";
import { toNested, type Nested } from "../../src/tensor/tensor.ts";

const STILL: Clock = { now: () => 0, pause: () => Promise.resolve() };

/** Refuses negative numbers, as a gate that needs an index does. */
export const picky = defineGate({
  name: "picky",
  operands: [{ name: "x", doc: "A number that must not be negative." }],
  doc: "The number.",
  pattern: { kind: "wall", text: "For tests." },
  shape: ([x]) => x,
  kernel: ([x]) => (x.data.some((value) => value < 0) ? { refused: "x is negative.", operand: 0 } : x),
  vjp: { none: "For tests." },
  python: { torch: "{x}", jax: "{x}", numpy: "{x}" },
  samples: [],
});

export interface Engine {
  readonly executor: Executor;
  readonly tape: Tape;
}

export function engine(clock: Clock = STILL, kernels: Kernels = plainKernels): Engine {
  const table = [...gates, picky.gate];
  return { executor: createExecutor(clock, kernels, table), tape: createTape(Infinity, table) };
}

export interface Ran extends RunAnswer {
  readonly fed: Fed;
  readonly numbers: Numbers;
}

export const NONE: Inputs = new Map();

export function run(
  { executor, tape }: Engine,
  roots: readonly Node[],
  limitBytes = 1e9,
  inputs = NONE,
): Ran {
  const fed = tape.feed(roots, inputs);
  executor.feed(fed.feed);
  const answer = executor.runSync({ wanted: fed.wanted, limitBytes, whole: Infinity });
  return { ...answer, fed, numbers: tape.take(fed, answer) };
}

export function read({ numbers }: Ran, nodes: readonly Node[]): readonly (Nested | undefined)[] {
  return nodes.map((node): Nested | undefined => {
    const value = numbers.tensor(node);
    return value && toNested(value);
  });
}
