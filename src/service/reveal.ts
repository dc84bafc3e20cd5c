/** Which gradients are shown, where they are hidden, when somebody asks for more of them or for fewer, or has said one. */
import { countRevealed, isHidden, revealOrder } from "../features/hidden.ts";
import type { Revealed, View } from "../features/view.ts";
import type { Node } from "../graph/ir.ts";
import type { Reveal } from "../protocol/requests.ts";

/** `how`: or the value whose gradient was said. Undefined where no gradient is hidden. */
export function revealedAfter(view: View, how: Reveal | Node): Revealed | undefined {
  if (view.revealed === undefined) return undefined;
  const order = revealOrder(view);
  const revealed = Math.min(view.revealed, order.length);
  const { predicted = new Set<Node>(), isLarge = false } = view;
  switch (how) {
    case "next": {
      const next = order.findIndex((node, i) => i >= revealed && isHidden(view, node));
      return { revealed: next < 0 ? order.length : next + 1, predicted, isLarge };
    }
    case "last": {
      const last = Math.max(revealed - 1, 0);
      return { revealed: last, predicted: last === 0 ? new Set() : predicted, isLarge };
    }
    case "every": {
      const { shown, count } = countRevealed(view);
      return { revealed: shown < count ? count : 0, predicted: new Set(), isLarge };
    }
    default:
      return { revealed, predicted: new Set([...predicted, how]), isLarge };
  }
}
