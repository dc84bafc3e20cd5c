/** What the panel steps through, as plain data: the forward pass in the order of evaluation, then the backward pass against it. */
import type { WireRange } from "./wire.ts";

export interface StepsView {
  readonly uri: string;
  /** The document version that it belongs to. */
  readonly version: number;
  /** The first one gives the inputs. */
  readonly steps: readonly StepView[];
  /** Instead of steps, where there are none: what to do. */
  readonly empty: string | undefined;
}

/** Which step a panel shows, and which groups are opened there. */
export interface StepPlace extends Pick<StepView, "pass" | "node"> {
  readonly opened: readonly string[];
}

export interface StepView {
  /** The same from version to version as long as its gate is there. */
  readonly id: string;
  readonly pass: "forward" | "backward";
  /** The node of the graph that it is about; none of the first step. */
  readonly node: string | undefined;
  /** The wires that it reads, or sends gradients back on. */
  readonly wires: readonly string[];
  /** What stands in the gate, or what the step is about: `×`, `inputs`. */
  readonly title: string;
  /** What happens, with the file's own numbers. */
  readonly sentence: string;
  /** Where it stands in the source. */
  readonly range: WireRange | undefined;
  /** The nodes whose values are known from here on. */
  readonly shows: readonly string[];
  /** The nodes whose gradients are complete from here on. */
  readonly completes: readonly string[];
  /** Of a value that is used more than once: what has come back to it so far. */
  readonly sums: readonly StepSum[];
  /** What is stored at the gate for the backward pass; a step of that pass uses it. */
  readonly keeps: StepKept | undefined;
}

export interface StepSum {
  readonly node: string;
  /** `3 + 2 = 5`. */
  readonly text: string;
  /** `5`. */
  readonly total: string;
}

export interface StepKept {
  /** `q, z`. */
  readonly text: string;
  /** With their numbers: `q = 3, z = -4`. */
  readonly long: string;
}

/** How many times as fast as at first steps can be played. */
export const speeds: readonly number[] = [0.5, 1, 2, 4];
