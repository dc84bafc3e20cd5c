/** How large the Jacobian of a value by another would be, and whether it is formed. */
import { showBytes } from "../base/bytes.ts";
import { elementCount } from "./tensor.ts";

/** The most entries of a Jacobian that is formed; so the shorter side has 316 at most, and the passes that it takes are few. */
export const MAX_ENTRIES = 100_000;

export interface JacobianSize {
  /** The elements of the value that is differentiated. */
  readonly rows: number;
  /** The elements of the one that it is differentiated by. */
  readonly columns: number;
  readonly fits: boolean;
}

export function jacobianSize(of: readonly number[], by: readonly number[]): JacobianSize {
  const [rows, columns] = [elementCount(of), elementCount(by)];
  return { rows, columns, fits: rows * columns <= MAX_ENTRIES };
}

/** `[64·4096, 64·4096] = 512 GB (256 GB as float32)`: the lecture counts in float32, Nabla in float64. */
export function showJacobianSize(of: readonly number[], by: readonly number[]): string {
  const { rows, columns } = jacobianSize(of, by);
  const side = (sizes: readonly number[]): string => (sizes.length === 0 ? "1" : sizes.join("·"));
  const entries = rows * columns;
  return `[${side(of)}, ${side(by)}] = ${showBytes(8 * entries)} (${showBytes(4 * entries)} as float32)`;
}
