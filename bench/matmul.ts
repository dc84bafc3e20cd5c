/** What a product of matrices costs on one thread, in WebAssembly and with the plain kernel: the lecture's layer, its two gradients' shapes, and small ones. */
import { hostKernels, loadModule } from "../src/server/kernels.ts";
import { plainKernels, type Kernels } from "../src/tensor/kernels.ts";
import { finished, multiplyBatch } from "../src/tensor/product.ts";
import { filled } from "../src/tensor/tensor.ts";
import { median, printTable, type Table, timesOf } from "./table.ts";

type Shape = readonly [rows: number, shared: number, columns: number];

const usual: readonly Shape[] = [
  [64, 4096, 4096],
  [4096, 64, 4096],
  [512, 512, 512],
  [4096, 4096, 1],
  [1, 4096, 4096],
  [16, 16, 16],
];

export interface MatmulOptions {
  /** Small products are repeated until a measurement has at least this many multiplications. */
  readonly enough?: number;
  readonly repeats?: number;
}

export function benchMatmul(
  shapes: readonly Shape[] = usual,
  { enough = 20_000_000, repeats = 5 }: MatmulOptions = {},
): Table {
  const kernels = hostKernels((text) => {
    throw new Error(text);
  });
  const limit = peakOf(enough, 4 * repeats);
  const rows = shapes.map(([n, shared, m]) => {
    const a = { tensor: filled([n, shared], 0.5), batch: [], kept: [0], shared: [1] };
    const b = { tensor: filled([shared, m], 0.25), batch: [], kept: [1], shared: [0] };
    const turns = Math.max(1, Math.round(enough / (n * shared * m)));
    const multiply = (set: Kernels): unknown => finished(multiplyBatch(set, [], a, b));
    // In turns, so that what else the machine does slows both.
    const times = Array.from({ length: repeats }, () =>
      [kernels, plainKernels].map((set) => {
        const start = performance.now();
        for (let turn = 0; turn < turns; turn++) multiply(set);
        return (performance.now() - start) / turns;
      }),
    );
    const [ours, plain] = [0, 1].map((which) => median(times.map((pair) => pair[which]!)));
    const speed = (2 * n * shared * m) / ours! / 1e6;
    return {
      product: `[${n}, ${shared}] @ [${shared}, ${m}]`,
      "median ms": ours!,
      "GFLOP/s": speed,
      "of the peak": speed / limit,
      "plain ms": plain!,
      "plain / ours": plain! / ours!,
    };
  });
  return { name: `Matrix product; the peak of 128 bits is ${limit.toPrecision(3)} GFLOP/s`, rows };
}

/** GFLOP/s of vectors of 128 bits whose numbers stay in registers: the best of some turns. */
function peakOf(turns: number, repeats: number): number {
  const { peak } = loadModule();
  const best = Math.min(...timesOf(repeats, () => peak(Math.ceil(turns / 20), 1.0000001, 1e-9)));
  const operations = 24;
  return (Math.ceil(turns / 20) * operations) / best / 1e6;
}

if (import.meta.main) printTable(benchMatmul());
