/** The step that a panel shows of a document: its hints go along, and nothing else does. */
import { passedAt } from "../features/passed.ts";
import type { View } from "../features/view.ts";
import type { StepPlace } from "../protocol/steps-view.ts";

export interface Stepping {
  /** Undefined where nobody steps. Whether that is another place than before. */
  show(place: StepPlace | undefined): boolean;
  /** A view as it is at the step: the same one for the same view. */
  at(view: View): View;
  /** Tells steps apart. */
  readonly key: string;
}

export function createStepping(): Stepping {
  let key = "";
  let shown: StepPlace | undefined;
  let last: { readonly of: View; readonly view: View } | undefined;
  return {
    show(place) {
      const before = key;
      shown = place;
      key = place === undefined ? "" : JSON.stringify(place);
      if (key === before) return false;
      last = undefined;
      return true;
    },
    at(of) {
      if (shown === undefined) return of;
      if (last?.of !== of) {
        const passed = passedAt(of, shown);
        last = { of, view: passed === undefined ? of : { ...of, passed } };
      }
      return last.view;
    },
    get key() {
      return key;
    },
  };
}
