/** Whole numbers by node: the slot, place or index that something has for it. */
import type { Node } from "./ir.ts";

export interface NodeTable {
  /** The number of the node, or -1. */
  get(node: Node): number;
  set(node: Node, value: number): void;
  clear(): void;
}

export function createNodeTable(): NodeTable {
  const numbers = new Map<Node, number>();
  return {
    get: (node) => numbers.get(node) ?? -1,
    set: (node, value) => void numbers.set(node, value),
    clear: () => numbers.clear(),
  };
}
