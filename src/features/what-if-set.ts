/** Leaves that are set to other values than the file's, for a while and without an edit. */
import type { Inputs, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { formatNumber } from "./format-number.ts";
import { plain } from "./markdown.ts";

export interface WhatIf {
  readonly node: Node;
  /** `x`; `∂f/∂f` for the upstream gradient of the target. */
  readonly name: string;
  readonly own: Tensor;
  readonly value: Tensor;
  /** The lines that it stands in, as they were: an edit of them ends it. */
  readonly said: string;
}

export const NOTHING_SET: readonly WhatIf[] = [];

/** What a run is given beside the numbers of the file. */
export function valuesOf(whatIfs: readonly WhatIf[]): Inputs {
  return new Map(whatIfs.map(({ node, value }) => [node, value]));
}

/** `W[0, 1]` */
export function elementName(name: string, sizes: readonly number[], element: number): string {
  const index: number[] = [];
  let rest = element;
  for (const size of sizes.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index.length === 0 ? name : `${name}[${index.join(", ")}]`;
}

/** `x = 3.2`; of several elements the first, and how many there are. */
export function settingText({ name, own, value }: WhatIf): string {
  const changed = [...value.data.keys()].filter((i) => !Object.is(value.data[i], own.data[i]));
  const [first = 0] = changed;
  const text = `${elementName(name, value.sizes, first)} = ${formatNumber(value.data[first] ?? NaN)}`;
  return changed.length > 1 ? `${text} and ${changed.length - 1} more` : text;
}

/** What stands above numbers that follow from it, as Markdown; nothing where nothing is set. */
export function whatIfNote(whatIfs: readonly WhatIf[] | undefined): string {
  const text = whatIfText(whatIfs);
  return text === undefined ? "" : `*${plain(text)}*: the file says otherwise.\n\n`;
}

/** Of all that is set; undefined where nothing is. */
export function whatIfText(whatIfs: readonly WhatIf[] = NOTHING_SET): string | undefined {
  return whatIfs.length === 0 ? undefined : `What if ${whatIfs.map(settingText).join(", ")}`;
}
