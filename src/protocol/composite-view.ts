/** A call of a function as one gate, beside the gates that it is made of: the same gradients, another cost. */
export interface CompositeView {
  /** Whether the gradients are the same; undefined where they are not known, or too large to be compared. */
  readonly isSame: boolean | undefined;
  /** One sentence that says so. */
  readonly says: string;
  /** What is sent back to each value that the call reads. */
  readonly rows: readonly CompositeRow[];
  /** The largest difference in them. */
  readonly difference: string | undefined;
  readonly closed: CompositeCost;
  readonly opened: CompositeCost;
}

export interface CompositeRow {
  readonly name: string;
  readonly closed: string;
  readonly opened: string;
}

export interface CompositeCost {
  readonly gates: number;
  /** How many numbers of the forward pass are kept for the backward pass. */
  readonly kept: number;
}
