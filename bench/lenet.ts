/** What a convolutional network costs, forward and backward: LeNet on a batch of 64 images of 28 × 28. */
import { createAnalyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { createEngine, runAnalysis, runRoots } from "../src/run.ts";
import { hostKernels } from "../src/server/kernels.ts";
import { peerPrograms } from "./peers/programs.ts";
import { median, printTable, type Table } from "./table.ts";

const limitBytes = 2 ** 32;

const network = peerPrograms().find(({ name }) => name === "lenet")!.text;

export function benchLenet(repeats = 5): Table {
  const kernels = hostKernels((text) => {
    throw new Error(text);
  });
  const analyse: number[] = [];
  const forward: number[] = [];
  const both: number[] = [];
  let bytes = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    const analysis = createAnalyser().analyse(network, 0, PLAIN_REQUEST);
    analyse.push(performance.now() - start);
    const problem = analysis.problems[0];
    const target = analysis.target?.node;
    if (problem !== undefined || target === undefined)
      throw new Error(`internal: the benchmark's text is broken: ${problem?.message ?? "it has no target"}`);
    forward.push(
      runRoots(
        createEngine(undefined, () => performance.now(), kernels),
        [target],
        analysis.program.inputs,
        limitBytes,
      ).answer.milliseconds,
    );
    const run = runAnalysis(
      createEngine(undefined, () => performance.now(), kernels),
      analysis,
      limitBytes,
    ).answer;
    if (run.kind !== "done") throw new Error(`internal: the run is ${run.kind}`);
    both.push(run.milliseconds);
    ({ bytes } = run);
  }
  const rows = [
    { step: "text to gradient's graph", "median ms": median(analyse), MB: "" },
    { step: "forward", "median ms": median(forward), MB: "" },
    { step: "forward, backward and all values", "median ms": median(both), MB: Math.round(bytes / 2 ** 20) },
  ];
  return { name: "LeNet, 64 images of 28 × 28", rows };
}

if (import.meta.main) printTable(benchLenet());
