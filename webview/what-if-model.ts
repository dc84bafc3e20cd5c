/** What the panel knows of what-ifs, and what can happen to them. */
import type { WhatIfView } from "../src/protocol/what-if-view.ts";

export interface WhatIfState {
  /** What the host said last of the selected leaf. */
  readonly view: WhatIfView | undefined;
  /** A number that the host was told, and whose consequences are not there yet. */
  readonly asked: number | undefined;
}

export const noWhatIf: WhatIfState = { view: undefined, asked: undefined };

export type WhatIfAction =
  | { readonly kind: "whatIf"; readonly view: WhatIfView }
  | { readonly kind: "dragLeaf"; readonly value: number }
  | { readonly kind: "resetLeaves" }
  | { readonly kind: "writeLeaves" };
