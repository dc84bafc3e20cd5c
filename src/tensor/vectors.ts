/** Products of a matrix with a vector in WebAssembly: the matrix passes through the module's memory as it lies, in blocks that the caches hold. */
import type { KernelModule } from "./kernel-module.ts";
import type { MatrixView, Sum } from "./matmul.ts";

/** A sum is four sums of every fourth product. */
const LANES = 4;
/** How many numbers of the matrix are in memory at once. */
const BLOCK = 8192;
/** And of the vector, or of a row. */
const LONGEST = 65536;
/** Rows whose sums run side by side. No power of two: else all columns would fall on the same places of a cache. */
const ROWS = 504;

const NUMBER = Float64Array.BYTES_PER_ELEMENT;
const MATRIX_AT = LONGEST;
const SUMS_AT = MATRIX_AT + LONGEST;

/** The memory that they work in. */
export const VECTOR_BYTES = (SUMS_AT + Math.max(LANES * ROWS, BLOCK)) * NUMBER;

/** Whether one of the two ways below takes the matrix. */
export function takesVector({ rowStep, columnStep }: MatrixView, shared: number): boolean {
  return shared > 0 && shared <= LONGEST && (columnStep === 1 || rowStep === 1);
}

type VectorProduct = (to: Sum, a: MatrixView, b: MatrixView, rows: number, shared: number) => void;

/** `base`: the byte at which that memory begins. */
export function createVectorProducts(module: KernelModule, base: number): VectorProduct {
  return (to, a, b, rows, shared) => {
    const memory = new Float64Array(module.memory.buffer, base);
    if (b.rowStep === 1) memory.set(b.data.subarray(b.at, b.at + shared));
    else for (let i = 0; i < shared; i++) memory[i] = b.data[b.at + i * b.rowStep]!;
    (a.columnStep === 1 ? rowByRow : acrossRows)(module, base, memory, to, a, rows, shared);
  };
}

type Way = (
  module: KernelModule,
  base: number,
  memory: Float64Array,
  to: Sum,
  a: MatrixView,
  rows: number,
  shared: number,
) => void;

const rowByRow: Way = ({ multiplyRows }, base, memory, to, { data, at, rowStep }, rows, shared) => {
  const height = Math.min(BLOCK, 2 * Math.max(1, Math.floor(BLOCK / (2 * shared))));
  const most = height * shared > LONGEST ? 1 : height;
  for (let top = 0; top < rows; top += most) {
    const count = Math.min(most, rows - top);
    const from = at + top * rowStep;
    if (rowStep === shared) memory.set(data.subarray(from, from + count * shared), MATRIX_AT);
    else
      for (let row = 0; row < count; row++) {
        const start = from + row * rowStep;
        memory.set(data.subarray(start, start + shared), MATRIX_AT + row * shared);
      }
    multiplyRows(base + SUMS_AT * NUMBER, base + MATRIX_AT * NUMBER, base, count, shared);
    for (let row = 0; row < count; row++) add(to, top + row, memory[SUMS_AT + row]!);
  }
};

const acrossRows: Way = ({ addColumns }, base, memory, to, { data, at, columnStep }, rows, shared) => {
  const whole = shared - (shared % LANES);
  for (let top = 0; top < rows; top += ROWS) {
    const count = Math.min(ROWS, rows - top);
    const padded = count + (count % 2);
    const depth = LANES * Math.max(1, Math.floor(BLOCK / (padded * LANES)));
    memory.fill(0, SUMS_AT, SUMS_AT + LANES * padded);
    for (let k = 0; k < whole; k += depth) {
      const columns = Math.min(depth, whole - k);
      for (let i = 0, place = MATRIX_AT; i < columns; i++, place += padded) {
        const from = at + top + (k + i) * columnStep;
        memory.set(data.subarray(from, from + count), place);
      }
      addColumns(base + SUMS_AT * NUMBER, base + MATRIX_AT * NUMBER, base + k * NUMBER, padded, columns);
    }
    for (let row = 0; row < count; row++) {
      const sum = (lane: number): number => memory[SUMS_AT + lane * padded + row]!;
      let total = sum(0) + sum(1) + (sum(2) + sum(3));
      for (let k = whole; k < shared; k++) total += data[at + top + row + k * columnStep]! * memory[k]!;
      add(to, top + row, total);
    }
  }
};

function add({ data, at, rowStep, goesOn }: Sum, row: number, total: number): void {
  const place = at + row * rowStep;
  data[place] = (goesOn ? data[place]! : 0) + total;
}
