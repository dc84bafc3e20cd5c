/** What is said of a run beside its numbers: where a strange gradient began, why, and whom it concerns. Plain facts, no text. */
import type { Group, Node } from "../graph/ir.ts";

export type FindingSeverity = "warning" | "information" | "hint";

/** Where a finding stands: a gate, or a call. */
export type Place = Node | Group;

interface Base {
  readonly severity: FindingSeverity;
  readonly at: Place;
  /** The leaves that it costs their gradient, in the order of the graph. */
  readonly leaves: readonly Node[];
}

/** The leaf itself is the place. */
export interface Disconnected extends Base {
  readonly code: "disconnected";
}

export interface Stopped extends Base {
  readonly code: "detached" | "no-gradient" | "routed-away" | "constant";
}

export interface Dead extends Base {
  readonly code: "dead-relu";
  /** What lies on the flat side. */
  readonly input: Node;
  /** Of the units of a layer how many are dead; undefined where the finding is of leaves. */
  readonly units: { readonly dead: number; readonly all: number; readonly samples: number } | undefined;
}

export interface ZeroProduct extends Base {
  readonly code: "zero-product";
  /** The factors that are 0: both, where each costs what is behind the other one its gradient. */
  readonly factors: readonly Node[];
}

export interface Saturated extends Base {
  readonly code: "saturated";
  readonly input: Node;
  /** The norm of the upstream gradient, and of what passes. */
  readonly upstream: number;
  readonly downstream: number;
  /** The largest part of an element's upstream gradient that passes. */
  readonly slope: number;
}

/** What one step makes of a gradient's norm on its way back: a factor. */
export interface StepFactor {
  readonly step: Place;
  /** What it was given, on the way that is followed. */
  readonly input: Node;
  readonly factor: number;
}

/** A gradient that fades or grows from turn to turn, or from gate to gate of one kind. */
export interface Fading {
  readonly code: "vanishing" | "exploding";
  readonly severity: FindingSeverity;
  readonly over: Carried | Chain;
  /** The leaves that are lost, or too large, themselves. */
  readonly leaves: readonly Node[];
  /** The norm at the end nearest to the target, and the least, or largest, of those before. */
  readonly end: number;
  readonly extreme: number;
  /** Over so many steps, of so many that there are. */
  readonly steps: number;
  readonly all: number;
  /** The geometric mean of a step's factor. */
  readonly factor: number;
  /** After so many steps it is below 10⁻³, or above 10³, of the norm at the end. */
  readonly after: number;
  /** So many turns or gates make a value whose gradient is below 10⁻⁶, or above 10⁶, of it. */
  readonly lost: number;
  /** What some of the steps are made of, each from the target on. */
  readonly parts: readonly (readonly StepFactor[])[];
}

/** A name that a loop carries: its value at the end of each turn, from the first on. */
export interface Carried {
  readonly loop: Group;
  /** The same for all calls of the line that binds it. */
  readonly line: object;
  readonly values: readonly Node[];
}

/** Steps of one kind, each fed by the one before, from the first on. */
export interface Chain {
  readonly steps: readonly Place[];
}

/** A gate near its pole, or a call with one in it, that makes most of a huge gradient. */
export interface Steep extends Base {
  readonly code: "steep";
  /** The gate with the pole, which in a call of the library is another place. */
  readonly gate: Node;
  /** What lies near the pole. */
  readonly near: Node;
  readonly factor: number;
  /** The leaf's gradient. */
  readonly norm: number;
}

export type Finding = Disconnected | Stopped | Dead | ZeroProduct | Saturated;

export type FindingCode = Finding["code"];
