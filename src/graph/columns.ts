/** What whole graphs are looked through by: in one walk, since to come by each node takes longer than what is asked of it. */
import { madeOnce } from "../base/made-once.ts";
import type { Gate, Graph } from "./ir.ts";

/** Lists of places, one after the other: that of a place is `list[starts[place] … starts[place + 1] - 1]`. */
export interface Lists {
  readonly starts: Int32Array;
  readonly list: Int32Array;
}

/** Places of nodes, in the order of the graph. */
export type Places = readonly number[];

interface Columns {
  /** The operands of each node. */
  readonly operands: Lists;
  /** The nodes of each gate. */
  readonly byGate: ReadonlyMap<Gate, Places>;
  /** What is made element by element and has two dimensions or more. */
  readonly wide: Places;
}

export const columnsIn = madeOnce(({ nodes, index }: Graph): Columns => {
  const starts = new Int32Array(nodes.length + 1);
  let list = new Int32Array(2 * nodes.length);
  const byGate = new Map<Gate, number[]>();
  const wide: number[] = [];
  let next = 0;
  for (let at = 0; at < nodes.length; at++) {
    const { gate, inputs, sizes } = nodes[at]!;
    if (next + inputs.length > list.length) list = grown(list, next + inputs.length);
    for (const input of inputs) list[next++] = index.get(input)!;
    starts[at + 1] = next;
    const known = byGate.get(gate);
    if (known === undefined) byGate.set(gate, [at]);
    else known.push(at);
    if (sizes.length > 1 && gate.scalar !== undefined) wide.push(at);
  }
  return { operands: { starts, list: list.subarray(0, next) }, byGate, wide };
});

function grown(list: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * Math.max(list.length, least));
  larger.set(list);
  return larger;
}
