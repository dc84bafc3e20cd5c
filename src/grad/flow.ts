/** One walk against the arrows: what every use of every value sends back, as nodes that are made from the gates' own rules. */
import { finish, type Steps } from "../base/steps.ts";
import { isWithin } from "../graph/group.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { makeNode } from "../graph/node.ts";
import { add } from "../ops/arithmetic.ts";
import { zeros } from "../ops/creation.ts";
import { addAll } from "../ops/add-all.ts";
import { sameSizes } from "../tensor/shape.ts";
import { sumTo } from "./unbroadcast.ts";

/** What a consumer sends back: one entry for each operand, of the operand's shape; undefined where nothing flows. */
export type Parts = readonly (Node | undefined)[];

export interface FlowRequest {
  readonly graph: Graph;
  /** The walk covers `graph.nodes[first … last - 1]`, downwards. */
  readonly first: number;
  readonly last: number;
  /** The walk is given up where it finds more uses of values than this. */
  readonly most: number;
  /** Where gradient enters, by the node's index. */
  readonly seeds: readonly { readonly at: number; readonly value: Node }[];
  /** The group whose inside is asked for: only groups within it are taken as one gate. All are where it is absent. */
  readonly opened: Group | undefined;
  /** The same walk over the previous version of the graph: what is unchanged there is taken from it, node for node. */
  readonly previous: Flow | undefined;
}

/** The result of a walk; arrays are parallel to the nodes that it covers. */
export interface Flow {
  readonly graph: Graph;
  readonly first: number;
  readonly last: number;
  readonly adjoints: readonly (Node | undefined)[];
  /** What the node at this place sends to its operands, or the group that stands there to its inputs. */
  readonly parts: readonly (Parts | undefined)[];
  /** The group with an own backward pass that took this node's place, if any. */
  readonly blocks: readonly (Block | undefined)[];
  /** What a group's own backward pass was called with, at the place where it was called. */
  readonly upstreams: ReadonlyMap<number, readonly Node[]>;
  readonly uses: Uses;
}

/** How many uses a walk has found, the seeds among them. */
export function sizeOf({ uses }: Flow): number {
  return uses.values.length;
}

export interface Block {
  readonly group: Group;
  /** Its lowest output: when the walk is here, the gradients of all its outputs are complete. */
  readonly calledAt: number;
}

/** Linked lists of contributions: `heads` by place, the rest by contribution, in the order of their arrival. */
export interface Uses {
  readonly heads: Int32Array;
  readonly next: number[];
  /** The index of the node that sends it, -1 for a seed. */
  readonly consumers: number[];
  readonly operands: number[];
  readonly values: Node[];
}

const NO_ATTRS = {};

/** Undefined where it would be longer than was asked for. */
export function flow(request: FlowRequest): Flow | undefined {
  return finish(flowSteps(request));
}

/** Nodes that are walked over in one step: less than a millisecond. */
const STRIDE = 512;

/** The same in steps. */
export function* flowSteps(request: FlowRequest): Steps<Flow | undefined> {
  const { graph, first, last, previous } = request;
  const { nodes } = graph;
  const count = last - first;
  const adjoints = new Array<Node | undefined>(count).fill(undefined);
  const parts = new Array<Parts | undefined>(count).fill(undefined);
  const blocks = findBlocks(request);
  const upstreams = new Map<number, readonly Node[]>();
  const uses: Uses = {
    heads: new Int32Array(count).fill(-1),
    next: [],
    consumers: [],
    operands: [],
    values: [],
  };
  const tails = new Int32Array(count);
  const result: Flow = { graph, first, last, adjoints, parts, blocks, upstreams, uses };

  for (const seed of request.seeds) receive(seed.at - first, -1, 0, seed.value);
  let shift = 0;
  for (let place = count - 1; place >= 0; place--) {
    if (uses.values.length > request.most) return undefined;
    if (place % STRIDE === 0) yield;
    const node = nodes[first + place]!;
    const block = blocks[place];
    if (uses.heads[place] === -1 && block === undefined) continue;
    const before = findBefore(node, place);
    if (uses.heads[place] !== -1) adjoints[place] = total(uses, place, previous, before);
    if (block === undefined) differentiate(node, place, before);
    else if (block.calledAt === place) callBlock(block.group, place, before);
  }
  return result;

  /** The node's place in the previous walk, or -1. Most nodes have moved as far as the one before. */
  function findBefore(node: Node, place: number): number {
    if (previous === undefined) return -1;
    if (previous.graph.nodes[first + place + shift] !== node) {
      const index = previous.graph.index.get(node);
      if (index === undefined) return -1;
      shift = index - first - place;
    }
    const at = first + place + shift - previous.first;
    return at >= 0 && at < previous.adjoints.length ? at : -1;
  }

  function differentiate(node: Node, place: number, before: number): void {
    const rule = node.gate.vjp;
    const g = adjoints[place];
    if (g === undefined || typeof rule !== "function") return;
    const { inputs } = node;
    const known =
      before >= 0 && previous!.adjoints[before] === g && previous!.blocks[before] === undefined
        ? previous!.parts[before]
        : undefined;
    send(place, inputs, known ?? fit(rule({ inputs, out: node, g, attrs: node.attrs }), inputs));
  }

  function callBlock(group: Group, place: number, before: number): void {
    const adjointOf = (output: Node): Node | undefined => {
      const at = graph.index.get(output)! - first;
      return blocks[at]?.group === group ? adjoints[at] : undefined;
    };
    const received = group.outputs.map(adjointOf);
    if (received.every((g) => g === undefined)) return;
    const earlierGroup = before >= 0 ? previous!.blocks[before]?.group : undefined;
    const earlier = before >= 0 ? previous!.upstreams.get(before) : undefined;
    const upstream = received.map((g, i) => {
      const output = group.outputs[i]!;
      if (g !== undefined) return g;
      return (
        (earlierGroup?.outputs[i] === output && zerosAt(previous!, output, earlier?.[i])) ||
        zeros({ size: output.sizes })
      );
    });
    upstreams.set(place, upstream);
    // The same nodes may stand under another backward block after an edit, so the block must be the same too.
    const unchanged =
      earlierGroup?.backward === group.backward && upstream.every((g, i) => g === earlier?.[i]);
    const known = unchanged ? previous!.parts[before] : undefined;
    send(place, group.inputs, known ?? fit(group.backward!(upstream), group.inputs));
  }

  function send(place: number, operands: readonly Node[], values: Parts): void {
    parts[place] = values;
    for (let operand = 0; operand < values.length; operand++) {
      const value = values[operand];
      if (value === undefined) continue;
      const index = graph.index.get(operands[operand]!);
      if (index === undefined) throw new Error("internal: an operand is not in the graph");
      receive(index - first, first + place, operand, value);
    }
  }

  /** What leaves the range (an opened group's own inputs) is in `parts` and goes nowhere. */
  function receive(place: number, consumer: number, operand: number, value: Node): void {
    if (place < 0) return;
    const at = uses.values.length;
    uses.next.push(-1);
    uses.consumers.push(consumer);
    uses.operands.push(operand);
    uses.values.push(value);
    if (uses.heads[place] === -1) uses.heads[place] = at;
    else uses.next[tails[place]!] = at;
    tails[place] = at;
  }
}

/** What a block received for an output in an earlier walk, if that was zeros because nothing came through it. */
function zerosAt(earlier: Flow, output: Node, upstream: Node | undefined): Node | undefined {
  const place = earlier.graph.index.get(output)! - earlier.first;
  return earlier.adjoints[place] === upstream ? undefined : upstream;
}

/** What a rule gave, summed to the operands' shapes; a bool takes no gradient. */
function fit(values: Parts, operands: readonly Node[]): Parts {
  for (let i = 0; i < values.length; i++) if (!fits(values[i], operands[i]!)) return fitted(values, operands);
  return values;
}

function fitted(values: Parts, operands: readonly Node[]): Parts {
  return operands.map((operand, i) => {
    const value = values[i];
    return value === undefined || operand.dtype === "bool" ? undefined : sumTo(value, operand.sizes);
  });
}

function fits(value: Node | undefined, operand: Node): boolean {
  return value === undefined || (operand.dtype !== "bool" && sameSizes(value.sizes, operand.sizes));
}

/** From so many contributions on, their sum is one node. */
const MANY = 8;

/** The sum of the contributions, from the left, with the sums of the previous walk as far as they are the same. */
function total(uses: Uses, place: number, previous: Flow | undefined, before: number): Node {
  const start = uses.heads[place]!;
  let sum = uses.values[start]!;
  let at = uses.next[start]!;
  if (at === -1) return sum;
  if (isMany(uses, place))
    return totalOfMany(uses, place, before >= 0 ? previous!.adjoints[before] : undefined);
  let earlier = before >= 0 ? sumsAt(previous!, before) : undefined;
  for (let i = 0; at !== -1; i++, at = uses.next[at]!) {
    const value = uses.values[at]!;
    const candidate = earlier?.[i];
    if (candidate?.gate === add.gate && candidate.inputs[0] === sum && candidate.inputs[1] === value)
      sum = candidate;
    else {
      earlier = undefined;
      sum = makeNode(add.gate, [sum, value], NO_ATTRS, sum.sizes);
    }
  }
  return sum;
}

function totalOfMany({ heads, next, values }: Uses, place: number, earlier: Node | undefined): Node {
  const terms: Node[] = [];
  for (let at = heads[place]!; at !== -1; at = next[at]!) terms.push(values[at]!);
  const isSame =
    earlier?.gate === addAll.gate &&
    earlier.inputs.length === terms.length &&
    terms.every((term, i) => term === earlier.inputs[i]);
  return isSame ? earlier : makeNode(addAll.gate, terms, NO_ATTRS, terms[0]!.sizes);
}

function isMany({ heads, next }: Uses, place: number): boolean {
  let count = 0;
  for (let at = heads[place]!; at !== -1 && count < MANY; at = next[at]!) count++;
  return count === MANY;
}

/** The sums that a walk made for a place: partial ones, shortest first, or the one of many. */
export function sumsAt(walk: Flow, place: number): readonly Node[] {
  const sums: Node[] = [];
  let sum = walk.adjoints[place];
  const { heads, next } = walk.uses;
  const start = heads[place]!;
  if (sum === undefined || start === -1) return sums;
  if (isMany(walk.uses, place)) return [sum];
  for (let at = next[start]!; at !== -1; at = next[at]!) {
    sums.push(sum!);
    sum = sum!.inputs[0];
  }
  return sums.reverse();
}

/** The groups that have nodes in a part of the graph. They stand in the order of their opening. */
function* groupsIn({ groups, groupOf }: Graph, first: number, last: number): Generator<Group> {
  for (let group = groupOf[first]; group !== undefined; group = group.parent) {
    if (group.first < first) yield group;
  }
  let low = 0;
  let high = groups.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (groups[middle]!.first < first) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < groups.length && groups[i]!.first < last; i++) yield groups[i]!;
}

/** By place: the outermost group with an own backward pass that gives the node back. */
function findBlocks({ graph, first, last, opened }: FlowRequest): (Block | undefined)[] {
  const owners = new Array<Group | undefined>(last - first).fill(undefined);
  for (const group of groupsIn(graph, first, last)) {
    if (group.backward === undefined || group === opened) continue;
    if (opened !== undefined && !isWithin(group, opened)) continue;
    for (const output of group.outputs) {
      const place = graph.index.get(output)! - first;
      if (place < 0 || place >= owners.length) continue;
      const owner = owners[place];
      if (owner === undefined || isWithin(owner, group)) owners[place] = group;
    }
  }
  const blocks = new Map<Group, Block>();
  if (!owners.some((group) => group !== undefined)) return owners as undefined[];
  return owners.map((group, place) => {
    if (group === undefined) return undefined;
    const block = blocks.get(group) ?? { group, calledAt: place };
    blocks.set(group, block);
    return block;
  });
}
