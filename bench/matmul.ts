/** What a product of matrices costs on one thread: the lecture's layer, its two gradients' shapes, and small ones. */
import { multiplyMatrices } from "../src/tensor/matmul.ts";
import { median, printTable, type Table } from "./table.ts";

const shapes = [
  [64, 4096, 4096],
  [4096, 64, 4096],
  [512, 512, 512],
  [4096, 4096, 1],
  [1, 4096, 4096],
  [16, 16, 16],
] as const;

/** Small products are repeated until a measurement has at least this many multiplications. */
const enough = 20_000_000;
const repeats = 5;

export function benchMatmul(): Table {
  const rows = shapes.map(([n, shared, m]) => {
    const a = { data: new Float64Array(n * shared).fill(0.5), at: 0 };
    const b = { data: new Float64Array(shared * m).fill(0.25), at: 0 };
    const turns = Math.max(1, Math.round(enough / (n * shared * m)));
    const times = Array.from({ length: repeats }, () => {
      const start = performance.now();
      for (let turn = 0; turn < turns; turn++)
        multiplyMatrices({ data: new Float64Array(n * m), at: 0 }, a, b, n, shared, m);
      return (performance.now() - start) / turns;
    });
    const milliseconds = median(times);
    return {
      product: `[${n}, ${shared}] @ [${shared}, ${m}]`,
      "median ms": milliseconds,
      "GFLOP/s": (2 * n * shared * m) / milliseconds / 1e6,
    };
  });
  return { name: "Matrix product, plain TypeScript", rows };
}

if (import.meta.main) printTable(benchMatmul());
