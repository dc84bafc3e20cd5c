/** The pinned values' part of the panel's state: what the host has sent, and what a person does with them. */
import type { PinRow } from "../src/protocol/pins-view.ts";
import { type Action, type Effect, type State, type Step, step } from "./model.ts";

type PinAction = Extract<Action, { kind: "pins" | "togglePin" | "unpin" | "against" }>;

export function pinStep(state: State, action: PinAction): Step {
  const { uri } = state;
  if (action.kind === "pins") return step(action.view.uri === uri ? { ...state, pins: action.view } : state);
  if (action.kind === "against")
    return step(state, [{ kind: "post", message: { kind: "against", against: action.against } }]);
  if (uri === undefined) return step(state);
  if (action.kind === "togglePin") {
    const says: Effect = {
      kind: "announce",
      text: pinOf(state, action.id) === undefined ? "Pinned" : "Unpinned",
    };
    return step(state, [{ kind: "post", message: { kind: "togglePin", uri, id: action.id } }, says]);
  }
  const name = state.pins?.rows.find(({ id }) => id === action.id)?.name ?? "";
  return step(state, [
    { kind: "post", message: { kind: "unpin", uri, id: action.id } },
    { kind: "announce", text: `${name} unpinned` },
  ]);
}

/** The pin of a drawn node. */
export function pinOf({ pins }: State, node: string | undefined): PinRow | undefined {
  return node === undefined ? undefined : pins?.rows.find(({ steps }) => steps.includes(node));
}
