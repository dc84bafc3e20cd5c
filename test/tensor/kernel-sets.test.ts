/** Whole programs and every gate on both sets of kernels: what PyTorch confirms of one set is true of the other, bit for bit. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import { isRefusal } from "../../src/graph/ir.ts";
import { gates } from "../../src/ops/index.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { plainKernels, type Kernels } from "../../src/tensor/kernels.ts";
import operators from "../golden/operators.json";
import options from "../golden/options.json";
import programs from "../golden/programs.json";
import { applyTo } from "../ops/evaluate.ts";
import { operandsOf } from "../ops/samples.ts";
import { wasmKernels } from "./sets.ts";

/** How often WebAssembly was asked for a product. */
const counted = { products: 0 };
const kernels = wasmKernels();
const wasm: Kernels = {
  ...kernels,
  multiply(...args) {
    counted.products++;
    kernels.multiply(...args);
  },
};

const sources = [...programs, ...operators, ...options];

test("golden programs and operators have the same values and gradients", () => {
  expect(sources.length).toBeGreaterThan(500);
  for (const { source } of sources) {
    const analysis = createAnalyser().analyse(source, 0, PLAIN_REQUEST);
    const [ours, plain] = [wasm, plainKernels].map((set) => {
      const { numbers } = runAnalysis(createEngine(Infinity, undefined, set), analysis, 1e9);
      return analysis.roots.map((root) => numbers.tensor(root)?.data);
    });
    expect(ours, source).toEqual(plain);
  }
  expect(counted.products).toBeGreaterThan(200);
});

describe("every gate has the same values", () => {
  test.each(gates.filter(({ samples }) => samples.length > 0).map((gate) => [gate.name, gate] as const))(
    "%s",
    (_, gate) => {
      for (const sample of gate.samples) {
        const operands = operandsOf(gate, sample, gate.name);
        const { attrs, sizes } = applyTo(gate, operands, sample.attrs);
        const [ours, plain] = [wasm, plainKernels].map((set) => gate.kernel(operands, attrs, sizes, set));
        expect(isRefusal(plain!)).toBe(false);
        expect(ours).toEqual(plain);
      }
    },
  );
});
