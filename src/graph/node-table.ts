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

export function createNodeTable(): NodeTable {
  return new NodePages();
}

export function createIdTable(): IdTable {
  return new Pages();
}

/** Ids of one version lie close together, so a table is a few pages; a map by identity takes ten times as long. */
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
const NO_PAGE = new Int32Array(PAGE);

/** Numbers plus one, so that 0 is absent. Ids go to an executor as 32 bits, so they are no longer. */
class Pages implements IdTable {
  readonly #pages = new Map<number, Int32Array>();
  #current = -1;
  #page: Int32Array = NO_PAGE;

  get(id: number): number {
    const number = id >>> PAGE_BITS;
    if (number !== this.#current) this.#open(number);
    return this.#page[id & (PAGE - 1)]! - 1;
  }

  set(id: number, value: number): void {
    const number = id >>> PAGE_BITS;
    if (number !== this.#current) this.#open(number);
    if (this.#page === NO_PAGE) this.#pages.set(number, (this.#page = new Int32Array(PAGE)));
    this.#page[id & (PAGE - 1)] = value + 1;
  }

  clear(): void {
    this.#pages.clear();
    this.#current = -1;
    this.#page = NO_PAGE;
  }

  #open(number: number): void {
    this.#current = number;
    this.#page = this.#pages.get(number) ?? NO_PAGE;
  }
}

class NodePages implements NodeTable {
  readonly #ids = new Pages();

  get(node: Node): number {
    return this.#ids.get(node.id);
  }

  set(node: Node, value: number): void {
    this.#ids.set(node.id, value);
  }

  clear(): void {
    this.#ids.clear();
  }
}

/** The places of nodes in a list that grows. A class: an object with a getter of its own would keep its hidden class alive. */
export class GrowingIndex implements NodeIndex {
  readonly #places = new Pages();
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
