/** What-ifs in the panel's state: the leaf that is selected, what the host says of it, and where it is being dragged to. */
import { isWhatIf, selectedLeaf, type State, type Step, step } from "./model.ts";
import { noWhatIf, type WhatIfAction } from "./what-if-model.ts";

export function whatIfStep(state: State, action: WhatIfAction): Step {
  const { whatIf, uri } = state;
  const subject = selectedLeaf(state);
  switch (action.kind) {
    case "whatIf": {
      const { view } = action;
      if (view.uri !== subject?.uri || view.id !== subject.id) return step(state);
      if (view.dragged !== undefined && view.dragged.element !== subject.element) return step(state);
      const asked = view.dragged?.value === whatIf.asked ? undefined : whatIf.asked;
      return step({ ...state, whatIf: { view, asked } });
    }
    case "dragLeaf":
      if (subject === undefined || action.value === (whatIf.asked ?? whatIf.view?.dragged?.value))
        return step(state);
      return step({ ...state, whatIf: { ...whatIf, asked: action.value } }, [
        { kind: "post", message: { kind: "setLeaf", subject, value: action.value } },
      ]);
    case "resetLeaves":
      if (uri === undefined || !isWhatIf(state)) return step(state);
      return step({ ...state, whatIf: { ...whatIf, asked: undefined } }, [
        { kind: "post", message: { kind: "resetLeaves", uri } },
        { kind: "announce", text: "The numbers are the file's again" },
      ]);
    case "writeLeaves":
      return step(state, uri === undefined ? [] : [{ kind: "post", message: { kind: "writeLeaves", uri } }]);
  }
}

/** Tells the host which leaf is selected, where that is another one than before. */
export function whatIfAfter(before: State, { state, effects }: Step): Step {
  const old = selectedLeaf(before);
  const subject = selectedLeaf(state);
  if (old?.uri === subject?.uri && old?.id === subject?.id && old?.element === subject?.element)
    return step(state, effects);
  return step({ ...state, whatIf: noWhatIf }, [
    ...effects,
    { kind: "post", message: { kind: "whatIf", subject } },
  ]);
}
