/** What one gate costs in files of ten and a hundred times as many, cold: from the text to all values and gradients. */
import { createAnalyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { createEngine, runAnalysis } from "../src/run.ts";
import { median, printTable, type Table, timesOf } from "./table.ts";

/** The first size's cost is the baseline. Each turn of the loop is two gates, and about six of the gradient. */
export function benchGrowth(turns: readonly number[] = [1_250, 12_500, 125_000], repeats = 5): Table {
  let first: number | undefined;
  const rows = turns.map((count) => {
    const text = `x = 0.5\ny = x\nfor i in range(${count}):\n    y = y * x + x\ny.backward()\n`;
    let nodes = 0;
    const times = timesOf(repeats, () => {
      const analysis = createAnalyser().analyse(text, 0, PLAIN_REQUEST);
      const { answer } = runAnalysis(createEngine(), analysis, Infinity);
      if (answer.kind !== "done") throw new Error(`internal: the run is ${answer.kind}`);
      nodes = answer.evaluated;
    });
    const microseconds = (1000 * median(times)) / nodes;
    first ??= microseconds;
    return {
      gates: nodes,
      "ms in all": median(times),
      "µs a gate": microseconds,
      "of the first": microseconds / first,
    };
  });
  return { name: "Cold, by the number of gates, the gradient's among them", rows };
}

if (import.meta.main) printTable(benchGrowth());
