/** Calls as one gate and as their gates, in the panel's state: which opened call is looked at, and all of them at once. */
import type { GraphView, ViewGroup } from "../src/protocol/graph-view.ts";
import { openedIn, type State, type Step, step } from "./model.ts";

/** What can have a card: nodes, and opened calls; a loop has turns. */
export function isSelectable({ nodes, groups }: GraphView, id: string | undefined): boolean {
  return (
    nodes.some((node) => node.id === id) ||
    groups.some((group) => group.id === id && group.turns === undefined)
  );
}

/** The opened call that is selected. */
export function openedCall({ latest, selected }: State): ViewGroup | undefined {
  return latest?.view.groups.find(({ id, turns }) => id === selected && turns === undefined);
}

/** The call that was opened by its own control and is drawn so in this graph: its card is shown, but not between the steps. */
export function openedNow({ anchor, latest, steps }: State, view: GraphView): string | undefined {
  const id = steps.isOn ? undefined : anchor?.id;
  const wasClosed = latest?.view.nodes.some((node) => node.id === id) === true;
  return wasClosed && view.groups.some((group) => group.id === id) && isSelectable(view, id) ? id : undefined;
}

/** Opens all calls of the library's functions, or closes them. */
export function allCalls(state: State, calls: readonly string[], open: boolean): Step {
  const { uri } = state;
  if (uri === undefined) return step(state);
  const before = openedIn(state);
  const others = before.filter((id) => !calls.includes(id));
  const ids = open ? [...others, ...calls] : others;
  const count = Math.abs(ids.length - before.length);
  const text =
    calls.length === 0
      ? "No call of the library can be opened in this graph"
      : `${count} ${count === 1 ? "call" : "calls"} ${open ? "opened" : "closed"}`;
  if (count === 0) return step(state, [{ kind: "announce", text }]);
  return step({ ...state, opened: { ...state.opened, [uri]: ids } }, [
    { kind: "post", message: { kind: "opened", uri, ids } },
    { kind: "save" },
    { kind: "announce", text },
  ]);
}
