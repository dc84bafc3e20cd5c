/** Where the windows of a plane lie, and what lays them out and puts them back. */
import type { Steps } from "../base/steps.ts";

/** All windows of one plane. */
export interface Lattice {
  /** The elements of all its windows. */
  readonly length: number;
  /** And of the plane. */
  readonly plane: number;
  /** Which rows of the plane the rows of the windows are read from. */
  readonly before: Int32Array;
  readonly parts: readonly Part[];
}

/** The same work, for tensors that have elements. */
export interface WindowMoves {
  fits(lattice: Lattice): boolean;
  read(data: Float64Array, batch: number, lattice: Lattice): Steps<Float64Array>;
  add(windows: Float64Array, batch: number, lattice: Lattice): Steps<Float64Array>;
}

/** One element of all windows of a plane: a row for each window of the other axes, as long as there are windows along the last. */
export interface Part {
  /** Where the rows begin in the windows; they are `count` apart. */
  readonly at: number;
  readonly count: number;
  /** The entries of a row that lie within. */
  readonly first: number;
  readonly end: number;
  /** Where in `before` it is said which row of the plane each row is read from. */
  readonly row: number;
  readonly rows: number;
  /** Where the entry `first` stands in a row of the plane, and how far the next ones are. */
  readonly start: number;
  readonly step: number;
  /** The size of a row of the plane. */
  readonly size: number;
}
