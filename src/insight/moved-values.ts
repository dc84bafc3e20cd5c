/** Values near a value, with the shape that its numbers have: what a formula may count on stays as it is. */
import { normal, type RandomKey } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** How far a number is moved, relative to its size. */
const FAR = 0.2;

/**
 * A value near another one. In a matrix zeros stay zero, so that a triangle stays one; a symmetric one stays symmetric. Numbers that
 * are all zero have no size, and move by a tenth.
 */
export function movedValue({ sizes, data }: Tensor, key: RandomKey): Tensor {
  const draws = normal(key, sizes).data;
  const [size = 0] = sizes;
  if (isSymmetric({ sizes, data }))
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) draws[i * size + j] = draws[j * size + i]!;
  const keepsZeros = sizes.length >= 2 && data.some((value) => value !== 0);
  return {
    sizes,
    data: data.map((value, i) =>
      value === 0 && !keepsZeros ? FAR * draws[i]! : value * (1 + FAR * Math.tanh(draws[i]!)),
    ),
  };
}

/** The same of a value whose numbers depend on nothing that a formula may count on; undefined of others. */
export function looseValue(value: Tensor, key: RandomKey): Tensor | undefined {
  const { sizes, data } = value;
  const isTied =
    data.length > 1 &&
    (data.every((one) => one === 0 || one === 1) || isSymmetric(value) || hasUnitRows(sizes, data));
  return isTied ? undefined : movedValue(value, key);
}

function isSymmetric({ sizes, data }: Tensor): boolean {
  const [rows = 0, columns] = sizes;
  if (sizes.length !== 2 || rows !== columns || rows < 2) return false;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < i; j++) if (data[i * rows + j] !== data[j * rows + i]) return false;
  return true;
}

const ROUNDING = 1e-6;

/** Whether all rows, or all columns, add up to 1, or have the length 1. */
function hasUnitRows(sizes: readonly number[], data: Float64Array): boolean {
  const width = sizes.at(-1) ?? 1;
  const height = data.length / width;
  const isUnit = (count: number, length: number, at: (line: number, i: number) => number): boolean => {
    const isOne = (measure: (value: number) => number): boolean =>
      Array.from({ length: count }, (_, line) => line).every((line) => {
        let sum = 0;
        for (let i = 0; i < length; i++) sum += measure(at(line, i));
        return Math.abs(sum - 1) <= ROUNDING;
      });
    return length > 1 && (isOne((value) => value) || isOne((value) => value * value));
  };
  return (
    isUnit(height, width, (row, i) => data[row * width + i]!) ||
    isUnit(width, height, (column, i) => data[i * width + column]!)
  );
}
