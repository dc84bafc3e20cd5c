/** What reverse mode saves on a file's graph, as texts: beside forward mode, and beside Jacobians that are formed. */

export interface SavingsView {
  /** `y hangs on 18 numbers: forward mode takes a pass for each of them, reverse mode one for all.` */
  readonly about: string;
  readonly ways: readonly SavingsWay[];
  /** What the forward pass keeps for the backward pass. */
  readonly kept: KeptView;
}

export interface SavingsWay {
  readonly name: string;
  readonly multiplyAdds: string;
  readonly memory: string;
}

export interface KeptView {
  /** In sum, and which gate keeps most. */
  readonly text: string;
  /** Those that keep most, the first of them most. */
  readonly gates: readonly KeptGate[];
}

export interface KeptGate {
  readonly name: string;
  /** The values that it keeps: `x, w`. */
  readonly values: string;
  readonly memory: string;
}
