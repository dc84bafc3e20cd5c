/** Parts of values that a run has computed, also of those of which it has only told what they are like. */
import type { Window } from "../eval/feed.ts";
import type { Node } from "../graph/ir.ts";
import { windowOf } from "../tensor/axes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { elementsOf } from "./tensor-pictures.ts";
import { knownOf, type View } from "./view.ts";

/** Brings a part of a value of the last run, of which the view may only know what it is like. */
export type Fetch = (node: Node, window: Window) => Promise<Tensor | undefined>;

/** A part of a value; undefined where no run has computed this very node. */
export async function partOf(
  view: View,
  node: Node,
  window: Window,
  fetch: Fetch,
): Promise<Tensor | undefined> {
  const known = elementsOf(view, node);
  if (known !== undefined) return windowOf(known, window.starts, window.sizes);
  return knownOf(view, node) === undefined ? undefined : await fetch(node, window);
}

/** All of it. */
export function wholeOf(view: View, node: Node, fetch: Fetch): Promise<Tensor | undefined> {
  const { sizes } = node;
  const known = elementsOf(view, node);
  return known === undefined
    ? partOf(view, node, { starts: sizes.map(() => 0), sizes }, fetch)
    : Promise.resolve(known);
}
