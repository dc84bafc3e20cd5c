/** Runs of one document version: how they end, and one at once for the terminal and for tests. */
import type { Analysis } from "./analysis.ts";
import { messageOf } from "./base/fault.ts";
import { createExecutor, KernelFault, type Executor } from "./eval/executor.ts";
import type { RunAnswer } from "./eval/feed.ts";
import type { Numbers } from "./eval/numbers.ts";
import { createTape, type Tape } from "./eval/tape.ts";
import type { Inputs, Node } from "./graph/ir.ts";
import { plainKernels, type Kernels } from "./tensor/kernels.ts";

/** Values up to this many elements are told whole; of larger ones a summary. */
export const WHOLE_ELEMENTS = 4096;

/** A run that has ended by itself: what it told, and all that is known for its roots. */
export interface Ran {
  readonly answer: RunAnswer;
  readonly numbers: Numbers;
  /** What the numbers were computed from. */
  readonly inputs: Inputs;
}

/** Why a run ended without numbers. Plain data: it crosses from a worker. */
export interface RunFailure {
  /** `memory`: the machine had no more; `time`: it ran as long as it may; `fault`: something of ours is wrong. */
  readonly why: "memory" | "time" | "fault";
  /** For a person who asks why there are no numbers. */
  readonly reason: string;
  /** The id of the node that was being computed; -1 where that is not known. */
  readonly node: number;
  /** The sizes of that value, and what the run would hold; undefined where that is not known. */
  readonly needed: { readonly sizes: readonly number[]; readonly bytes: number } | undefined;
}

/** What a throw in the middle of a run means. */
export function failureOf(thrown: unknown): RunFailure {
  const kernel = thrown instanceof KernelFault ? thrown : undefined;
  const needed = kernel && { sizes: kernel.sizes, bytes: kernel.bytes };
  const place = { node: kernel?.id ?? -1, needed };
  return isOutOfMemory(kernel?.cause ?? thrown)
    ? { ...place, why: "memory", reason: OUT_OF_MEMORY }
    : { ...place, why: "fault", reason: `internal: ${messageOf(thrown)}.` };
}

export const OUT_OF_MEMORY = "The run needs more memory than there is.";

/** What hosts throw for an array that they have no room for; too deep a recursion is a RangeError too. */
function isOutOfMemory(thrown: unknown): boolean {
  const pattern = /allocation failed|(typed array|array buffer) length: \d|out of memory/i;
  return thrown instanceof RangeError && pattern.test(thrown.message);
}

/** An executor on this thread with its tape. */
export interface Engine {
  readonly executor: Executor;
  readonly tape: Tape;
  readonly whole: number;
}

/** `whole`: the most elements of a value that is told whole; `now`: milliseconds from any origin, where somebody asks how long a run took. */
export function createEngine(
  whole: number = WHOLE_ELEMENTS,
  now = (): number => 0,
  kernels: Kernels = plainKernels,
): Engine {
  return {
    executor: createExecutor({ now, pause: () => Promise.resolve() }, kernels),
    tape: createTape(whole),
    whole,
  };
}

/** Computes roots at once, on this thread. */
export function runRoots(
  { executor, tape, whole }: Engine,
  roots: readonly Node[],
  inputs: Inputs,
  limitBytes: number,
): Ran {
  const fed = tape.feed(roots, inputs);
  executor.feed(fed.feed);
  const answer = executor.runSync({ wanted: fed.wanted, limitBytes, whole });
  return { answer, numbers: tape.take(fed, answer), inputs };
}

/** Computes all that an analysis lists, at once, on this thread. */
export function runAnalysis(
  engine: Engine,
  { roots, inputs }: Pick<Analysis, "roots" | "inputs">,
  limitBytes: number,
): Ran {
  return runRoots(engine, roots, inputs, limitBytes);
}
