/** Places in documents, as client and server say them to each other. */

/** A place in a document, as LSP counts: lines and UTF-16 columns from 0. */
export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}
