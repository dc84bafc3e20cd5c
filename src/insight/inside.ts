/** Where, in a call that the run tells only the results of, what is not finite begins: its inside is computed again. */
import type { Group, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Beginning } from "./not-finite.ts";
import { createReplay, type ValueOf } from "./replay.ts";
import { placeOf, type Scene } from "./scene.ts";

/** The same beginning at the gate in it; undefined where that is not known. */
export function beginsInside(
  scene: Scene,
  call: Group,
  beginning: Beginning,
): (Beginning & { readonly maker: Node }) | undefined {
  const isTold = (node: Node): boolean => scene.valueOf(node) !== undefined;
  const valueOf = createReplay(isTold, scene.valueOf, new Map(), scene.effort);
  const nodes = scene.graph.nodes.slice(call.first, call.last);
  if (beginning.kind === "gradient") {
    const sender = senderIn(scene, nodes, valueOf);
    return sender && { ...beginning, ...sender };
  }
  const maker = makerIn(scene, call, nodes, valueOf);
  return maker && { ...beginning, maker, value: maker };
}

/** The first that is no number, or the first infinity behind it that a gate has made. */
function makerIn(scene: Scene, call: Group, nodes: readonly Node[], valueOf: ValueOf): Node | undefined {
  const isOdd = (node: Node): boolean => !isFinite(valueOf(node));
  const isMade = (node: Node): boolean => placeOf(scene, node) >= call.first && node.inputs.length > 0;
  let found = nodes.find((node) => isMade(node) && isOdd(node));
  // A written infinity is on purpose: what makes NaN of it is what is looked for.
  if (found !== undefined && found.inputs.some((input) => isOdd(input)))
    found = nodes.find((node) => valueOf(node)?.data.some(Number.isNaN) === true);
  return found;
}

/** The last that sends what is not finite though a finite gradient comes to it. */
function senderIn(
  { adjoints }: Scene,
  nodes: readonly Node[],
  valueOf: ValueOf,
): { readonly maker: Node; readonly value: Node } | undefined {
  const sends = new Map<Node, Node>();
  for (const input of new Set(nodes.flatMap(({ inputs }) => inputs.filter(({ known }) => !known))))
    for (const { consumer, value } of adjoints.contributions(input))
      if (consumer !== undefined && "gate" in consumer && !isFinite(valueOf(value)))
        sends.set(consumer, value);
  const maker = nodes.findLast((node) => {
    const upstream = sends.has(node) ? adjoints.of(node) : undefined;
    return upstream !== undefined && isFinite(valueOf(upstream));
  });
  return maker && { maker, value: sends.get(maker)! };
}

function isFinite(value: Tensor | undefined): boolean {
  return value?.data.every(Number.isFinite) !== false;
}
