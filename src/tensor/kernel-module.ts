/** The compiled module of kernels, as it is called: the counterpart of `kernels/index.ts`. */

/** Elementwise: writes `count` results, which are even in number, from as many of each operand that it has. */
export type Block = (to: number, a: number, b: number, c: number, count: number) => void;

/** The loops of `kernels/elementwise.ts`. */
export type Blocks = Readonly<
  Record<
    | "absBlock"
    | "addBlock"
    | "andBlock"
    | "ceilBlock"
    | "copyBlock"
    | "divBlock"
    | "eqBlock"
    | "erfBlock"
    | "erfcBlock"
    | "expBlock"
    | "floorBlock"
    | "geBlock"
    | "gtBlock"
    | "leBlock"
    | "logBlock"
    | "ltBlock"
    | "maxBlock"
    | "minBlock"
    | "mulBlock"
    | "neBlock"
    | "negBlock"
    | "notBlock"
    | "orBlock"
    | "reciprocalBlock"
    | "sqrtBlock"
    | "squareBlock"
    | "subBlock"
    | "tanhBlock"
    | "whereBlock",
    Block
  >
>;

/** Moves rows between windows and a plane, one element of all windows at a time. */
type MoveRows = (
  to: number,
  plane: number,
  before: number,
  rows: number,
  count: number,
  first: number,
  end: number,
  size: number,
  start: number,
  step: number,
) => void;

/** What the compiled module exports (`kernels/index.ts`). Pointers are bytes in its memory. */
export interface KernelModule extends Blocks {
  readonly memory: { readonly buffer: ArrayBufferLike; grow(pages: number): number };
  multiplyPanels(
    to: number,
    a: number,
    b: number,
    rows: number,
    shared: number,
    columns: number,
    goesOn: number,
  ): void;
  packRows(to: number, from: number, rowBytes: number, rows: number, depth: number): void;
  packColumns(to: number, from: number, rowBytes: number, count: number, depth: number, panel: number): void;
  readonly readRows: MoveRows;
  readonly addRows: MoveRows;
  maxColumns(to: number, from: number, outer: number, count: number, columns: number): void;
  argmaxColumns(to: number, from: number, outer: number, count: number, columns: number): void;
  multiplyRows(to: number, a: number, b: number, rows: number, shared: number): void;
  addColumns(sums: number, a: number, b: number, rows: number, shared: number): void;
  peak(turns: number, by: number, more: number): number;
  tellBlock(known: number, from: number, count: number): void;
  repeatRows(to: number, from: number, at: number, count: number, columns: number, times: number): void;
  sumRows(to: number, from: number, rows: number, columns: number): void;
  maxRows(to: number, from: number, rows: number, columns: number): void;
  sumColumns(sums: number, columns: number, place: number, from: number, count: number): void;
  sumFours(sums: number, from: number, count: number): void;
}
