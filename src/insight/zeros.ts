/**
 * Follows the elements of a value whose gradient is zero towards the target, up to the stops: the steps at which a gradient arrives
 * that is not zero, and nothing passes to them.
 */
import { computeNode } from "../graph/compute.ts";
import { isRefusal, operandSpec, type Group, type Node } from "../graph/ir.ts";
import { broadcast_to } from "../ops/reshape.ts";
import { elementCount, filled, type Tensor } from "../tensor/tensor.ts";
import { flatCall, outputsOf, placeOf, type Scene } from "./scene.ts";

/** A step that lets nothing through to some elements of what it was given. */
export interface ZeroStop {
  readonly step: Node | Group;
  /** What it was given. */
  readonly input: Node;
  /** 1 at each element that nothing comes back to. */
  readonly mask: Tensor;
  /** 1 at each element of the output that is made from these. */
  readonly reached: Tensor;
  readonly output: Node;
  readonly upstream: Tensor;
}

/** The first part of the ways of a value's zero elements. */
export interface ZeroWalk {
  readonly stops: readonly ZeroStop[];
  /** Values with all of their elements on the ways: what lies behind them has nothing to do with where one comes from. */
  readonly whole: ReadonlySet<Node>;
  /** Values of which several uses send something back that adds up to 0. */
  readonly cancelling: readonly Node[];
  /** Values that are given their upstream gradient from outside, as the target is. */
  readonly given: readonly Node[];
}

/** How a walk goes. */
interface Manner {
  /** What comes back and is no number counts as zero: it is 0 times a slope that is none. */
  readonly isOddNone: boolean;
  /** It ends at values that are whole on its way. */
  readonly endsAtWhole: boolean;
}

/**
 * All the stops. Undefined where a gradient on the way is no number, or is not known, or the way is too long; with `odd too`, what
 * comes back and is no number counts as zero.
 */
export function zeroStops(
  scene: Scene,
  from: Node,
  elements: Tensor,
  odd?: "odd too",
): readonly ZeroStop[] | undefined {
  return walkZeros(scene, from, elements, { isOddNone: odd !== undefined, endsAtWhole: false })?.stops;
}

/** The stops of a value all of whose elements have gradient zero, up to the next such values. */
export function firstZeroStops(scene: Scene, from: Node): ZeroWalk | undefined {
  return walkZeros(scene, from, filled(from.sizes, 1), { isOddNone: false, endsAtWhole: true });
}

function walkZeros(
  scene: Scene,
  from: Node,
  elements: Tensor,
  { isOddNone, endsAtWhole }: Manner,
): ZeroWalk | undefined {
  const { adjoints, effort } = scene;
  /** By place: what was come to, and what was not gone on from. */
  const open = new Map<number, { readonly node: Node; readonly mask: Tensor }>();
  open.set(placeOf(scene, from), { node: from, mask: elements });
  const stops: ZeroStop[] = [];
  const whole = new Set<Node>();
  const cancelling: Node[] = [];
  const given: Node[] = [];
  const isNone = (value: number): boolean => value === 0 || (isOddNone && !Number.isFinite(value));
  for (let next = takeFirst(open); next !== undefined; next = takeFirst(open)) {
    const { node, mask } = next;
    if (!effort.spend(1 + open.size)) return undefined;
    const steps = sentBySteps(scene, node);
    if (steps === undefined) return undefined;
    if (isGiven(scene, node)) given.push(node);
    if ([...steps.values()].some((sent) => sent.some((value, i) => value !== 0 && mask.data[i] !== 0)))
      cancelling.push(node);
    for (const [step, data] of steps) {
      const sent = { sizes: node.sizes, data };
      if (!isOddNone && sent.data.some((value) => Number.isNaN(value))) return undefined;
      const silent = both(mask, sent, (inside, value) => inside !== 0 && isNone(value));
      if (!silent.data.includes(1)) continue;
      for (const output of outputsOf(step)) {
        const adjoint = adjoints.of(output);
        if (adjoint === undefined) continue;
        const upstream = scene.valueOf(adjoint);
        // What arrives may be no number either, where a later turn drops the same.
        if (upstream === undefined) return undefined;
        if (!isOddNone && upstream.data.some((value) => !Number.isFinite(value))) return undefined;
        if (!effort.spend(upstream.data.length)) return undefined;
        const reached = reach(scene, step, node, output, silent);
        const arrives = both(reached, upstream, (inside, value) => inside !== 0 && value !== 0);
        const isPicking = "gate" in step && reached.data.every((value) => value === 0);
        if (arrives.data.includes(1) || (isPicking && upstream.data.some((value) => value !== 0)))
          stops.push({ step, input: node, mask: silent, reached, output, upstream });
        const onward = both(reached, upstream, (inside, value) => inside !== 0 && value === 0);
        if (onward.data.includes(1)) goOn(output, onward);
      }
    }
  }
  return { stops, whole, cancelling, given };

  function goOn(node: Node, way: Tensor): void {
    const at = placeOf(scene, node);
    const known = open.get(at);
    const mask = known === undefined ? way : both(known.mask, way, (a, b) => a !== 0 || b !== 0);
    const isWhole = endsAtWhole && (whole.has(node) || !mask.data.includes(0));
    if (!isWhole) open.set(at, { node, mask });
    else {
      open.delete(at);
      whole.add(node);
    }
  }
}

/** Operands stand before what uses them, so nothing comes to the first one any more. */
function takeFirst<T>(open: Map<number, T>): T | undefined {
  if (open.size === 0) return undefined;
  let first = Infinity;
  for (const at of open.keys()) if (at < first) first = at;
  const taken = open.get(first);
  open.delete(first);
  return taken;
}

function isGiven({ adjoints }: Scene, node: Node): boolean {
  return adjoints.contributions(node).some(({ consumer }) => consumer === undefined);
}

/** What comes back to a value from each of the steps that read it; undefined where a part is not known. */
function sentBySteps(scene: Scene, node: Node): ReadonlyMap<Node | Group, Float64Array> | undefined {
  const sent = new Map<Node | Group, Float64Array>();
  for (const { consumer, value } of scene.adjoints.contributions(node)) {
    if (consumer === undefined) continue;
    const step = flatCall(scene, consumer, node) ?? consumer;
    const part = scene.valueOf(value)?.data;
    if (part === undefined || !scene.effort.spend(part.length)) return undefined;
    const known = sent.get(step);
    if (known === undefined) sent.set(step, Float64Array.from(part));
    else part.forEach((one, i) => (known[i]! += one));
  }
  return sent;
}

function both(a: Tensor, b: Tensor, holds: (a: number, b: number) => boolean): Tensor {
  return { sizes: a.sizes, data: a.data.map((value, i) => (holds(value, b.data[i]!) ? 1 : 0)) };
}

/** Which elements of the output are made from these elements of the input: more than that where it is not known. */
function reach(scene: Scene, step: Node | Group, input: Node, output: Node, mask: Tensor): Tensor {
  const all = filled(output.sizes, 1);
  if (!("gate" in step))
    return elementCount(output.sizes) === mask.data.length ? { ...mask, sizes: output.sizes } : all;
  const { gate } = step;
  if (gate.scalar !== undefined) return spread(mask, output.sizes);
  if (gate.chooses === true || !movers.has(gate.pattern.kind)) return all;
  if (!scene.effort.spend(step.inputs.length)) return all;
  const operands = step.inputs.map((operand, i): Tensor | undefined => {
    if (operand === input && !isIndex(step, i)) return mask;
    return isIndex(step, i) ? scene.valueOf(operand) : filled(operand.sizes, 0);
  });
  if (operands.some((operand) => operand === undefined)) return all;
  const made = computeNode(step, operands as Tensor[]);
  return isRefusal(made) ? all : both(made, made, (value) => value !== 0);
}

/** What only moves numbers, or adds them up: the mask itself goes through. */
const movers: ReadonlySet<string> = new Set(["relabeling", "distributor", "collector", "router"]);

function isIndex({ gate }: Node, place: number): boolean {
  const holds = operandSpec(gate, place)?.holds;
  return holds === "integer" || holds === "bool";
}

function spread(mask: Tensor, sizes: readonly number[]): Tensor {
  if (mask.data.length === elementCount(sizes)) return { ...mask, sizes };
  const made = computeNode({ gate: broadcast_to.gate, attrs: { size: sizes }, sizes }, [mask]);
  return isRefusal(made) ? filled(sizes, 1) : made;
}
