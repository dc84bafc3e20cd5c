/** Shapes: a list of dimensions, each a size with an optional name that a person gave it. */

export interface Dim {
  readonly size: number;
  /** The name from an annotation (`N`); a label only, it never changes a number. */
  readonly name?: string;
}

export type Shape = readonly Dim[];

/** NumPy's limit, and PyTorch's for most functions: what loads, and what is exported, has no more. */
export const MAX_DIMENSIONS = 64;

/** The shape of a number. */
export const SCALAR_SHAPE: Shape = [];

const NO_SIZES: readonly number[] = [];

export function dim(size: number, name?: string): Dim {
  return name === undefined ? { size } : { size, name };
}

export function shapeOf(sizes: readonly number[]): Shape {
  return sizes.length === 0 ? SCALAR_SHAPE : sizes.map((size) => ({ size }));
}

export function sizesOf(shape: Shape): readonly number[] {
  return shape.length === 0 ? NO_SIZES : shape.map((entry) => entry.size);
}

export function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `[2, 3]` as messages write it; a named dimension as `N=2`. */
export function showShape(shape: Shape): string {
  return `[${shape.map((entry) => (entry.name === undefined ? `${entry.size}` : `${entry.name}=${entry.size}`)).join(", ")}]`;
}

export function showSizes(sizes: readonly number[]): string {
  return `[${sizes.join(", ")}]`;
}

/**
 * The shape that two broadcast to (NumPy's rule: aligned at the right, equal or one of them 1), or undefined where they do not.
 * A name survives from whichever side has one; where both have one and they differ, the left's.
 */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a[i - (rank - a.length)];
    const right = b[i - (rank - b.length)];
    if (left === undefined) result.push(right ?? { size: 1 });
    else if (right === undefined) result.push(left);
    else if (left.size === right.size) result.push(left.name === undefined ? right : left);
    else if (left.size === 1) result.push(right);
    else if (right.size === 1) result.push(left);
    else return undefined;
  }
  return result;
}
