/** Where the ways from a value to the target lead: which values are on one, and where one ends that no gradient comes back on. */
import type { Adjoints } from "../grad/reverse.ts";
import { isWithin } from "../graph/group.ts";
import { operandSpec, type Graph, type Group, type Node } from "../graph/ir.ts";
import { leadingTo, usersIn } from "../graph/reach.ts";

/** A step that lets nothing through to what it was given: a gate, or a call whose own backward block gives `None`. */
export interface Stop {
  readonly consumer: Node | Group;
  /** Which operand of the gate, or which input of the call. */
  readonly operand: number;
}

export interface Paths {
  /** Whether the target is computed from this value. */
  leads(node: Node): boolean;
  /**
   * The first steps, on the ways from a value to the target, that let no gradient through, in the order of the graph; seen from a
   * place, as a block of one's own is taken as one step from outside alone. Empty for a value on no way; of one that has a
   * gradient it tells the ways that give it none.
   */
  stops(node: Node, place: Group | undefined): readonly Stop[];
  /** The first step of these ways: those of its ends that are reached at once, and the values from which the others go on. */
  firstSteps(node: Node, place: Group | undefined): FirstSteps;
}

interface FirstSteps {
  readonly stops: readonly PlacedStop[];
  readonly onward: readonly Node[];
}

/** Where it stands in the graph tells which is first. */
interface PlacedStop extends Stop {
  readonly at: number;
}

/** `adjointsIn` gives the gradients that belong to a place. */
export function createPaths(
  graph: Graph,
  target: Node,
  adjointsIn: (place: Group | undefined) => Adjoints | undefined,
): Paths {
  const { index } = graph;
  const placeOf = (node: Node): number => index.get(node) ?? -1;
  const leading = leadingTo(graph, [target]);
  const usersOf = usersIn(graph);

  /** The outermost call with a backward block of its own around a node that the value and the place lie outside of. */
  function blockAround(user: number, at: number, place: Group | undefined): Group | undefined {
    let found: Group | undefined;
    for (let group = graph.groupOf[user]; group !== undefined; group = group.parent) {
      const isOutside = at < group.first && (place === undefined || !isWithin(place, group));
      if (group.backward !== undefined && isOutside) found = group;
    }
    return found;
  }

  /** The input of a call that lets nothing through to a value; -1 where it lets something through, or nothing comes to it. */
  function stoppingInput(block: Group, node: Node): number {
    const sent = adjointsIn(block.parent)?.sent(block) ?? [];
    const places = block.inputs.flatMap((input, i) => (input === node ? [i] : []));
    return sent.length > 0 && places.every((i) => sent[i] === undefined) ? (places[0] ?? -1) : -1;
  }

  function firstSteps(node: Node, place: Group | undefined): FirstSteps {
    const stops = new Map<Node | Group, PlacedStop>();
    const onward = new Set<Node>();
    const at = placeOf(node);
    for (const consumer of usersOf(node)) {
      const user = placeOf(consumer);
      if (leading[user] !== 1) continue;
      const block = blockAround(user, at, place);
      if (block !== undefined) {
        const operand = stoppingInput(block, node);
        if (operand >= 0) stops.set(block, { consumer: block, operand, at: user });
        else for (const output of block.outputs) if (leading[placeOf(output)] === 1) onward.add(output);
        continue;
      }
      const operands = consumer.inputs.flatMap((input, i) => (input === node ? [i] : []));
      if (operands.some((operand) => !isClosed(consumer, operand))) onward.add(consumer);
      else stops.set(consumer, { consumer, operand: operands[0] ?? 0, at: user });
    }
    return { stops: [...stops.values()], onward: [...onward] };
  }

  return {
    leads: (node) => leading[placeOf(node)] === 1,
    firstSteps,
    stops(node, place) {
      const found = new Map<Node | Group, PlacedStop>();
      const seen = new Set<Node>();
      const open = [node];
      for (let value = open.pop(); value !== undefined; value = open.pop()) {
        if (seen.has(value)) continue;
        seen.add(value);
        const { stops, onward } = firstSteps(value, place);
        for (const stop of stops) found.set(stop.consumer, stop);
        for (const one of onward) open.push(one);
      }
      return [...found.values()].sort((a, b) => a.at - b.at);
    },
  };
}

/** Whether a gate gives an operand no gradient, by its record: it has none to give, or the operand is an index or a condition. */
function isClosed({ gate }: Node, operand: number): boolean {
  const holds = operandSpec(gate, operand)?.holds;
  return typeof gate.vjp !== "function" || holds === "bool" || holds === "integer";
}
