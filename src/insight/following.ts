/** Of which kinds of values so many come one from the other: found for all kinds in one walk over the graph. */
import type { Graph, Node } from "../graph/ir.ts";
import { operandsIn } from "../graph/reach.ts";

/** Each kind has a bit. */
const MOST_AT_ONCE = 32;

/** By kind: whether at least `fewest` of its values follow one another, whatever is between them. */
export function followEachOther(
  graph: Graph,
  kinds: readonly (readonly Node[])[],
  fewest: number,
): readonly boolean[] {
  const found: boolean[] = [];
  for (let first = 0; first < kinds.length; first += MOST_AT_ONCE) {
    const some = kinds.slice(first, first + MOST_AT_ONCE);
    const long = longKinds(graph, some, fewest);
    found.push(...some.map((_, kind) => ((long >>> kind) & 1) === 1));
  }
  return found;
}

function longKinds(graph: Graph, kinds: readonly (readonly Node[])[], fewest: number): number {
  const { starts, list } = operandsIn(graph);
  const count = graph.nodes.length;
  const own = new Int32Array(count);
  kinds.forEach((values, kind) => {
    for (const value of values) own[graph.index.get(value)!]! |= 1 << kind;
  });
  /** By place and length: the kinds of which so many, and one more, follow one another up to there. */
  const lengths = new Int32Array(fewest * count);
  let long = 0;
  for (let at = 0, i = 0, row = 0; at < count; at++, row += fewest) {
    for (const end = starts[at + 1]!; i < end; i++) {
      const from = fewest * list[i]!;
      for (let length = 0; length < fewest; length++) lengths[row + length]! |= lengths[from + length]!;
    }
    const bits = own[at]!;
    if (bits === 0) continue;
    for (let length = fewest - 1; length > 0; length--)
      lengths[row + length]! |= lengths[row + length - 1]! & bits;
    lengths[row]! |= bits;
    long |= lengths[row + fewest - 1]!;
  }
  return long;
}
