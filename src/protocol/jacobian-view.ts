/** A Jacobian, as the panel draws it: no mathematics is left to do. */

/** What can be differentiated by what, at a node of the graph. */
export interface JacobianChoice {
  readonly key: string;
  /** `∂h/∂x, 3 × 4`. */
  readonly text: string;
  /** Of the node's own step, all else held; or of the target, on every way. */
  readonly of: "step" | "target";
}

export interface JacobianMatrix {
  /** What differs from row to row, and from column to column: `∂y[0]`, `∂x[0, 1]`. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** A text for each entry, row by row; `0` of one that is 0. */
  readonly texts: readonly string[];
  /** For each entry its sign and how large it is beside the largest, from -6 to 6; 7 of NaN, 8 and -8 of the infinities. */
  readonly levels: readonly number[];
}

/** How many steps of size there are on either side of 0, and what stands for NaN and for ∞. */
export const levelCount = 6;
export const nanLevel = 7;
export const infinityLevel = 8;

export interface JacobianView {
  readonly uri: string;
  readonly version: number;
  /** The node of the graph that it was asked at. */
  readonly id: string;
  /** `∂y/∂x`. */
  readonly title: string;
  readonly choices: readonly JacobianChoice[];
  /** The key of the choice that is shown. */
  readonly choice: string | undefined;
  /** One or two sentences: its shape, by how many passes, how much of it is 0. */
  readonly about: string;
  /** Absent where it is refused: then `about` says why. */
  readonly matrix: JacobianMatrix | undefined;
}
