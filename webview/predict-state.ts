/** Predicted gradients in the panel's state: the last answer, and the score of the file, which nobody keeps. */
import type { ToPanel } from "../src/protocol/graph-view.ts";
import type { PredictResult } from "../src/protocol/prediction.ts";
import { type State, type Step, step } from "./model.ts";
import type { PredictState } from "./predict-model.ts";

type PredictAction =
  Extract<ToPanel, { kind: "predicted" }> | { readonly kind: "predict"; readonly text: string };

export function predictStep(state: State, action: PredictAction): Step {
  const { uri, selected, predict } = state;
  if (action.kind === "predicted")
    return step(
      action.uri === uri
        ? {
            ...state,
            predict: answered(predict, action.id, action.answer, state.latest?.view.version),
          }
        : state,
    );
  if (uri === undefined || selected === undefined) return step(state);
  return step(state, [{ kind: "post", message: { kind: "predict", uri, id: selected, text: action.text } }]);
}

function answered(
  before: PredictState,
  id: string,
  answer: PredictResult,
  version: number | undefined,
): PredictState {
  const isRight = answer.verdict === "right";
  return {
    ...before,
    id,
    answer,
    version,
    right: isRight && !before.right.includes(id) ? [...before.right, id] : before.right,
    wrong: before.wrong + Number(answer.verdict === "wrong"),
  };
}

/** `3 right, 1 wrong`; nothing before the first answer. */
export function scoreOf({ right, wrong }: PredictState): string {
  return right.length + wrong === 0 ? "" : `${right.length} right, ${wrong} wrong in this file`;
}
