/** What the zero gradient of a value is due to: the steps that let nothing pass, and what each of them is there. */
import { standardCall } from "../graph/group.ts";
import { operandSpec, type Group, type Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { elementCount } from "../tensor/tensor.ts";
import { createBehind } from "./behind.ts";
import type { Finding, Place } from "./finding.ts";
import { anyPulledOff, isFaded, isFlatChoice, keptByItself } from "./flat.ts";
import type { Stop } from "./paths.ts";
import {
  flatnessOf,
  hasZeroGradient,
  isDying,
  isZeroAt,
  normOf,
  perScene,
  placeOf,
  reachedFrom,
  type Flatness,
  type Scene,
} from "./scene.ts";
import { firstZeroStops, type ZeroStop } from "./zeros.ts";

/** A zero as a finding for those whom it costs their gradient. */
export type Fault = Without<Finding>;

type Without<F> = F extends Finding ? Omit<F, "leaves"> : never;

/** Why nothing comes back from a step. */
export type Reason =
  /** It is flat where its input lies. */
  | { readonly kind: "flat"; readonly at: Place; readonly input: Node }
  /** It takes another operand, or other elements. */
  | { readonly kind: "choice"; readonly at: Place }
  /** It multiplies by a factor that is 0. */
  | { readonly kind: "factor"; readonly at: Place; readonly factor: Node }
  /** It gives the same whatever is put in. */
  | { readonly kind: "single"; readonly at: Place }
  /** It has slope 0 at what it was given. */
  | { readonly kind: "slope"; readonly at: Place }
  /** What it sends back adds up to 0. */
  | { readonly kind: "total"; readonly at: Place }
  /** What comes back from several uses of a value adds up to 0. */
  | { readonly kind: "uses"; readonly at: Node }
  /** The upstream gradient that a value is given from outside is 0. */
  | { readonly kind: "given"; readonly at: Node };

export interface Cause {
  readonly reason: Reason;
  /** The finding that it is, if it is one. */
  readonly fault: Fault | undefined;
  /** It is flat, and descent pulls it into the end where it lies: that makes choices of another operand elsewhere right too. */
  readonly isRight: boolean;
}

/** What the zeros of a value are due to: the first causes in the order of the graph, one of a kind for each place. */
interface Causes {
  readonly all: readonly Cause[];
  readonly isRight: boolean;
}

/** More faults than these are not told apart, nor more of the others. */
const MOST = 16;

/** The place in the graph, which is in the order of the text but for calls. */
export function firstOf(scene: Scene, at: Place): number {
  return "gate" in at ? placeOf(scene, at) : at.first;
}

/** What the zero gradient of a value is due to; undefined where nothing is at fault, or it is not known. */
export function faultOf(scene: Scene, node: Node): Fault | undefined {
  if (!scene.paths.leads(node)) return { code: "disconnected", severity: "information", at: node };
  if (scene.adjoints.of(node) === undefined) return firstWall(scene)(node)?.fault;
  return faultAmong(scene, node)?.fault;
}

/** The first of them that is at fault, or else the first; undefined where that is not known. */
export function causeOf(scene: Scene, node: Node): Cause | undefined {
  return faultAmong(scene, node) ?? causesBehind(scene)(node)?.all[0];
}

function faultAmong(scene: Scene, node: Node): Cause | undefined {
  const causes = causesBehind(scene)(node);
  return causes?.all.find(({ fault, reason }) => {
    if (fault === undefined) return false;
    if (fault.code === "routed-away") return !causes.isRight;
    if (reason.kind !== "factor") return true;
    // A weight of 0 that the file writes is no fault of what has learned all there is.
    if (causes.isRight && isWritten(scene, reason.factor)) return false;
    // A product with itself has slope 0 by its value.
    return !isMadeFrom(scene, reason.factor, node);
  });
}

/** Of a value with zero gradient; undefined where that is not known. */
const causesBehind = perScene((scene) =>
  createBehind<Causes | undefined>(
    (node) => {
      const walk = firstZeroStops(scene, node);
      if (walk === undefined) return { own: undefined, onward: [] };
      const all = [
        ...walk.stops.map((stop) => causeAt(scene, stop)),
        ...walk.cancelling.map((at) => plainly({ kind: "uses", at })),
        ...walk.given.map((at) => plainly({ kind: "given", at })),
      ];
      const isRight = all.some((one) => one.isRight);
      return { own: { all: firstCauses(scene, all), isRight }, onward: walk.whole };
    },
    (parts) => {
      const known = parts.flatMap((part) => part ?? []);
      if (known.length < parts.length) return undefined;
      const isRight = known.some((one) => one.isRight);
      return {
        all: firstCauses(
          scene,
          known.flatMap(({ all }) => all),
        ),
        isRight,
      };
    },
  ),
);

function plainly(reason: Reason): Cause {
  return { reason, fault: undefined, isRight: false };
}

function firstCauses(scene: Scene, all: readonly Cause[]): readonly Cause[] {
  if (all.length < 2) return all;
  const key = ({ reason }: Cause): string => `${reason.kind} ${firstOf(scene, reason.at)}`;
  const distinct = [...new Map(all.toReversed().map((cause) => [key(cause), cause])).values()].sort(
    (a, b) => firstOf(scene, a.reason.at) - firstOf(scene, b.reason.at),
  );
  if (distinct.length <= MOST) return distinct;
  let [faults, others] = [0, 0];
  return distinct.filter(({ fault }) => (fault === undefined ? others++ : faults++) < MOST);
}

interface Wall {
  readonly fault: Fault;
  readonly at: number;
}

/** Of a value whose ways all end at gates that have no gradient to give: the first of these. */
const firstWall = perScene((scene) =>
  createBehind<Wall | undefined>(
    (node) => {
      if (!scene.effort.spend(1)) return { own: undefined, onward: [] };
      const { stops, onward } = scene.paths.firstSteps(node, undefined);
      scene.effort.spend(stops.length + onward.length);
      return { own: first(stops.flatMap((stop) => wallAt(scene, stop) ?? [])), onward };
    },
    (parts) => first(parts.flatMap((part) => part ?? [])),
  ),
);

function first(walls: readonly Wall[]): Wall | undefined {
  return walls.reduce<Wall | undefined>(
    (least, wall) => (least !== undefined && least.at <= wall.at ? least : wall),
    undefined,
  );
}

function wallAt(scene: Scene, { consumer }: Stop): Wall | undefined {
  if (!("gate" in consumer) || typeof consumer.gate.vjp === "function") return undefined;
  const at = placeOf(scene, consumer);
  if (consumer.gate.detaches !== true)
    return { at, fault: { code: "no-gradient", severity: "information", at: consumer } };
  if (standardCall(scene.graph.groupOf[at]) !== undefined) return undefined;
  const severity = liveLeaves(scene).length > 0 ? "hint" : "information";
  return { at, fault: { code: "detached", severity, at: consumer } };
}

const leavesOf = perScene(({ leaves }): ReadonlySet<Node> => new Set(leaves));

const liveLeaves = perScene((scene) => scene.leaves.filter((leaf) => !hasZeroGradient(scene, leaf)));

const reachedFromLive = perScene((scene) => reachedFrom(scene, liveLeaves(scene)));

function causeAt(scene: Scene, stop: ZeroStop): Cause {
  const { step: at, input } = stop;
  const flatness = flatnessOf(at);
  if (flatness === "as probabilities" || flatness === "over one number") {
    if ("gate" in at || !foldsOne(scene, at)) return plainly({ kind: "slope", at });
    return faulty({ kind: "single", at }, { code: "constant", severity: "warning", at });
  }
  if (flatness !== undefined) {
    if (input !== at.inputs[0]) return routed(at);
    const isOneSided = isDying(flatness) || choicesIn(scene, at) === 1;
    return flatCause(scene, stop, flatness, isOneSided);
  }
  if (isFaded(scene, at, input)) return fadedCause(scene, stop);
  if (!("gate" in at)) return plainly({ kind: "slope", at });
  const isBeside = (other: Node): boolean => other !== input && other.known && !leavesOf(scene).has(other);
  if (keptByItself(at) === input) return flatCause(scene, stop, "at both ends", true);
  if (isFlatChoice(at) && at.inputs.some(isBeside)) return flatCause(scene, stop, "at both ends", true);
  if (at.gate.chooses === true || isPickedByValue(at)) return routed(at);
  if (isPicking(at, stop)) return plainly({ kind: "choice", at });
  return productCause(scene, at, input) ?? plainly(slopeOrTotal(at, input));
}

function faulty(reason: Reason, fault: Fault): Cause {
  return { reason, fault, isRight: false };
}

function routed(at: Place): Cause {
  return faulty({ kind: "choice", at }, { code: "routed-away", severity: "information", at });
}

/** How many choices are made in a call: a range with one bound has one. */
function choicesIn({ graph }: Scene, step: Place): number {
  if ("gate" in step) return 0;
  return graph.nodes.slice(step.first, step.last).filter(({ gate }) => gate.chooses === true).length;
}

/** What has ended on one flat side is dead, unless descent pulls each element into the end where it lies. */
function flatCause(
  scene: Scene,
  { step: at, input, output, upstream, reached }: ZeroStop,
  flatness: Flatness,
  isOneSided: boolean,
): Cause {
  const [x, y] = [scene.valueOf(input), scene.valueOf(output)];
  const reason: Reason = { kind: "flat", at, input };
  if (x === undefined || y === undefined || !anyPulledOff(flatness, x, y, upstream, reached))
    return { reason, fault: undefined, isRight: true };
  if (!isOneSided) return plainly(reason);
  return faulty(reason, { code: "dead-relu", severity: "information", at, input, units: undefined });
}

/** What has faded to 0 has a slope that is too small for a number: it is flat, though not where its value has slope 0. */
function fadedCause(scene: Scene, { step: at, input, output, upstream, reached }: ZeroStop): Cause {
  const reason: Reason = { kind: "flat", at, input };
  const [x, y] = [scene.valueOf(input), scene.valueOf(output)];
  if (x === undefined || y === undefined) return plainly(reason);
  const flatness = "gate" in at ? "below" : "towards −∞";
  if (!anyPulledOff(flatness, x, y, upstream, reached)) return { reason, fault: undefined, isRight: true };
  const numbers = { upstream: normOf(upstream), downstream: 0, slope: 0 };
  return faulty(reason, { code: "saturated", severity: "information", at, input, ...numbers });
}

/** Whether all that a call adds up is single numbers, so that its result is the same whatever is put in. */
function foldsOne({ graph }: Scene, call: Group): boolean {
  const count = elementCount(call.inputs[0]?.sizes ?? []);
  const folds = graph.nodes
    .slice(call.first, call.last)
    .filter(({ gate }) => gate.pattern.kind === "distributor" && "keepdim" in gate.attrs);
  return folds.length > 0 && folds.every((node) => elementCount(node.sizes) === count);
}

/** Whether places are picked that follow from values, as by a sort. */
function isPickedByValue({ gate, inputs }: Node): boolean {
  return inputs.some((input, i) => operandSpec(gate, i)?.holds === "integer" && !input.known);
}

/** Whether a gate that only moves numbers takes none of these. */
function isPicking({ gate }: Node, { reached }: ZeroStop): boolean {
  return gate.scalar === undefined && !reached.data.includes(1);
}

function productCause(scene: Scene, at: Node, input: Node): Cause | undefined {
  const factor = at.gate.pattern.kind === "switcher" ? at.inputs.find((other) => other !== input) : undefined;
  if (factor === undefined) return undefined;
  if (isZeroAt(scene, factor)) {
    const learns = reachedFromLive(scene)[placeOf(scene, factor)] === 1 && scene.hasParams;
    const severity = learns ? "hint" : "information";
    return faulty({ kind: "factor", at, factor }, { code: "zero-product", severity, at, factors: [factor] });
  }
  const isSame = at.gate.scalar !== undefined && elementCount(at.sizes) === elementCount(input.sizes);
  return isSame ? plainly({ kind: "factor", at, factor }) : undefined;
}

function slopeOrTotal(at: Node, input: Node): Reason {
  const { gate, sizes } = at;
  const isSame = gate.scalar !== undefined && elementCount(sizes) === elementCount(input.sizes);
  return isSame && gate.pattern.kind !== "distributor" ? { kind: "slope", at } : { kind: "total", at };
}

/** Whether a value is a number that the file writes, by a name or not, and no `param`. */
function isWritten(scene: Scene, value: Node): boolean {
  const own = plain(value);
  return own.inputs.length === 0 && elementCount(own.sizes) === 1 && !leavesOf(scene).has(own);
}

/** Whether a value is computed from another one; also where that would take too long to tell. */
function isMadeFrom(scene: Scene, node: Node, from: Node): boolean {
  const seen = new Set<Node>();
  const open = [node];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one === from || !scene.effort.spend(1)) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    if (placeOf(scene, one) > placeOf(scene, from)) open.push(...one.inputs);
  }
  return false;
}
