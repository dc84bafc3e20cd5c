/** An open document, and all that the service remembers of it. */
import type { Analysis } from "../analysis.ts";
import type { Verdict } from "../features/check-gradients.ts";
import type { StatusMemory } from "./document-status.ts";
import type { GraphMemory } from "./graph-memory.ts";
import type { HintMemory } from "./hint-memory.ts";
import type { LensMemory } from "./lens-memory.ts";
import type { ProblemClock } from "./problem-clock.ts";
import type { Asked } from "./run-now.ts";

/** What the service keeps of an open document beside its numbers. */
export interface Entry extends Asked {
  readonly memory: HintMemory;
  readonly graphs: GraphMemory;
  readonly clock: ProblemClock;
  readonly lenses: LensMemory;
  readonly statuses: StatusMemory;
  /** What a check of the gradients found, by the text that it looked at. */
  readonly checked: WeakMap<Analysis, Verdict>;
}
