/** The part of the card that asks for a hidden gradient, says which rule a wrong answer breaks, and keeps the score of the file. */
import type { ViewNode } from "../src/protocol/graph-view.ts";
import type { Action, State } from "./model.ts";
import { scoreOf } from "./predict-state.ts";
import { html, set, setClasses, setText } from "./svg.ts";

export interface PredictPart {
  update(state: State, node: ViewNode | undefined): void;
}

export function createPredict(parent: Element, dispatch: (action: Action) => void): PredictPart {
  const root = html("form", "predict", parent);
  set(root, { "aria-label": "Predict the gradient" });
  const label = html("label", "", root);
  setText(label, "Its gradient is");
  const input = html("input", "", root);
  set(input, {
    type: "text",
    id: "predict-gradient",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "?",
  });
  label.htmlFor = input.id;
  const check = html("button", "push first", root);
  setText(check, "Check");
  const score = html("span", "score", root);
  const says = html("p", "says", root);
  says.setAttribute("role", "status");
  let shown: string | undefined;
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    dispatch({ kind: "predict", text: input.value });
  });
  // What is typed here moves no picture; Escape closes the card as everywhere.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") event.stopPropagation();
  });
  return {
    update(state, node) {
      const { predict, latest } = state;
      const isAnswered = predict.id === node?.id && predict.version === latest?.view.version;
      const answer = isAnswered ? predict.answer : undefined;
      const isHidden = node?.gradient?.hidden === true;
      // A right answer shows the gradient, and has nothing to ask for any more.
      root.hidden = node === undefined || !(isHidden || (predict.hides && answer?.verdict === "right"));
      if (node === undefined || root.hidden) return;
      for (const part of [label, input, check]) part.hidden = !isHidden;
      if (shown !== node.id) input.value = "";
      shown = node.id;
      setText(
        says,
        answer === undefined
          ? ""
          : `${answer.verdict === "right" ? "✓ " : answer.verdict === "wrong" ? "✗ " : ""}${answer.says}`,
      );
      says.hidden = answer === undefined;
      setClasses(says, { right: answer?.verdict === "right", wrong: answer?.verdict === "wrong" });
      setText(score, scoreOf(predict));
    },
  };
}
