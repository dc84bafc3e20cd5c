/**
 * Products of matrices in WebAssembly. The operands pass through the module's memory in blocks that the caches hold, packed into
 * panels of four rows or columns, whatever their steps are: so a transposed operand is not copied, and no operand has to fit.
 */
import type { KernelModule } from "./kernel-module.ts";
import type { Kernels } from "./kernels.ts";
import { createPacking, PACKING, TILE } from "./packing.ts";

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
const PACKING_AT = RIGHT_AT + COLUMNS * SHARED;

/** The memory that products work in. */
export const PRODUCT_BYTES = (PACKING_AT + PACKING) * NUMBER;

/** `base`: the byte at which that memory begins. */
export function createProducts(module: KernelModule, base: number): Kernels["multiply"] {
  const { memory, multiplyPanels } = module;
  const pack = createPacking(module, base, PACKING_AT);
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
          const right = b.at + k * b.rowStep + left * b.columnStep;
          pack(numbers, RIGHT_AT, b.data, right, b.columnStep, b.rowStep, width, depth);
          for (let row = 0; row < height; row += LEFT_ROWS) {
            const count = Math.min(LEFT_ROWS, height - row);
            const from = a.at + (top + row) * a.rowStep + k * a.columnStep;
            pack(numbers, LEFT_AT, a.data, from, a.rowStep, a.columnStep, count, depth);
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
        if (width === to.rowStep && width === paddedWidth)
          to.data.set(numbers.subarray(0, height * width), to.at + top * width);
        else
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
