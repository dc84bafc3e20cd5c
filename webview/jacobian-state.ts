/** The Jacobian's part of the panel's state: at which node it is asked for, and what the host has sent. */
import type { GraphView, JacobianAsked } from "../src/protocol/graph-view.ts";
import { type JacobianAction, type JacobianState, noJacobian } from "./jacobian-model.ts";
import { type Action, type Effect, selectedNode, type State, type Step, step } from "./model.ts";

export function isOfJacobian(action: Action): action is JacobianAction {
  return /jacobian$/i.test(action.kind);
}

export function jacobianStep(state: State, action: JacobianAction): Step {
  const { jacobian, uri } = state;
  switch (action.kind) {
    case "jacobian":
      if (action.uri !== uri || jacobian.asked === undefined) return step(state);
      // None was formed: another panel has asked, or the text is being changed, and the host asks again.
      if (action.view === null) return step({ ...state, jacobian: { ...jacobian, waits: false } });
      return step(
        { ...state, jacobian: { ...jacobian, waits: false, view: action.view } },
        jacobian.waits ? [{ kind: "announce", text: `${action.view.title}: ${action.view.about}` }] : [],
      );
    case "showJacobian":
      return ask(state, { id: selectedNode(state)?.id ?? targetOf(state), choice: undefined });
    case "chooseJacobian":
      return jacobian.asked === undefined
        ? step(state)
        : ask(state, { ...jacobian.asked, choice: action.choice });
    case "stopJacobian":
      return jacobian.view === undefined
        ? close(state)
        : step({ ...state, jacobian: { ...jacobian, waits: false } }, told(state, undefined));
    case "closeJacobian":
      return close(state);
  }
}

/** The last node: the target where there is one. */
function targetOf({ latest }: State): string {
  return latest?.view.nodes.at(-1)?.id ?? "";
}

function ask(state: State, asked: JacobianAsked): Step {
  const { view } = state.jacobian;
  const jacobian = { asked, waits: true, view: view?.id === asked.id ? view : undefined };
  return step({ ...state, jacobian }, told(state, asked));
}

function close(state: State): Step {
  const id = state.jacobian.asked?.id;
  const focus: readonly Effect[] = id === undefined ? [] : [{ kind: "focus", id }];
  return step({ ...state, jacobian: noJacobian }, [...told(state, undefined), ...focus]);
}

function told({ uri }: State, asked: JacobianAsked | undefined): readonly Effect[] {
  return uri === undefined ? [] : [{ kind: "post", message: { kind: "jacobian", uri, asked } }];
}

/** With another graph: it goes with its node. */
export function jacobianIn({ jacobian, uri }: State, view: GraphView): JacobianState {
  const { asked } = jacobian;
  const isThere = uri === view.uri && view.nodes.some(({ id }) => id === asked?.id);
  return isThere ? jacobian : noJacobian;
}
