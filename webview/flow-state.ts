/** The gradient flow's part of the panel's state: shown or not, at which learning rate, and the rows that the host has sent. */
import { type Action, type Effect, flowAsked, type FlowState, type State, type Step, step } from "./model.ts";

type FlowAction = Extract<Action, { kind: "flow" | "showFlow" | "toggleFlow" | "rate" | "row" }>;

export function flowStep(state: State, action: FlowAction): Step {
  const { flow, uri } = state;
  switch (action.kind) {
    case "flow":
      return step(action.view.uri === uri ? { ...state, flow: { ...flow, view: action.view } } : state);
    case "showFlow":
      return flow.isShown ? step(state) : asked(state, { ...flow, isShown: true });
    case "toggleFlow":
      return asked(state, { ...flow, isShown: !flow.isShown });
    case "rate":
      return asked(state, { ...flow, rate: action.rate });
    case "row":
      return step(
        state,
        uri === undefined
          ? []
          : [{ kind: "post", message: { kind: "reveal", uri, id: action.id, focus: action.focus } }],
      );
  }
}

function asked(state: State, flow: FlowState): Step {
  const effects: Effect[] = [
    { kind: "post", message: { kind: "flow", flow: flowAsked(flow) } },
    { kind: "save" },
  ];
  if (flow.isShown !== state.flow.isShown) {
    effects.push({ kind: "announce", text: flow.isShown ? "Gradient flow shown" : "Graph shown" });
  }
  // What was sent before it was hidden may be old.
  return step({ ...state, flow: flow.isShown ? flow : { ...flow, view: undefined } }, effects);
}

/** Of another file nothing is known yet. */
export function withoutView({ flow }: State): FlowState {
  return { ...flow, view: undefined };
}
