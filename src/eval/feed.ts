/**
 * What an executor is given and what it gives back: columns of numbers, which cross to a worker or a process. Nodes go by their
 * ids, so every value has an address, a gradient's too; nothing here knows of text.
 */
import type { Attrs } from "../graph/ir.ts";

/** Nodes, operands before what uses them. */
export interface NodeColumns {
  readonly ids: Uint32Array<ArrayBuffer>;
  /** The place of each node's gate in the table of gates. */
  readonly gates: Uint16Array<ArrayBuffer>;
  readonly operandCounts: Uint32Array<ArrayBuffer>;
  /** The operands' ids, node after node. */
  readonly operands: Uint32Array<ArrayBuffer>;
  readonly ranks: Uint8Array<ArrayBuffer>;
  /** The sizes of the dimensions, node after node. */
  readonly sizes: Float64Array<ArrayBuffer>;
  /** The place of each node's attributes in `attrs`. */
  readonly attrsOf: Uint32Array<ArrayBuffer>;
  readonly attrs: readonly Attrs[];
}

/** Values by the ids of their nodes, one behind the other: `offsets` says where each starts, with the end behind the last. */
export interface ValueColumns {
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly offsets: Float64Array<ArrayBuffer>;
  readonly data: Float64Array<ArrayBuffer>;
}

/** What changes for an executor from one run to the next. */
export interface Feed {
  /** Nodes that it does not need to know any more; nothing that it keeps is computed from them. */
  readonly dropped: Uint32Array<ArrayBuffer>;
  readonly nodes: NodeColumns;
  /** Values that are not computed but given: literals, data, and whatever leaf somebody sets to another value. */
  readonly given: ValueColumns;
  /** Values that were given and are computed again from now on. */
  readonly freed: Uint32Array<ArrayBuffer>;
}

/** What is wanted of one run. */
export interface RunOrder {
  /** The ids of the values that are to be told. */
  readonly wanted: Uint32Array<ArrayBuffer>;
  /** All values of the run together may take this much. */
  readonly limitBytes: number;
  /** Values of up to so many elements are told whole, of larger ones what they are like (`SUMMARY`). */
  readonly whole: number;
}

/** A gate that refused its operands' values. */
export interface Refused {
  readonly id: number;
  readonly refused: string;
}

/** How a run went. */
export interface RunAnswer {
  /** `stopped`: nobody wants it any more, what it has computed is kept; `too large`: nothing was run. */
  readonly kind: "done" | "stopped" | "too large";
  /** The wanted values that were not told by the last run that was done: an executor and who feeds it keep the same numbers. */
  readonly told: ValueColumns;
  /** The wanted values that there are none of, because a gate refused: whatever was told of them before. */
  readonly missing: Uint32Array<ArrayBuffer>;
  /** Gates that refused, once each. */
  readonly refusals: readonly Refused[];
  /** How many nodes were computed this time. */
  readonly evaluated: number;
  readonly milliseconds: number;
  /** What the run holds, or would hold where it was too large; then the nodes whose values are the largest, too. */
  readonly bytes: number;
  readonly largest: readonly number[];
  /** It keeps much that the run did not need: who feeds it does well to drop that. */
  readonly isCrowded: boolean;
}

/** A part of a value: where it begins in each dimension, and how far it goes. */
export interface Window {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
}
