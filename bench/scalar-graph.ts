/** What 100 000 numbers cost: building the gradient, running forward and backward, cold and after a change of one line. */
import { createEvaluator, type Evaluator } from "../src/eval/evaluator.ts";
import { createGradMemo, gradient, type GradMemo, type Gradient } from "../src/grad/reverse.ts";
import type { Graph, Node } from "../src/graph/ir.ts";
import { makeNode } from "../src/graph/node.ts";
import { add, mul } from "../src/ops/arithmetic.ts";
import { constant } from "../src/ops/define.ts";
import { scalarTensor } from "../src/tensor/tensor.ts";

export interface BenchResult {
  readonly name: string;
  readonly rows: readonly { readonly what: string; readonly milliseconds: number; readonly nodes: number }[];
}

const NODES = 100_000;
const REPEATS = 7;
const LIMIT_BYTES = 2 ** 31;

export function benchScalarGraph(): BenchResult {
  const rows = new Map<string, { times: number[]; nodes: number }>();
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const evaluator = createEvaluator({ now: () => performance.now(), pause: () => Promise.resolve() });
    const memo = createGradMemo();
    const graph = layers(0.5, undefined);
    const cold = differentiate("gradient of a new graph", graph, memo);
    run("run, nothing known", evaluator, cold, graph);
    run("run, everything known", evaluator, cold, graph);
    const edited = layers(0.25, graph);
    const again = differentiate("gradient after a change that moves every value", edited, memo);
    run("run after that change", evaluator, again, edited);
    const appended = withOneMore(edited);
    const late = differentiate("gradient after a change in one branch", appended, memo);
    run("run after that change in one branch", evaluator, late, appended);
  }
  return {
    name: `Scalar graph of ${NODES} nodes`,
    rows: [...rows].map(([what, { times, nodes }]) => ({ what, milliseconds: median(times), nodes })),
  };

  function note(what: string, milliseconds: number, nodes: number): void {
    const row = rows.get(what) ?? { times: [], nodes };
    row.times.push(milliseconds);
    rows.set(what, row);
  }

  function differentiate(what: string, graph: Graph, memo: GradMemo): Gradient {
    const started = performance.now();
    const result = gradient(graph, graph.nodes[graph.nodes.length - 1]!, undefined, memo);
    note(what, performance.now() - started, graph.nodes.length);
    return result;
  }

  function run(what: string, evaluator: Evaluator, result: Gradient, graph: Graph): void {
    const roots = graph.nodes.flatMap((node) => (node.inputs.length === 0 ? [result.of(node) ?? node] : []));
    const { evaluated, milliseconds } = evaluator.runSync([result.target, ...roots], {
      limitBytes: LIMIT_BYTES,
    });
    note(what, milliseconds, evaluated);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Products and sums of neighbours, layer by layer, behind one number that everything depends on; what does not is taken over. */
function layers(start: number, before: Graph | undefined): Graph {
  const width = 100;
  const nodes: Node[] = [constant({ value: scalarTensor(start) })];
  for (let i = 0; i < width; i++) {
    nodes.push(before?.nodes[i + 1] ?? constant({ value: scalarTensor(Math.sin(i)) }));
  }
  for (let i = 0; i < width; i++) nodes.push(makeNode(mul.gate, [nodes[0]!, nodes[1 + i]!], {}, []));
  while (nodes.length < NODES - width) {
    const base = nodes.length - width;
    for (let i = 0; i < width; i++) {
      const gate = i % 2 === 0 ? mul.gate : add.gate;
      nodes.push(makeNode(gate, [nodes[base + i]!, nodes[base + ((i + 1) % width)]!], {}, []));
    }
  }
  const last = nodes.slice(-width);
  let sum = last[0]!;
  for (const node of last.slice(1)) nodes.push((sum = makeNode(add.gate, [sum, node], {}, [])));
  return graphOf(nodes);
}

/** The same graph with one more factor at its end, where it changes no other value, and every gradient. */
function withOneMore(graph: Graph): Graph {
  const factor = constant({ value: scalarTensor(2) });
  const last = graph.nodes[graph.nodes.length - 1]!;
  return graphOf([...graph.nodes, factor, makeNode(mul.gate, [last, factor], {}, [])]);
}

function graphOf(nodes: readonly Node[]): Graph {
  return {
    nodes,
    groups: [],
    groupOf: nodes.map(() => undefined),
    index: new Map(nodes.map((node, i) => [node, i])),
  };
}
