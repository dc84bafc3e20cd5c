/** What 100 000 numbers cost, forward and backward: from nothing, again, after an edit that changes a hundredth, and one that changes all. */
import { createEvaluator } from "../src/eval/evaluator.ts";
import { createGradMemo, gradient } from "../src/grad/reverse.ts";
import type { Graph, Node } from "../src/graph/ir.ts";
import { makeNode } from "../src/graph/node.ts";
import { add, mul } from "../src/ops/arithmetic.ts";
import { constant } from "../src/ops/define.ts";
import { scalarTensor } from "../src/tensor/tensor.ts";
import { median, printTable, type Table } from "./table.ts";

const NODES = 100_000;
const CHAINS = 100;
const REPEATS = 15;
const LIMIT_BYTES = 2 ** 31;

export function benchScalarGraph(): Table {
  const measured = new Map<string, { evaluated: number; gradient: number[]; run: number[] }>();
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const evaluator = createEvaluator({ now: () => performance.now(), pause: () => Promise.resolve() });
    const memo = createGradMemo();
    const measure = (what: string, { graph, leaves, target }: Chains): void => {
      const started = performance.now();
      const derived = gradient(graph, target, undefined, memo);
      const milliseconds = performance.now() - started;
      const roots = [...graph.nodes, ...leaves.map((leaf) => derived.of(leaf) ?? leaf)];
      const run = evaluator.runSync(roots, { limitBytes: LIMIT_BYTES });
      const row = measured.get(what) ?? { evaluated: run.evaluated, gradient: [], run: [] };
      row.gradient.push(milliseconds);
      row.run.push(run.milliseconds);
      measured.set(what, row);
    };
    const first = chains(undefined, undefined);
    measure("from nothing", first);
    measure("again", first);
    const second = chains(first, CHAINS >> 1);
    measure("one chain changed", second);
    measure("all changed", chains(undefined, undefined));
  }
  return {
    name: `Scalar graph of ${NODES} nodes`,
    rows: [...measured].map(([what, row]) => ({
      step: what,
      "nodes computed": row.evaluated,
      "gradient ms": median(row.gradient),
      "run ms": median(row.run),
    })),
  };
}

interface Chains {
  readonly graph: Graph;
  readonly leaves: readonly Node[];
  readonly byChain: readonly (readonly Node[])[];
  readonly target: Node;
}

/** Chains of products and sums, each of one leaf of its own, added up; all but the changed one are taken from `before`. */
function chains(before: Chains | undefined, changed: number | undefined): Chains {
  const length = Math.floor(NODES / CHAINS) - 1;
  const byChain = Array.from({ length: CHAINS }, (_, chain) => {
    const old = before?.byChain[chain];
    if (old !== undefined && chain !== changed) return old;
    const leaf = constant({ value: scalarTensor(1 + 1e-4 * Math.sin(chain + 1)) });
    const nodes = [leaf];
    while (nodes.length < length) {
      const gate = nodes.length % 2 === 0 ? add.gate : mul.gate;
      nodes.push(makeNode(gate, [nodes[nodes.length - 1]!, leaf], {}, []));
    }
    return nodes;
  });
  const nodes = byChain.flat();
  let target = byChain[0]!.at(-1)!;
  for (const chain of byChain.slice(1))
    nodes.push((target = makeNode(add.gate, [target, chain.at(-1)!], {}, [])));
  const graph: Graph = {
    nodes,
    groups: [],
    groupOf: nodes.map(() => undefined),
    index: new Map(nodes.map((node, i) => [node, i])),
  };
  return { graph, leaves: byChain.map((chain) => chain[0]!), byChain, target };
}

if (import.meta.main) printTable(benchScalarGraph());
