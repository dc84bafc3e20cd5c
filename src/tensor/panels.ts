/**
 * Products of matrices in WebAssembly. The operands pass through the module's memory in blocks that the caches hold, packed into
 * panels of four rows or columns, whatever their steps are: so a transposed operand is not copied, and no operand has to fit.
 */
import type { KernelModule } from "./kernel-module.ts";
import type { Kernels } from "./kernels.ts";
import type { MatrixView } from "./matmul.ts";

/** Rows and columns of the tile whose sums stay in registers. */
const TILE = 4;
/** Entries of the shared dimension in a block. No power of two: else all panels would fall on the same places of a cache. */
const SHARED = 252;
/** Rows of a block of the left operand, which stays in the second-level cache. */
const LEFT_ROWS = 128;
/** Rows and columns of the block of the result that is in the memory at once. */
const ROWS = 1024;
const COLUMNS = 512;

/** A row of fewer numbers is copied sooner one by one. */
const LONG_ROW = 64;

const NUMBER = Float64Array.BYTES_PER_ELEMENT;
const LEFT_AT = ROWS * COLUMNS;
const RIGHT_AT = LEFT_AT + LEFT_ROWS * SHARED;

/** The memory that products work in. */
export const PRODUCT_BYTES = (RIGHT_AT + COLUMNS * SHARED) * NUMBER;

/** `base`: the byte at which that memory begins. */
export function createProducts({ memory, multiplyPanels }: KernelModule, base: number): Kernels["multiply"] {
  let numbers = new Float64Array(memory.buffer, base);
  return (to, a, b, rows, shared, columns) => {
    // Memory that grew has a new buffer.
    if (numbers.length === 0) numbers = new Float64Array(memory.buffer, base);
    for (let top = 0; top < rows; top += ROWS) {
      const height = Math.min(ROWS, rows - top);
      for (let left = 0; left < columns; left += COLUMNS) {
        const width = Math.min(COLUMNS, columns - left);
        const paddedWidth = padded(width);
        if (to.goesOn)
          for (let row = 0, at = 0; row < height; row++, at += paddedWidth) {
            const from = to.at + (top + row) * to.rowStep + left;
            numbers.set(to.data.subarray(from, from + width), at);
          }
        for (let k = 0; k < shared; k += SHARED) {
          const depth = Math.min(SHARED, shared - k);
          packColumns(numbers, b, k, left, depth, width);
          for (let row = 0; row < height; row += LEFT_ROWS) {
            const count = Math.min(LEFT_ROWS, height - row);
            packRows(numbers, a, top + row, k, count, depth);
            multiplyPanels(
              base + row * paddedWidth * NUMBER,
              base + LEFT_AT * NUMBER,
              base + RIGHT_AT * NUMBER,
              padded(count),
              depth,
              paddedWidth,
              k === 0 && !to.goesOn ? 0 : 1,
            );
          }
        }
        for (let row = 0, from = 0; row < height; row++, from += paddedWidth) {
          const place = to.at + (top + row) * to.rowStep + left;
          if (width >= LONG_ROW) to.data.set(numbers.subarray(from, from + width), place);
          else for (let i = 0; i < width; i++) to.data[place + i] = numbers[from + i]!;
        }
      }
    }
  };
}

function padded(count: number): number {
  return Math.ceil(count / TILE) * TILE;
}

function packRows(
  numbers: Float64Array,
  { data, at, rowStep, columnStep }: MatrixView,
  row: number,
  column: number,
  count: number,
  depth: number,
): void {
  pack(numbers, LEFT_AT, data, at + row * rowStep + column * columnStep, rowStep, columnStep, count, depth);
}

function packColumns(
  numbers: Float64Array,
  { data, at, rowStep, columnStep }: MatrixView,
  row: number,
  column: number,
  depth: number,
  count: number,
): void {
  pack(numbers, RIGHT_AT, data, at + row * rowStep + column * columnStep, columnStep, rowStep, count, depth);
}

/**
 * Lays out panels: for each four of `count` neighbours that lie `across` apart, four numbers for each of `depth` places that lie
 * `along` apart. The last panel is filled up with zeros, whose products nobody reads.
 */
function pack(
  numbers: Float64Array,
  to: number,
  data: Float64Array,
  from: number,
  across: number,
  along: number,
  count: number,
  depth: number,
): void {
  const whole = count - (count % TILE);
  const panel = depth * TILE;
  if (across <= along)
    // Neighbours in storage are neighbours in a panel: read in the order of storage.
    for (let k = 0; k < depth; k++) {
      let source = from + k * along;
      let place = to + k * TILE;
      for (let i = 0; i < whole; i += TILE, place += panel) {
        numbers[place] = data[source] as number;
        numbers[place + 1] = data[(source += across)] as number;
        numbers[place + 2] = data[(source += across)] as number;
        numbers[place + 3] = data[(source += across)] as number;
        source += across;
      }
    }
  else
    for (let i = 0; i < whole; i += TILE) {
      let s0 = from + i * across;
      let s1 = s0 + across;
      let s2 = s1 + across;
      let s3 = s2 + across;
      let place = to + (i / TILE) * panel;
      for (let k = 0; k < depth; k++, place += TILE) {
        numbers[place] = data[s0] as number;
        numbers[place + 1] = data[s1] as number;
        numbers[place + 2] = data[s2] as number;
        numbers[place + 3] = data[s3] as number;
        s0 += along;
        s1 += along;
        s2 += along;
        s3 += along;
      }
    }
  const rest = count - whole;
  if (rest === 0) return;
  const last = to + (whole / TILE) * panel;
  numbers.fill(0, last, last + panel);
  for (let i = 0; i < rest; i++) {
    let source = from + (whole + i) * across;
    for (let place = last + i; place < last + panel; place += TILE, source += along)
      numbers[place] = data[source] as number;
  }
}
