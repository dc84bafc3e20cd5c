/** What the panel keeps of a Jacobian, and what can happen to it. */
import type { JacobianAsked } from "../src/protocol/graph-view.ts";
import type { JacobianView } from "../src/protocol/jacobian-view.ts";

export interface JacobianState {
  readonly asked: JacobianAsked | undefined;
  /** It is on its way. */
  readonly waits: boolean;
  /** What the host said last. */
  readonly view: JacobianView | undefined;
}

export const noJacobian: JacobianState = { asked: undefined, waits: false, view: undefined };

export type JacobianAction =
  | { readonly kind: "jacobian"; readonly uri: string; readonly view: JacobianView | null }
  /** At the selected node, or else of the target. */
  | { readonly kind: "showJacobian" }
  /** Another of the node's choices. */
  | { readonly kind: "chooseJacobian"; readonly choice: string }
  /** It is not waited for any more. */
  | { readonly kind: "stopJacobian" }
  | { readonly kind: "closeJacobian" };
