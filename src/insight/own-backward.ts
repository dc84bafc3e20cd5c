/** A backward block that a person wrote beside what the forward block's own derivative gives. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";

/** What the gates of a call send to one of its inputs by their own rules; the sum is the derivative. Empty where nothing flows. */
export function derivedParts(graph: Graph, inside: Adjoints, call: Group, input: Node): readonly Node[] {
  const parts: Node[] = [];
  const seen = new Set<Group>();
  for (let at = call.first; at < call.last; at++) {
    const node = graph.nodes[at]!;
    const block = blockIn(graph.groupOf[at], call);
    if (block === undefined) take(inside.sent(node), node.inputs);
    else if (!seen.has(block)) {
      seen.add(block);
      take(inside.sent(block), block.inputs);
    }
  }
  return parts;

  function take(sent: readonly (Node | undefined)[], operands: readonly Node[]): void {
    sent.forEach((part, i) => {
      if (part !== undefined && operands[i] === input) parts.push(part);
    });
  }
}

/** The outermost call with a backward block of its own around a node, within another call. */
function blockIn(group: Group | undefined, call: Group): Group | undefined {
  let found: Group | undefined;
  for (let at = group; at !== undefined && at !== call; at = at.parent)
    if (at.backward !== undefined) found = at;
  return found;
}

/** Differences up to these are rounding: relative, and of the largest entry. */
const RELATIVE = 1e-7;
const OF_LARGEST = 1e-10;

/** Whether two gradients of one shape are the same but for rounding. Where either is not finite nothing is compared. */
export function isSameGradient(found: ArrayLike<number>, derived: ArrayLike<number>): boolean {
  if (found.length !== derived.length) return false;
  let largest = 0;
  for (let i = 0; i < found.length; i++) {
    const size = Math.max(Math.abs(found[i]!), Math.abs(derived[i]!));
    if (!Number.isFinite(size)) return true;
    if (size > largest) largest = size;
  }
  for (let i = 0; i < found.length; i++) {
    const [a, b] = [found[i]!, derived[i]!];
    const size = Math.max(Math.abs(a), Math.abs(b));
    if (Math.abs(a - b) > Math.max(RELATIVE * size, OF_LARGEST * largest)) return false;
  }
  return true;
}
