/** What a picture of a tensor takes of its elements: so little that it crosses from a worker, however many they are. */
import { summarise, type Summary } from "../eval/statistics.ts";
import { gridOf, type Grid } from "../picture/tensor-grid.ts";
import { columnsOf, type Column } from "../picture/value-scale.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Beyond this nobody looks: 32 MB take some 40 ms. */
export const MOST_LOOKED = 2 ** 22;

export interface TensorLook {
  readonly summary: Summary;
  /** Of what is finite; the least is above the most where nothing is. */
  readonly least: number;
  readonly most: number;
  /** How many elements are ∞; the other infinite ones are -∞. */
  readonly ups: number;
  /** What its heat map draws. */
  readonly grid: Grid;
  /** How many elements lie where between the ends. */
  readonly columns: readonly Column[];
}

export function lookAt(tensor: Tensor): TensorLook {
  const { data } = tensor;
  let [least, most] = [Infinity, -Infinity];
  let ups = 0;
  for (const value of data) {
    if (value === Infinity) ups++;
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const columns = least <= most ? columnsOf(data, least, most) : [];
  return { summary: summarise(tensor), least, most, ups, grid: gridOf(tensor.sizes, data), columns };
}
