/** Checks a document's gradients when somebody asks for it, a leaf at a time: messages are handled in between. */
import type { Analysis } from "../analysis.ts";
import { checkSteps, type CheckedGradients, type Verdict } from "../features/check-gradients.ts";
import type { Switches } from "../features/switches.ts";
import type { Document } from "./document.ts";
import type { Timers } from "./runner.ts";

/** What a check may compute, in numbers, and the largest value that it computes beside the run. */
const MOST_COMPUTED = 20_000_000;
const LARGEST = 4096;

export interface Checkable {
  readonly document: Document;
  /** What was found, by the text that was looked at. */
  readonly checked: WeakMap<Analysis, Verdict>;
}

/** A text says why nothing was checked. */
export async function checkNow(
  { document, checked }: Checkable,
  timers: Timers,
  switches: Switches,
): Promise<CheckedGradients | string> {
  const view = document.view();
  const steps = checkSteps(view, switches, MOST_COMPUTED, LARGEST);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) {
      const found = step.value;
      if (found.nothing === undefined) checked.set(view.analysis, found.verdict);
      return found;
    }
    await new Promise<void>((resolve) => {
      timers.after(0, resolve);
    });
    if (document.isReading || document.analysis() !== view.analysis)
      return "The text was changed while its gradients were checked.";
  }
}
