/** Gradients that fade or grow with depth: over the turns of a loop, or over a chain of gates of one kind. */
import { groupBy } from "../base/group-by.ts";
import { spaced } from "../base/spaced.ts";
import type { Group, Node } from "../graph/ir.ts";
import { fadingChains } from "./chains.ts";
import type { Carried, Fading } from "./finding.ts";
import { isIn, placeOf, type Scene } from "./scene.ts";
import { judge } from "./series.ts";
import { factorsOf, gradientNorm, strongestWayBack } from "./way.ts";

/** More steps than these tell nothing new of what a step multiplies by. */
const MOST_SAMPLED = 40;
/** So many loops of one line are looked at: more are those of further calls, or of the turns of another. */
const MOST_LOOPS = 8;

/** `carried` is what the file's loops carry, in the order of the text; `sources` gives its leaves, `param`s or not. */
export function findDepth(
  scene: Scene,
  carried: readonly Carried[],
  sources: () => readonly Node[],
): readonly Fading[] {
  const training = trainingTurns(scene);
  const turns = groupBy(scene.graph.groups, ({ kind, parent }) => (kind === "turn" ? parent : undefined));
  const found = new Map<string, Fading>();
  for (const [, names] of groupBy(carried, ({ line }) => line)) {
    for (const one of spaced(names, MOST_LOOPS)) {
      const fading = isTraining(scene, training, one.loop)
        ? undefined
        : fadingOver(scene, one, turns.get(one.loop) ?? []);
      // What several names tell of one loop is one thing.
      const key = `${one.loop.first} ${fading?.code}`;
      if (fading === undefined) continue;
      if (!found.has(key)) found.set(key, fading);
      // What several calls tell of one line is one thing too.
      if (fading.severity !== "hint") break;
    }
  }
  return [...found.values(), ...fadingChains(scene, sources)];
}

/** The turns, and their loops, in which a gradient is asked for: what was before a step of training is to be forgotten. */
function trainingTurns({ graph }: Scene): ReadonlySet<Group> {
  const found = new Set<Group>();
  for (const { derives, parent } of graph.groups) {
    if (derives !== true) continue;
    for (let at = parent; at !== undefined; at = at.parent) if (at.kind !== "call") found.add(at);
  }
  return found;
}

/** Within a turn of training only what the target itself is computed in counts. */
function isTraining(scene: Scene, training: ReadonlySet<Group>, loop: Group): boolean {
  if (training.has(loop)) return true;
  for (let group = loop.parent; group !== undefined; group = group.parent)
    if (group.kind === "turn" && training.has(group) && !isIn(scene, scene.target, group)) return true;
  return false;
}

function fadingOver(
  scene: Scene,
  { loop, line, values }: Carried,
  turns: readonly Group[],
): Fading | undefined {
  const last = values.findLastIndex((value) => (gradientNorm(scene, value) ?? 0) > 0);
  if (last < 1 || !isReadIn(scene, turns[last]!, values[last - 1]!)) return undefined;
  const before = valueBefore(scene, turns, values);
  const series = values.slice(0, last + 1).reverse();
  if (before !== undefined) series.push(before);
  const found = judge(scene, series, last + 1);
  if (found === undefined) return undefined;
  const sampled = spaced(
    Array.from({ length: Math.min(found.steps, last) }, (_, i) => last - i),
    MOST_SAMPLED,
  );
  const ways = sampled.flatMap((turn) => {
    const way = strongestWayBack(scene, turns[turn]!, values[turn - 1]!, values[turn]!);
    return way === undefined ? [] : [way];
  });
  // Who adds to what there was, and is pulled back to a point all the same, is on the way to that point: the start is to be forgotten.
  const isPulled = found.code === "vanishing" && addsTo(values[last - 1]!, values[last]!);
  const severity = isPulled ? "hint" : found.severity;
  return {
    ...found,
    severity,
    over: { loop, line, values },
    parts: ways.map((way) => factorsOf(scene, way)),
  };
}

/** Whether a turn reads what the one before has left. */
function isReadIn(scene: Scene, turn: Group, value: Node): boolean {
  const uses = scene.adjoints.contributions(value);
  return uses.some(({ consumer }) => consumer !== undefined && isIn(scene, consumer, turn));
}

/** What the first turn begins with: what its gate reads where the second turn's reads the value of the first. */
function valueBefore(
  scene: Scene,
  [first, second]: readonly Group[],
  values: readonly Node[],
): Node | undefined {
  if (first === undefined || second === undefined) return undefined;
  const { nodes } = scene.graph;
  const at = nodes.slice(second.first, second.last).findIndex(({ inputs }) => inputs.includes(values[0]!));
  const [reader, same] = [nodes[second.first + at], nodes[first.first + at]];
  if (at < 0 || reader === undefined || same?.gate !== reader.gate) return undefined;
  const found = same.inputs[reader.inputs.indexOf(values[0]!)];
  if (found === undefined || placeOf(scene, found) >= first.first) return undefined;
  const uses = scene.adjoints.contributions(found);
  const isOnlyHere = uses.every(({ consumer }) => consumer !== undefined && isIn(scene, consumer, first));
  return isOnlyHere ? found : undefined;
}

/** Whether a value is an earlier one with something added or taken off. */
function addsTo(from: Node, to: Node): boolean {
  const open = [to];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === from) return true;
    const { gate, inputs } = node;
    if (gate.isCopy === true) open.push(...inputs);
    else open.push(...inputs.filter((_, i) => inputs.length === 2 && gate.neutral?.[1 - i] === 0));
  }
  return false;
}
