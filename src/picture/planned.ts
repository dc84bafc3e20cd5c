/** What has to be laid out: boxes, wires and groups. */
import type { Flow, Shape, TextPlace, WrittenTexts } from "./extent.ts";

/**
 * A wire as it is drawn. A value that is used once has one wire (`single`). A value that is used more often leaves its
 * gate on a `stem` with the sum of the gradients, forks at a dot, and reaches each use on a `branch` with what that use
 * sends back. A value that nobody uses ends in the open (`loose`).
 */
export interface BareWire {
  readonly id: string;
  readonly kind: "single" | "stem" | "branch" | "loose";
  readonly from: string;
  readonly to: string | undefined;
  /** A branch that says nothing which its stem does not: no gradient comes back on it, or all of it does. */
  readonly isSilent: boolean;
}

/** A wire with how its texts stand. */
export interface WirePlan extends BareWire {
  readonly place: TextPlace;
  /** The name has a line for itself, above the value. */
  readonly nameApart: boolean;
  /** The room of the texts that it was planned with. */
  readonly written: WrittenTexts | undefined;
}

/** The place where one operand's wire enters a node's box, counted from the box's middle. */
export interface RowPlan {
  readonly wire: string;
  /** What it takes across the flow, and where in that the wire is. */
  readonly height: number;
  readonly at: number;
  readonly offset: number;
}

/** A node's box: `lead` for the texts of its branches, `fan` for their way into the gate, the gate, `tail` for its own wire's texts. */
export interface NodePlan {
  readonly id: string;
  readonly shape: Shape;
  readonly label: string;
  readonly group: string | undefined;
  readonly gate: { readonly width: number; readonly height: number };
  readonly labelWidth: number;
  readonly rows: readonly RowPlan[];
  readonly lead: number;
  readonly fan: number;
  readonly tail: number;
  readonly height: number;
}

export interface GroupPlan {
  readonly id: string;
  readonly label: string;
  readonly parent: string | undefined;
  readonly labelWidth: number;
  readonly titleWidth: number;
}

export interface Plan {
  readonly flow: Flow;
  /** Equal keys: the same nodes, wires and groups with the same labels; only numbers may differ. */
  readonly key: string;
  readonly nodes: readonly NodePlan[];
  readonly wires: readonly WirePlan[];
  readonly groups: readonly GroupPlan[];
  /** The least room between two columns, for the ways of wires. */
  readonly gap: number;
  /** All leaves stand in the first column; large graphs, and those that flow down, keep them near their uses instead. */
  readonly leavesFirst: boolean;
}
