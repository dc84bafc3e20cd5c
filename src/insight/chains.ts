/** Gradients that fade or grow over a chain of gates of one kind, each fed by the one before. */
import { groupBy } from "../base/group-by.ts";
import { spaced } from "../base/spaced.ts";
import { placesByGate } from "../graph/by-gate.ts";
import type { Gate, Group, Node } from "../graph/ir.ts";
import type { Fading, Place } from "./finding.ts";
import { followEachOther } from "./following.ts";
import { isIn, perGradients, type Scene } from "./scene.ts";
import { judge, LOST } from "./series.ts";
import { factorsOf, gradientNorm, strongestWay, type WayStep } from "./way.ts";

/** Fewer gates are no chain. */
const FEWEST_GATES = 6;
/** More steps than these tell nothing new of what a step multiplies by. */
const MOST_SAMPLED = 40;
/** So many values that begin a way are followed: those with the least gradients, and those with the largest. */
const MOST_FOLLOWED = 8;

interface FoundChain {
  readonly fading: Fading;
  /** All that is on the way from its first step to its last. */
  readonly stretch: readonly WayStep[];
}

/** Steps of one kind on the way that most of a leaf's gradient comes by; of chains that share a stretch the longest. */
export function fadingChains(scene: Scene, sources: () => readonly Node[]): readonly Fading[] {
  const kinds = scene.effort.spend(scene.graph.nodes.length) ? kindsInDepth(scene) : new Set<Kind>();
  if (kinds.size === 0) return [];
  const found = followed(scene, sources()).flatMap(
    (source) => chainOn(scene, strongestWay(scene, source), kinds) ?? [],
  );
  const seen = new Set<Place>();
  return found
    .sort((a, b) => b.fading.all - a.fading.all)
    .flatMap(({ fading, stretch }) => {
      const isNew = stretch.every(({ step }) => !seen.has(step));
      for (const { step } of stretch) seen.add(step);
      return isNew ? [fading] : [];
    });
}

type Kind = Gate | string;

/** The kinds that are there often enough, with norms that are far enough apart. */
function kindsInDepth(scene: Scene): ReadonlySet<Kind> {
  const deep = new Set<Kind>();
  for (const [kind, gradients] of gradientsByKind(scene)) {
    let [times, least, most] = [0, Infinity, 0];
    for (const gradient of gradients) {
      const norm = scene.norm(gradient);
      if (norm === undefined || !(norm > 0)) continue;
      times += 1;
      least = Math.min(least, norm);
      most = Math.max(most, norm);
    }
    if (times >= FEWEST_GATES && !(least > most * LOST * SLACK)) deep.add(kind);
  }
  return deep;
}

/** The gradients by what the steps outside of loops give, of the kinds of which so many follow one another. */
const gradientsByKind = perGradients((scene): ReadonlyMap<Kind, readonly Node[]> => {
  const { graph, adjoints } = scene;
  const made = madeByKind(scene);
  const kinds = made.map(({ outputs }) => outputs.flat());
  const isLong = followEachOther(graph, kinds, FEWEST_GATES);
  return new Map(
    made
      .filter((_, i) => isLong[i])
      .map(({ kind, outputs }) => [kind, outputs.flatMap(([first]) => (first && adjoints.of(first)) ?? [])]),
  );
});

interface Made {
  readonly kind: Kind;
  /** Those of each step. */
  readonly outputs: readonly (readonly Node[])[];
}

/** What the steps outside of loops give, by kind, as far as there are enough of them. */
function madeByKind(scene: Scene): readonly Made[] {
  const { graph } = scene;
  const isOutside = outsideLoops(scene);
  const calls = graph.groups.filter(
    ({ library, kind, parent }) =>
      library && kind === "call" && parent?.library !== true && isOutside(parent),
  );
  const byGate = [...placesByGate(graph)].flatMap(([kind, places]): readonly Made[] => {
    if (!multiplies(kind) || places.length < FEWEST_GATES) return [];
    const own = places.filter((at) => {
      const group = graph.groupOf[at];
      return group?.library !== true && isOutside(group);
    });
    return [{ kind, outputs: own.map((at) => [graph.nodes[at]!]) }];
  });
  const byCall = [...groupBy(calls, kindOf)].map(([kind, groups]) => ({
    kind,
    outputs: groups.map(({ outputs }) => outputs),
  }));
  return [...byGate, ...byCall].filter(({ outputs }) => outputs.length >= FEWEST_GATES);
}

/** What goes into the first gate of a chain may be lost where what comes out of it is not quite. */
const SLACK = 1e4;

/** Whether a gate can make a gradient smaller or larger: what adds and what only gives a name cannot. */
function multiplies(gate: Gate): boolean {
  return gate.operands.length > 0 && gate.isCopy !== true && gate.neutral?.includes(0) !== true;
}

/** Whether a group is, or lies in, no turn but those that the target is in too: the others are a loop's. */
function outsideLoops(scene: Scene): (group: Group | undefined) => boolean {
  const known = new Map<Group, boolean>();
  const isOutside = (group: Group | undefined): boolean => {
    if (group === undefined) return true;
    let own = known.get(group);
    if (own === undefined) {
      own = (group.kind !== "turn" || isIn(scene, scene.target, group)) && isOutside(group.parent);
      known.set(group, own);
    }
    return own;
  };
  return isOutside;
}

/** The sources with the least and with the largest gradients: those that are concerned first. */
function followed(scene: Scene, sources: readonly Node[]): readonly Node[] {
  const ends = (some: readonly Node[]): readonly Node[] => {
    const byNorm = some
      .map((source) => ({ source, norm: gradientNorm(scene, source) ?? 0 }))
      .filter(({ norm }) => norm > 0)
      .sort((a, b) => a.norm - b.norm);
    const both = [...byNorm.slice(0, MOST_FOLLOWED), ...byNorm.slice(-MOST_FOLLOWED)];
    return both.map(({ source }) => source);
  };
  return [...new Set([...ends(scene.leaves), ...ends(sources)])];
}

/** The chain on a way whose own steps fade, or grow, most. */
function chainOn(scene: Scene, way: readonly WayStep[], kinds: ReadonlySet<Kind>): FoundChain | undefined {
  const { graph } = scene;
  const isOutside = outsideLoops(scene);
  const counted = way.flatMap(({ step }, i) => {
    const around = "gate" in step ? graph.groupOf[graph.index.get(step) ?? -1] : step.parent;
    return kinds.has(kindOf(step)) && isOutside(around) ? [i] : [];
  });
  let best: (FoundChain & { readonly share: number }) | undefined;
  for (const places of groupBy(counted, (i) => kindOf(way[i]!.step)).values()) {
    if (places.length < FEWEST_GATES) continue;
    const steps = places.map((i) => way[i]!);
    const series = [...steps.map(({ output }) => output).reverse(), steps[0]!.input];
    const judged = judge(scene, series, steps.length);
    if (judged === undefined) continue;
    const own = factorsOf(scene, steps).reduce((sum, { factor }) => sum + Math.log(factor), 0);
    const share = judged.code === "vanishing" ? -own : own;
    if (share <= (best?.share ?? -Infinity)) continue;
    const stretch = way.slice(places[0], places.at(-1)! + 1);
    const cut = places.map((place, i) => way.slice(place, places[i + 1] ?? place + 1).reverse());
    const parts = spaced(cut.reverse(), MOST_SAMPLED).map((part) => factorsOf(scene, part));
    const fading = { ...judged, over: { steps: steps.map(({ step }) => step) }, parts };
    best = { fading, stretch, share };
  }
  return best;
}

/** What makes steps alike: their gate, or the function that is called. */
export function kindOf(step: Place): Kind {
  return "gate" in step ? step.gate : step.name;
}
