/** What is made once of what was read: it is the same for every version that differs from another one in numbers alone. */
import type { Analysis } from "../analysis.ts";
import type { Graph } from "../graph/ir.ts";

/** Makes something of an analysis, once for each graph. It must not depend on numbers, nor hold places in the text. */
export function perGraph<T>(make: (analysis: Analysis) => T): (analysis: Analysis) => T {
  const made = new WeakMap<Graph, { readonly value: T }>();
  return (analysis) => {
    const { graph } = analysis.program;
    let known = made.get(graph);
    if (known === undefined) made.set(graph, (known = { value: make(analysis) }));
    return known.value;
  };
}
