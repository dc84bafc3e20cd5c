/** Where numbers stop being numbers: the gates that make a NaN or an infinity of what was none, forward and backward. */
import type { Adjoints } from "../grad/reverse.ts";
import { isWithin, libraryCall } from "../graph/group.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { computedFrom, leadingTo, operandsIn } from "../graph/reach.ts";

/** How many elements of a value are no finite numbers. */
export interface Odd {
  readonly nans: number;
  readonly infs: number;
}

/** What is looked at: a graph, its gradients, and the numbers of a run. */
export interface Scene {
  readonly graph: Graph;
  readonly target: Node | undefined;
  readonly adjoints: Adjoints | undefined;
  /** The values and gradients that are not finite, as far as the run has told. */
  readonly odd: ReadonlyMap<Node, Odd>;
  /** The values that a person sees as the file's own: named, or shown on a line of their own. */
  readonly shown: () => ReadonlySet<Node>;
  /** The leaves whose gradients are asked for. */
  readonly leaves: readonly Node[];
}

/** Where it begins. */
export interface Beginning {
  readonly kind: "nan" | "infinity" | "gradient";
  /** What made it: a value; of a gradient the gate, or the call of a library function, that sends it. */
  readonly maker: Node | Group;
  /** What is not finite there: the value, or what is sent back. */
  readonly value: Node;
  /** The leaves whose gradients are not finite. */
  readonly leaves: readonly Node[];
  /** Whether the target is not finite by it. */
  readonly reachesTarget: boolean;
}

export interface NotFinite {
  /** Forward ones in the order of the graph, then those of gradients from the target on. */
  readonly beginnings: readonly Beginning[];
  /** Every step that sends what is not finite though a finite gradient comes to it, from the target on, whatever it is made from. */
  readonly senders: readonly Beginning[];
  /** Whether a value is not finite, or made from one that is not, otherwise than by an infinity that the file itself writes. */
  isMade(value: Node): boolean;
}

/** More beginnings than these are no news. */
export const MAX_BEGINNINGS = 50;

/**
 * What is made from a NaN or from an infinity that a gate made is a consequence, also where it is finite again. A beginning counts
 * if the target or the gradient of a leaf is not finite by it, or, beside the target's way, a value that is shown.
 */
export function findNotFinite({ graph, target, adjoints, odd, shown, leaves }: Scene): NotFinite {
  const { nodes, index } = graph;
  const placeOf = (node: Node): number => index.get(node) ?? -1;
  const count = nodes.length;
  const made = new Uint8Array(count);
  const begun: number[] = [];
  markMade();

  const hurt = leaves.filter((leaf) => isOdd(adjoints?.of(leaf)));
  const steps = oddSteps();
  const forward = begun.slice(0, MAX_BEGINNINGS).flatMap((at): Beginning[] => {
    const value = nodes[at]!;
    const reached = computedFrom(graph, [value]);
    const leads = target !== undefined && reached[placeOf(target)] === 1;
    const reachesTarget = leads && isOdd(target);
    const felt = steps.filter(({ seen }) => seen.some((one) => reached[placeOf(one)] === 1));
    const isSeen = !leads && [...shown()].some((node) => isOdd(node) && reached[placeOf(node)] === 1);
    if (!reachesTarget && felt.length === 0 && !isSeen) return [];
    const kind = odd.get(value)!.nans > 0 ? "nan" : "infinity";
    return [{ kind, maker: value, value, leaves: hurtBy(felt), reachesTarget }];
  });
  const backward = new Map<Node | Group, Beginning>();
  for (const step of steps) {
    const { maker, value, seen } = step;
    if (backward.has(maker) || backward.size === MAX_BEGINNINGS) continue;
    if (seen.some((one) => made[placeOf(one)] === 1)) continue;
    // An infinity that the file writes is the slope of what it is multiplied by.
    if (odd.get(value)!.nans === 0 && seen.some(isOdd)) continue;
    backward.set(maker, { kind: "gradient", maker, value, leaves: hurtBy([step]), reachesTarget: false });
  }
  return {
    beginnings: [...forward, ...backward.values()],
    senders: steps.map(({ maker, value }) => ({ ...SENDER, maker, value, leaves: hurt })),
    isMade: (value) => made[placeOf(value)] === 1,
  };

  function isOdd(node: Node | undefined): boolean {
    return node !== undefined && odd.has(node);
  }

  /** The leaves behind what some steps send. */
  function hurtBy(some: readonly Step[]): readonly Node[] {
    if (some.length === 0) return [];
    const behind = leadingTo(
      graph,
      some.map(({ to }) => nodes[to]!),
    );
    return hurt.filter((leaf) => behind[placeOf(leaf)] === 1);
  }

  /** Marks all that is made from a beginning, and keeps where each begins. */
  function markMade(): void {
    const oddAt = new Map([...odd].flatMap(([node, own]) => (index.has(node) ? [[placeOf(node), own]] : [])));
    // Mostly it is only a gradient that nobody looks at, as that by an exponent.
    if (oddAt.size === 0) return;
    const first = [...oddAt.keys()].reduce((least, at) => Math.min(least, at), count);
    const { starts, list } = operandsIn(graph);
    const written = new Uint8Array(count);
    for (let at = first, i = starts[first]!; at < count; at++) {
      for (const end = starts[at + 1]!; i < end; i++) {
        const place = list[i]!;
        if (made[place] === 1) made[at] = 1;
        if (written[place] === 1) written[at] = 1;
      }
      const own = oddAt.get(at);
      if (own === undefined) {
        // The inside of a library function is not told: what went in may come out again.
        if (written[at] === 1 && libraryCall(graph.groupOf[at]) === undefined) written[at] = 0;
        continue;
      }
      if (made[at] === 1) continue;
      const node = nodes[at]!;
      const isWritten = node.inputs.length === 0 && node.gate.isData !== true;
      if (own.nans === 0 && (isWritten || written[at] === 1)) {
        written[at] = 1;
        continue;
      }
      made[at] = 1;
      begun.push(at);
    }
  }

  /** The steps, from the target on, that send what is not finite towards a leaf though a finite gradient comes to them. */
  function oddSteps(): readonly Step[] {
    if (hurt.length === 0 || adjoints === undefined) return [];
    const concerned = computedFrom(graph, hurt);
    const found: Step[] = [];
    for (let at = count - 1; at >= 0; at--) {
      if (concerned[at] === 0 || !isOdd(adjoints.of(nodes[at]!))) continue;
      for (const { consumer, value } of adjoints.contributions(nodes[at]!)) {
        if (consumer === undefined || !isOdd(value)) continue;
        const maker = stepOf(consumer, at);
        if (maker === undefined) continue;
        const outputs = "gate" in maker ? [maker] : maker.outputs;
        if (outputs.some((output) => isOdd(adjoints.of(output)))) continue;
        found.push({ maker, value, to: at, seen: [...outputs, ...maker.inputs] });
      }
    }
    return found;
  }

  /** The step that a person sees: the outermost call of a library function around a gate, or the gate. None is inside that call. */
  function stepOf(consumer: Node | Group, from: number): Node | Group | undefined {
    const call = libraryCall("gate" in consumer ? graph.groupOf[placeOf(consumer)] : consumer);
    if (call === undefined) return consumer;
    return isWithin(graph.groupOf[from], call) ? undefined : call;
  }
}

const SENDER = { kind: "gradient", reachesTarget: false } as const;

interface Step {
  readonly maker: Node | Group;
  /** What it sends that is not finite, and the place of the value that it sends it to. */
  readonly value: Node;
  readonly to: number;
  /** The values that it works with. */
  readonly seen: readonly Node[];
}
