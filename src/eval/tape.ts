/**
 * Feeds one executor with the versions of one document: knows which nodes it has, sends those that it lacks, and keeps what it has
 * told. A new executor gets a new tape, and with it everything again.
 */
import type { Attrs, Gate, Inputs, Node } from "../graph/ir.ts";
import { createNodeTable } from "../graph/node-table.ts";
import { topologicalOrder } from "../graph/order.ts";
import { gates as allGates } from "../ops/index.ts";
import { literal } from "../ops/define.ts";
import { plainKernels } from "../tensor/kernels.ts";
import { isSameTensor, type Tensor } from "../tensor/tensor.ts";
import type { Feed, NodeColumns, RunAnswer, ValueColumns } from "./feed.ts";
import { nothingTold, type Numbers } from "./numbers.ts";

/** What one run is of. */
export interface Fed {
  readonly feed: Feed;
  readonly wanted: Uint32Array<ArrayBuffer>;
  readonly roots: readonly Node[];
}

export interface Tape {
  /**
   * What the executor must be fed with before it can compute these roots. `inputs` has the numbers of literals, and for whatever
   * other leaf somebody sets to another value that value. Feeds are taken in the order in which they are made.
   */
  feed(roots: readonly Node[], inputs: Inputs): Fed;
  /** Takes the answer to a run, in the order of the runs; gives the numbers of its roots. */
  take(fed: Fed, answer: RunAnswer): Numbers;
}

/** `whole`: the most elements of a value that is told whole. `gates` is the executor's table. */
export function createTape(whole: number, gates: readonly Gate[] = allGates): Tape {
  const numberOf = new Map(gates.map((gate, i) => [gate, i]));
  const known = createNodeTable();
  let sent: Node[] = [];
  /** The inputs that the executor has. */
  const given = new Map<Node, Tensor>();
  /** Among them those that are no literals: somebody has set them to another value. */
  const set = new Set<Node>();
  let last: Fed | undefined;
  let told = nothingTold(whole);
  let isCrowded = false;

  /** What nothing is computed from any more. */
  const unneeded = (roots: readonly Node[]): readonly Node[] => {
    const needed = new Set(topologicalOrder(roots));
    const dropped = sent.filter((node) => !needed.has(node));
    sent = sent.filter((node) => needed.has(node));
    known.clear();
    for (const node of sent) known.set(node, 1);
    for (const node of dropped) {
      given.delete(node);
      set.delete(node);
    }
    return dropped;
  };

  /** What the roots are computed from and the executor does not have, operands first. */
  const lacking = (roots: readonly Node[]): readonly Node[] => {
    const first = sent.length;
    const stack: Node[] = [];
    const take = (node: Node): void => {
      known.set(node, 1);
      sent.push(node);
    };
    for (const root of roots) {
      if (known.get(root) === 1) continue;
      // Mostly all operands are known already: roots stand in the order of the graph.
      if (!pushUnknown(root, stack)) {
        take(root);
        continue;
      }
      stack.splice(0, 0, root);
      while (stack.length > 0) {
        const node = stack[stack.length - 1]!;
        if (known.get(node) === 1) stack.pop();
        else if (!pushUnknown(node, stack)) {
          stack.pop();
          take(node);
        }
      }
    }
    return sent.slice(first);
  };

  /** Whether a node has operands that the executor does not have: they are put on the stack. */
  const pushUnknown = ({ inputs }: Node, stack: Node[]): boolean => {
    const height = stack.length;
    for (let i = 0; i < inputs.length; i++) if (known.get(inputs[i]!) === -1) stack.push(inputs[i]!);
    return stack.length > height;
  };

  /** The values that the executor does not have yet. A literal that is gone only for now keeps its number there. */
  const newlyGiven = (added: readonly Node[], inputs: Inputs): Map<Node, Tensor> => {
    const values = new Map<Node, Tensor>();
    for (const node of added)
      if (node.gate.isGiven === true && !inputs.has(node)) values.set(node, ownValue(node));
    for (const [node, value] of inputs) {
      const before = given.get(node);
      if (known.get(node) === -1 || (before !== undefined && isSameTensor(before, value))) continue;
      given.set(node, value);
      if (node.gate !== literal.gate) set.add(node);
      values.set(node, value);
    }
    return values;
  };

  /** What somebody has set to another value, and is again what it was. */
  const takenBack = (inputs: Inputs): readonly Node[] => {
    const nodes = [...set].filter((node) => !inputs.has(node));
    for (const node of nodes) {
      set.delete(node);
      given.delete(node);
    }
    return nodes;
  };

  return {
    feed(roots, inputs) {
      const dropped = isCrowded ? unneeded(roots) : [];
      isCrowded = false;
      const isSame = last?.roots === roots;
      const added = isSame ? [] : lacking(roots);
      const back = takenBack(inputs);
      const values = newlyGiven(added, inputs);
      for (const node of back) if (node.gate.isGiven === true) values.set(node, ownValue(node));
      const feed = {
        dropped: idsOf(dropped),
        nodes: columnsOf(added, numberOf),
        given: valueColumns(values),
        freed: idsOf(back.filter(({ gate }) => gate.isGiven !== true)),
      };
      return (last = { feed, roots, wanted: isSame ? last!.wanted : idsOf(roots) });
    },
    take({ roots, wanted }, answer) {
      isCrowded ||= answer.isCrowded;
      if (answer.kind !== "done") return nothingTold(whole);
      return (told = told.next(roots, wanted, answer));
    },
  };
}

/** A loop: a callback for each takes several times as long. */
function idsOf(nodes: readonly Node[]): Uint32Array<ArrayBuffer> {
  const ids = new Uint32Array(nodes.length);
  for (let i = 0; i < ids.length; i++) ids[i] = nodes[i]!.id;
  return ids;
}

function columnsOf(nodes: readonly Node[], numberOf: ReadonlyMap<Gate, number>): NodeColumns {
  let operandCount = 0;
  let sizeCount = 0;
  for (const { inputs, sizes } of nodes) {
    operandCount += inputs.length;
    sizeCount += sizes.length;
  }
  const columns = {
    ids: idsOf(nodes),
    gates: new Uint16Array(nodes.length),
    operandCounts: new Uint32Array(nodes.length),
    operands: new Uint32Array(operandCount),
    ranks: new Uint8Array(nodes.length),
    sizes: new Float64Array(sizeCount),
    attrsOf: new Uint32Array(nodes.length),
    attrs: [NO_ATTRS],
  };
  const attrsAt = new Map<Attrs, number>([[NO_ATTRS, 0]]);
  const placeOf = (attrs: Attrs): number => {
    const known = attrsAt.get(attrs);
    if (known !== undefined) return known;
    const place = isEmpty(attrs) ? 0 : columns.attrs.length;
    if (place > 0) columns.attrs.push(attrs);
    attrsAt.set(attrs, place);
    return place;
  };
  let operand = 0;
  let size = 0;
  // Many nodes of one gate without attributes stand beside one another.
  let lastGate: Gate | undefined;
  let number: number | undefined;
  let lastAttrs = NO_ATTRS;
  let place = 0;
  for (let i = 0; i < nodes.length; i++) {
    const { gate, inputs, sizes, attrs } = nodes[i]!;
    if (gate !== lastGate) number = numberOf.get((lastGate = gate));
    if (number === undefined) throw new Error(`internal: the executor does not know ${gate.name}`);
    columns.gates[i] = number;
    columns.operandCounts[i] = inputs.length;
    for (let at = 0; at < inputs.length; at++) columns.operands[operand++] = inputs[at]!.id;
    columns.ranks[i] = sizes.length;
    for (let at = 0; at < sizes.length; at++) columns.sizes[size++] = sizes[at]!;
    // What is given has its number in the other columns.
    if (gate.isGiven === true) continue;
    if (attrs !== lastAttrs) place = placeOf((lastAttrs = attrs));
    columns.attrsOf[i] = place;
  }
  return columns;
}

const NO_ATTRS: Attrs = {};

function isEmpty(attrs: Attrs): boolean {
  for (const _ in attrs) return false;
  return true;
}

/** The value of a node that is given, where nobody has set it to another. */
function ownValue({ gate, attrs, sizes }: Node): Tensor {
  return gate.kernel([], attrs, sizes, plainKernels) as Tensor;
}

function valueColumns(given: ReadonlyMap<Node, Tensor>): ValueColumns {
  const values = [...given.values()];
  const offsets = new Float64Array(values.length + 1);
  values.forEach(({ data }, i) => (offsets[i + 1] = offsets[i]! + data.length));
  const all = new Float64Array(offsets[values.length]!);
  values.forEach(({ data }, i) => all.set(data, offsets[i]));
  return { ids: idsOf([...given.keys()]), offsets, data: all };
}
