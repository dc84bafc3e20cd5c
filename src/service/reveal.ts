/** How many gradients are shown, where they are hidden, when somebody asks for more of them or for fewer. */
import { revealOrder } from "../features/hidden.ts";
import type { View } from "../features/view.ts";
import type { Reveal } from "../protocol/requests.ts";

/** Undefined where no gradient is hidden. */
export function revealedAfter(view: View, how: Reveal): number | undefined {
  if (view.revealed === undefined) return undefined;
  const count = revealOrder(view).length;
  const shown = Math.min(view.revealed, count);
  switch (how) {
    case "next":
      return Math.min(shown + 1, count);
    case "last":
      return Math.max(shown - 1, 0);
    case "every":
      return shown < count ? count : 0;
  }
}
