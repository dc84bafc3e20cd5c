/** What a convolutional network costs, forward and backward: LeNet on a batch of 64 images of 28 × 28. */
import { createAnalyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { createEngine, runAnalysis, runRoots } from "../src/run.ts";
import { hostKernels } from "../src/server/kernels.ts";
import { median, printTable, type Table } from "./table.ts";

const limitBytes = 2 ** 32;

const network = `
x: [N, C, H, W] = randn(64, 1, 28, 28, seed=1)
k1 = param(0.2 * randn(6, 1, 5, 5, seed=2))
c1 = param(zeros(6))
k2 = param(0.1 * randn(16, 6, 5, 5, seed=3))
c2 = param(zeros(16))
W1 = param(0.05 * randn(120, 400, seed=4))
b1 = param(zeros(120))
W2 = param(0.1 * randn(84, 120, seed=5))
b2 = param(zeros(84))
W3 = param(0.1 * randn(10, 84, seed=6))
b3 = param(zeros(10))
h1 = max_pool2d(relu(conv2d(x, k1, c1, padding=2)), 2)
h2 = max_pool2d(relu(conv2d(h1, k2, c2)), 2)
h3 = relu(linear(flatten(h2, 1), W1, b1))
h4 = relu(linear(h3, W2, b2))
L = cross_entropy(linear(h4, W3, b3), arange(64) % 10)
`;

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
    const analysis = createAnalyser().analyse(`${network}L.backward()\n`, 0, PLAIN_REQUEST);
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
