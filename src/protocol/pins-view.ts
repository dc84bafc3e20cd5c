/** What the graph panel shows of pinned values: each with what it was before, and what of that must not be overlooked. */
import type { ViewNumber } from "./view-number.ts";

/** What a number was: kept by the client from one question to the next, and read by the server alone. */
export interface PinMeasure {
  readonly text: string;
  readonly sizes: readonly number[];
  /** As text, as the elements are: JSON has no NaN. */
  readonly norm: string;
  readonly elements?: readonly string[];
}

/** What a pinned value and its gradient were. */
export interface PinMeasures {
  readonly value?: PinMeasure;
  readonly gradient?: PinMeasure;
}

export interface PinNumber extends ViewNumber {
  /** Where it was another one: that, and marks as `changes sign` and `× 12`. */
  readonly before?: { readonly text: string; readonly marks: readonly string[] };
}

export interface PinRow {
  /** The same as long as the value stands where it stood. */
  readonly id: string;
  readonly name: string;
  /** `∂f/∂q`. */
  readonly gradientLabel: string;
  /** From 1; 0 where the file has no such value now. */
  readonly line: number;
  /** The drawn nodes that show it. */
  readonly steps: readonly string[];
  readonly value: PinNumber | undefined;
  readonly gradient: PinNumber | undefined;
}

/** Against what a pinned value is compared. */
export type Against = "edit" | "save";

/** The pins of one file. */
export interface PinsView {
  readonly uri: string;
  readonly against: Against;
  readonly rows: readonly PinRow[];
}

/** Request: the pinned values of a file, with what they were. Values that it has not are left out. */
export const pinsRequest = "nabla/pins";
export interface PinsParams {
  readonly uri: string;
  /** The groups that are opened in the graph. */
  readonly opened: readonly string[];
  readonly pins: readonly { readonly id: string; readonly before?: PinMeasures }[];
}
export interface PinsResult {
  readonly version: number;
  readonly rows: readonly (PinRow & { readonly now: PinMeasures })[];
}

/** Request: what pins the value at a place of the text, from 0 as LSP counts, or of a node of the graph; null where there is none. */
export const pinOfRequest = "nabla/pinOf";
export interface PinOfParams {
  readonly uri: string;
  readonly at:
    | { readonly line: number; readonly character: number }
    | { readonly id: string; readonly opened: readonly string[] };
}
export interface PinOfResult {
  readonly id: string;
  readonly name: string;
}
