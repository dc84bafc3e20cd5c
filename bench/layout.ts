/** What it takes to lay a graph out, as the panel's worker does it, against Graphviz's own share of that. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { scalarNet } from "../test/fixtures/webview/samples.ts";
import { layOut } from "../src/picture/layout.ts";
import { planGraph } from "../src/picture/plan.ts";
import { estimate } from "../src/picture/text.ts";
import { median, printTable, type Table } from "./table.ts";

const panel = { width: 900, height: 600 };

export async function benchLayout(sizes: readonly number[] = [100, 1_000], repeats = 5): Promise<Table> {
  const graphviz = await Graphviz.load();
  const rows = sizes.map((size) => {
    const view = scalarNet(size);
    const times = Array.from({ length: repeats }, () => {
      const start = performance.now();
      let inGraphviz = 0;
      layOut(planGraph(view, estimate, panel), (dot) => {
        const begun = performance.now();
        const output = graphviz.layout(dot, "json", "dot");
        inGraphviz += performance.now() - begun;
        return output;
      });
      return { all: performance.now() - start, graphviz: inGraphviz };
    });
    const all = median(times.map((time) => time.all));
    const alone = median(times.map((time) => time.graphviz));
    return {
      nodes: view.nodes.length,
      "median ms": all,
      "Graphviz ms": alone,
      "all / Graphviz": all / alone,
      "ms per 100 nodes": (all / view.nodes.length) * 100,
    };
  });
  return { name: "Graph layout", rows };
}

if (import.meta.main) printTable(await benchLayout());
