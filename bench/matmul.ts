/** What a product of matrices costs on one thread, against three plain loops: the lecture's layer, its two gradients' shapes, and small ones. */
import { multiplyMatrices } from "../src/tensor/matmul.ts";
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
  const rows = shapes.map(([n, shared, m]) => {
    const a = new Float64Array(n * shared).fill(0.5);
    const b = new Float64Array(shared * m).fill(0.25);
    const turns = Math.max(1, Math.round(enough / (n * shared * m)));
    const measure = (times: number, body: (into: Float64Array) => void): number =>
      median(
        timesOf(times, () => {
          for (let turn = 0; turn < turns; turn++) body(new Float64Array(n * m));
        }),
      ) / turns;
    const ours = measure(repeats, (data) =>
      multiplyMatrices(
        { data, at: 0, goesOn: false },
        { data: a, at: 0, rowStep: shared, columnStep: 1 },
        { data: b, at: 0, rowStep: m, columnStep: 1 },
        n,
        shared,
        m,
      ),
    );
    // Of a large product the three loops compute a part of the rows: each takes as long as the others.
    const part = Math.min(n, Math.ceil(enough / (shared * m)));
    const plain = (measure(repeats, (data) => threeLoops(data, a, b, part, shared, m)) * n) / part;
    return {
      product: `[${n}, ${shared}] @ [${shared}, ${m}]`,
      "median ms": ours,
      "GFLOP/s": (2 * n * shared * m) / ours / 1e6,
      "three loops ms": plain,
      "loops / ours": plain / ours,
    };
  });
  return { name: "Matrix product, plain TypeScript", rows };
}

function threeLoops(
  into: Float64Array,
  a: Float64Array,
  b: Float64Array,
  n: number,
  shared: number,
  m: number,
): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < shared; k++) sum += a[i * shared + k]! * b[k * m + j]!;
      into[i * m + j] = sum;
    }
  }
}

if (import.meta.main) printTable(benchMatmul());
