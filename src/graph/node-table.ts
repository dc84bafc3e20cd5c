/** Whole numbers by node: the slot, place or index that something has for it. */
import type { Node, NodeIndex } from "./ir.ts";

/** Whole numbers by a node's id, for who has no nodes. */
export interface IdTable {
  /** The number at the id, or -1. */
  get(id: number): number;
  set(id: number, value: number): void;
  clear(): void;
}

export interface NodeTable {
  /** The number of the node, or -1. */
  get(node: Node): number;
  set(node: Node, value: number): void;
  clear(): void;
}

/** Ids of one version lie close together, so a table is a few pages; a map by identity takes ten times as long. */
const PAGE = 4096;

export function createNodeTable(): NodeTable {
  const ids = createIdTable();
  return {
    get: ({ id }) => ids.get(id),
    set: ({ id }, value) => ids.set(id, value),
    clear: ids.clear,
  };
}

export function createIdTable(): IdTable {
  /** Numbers plus one, so that 0 is absent. */
  const pages = new Map<number, Int32Array>();
  let current = -1;
  let page: Int32Array = new Int32Array(0);
  const open = (number: number): boolean => {
    const found = pages.get(number);
    if (found === undefined) return false;
    current = number;
    page = found;
    return true;
  };
  return {
    get(id) {
      const number = Math.floor(id / PAGE);
      return number === current || open(number) ? page[id - number * PAGE]! - 1 : -1;
    },
    set(id, value) {
      const number = Math.floor(id / PAGE);
      if (number !== current && !open(number)) {
        pages.set(number, new Int32Array(PAGE));
        open(number);
      }
      page[id - number * PAGE] = value + 1;
    },
    clear() {
      pages.clear();
      current = -1;
    },
  };
}

/** The places of nodes in a list that grows. A class: an object with a getter of its own would keep its hidden class alive. */
export class GrowingIndex implements NodeIndex {
  readonly #places = createIdTable();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(node: Node): void {
    this.#places.set(node.id, this.#size);
    this.#size += 1;
  }

  get(node: Node): number | undefined {
    return this.find(node.id);
  }

  has(node: Node): boolean {
    return this.#places.get(node.id) >= 0;
  }

  find(id: number): number | undefined {
    const place = id < 0 ? -1 : this.#places.get(id);
    return place < 0 ? undefined : place;
  }
}

/** The places of nodes in a list that holds each once. */
export function indexNodes(nodes: readonly Node[]): NodeIndex {
  const index = new GrowingIndex();
  for (const node of nodes) index.append(node);
  return index;
}
