/** What a run says that it will hold, beside what it holds: within a tenth. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { plainKernels, type Kernels } from "../../src/tensor/kernels.ts";
import { wasmKernels } from "../tensor/sets.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** The bytes of all arrays of numbers that something still holds. */
function heldNow(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

const programs = [
  [
    "a product",
    `x = param(randn(64, 1024, seed=1))
w = param(randn(1024, 1024, seed=2) / 32)
L = mean((x @ w) ** 2)`,
  ],
  [
    "elementwise work",
    `x = param(randn(500000, seed=1))
w = param(randn(500000, seed=2))
L = mean(tanh(x * w) + sigmoid(x - w) * exp(-abs(w)))`,
  ],
  [
    "views",
    `x = param(randn(1024, 512, seed=1))
y = reshape(x, [512, 1024])
L = sum((x.T @ x) ** 2) + sum(y * y)`,
  ],
  [
    "softmax of rows",
    `x = param(randn(1024, 1024, seed=1))
L = -mean(log(softmax(x, dim=-1)))`,
  ],
] as const;

const sets: readonly (readonly [string, Kernels])[] = [
  ["plain kernels", plainKernels],
  ["WebAssembly", wasmKernels()],
];
// Its memory is there from its first work on.
runAnalysis(
  createEngine(4096, undefined, sets[1]![1]),
  analysed("x = param(ones(5000))\nL = sum(exp(x))"),
  1e9,
);

test.each(
  programs.flatMap(([name, text]) => sets.map(([set, kernels]) => [name, set, text, kernels] as const)),
)("%s by %s", (_, __, text, kernels) => {
  const analysis = analysed(text);
  const before = heldNow();
  const engine = createEngine(4096, undefined, kernels);
  const { answer } = runAnalysis(engine, analysis, 1e9);
  const held = heldNow() - before;
  expect(answer.kind).toBe("done");
  expect(answer.bytes / held).toBeGreaterThan(0.9);
  expect(answer.bytes / held).toBeLessThan(1.1);
  engine.executor.release();
});

function analysed(text: string): ReturnType<ReturnType<typeof createAnalyser>["analyse"]> {
  const analysis = createAnalyser().analyse(`${text}\nL.backward()\n`, 0, PLAIN_REQUEST);
  expect(analysis.problems).toEqual([]);
  return analysis;
}
