/** A number as the graph panel shows it. */

/** A number's texts: short for a wire, long for a tooltip. Tensors are given by shape, range and norm, small ones in full. */
export interface ViewNumber {
  readonly short: string;
  readonly long: string;
  /** From before the last edit: shown as old, never as new. */
  readonly stale: boolean;
  /** It holds a NaN or an infinity that nobody wrote; the short text says so with a sign. */
  readonly alarm?: true;
  /** It is not told yet: somebody is to say it first. */
  readonly hidden?: true;
}
