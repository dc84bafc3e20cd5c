/**
 * Builds the graph of one document version and reuses the nodes of unchanged occurrences.
 *
 * The memory of the last version is a tree: a block holds its statements by their text, a statement holds the nodes that
 * it made in order and the blocks of the calls and turns in it. The k-th node of a statement is the old object when gate,
 * operands and attributes are the same; so an edit costs what it changes, and two occurrences are never one node.
 */
import { own } from "../base/own.ts";
import { sameSizes } from "../tensor/shape.ts";
import { looseCalls, visitForAdoption, type LooseCall } from "./adoption.ts";
import type { AttrValue, Attrs, Gate, Graph, Group, Node } from "./ir.ts";
import { createNodeTable, GrowingIndex } from "./node-table.ts";
import { makeNode } from "./node.ts";

/** A block's name among those of its statement: a turn's number, or what leads to it. */
type Key = string | number;

interface StatementMemo {
  readonly key: string;
  /** A list that its nodes stand in, in one piece; it may be that of the whole version. */
  nodes: readonly Node[];
  first: number;
  count: number;
  /** Most statements have neither blocks nor kept things. */
  blocks: BlockMemo[] | undefined;
  /** What others keep for the next version, in the order in which they asked. */
  kept: unknown[] | undefined;
}

export interface BlockMemo {
  readonly key: Key;
  statements: StatementMemo[];
}

/** What one version leaves for the next. */
export function createMemory(): BlockMemo {
  return { key: "", statements: [] };
}

/** A block that is being built beside what it was. */
interface OpenBlock {
  readonly old: readonly StatementMemo[];
  cursor: number;
  /** Old statements by text, the last one first, made when one is not where it was expected. */
  byKey: Map<string, StatementMemo[]> | undefined;
  readonly memo: BlockMemo;
}

export interface OpenStatement {
  readonly old: StatementMemo | undefined;
  readonly memo: StatementMemo;
  /** Where its nodes begin in the graph; they stand in one piece as long as it has no blocks. */
  readonly first: number;
  /** How many nodes it has made. */
  count: number;
  /** Its nodes, once it has blocks. */
  own: Node[] | undefined;
  /** The old blocks by key, made when one is not where it was expected. */
  byKey: Map<Key, BlockMemo> | undefined;
}

export interface Builder {
  readonly nodes: readonly Node[];
  readonly groups: readonly Group[];
  /** The group that new nodes belong to. */
  readonly group: Group | undefined;
  node(gate: Gate, inputs: readonly Node[], attrs: Attrs, sizes: readonly number[]): Node;
  /** The old node in the place of the next one: who finds that it is the same again takes it, and need not make another. */
  expected(): Node | undefined;
  take(expected: Node): void;
  /** Starts the statement with this text inside the one that is open, which `leave` goes back to. */
  enter(text: string): OpenStatement;
  leave(outer: OpenStatement): void;
  /** What was kept here in the last version, or what `make` makes now; it is kept for the next. */
  keep<T>(make: () => T): T;
  /**
   * Takes over a gradient: the nodes that `derive` gives with all that they are computed from, and the calls with a backward pass
   * of their own that were written out aside meanwhile. Says how many nodes came.
   */
  adopt(derive: () => readonly Node[]): number;
  /** Where the nodes begin that are made from now on. */
  mark(): number;
  isMadeSince(mark: number, node: Node): boolean;
  /** Whether something that was made so far reads the node. */
  isRead(node: Node): boolean;
  /** The graph as far as it is built; it grows on. */
  graph(): Graph;
  /** Runs `body` as a block (a call's body, a loop's turn) inside the current statement. */
  block(key: Key, body: () => void): void;
  openGroup(group: Omit<Group, "first" | "last" | "parent">): Group;
  closeGroup(group: Group): void;
  /** Runs `body` where nothing is recorded in the graph: a backward block, whose nodes belong to the gradient. */
  aside<T>(at: Place, body: () => T): T;
  /** Where a backward block of the call that is open now will be built. */
  place(): Place;
  /** How many nodes this version could not take from the last one. */
  readonly made: number;
}

/** A call's place in the memory, where its backward block keeps its nodes. */
export interface Place {
  readonly statement: OpenStatement;
  readonly key: string;
}

export function createBuilder(memory: BlockMemo): Builder {
  let nodes: Node[] = [];
  /** Where the nodes stand; what is made aside has no places. */
  let index: GrowingIndex | undefined = new GrowingIndex();
  let groupOf: (Group | undefined)[] = [];
  let groups: Group[] = [];
  let group: Group | undefined;
  let block = openBlock(memory.statements, memory);
  let statement = openStatement(undefined, newStatement(""), 0);
  let made = 0;
  /** Counts the nodes that were taken, a gradient's too: when each was, and when it was last read. */
  let clock = 0;
  const births = createNodeTable();
  const reads = createNodeTable();

  /** The calls that are written out aside while a gradient is derived that the graph takes over. */
  let loose: Map<Node, LooseCall> | undefined;

  const builder: Builder = {
    get nodes() {
      return nodes;
    },
    get groups() {
      return groups;
    },
    get group() {
      return group;
    },
    get made() {
      return made;
    },
    node(gate, inputs, attrs, sizes) {
      const candidate = builder.expected();
      let node: Node;
      if (
        candidate !== undefined &&
        isSame(candidate, gate, inputs, attrs) &&
        sameSizes(candidate.sizes, sizes)
      ) {
        node = candidate;
      } else {
        node = makeNode(gate, inputs, attrs, sizes);
        made += 1;
      }
      builder.take(node);
      return node;
    },
    expected() {
      const { old, count } = statement;
      return old !== undefined && count < old.count ? old.nodes[old.first + count] : undefined;
    },
    take(node) {
      statement.count += 1;
      statement.own?.push(node);
      append(node, group);
    },
    enter(text) {
      const outer = statement;
      const memo = newStatement(text);
      statement = openStatement(takeStatement(block, text), memo, nodes.length);
      block.memo.statements.push(memo);
      return outer;
    },
    leave(outer) {
      const { memo, own, first } = statement;
      memo.nodes = own === undefined ? nodes : fitted(own);
      memo.first = own === undefined ? first : 0;
      memo.count = statement.count;
      memo.blocks &&= fitted(memo.blocks);
      statement = outer;
    },
    keep<T>(make: () => T): T {
      const { memo, old } = statement;
      memo.kept ??= [];
      const kept = (old?.kept?.[memo.kept.length] ?? make()) as T;
      memo.kept.push(kept);
      return kept;
    },
    adopt(derive) {
      const calls = (loose = new Map<Node, LooseCall>());
      const roots = derive();
      loose = undefined;
      const { length } = nodes;
      visitForAdoption(roots, isInGraph, calls, (item) => {
        if ("nodes" in item) appendCall(item);
        else builder.take(item);
      });
      return nodes.length - length;
    },
    graph,
    mark: () => clock,
    isMadeSince: (mark, node) => births.get(node) >= mark,
    // A backward block that is written out again takes its nodes again: what read them the first time is no reader now.
    isRead: (node) => reads.get(node) > births.get(node),
    block(key, body) {
      const outer = block;
      statement.own ??= nodes.slice(statement.first);
      block = blockIn(statement, key);
      body();
      block.memo.statements = fitted(block.memo.statements);
      block = outer;
    },
    openGroup(facts) {
      const opened: Group = { ...facts, parent: group, first: nodes.length, last: nodes.length };
      groups.push(opened);
      group = opened;
      return opened;
    },
    closeGroup(opened) {
      opened.last = nodes.length;
      group = opened.parent;
    },
    place() {
      return { statement, key: `backward ${statement.memo.blocks?.length ?? 0}` };
    },
    aside(at, body) {
      const saved = { nodes, index, groupOf, groups, group, block, statement };
      nodes = [];
      index = undefined;
      groupOf = [];
      groups = [];
      group = undefined;
      block = blockIn(at.statement, at.key);
      const outer = builder.enter("");
      try {
        return body();
      } finally {
        builder.leave(outer);
        if (loose !== undefined)
          for (const [node, call] of looseCalls(nodes, groups, groupOf)) loose.set(node, call);
        ({ nodes, index, groupOf, groups, group, block, statement } = saved);
      }
    },
  };
  memory.statements = [];
  return builder;

  function append(node: Node, place: Group | undefined): void {
    births.set(node, clock);
    for (const input of node.inputs) reads.set(input, clock);
    clock += 1;
    index?.append(node);
    nodes.push(node);
    groupOf.push(place);
  }

  function isInGraph(node: Node): boolean {
    return index?.has(node) === true;
  }

  /** Appends a call with its groups; a node of it that came with another gradient stays where it is. */
  function appendCall(call: LooseCall): void {
    const { first } = call.groups[0]!;
    const open: { readonly from: Group; readonly opened: Group }[] = [];
    const closeTo = (place: Group | undefined): void => {
      for (let top = open.at(-1); top !== undefined && top.from !== place; top = open.at(-1)) {
        builder.closeGroup(top.opened);
        open.pop();
      }
    };
    let next = 0;
    call.nodes.forEach((node, i) => {
      for (
        let from = call.groups[next];
        from !== undefined && from.first - first <= i;
        from = call.groups[next]
      ) {
        closeTo(from.parent);
        open.push({ from, opened: builder.openGroup(from) });
        next += 1;
      }
      closeTo(call.groupOf[i]);
      if (!isInGraph(node)) builder.take(node);
    });
    closeTo(undefined);
  }

  function graph(): Graph {
    if (index === undefined) throw new Error("internal: what is made aside is no graph");
    return { nodes, groups, groupOf, index };
  }
}

const NO_NODES: readonly Node[] = [];

/** A list that has come to its end, without the room for more that lists have: there may be a million of them, most of one entry. */
function fitted<T>(list: T[]): T[] {
  return list.slice();
}

function newStatement(key: string): StatementMemo {
  return { key, nodes: NO_NODES, first: 0, count: 0, blocks: undefined, kept: undefined };
}

function openStatement(old: StatementMemo | undefined, memo: StatementMemo, first: number): OpenStatement {
  return { old, memo, first, count: 0, own: undefined, byKey: undefined };
}

function openBlock(old: readonly StatementMemo[], memo: BlockMemo): OpenBlock {
  return { old, cursor: 0, byKey: undefined, memo };
}

function blockIn(statement: OpenStatement, key: Key): OpenBlock {
  const blocks = (statement.memo.blocks ??= []);
  const expected = statement.old?.blocks?.[blocks.length];
  const old = expected?.key === key ? expected : blockElsewhere(statement, key);
  const memo: BlockMemo = { key, statements: [] };
  blocks.push(memo);
  return openBlock(old?.statements ?? [], memo);
}

/** The first old block with this key. */
function blockElsewhere(statement: OpenStatement, key: Key): BlockMemo | undefined {
  const blocks = statement.old?.blocks;
  if (blocks === undefined) return undefined;
  statement.byKey ??= new Map(blocks.toReversed().map((memo) => [memo.key, memo]));
  return statement.byKey.get(key);
}

/**
 * The old statement with this text: the next one in order, also where only numbers were written otherwise, or the first unused one
 * elsewhere in the block.
 */
function takeStatement(block: OpenBlock, key: string): StatementMemo | undefined {
  const expected = block.old[block.cursor];
  if (expected === undefined && block.byKey === undefined && block.old.length === 0) return undefined;
  if (block.byKey === undefined) {
    if (expected !== undefined && isAlike(expected.key, key)) {
      block.cursor += 1;
      return expected;
    }
    block.byKey = new Map();
    for (let i = block.old.length - 1; i >= block.cursor; i--) {
      const memo = block.old[i]!;
      const list = block.byKey.get(memo.key);
      if (list === undefined) block.byKey.set(memo.key, [memo]);
      else list.push(memo);
    }
  }
  return block.byKey.get(key)?.pop();
}

/** Whether two texts are the same but for the numbers in them: those of a literal are in no node. */
function isAlike(a: string, b: string): boolean {
  return a === b || a.replace(NUMBER, "0") === b.replace(NUMBER, "0");
}

const NUMBER = /(?<![\p{L}\p{N}_])[−-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+\-−]?\d+)?/gu;

function isSame(node: Node, gate: Gate, inputs: readonly Node[], attrs: Attrs): boolean {
  if (node.gate !== gate || node.inputs.length !== inputs.length) return false;
  for (let i = 0; i < inputs.length; i++) if (node.inputs[i] !== inputs[i]) return false;
  return isSameAttr(node.attrs, attrs);
}

export function isSameAttr(a: AttrValue, b: AttrValue): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (ArrayBuffer.isView(a)) {
    const left = a as unknown as Float64Array;
    const right = b as unknown as Float64Array;
    return left.length === right.length && left.every((value, i) => Object.is(value, right[i]));
  }
  const left = Object.entries(a as Readonly<Record<string, AttrValue>>);
  const right = b as Readonly<Record<string, AttrValue>>;
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => isSameAttr(value, own(right, key) ?? null))
  );
}
