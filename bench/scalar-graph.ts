/** What 100 000 gates of single numbers cost, from the text, forward and backward: cold, after a one-line edit, and unchanged. */
import { createAnalyser, type Analyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { createEngine, runAnalysis, type Engine } from "../src/run.ts";
import { median, printTable, type Table, timesOf } from "./table.ts";

const limitBytes = 2 ** 32;
/** Of so many chains an edit changes one. */
export const SCALAR_CHAINS = 100;

interface Step {
  readonly analyse: number[];
  readonly run: number[];
  computed: number;
}

/** `gates` are those of the forward pass; the backward pass computes about three times as many again. */
export function benchScalarGraph(gates = 100_000, repeats = 9): Table {
  const turns = Math.round(gates / SCALAR_CHAINS / 2);
  const steps = new Map<string, Step>();
  for (let repeat = 0; repeat < repeats; repeat++) {
    const analyser = createAnalyser();
    const engine = createEngine(undefined, () => performance.now());
    const measure = (name: string, text: string, version: number): void => {
      const step = steps.get(name) ?? { analyse: [], run: [], computed: 0 };
      steps.set(name, step);
      measureStep(step, analyser, engine, text, version);
    };
    const edited = scalarGraphText(turns, { [SCALAR_CHAINS >> 1]: 0.321 });
    measure("cold", scalarGraphText(turns, {}), 0);
    measure("after a one-line edit", edited, 1);
    measure("unchanged", edited, 2);
  }
  const byHand = median(timesOf(repeats * 5, () => void byHandGradient(turns)));
  const rows = [...steps].map(([step, { analyse, run, computed }]) => ({
    step,
    "nodes computed": computed,
    "text to gradient's graph, ms": median(analyse),
    "run ms": median(run),
    "all / by hand": (median(analyse) + median(run)) / byHand,
  }));
  const hand = {
    step: "two loops by hand",
    "nodes computed": "",
    "text to gradient's graph, ms": "",
    "run ms": byHand,
    "all / by hand": 1,
  };
  return {
    name: `Scalar graph of ${SCALAR_CHAINS * turns * 2} gates, forward and backward`,
    rows: [...rows, hand],
  };
}

function measureStep(step: Step, analyser: Analyser, engine: Engine, text: string, version: number): void {
  const start = performance.now();
  const analysis = analyser.analyse(text, version, PLAIN_REQUEST);
  const problem = analysis.problems[0];
  if (problem !== undefined) throw new Error(`internal: the benchmark's text is broken: ${problem.message}`);
  const { length } = analysis.roots;
  const analysed = performance.now();
  const run = runAnalysis(engine, analysis, limitBytes).answer;
  if (run.kind !== "done" || length === 0) throw new Error(`internal: the run is ${run.kind}`);
  step.analyse.push(analysed - start);
  step.run.push(performance.now() - analysed);
  step.computed = run.evaluated;
}

/** Chains of products and sums, each of one leaf of its own, added up. */
export function scalarGraphText(turns: number, changed: Readonly<Record<number, number>>): string {
  const index = Array.from({ length: SCALAR_CHAINS }, (_, i) => i);
  return [
    "def chain(x):",
    "    y = x",
    `    for turn in range(${turns}):`,
    "        y = y * x + x",
    "    return y",
    ...index.map((i) => `x${i} = ${changed[i] ?? leaf(i)}`),
    "total = 0",
    ...index.map((i) => `total += chain(x${i})`),
    "total.backward()",
    "",
  ].join("\n");
}

function leaf(i: number): number {
  return 0.3 + 0.004 * i;
}

/** The same numbers as one would write them down for this one program: what no engine can be faster than. */
function byHandGradient(turns: number): Float64Array {
  const gradients = new Float64Array(SCALAR_CHAINS);
  const y = new Float64Array(turns + 1);
  for (let i = 0; i < SCALAR_CHAINS; i++) {
    const x = leaf(i);
    y[0] = x;
    for (let turn = 0; turn < turns; turn++) y[turn + 1] = y[turn]! * x + x;
    let upstream = 1;
    let sum = 0;
    for (let turn = turns - 1; turn >= 0; turn--) {
      sum += upstream * y[turn]! + upstream;
      upstream *= x;
    }
    gradients[i] = sum + upstream;
  }
  return gradients;
}

if (import.meta.main) printTable(benchScalarGraph());
