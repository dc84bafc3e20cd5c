/** The compiled module of kernels, as it is called: the counterpart of `kernels/index.ts`. */

/** Computes each of the numbers at a place, in its place; they are even in number. */
type Block = (at: number, count: number) => void;

/** What the compiled module exports (`kernels/index.ts`). Pointers are bytes in its memory. */
export interface KernelModule {
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
  peak(turns: number, by: number, more: number): number;
  expBlock: Block;
  logBlock: Block;
  tanhBlock: Block;
}
