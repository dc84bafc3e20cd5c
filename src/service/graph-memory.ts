/** Remembers the last picture of a graph: numbers that are missing are shown as old, a file that is broken keeps its last good picture. */
import { graphView } from "../features/graph-view.ts";
import type { Revealed, View } from "../features/view.ts";
import type { Problem } from "../problems.ts";
import type { GraphView, ViewEdge, ViewNode, ViewNumber } from "../protocol/graph-view.ts";

export interface GraphMemory {
  /**
   * The graph with these groups opened, of a large one around the line, from 1. With `keepOld` a missing number is the last
   * one, marked; `problems` are those that are shown.
   */
  show(
    view: View,
    opened: readonly string[],
    keepOld: boolean,
    line: number,
    problems: readonly Problem[],
  ): GraphView;
}

/** What nodes and wires have alike. */
type Numbers = Pick<ViewNode, "id" | "value" | "gradient">;

export function createGraphMemory(): GraphMemory {
  let last = new Map<string, Numbers>();
  let good: GraphView | undefined;
  let { revealed, predicted }: Partial<Revealed> = {};
  return {
    show(view, opened, keepOld, line, problems) {
      // Gradients that were hidden meanwhile must not come back.
      if (view.revealed !== revealed || view.predicted !== predicted) {
        ({ revealed, predicted } = view);
        last = new Map();
        good &&= withoutGradients(good);
      }
      const graph = graphView(view, opened, line, problems);
      const isBroken = view.analysis.problems.some(({ severity }) => severity === "error");
      if (isBroken && graph.target === undefined && good?.target !== undefined) {
        // A value above the line that is being typed is what it was.
        const now = new Map(graph.nodes.map(({ id, value }) => [id, value]));
        const old = <T extends Numbers>(one: T, of: string): T => ({
          ...one,
          value: one.value && (now.get(of) ?? stale(one.value)),
          gradient: stale(one.gradient),
        });
        return { ...mapNumbers(good, old), version: graph.version, isOld: true, banner: graph.banner };
      }
      const filled = keepOld ? mapNumbers(graph, (one) => fill(one, last.get(one.id))) : graph;
      last = new Map([...filled.nodes, ...filled.edges].map((one) => [one.id, one]));
      if (!isBroken) good = filled;
      return filled;
    },
  };
}

function withoutGradients(graph: GraphView): GraphView {
  const bare = mapNumbers(graph, (one) => ({ ...one, gradient: undefined }));
  return { ...bare, nodes: bare.nodes.map((node) => ({ ...node, rule: [] })) };
}

/** `of`: the node whose numbers they are. */
function mapNumbers(graph: GraphView, change: <T extends Numbers>(one: T, of: string) => T): GraphView {
  return {
    ...graph,
    nodes: graph.nodes.map((node): ViewNode => change(node, node.id)),
    edges: graph.edges.map((edge): ViewEdge => change(edge, edge.from)),
  };
}

function fill<T extends Numbers>(one: T, before: Numbers | undefined): T {
  if (before === undefined) return one;
  return {
    ...one,
    value: one.value ?? stale(before.value),
    gradient: one.gradient ?? stale(before.gradient),
  };
}

function stale(number: ViewNumber | undefined): ViewNumber | undefined {
  return number === undefined ? undefined : { ...number, stale: true };
}
