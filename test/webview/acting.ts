/** The panel's reducer as tests use it: states after actions, and graphs with their pictures. */
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { planGraph } from "../../src/picture/plan.ts";
import { estimate } from "../../src/picture/text.ts";
import { type Action, type Effect, initialState, type State } from "../../webview/model.ts";
import { reduce } from "../../webview/state.ts";
import { neuronWithCall } from "../fixtures/webview/samples.ts";
import { layOut, wide } from "../picture/lay-out.ts";

export const panel = { width: 800, height: 600 };

export interface Run {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** The state after some actions, and what the last of them asked for. */
export function after(state: State, ...actions: readonly Action[]): Run {
  let effects: readonly Effect[] = [];
  for (const action of actions) ({ state, effects } = reduce(state, action));
  return { state, effects };
}

export function graph(view: GraphView): Action {
  const message = { kind: "graph", view, file: view.uri.slice(8), locked: false, large: false } as const;
  return { kind: "graph", message, plan: planGraph(view, estimate, wide) };
}

/** A graph and its picture, one after the other. */
export async function drawn(state: State, view: GraphView): Promise<Run> {
  const asked = after(state, graph(view));
  const layout = asked.effects.find((effect) => effect.kind === "layout");
  if (layout === undefined) return asked;
  const { picture } = await layOut(view);
  return after(asked.state, { kind: "picture", plan: layout.plan, picture });
}

export const begun = after(initialState(undefined), { kind: "resize", size: panel }).state;
/** The opened neuron, with the group named as the call was: that is the contract. */
export function withGroupId(id: string): GraphView {
  const view = neuronWithCall(true);
  const rename = (own: string): string => (own === id ? `${own}'` : own);
  return {
    ...view,
    nodes: view.nodes.map((node) => ({
      ...node,
      id: rename(node.id),
      group: node.group === undefined ? undefined : id,
    })),
    edges: view.edges.map((edge) => ({ ...edge, from: rename(edge.from), to: rename(edge.to) })),
    groups: view.groups.map((group) => ({ ...group, id })),
  };
}
