/** A backward block beside the derivative of its forward block: at the points of its calls, near them, and mirrored. */
import { deriveInside } from "../grad/reverse.ts";
import { isWithin, standardCall } from "../graph/group.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { keyOfText, normal } from "../tensor/random.ts";
import { filled, type Tensor } from "../tensor/tensor.ts";
import { derivedParts, isSameGradient, isWithinSlopes, total } from "./own-backward.ts";
import type { Effort } from "./effort.ts";
import { createReplay, type ValueOf } from "./replay.ts";
import { looseValue, movedValue } from "./moved-values.ts";

/** One call of a function with a backward block, and the block written out. */
export interface BlockCall {
  readonly group: Group;
  /** What stands for the upstream gradient of each result in what the block gives. */
  readonly upstream: readonly Node[];
  /** The upstream gradients that really arrive; undefined where the call is on no path to the target. */
  readonly arriving: readonly Tensor[] | undefined;
  /** By parameter: the value that it was given, and what the block gives for it. Undefined where that is no one tensor, or `None`. */
  readonly inputs: readonly (Node | undefined)[];
  readonly parts: readonly (Node | undefined)[];
}

/** What a block is compared with, for one parameter. */
export interface Derivative {
  readonly parameter: number;
  readonly input: Node;
  readonly part: Node | undefined;
  /** What each use in the forward block sends back; the derivative is their sum. */
  readonly terms: readonly Node[];
  readonly derived: Node | undefined;
  /** The same, with calls inside that have blocks of their own taken at their word. */
  readonly atTheirWord: Node | undefined;
}

/** Numbers at which a block is compared. */
export interface Sample {
  readonly call: BlockCall;
  /** `arriving`: the point of the call with the upstream gradients that arrive; `here`: the same with others. */
  readonly at: "arriving" | "here" | "near" | "mirrored";
  /** The only parameter that has another value than in the call; undefined where all or none have. */
  readonly moved: number | undefined;
  readonly inputs: ReadonlyMap<Node, Tensor>;
  readonly upstream: readonly Tensor[];
  readonly valueOf: ValueOf;
}

/** What a block gives at one sample, and the derivative. */
export interface Comparison {
  readonly sample: Sample;
  /** The parameter of that call, of which calls have nodes of their own. */
  readonly of: Derivative;
  readonly own: Tensor;
  readonly derived: Tensor;
  readonly verdict: "right" | "wrong" | "at a kink";
}

export interface Blocks {
  readonly graph: Graph;
  /** Values of the run. */
  readonly valueOf: ValueOf;
  readonly effort: Effort;
}

/** So many points near each call. */
const NEAR = 3;

/** Every parameter with a derivative to compare with; none of what has no gradient to give on the way. */
export function derivativesOf({ graph }: Blocks, call: BlockCall): readonly Derivative[] {
  const { group, upstream, inputs, parts } = call;
  if (group.outputs.some((output) => inputs.some((input) => input === plain(output)))) return [];
  const byRules = deriveInside(graph, group, upstream, "by rules");
  const hasBlocks = graph.groups.some(
    (one) =>
      (!one.library || one.imported === true) &&
      one.backward !== undefined &&
      one !== group &&
      isWithin(one, group),
  );
  const withBlocks = hasBlocks ? deriveInside(graph, group, upstream, "with blocks") : undefined;
  return inputs.flatMap((input, parameter): readonly Derivative[] => {
    if (input === undefined || input.dtype === "bool" || inputs.indexOf(input) !== parameter) return [];
    const terms = derivedParts(graph, byRules, group, input);
    const walls = wallsBehind(graph, group, input);
    if (walls.isStopped || (terms.length === 0 && walls.leadsOut)) return [];
    // One value that was given for several parameters gets what the block gives for all of them.
    const own = parts.filter((_, i) => inputs[i] === input);
    const other = withBlocks && derivedParts(graph, withBlocks, group, input);
    return [
      {
        parameter,
        input,
        part: total(own.filter((one) => one !== undefined)),
        terms,
        derived: total(terms),
        atTheirWord: other && total(other),
      },
    ];
  });
}

/** What a value meets on its ways through a call: a gate of numbers that has no gradient to give, and a result. */
function wallsBehind(
  { nodes, groupOf, index }: Graph,
  { first, last, outputs }: Group,
  input: Node,
): { readonly isStopped: boolean; readonly leadsOut: boolean } {
  const reached = new Set<Node>([input]);
  const leading = new Set(outputs);
  for (let at = last - 1; at >= first; at--)
    if (leading.has(nodes[at]!)) for (const one of nodes[at]!.inputs) leading.add(one);
  let isStopped = false;
  for (let at = Math.max(first, (index.get(input) ?? -1) + 1); at < last; at++) {
    const node = nodes[at]!;
    if (!node.inputs.some((one) => reached.has(one))) continue;
    reached.add(node);
    if (!leading.has(node) || node.dtype === "bool" || typeof node.gate.vjp === "function") continue;
    // What the library takes off and puts back changes nothing.
    if (node.gate.detaches !== true || standardCall(groupOf[at]) === undefined) isStopped = true;
  }
  return { isStopped, leadsOut: outputs.some((output) => reached.has(output)) };
}

/** The samples of a call: with what arrives, with other upstream gradients, near it and mirrored. */
export function* samplesOf(blocks: Blocks, call: BlockCall): Generator<Sample> {
  const { valueOf } = blocks;
  const given = new Map<Node, Tensor>();
  for (const input of call.inputs) {
    const value = input && valueOf(input);
    if (input !== undefined && value !== undefined) given.set(input, value);
  }
  const make = (
    at: Sample["at"],
    moved: number | undefined,
    changed: ReadonlyMap<Node, Tensor>,
    draw: number,
  ): Sample =>
    sampleAt(blocks, {
      call,
      at,
      moved,
      inputs: new Map([...given, ...changed]),
      upstream: at === "arriving" ? call.arriving! : upstreamFor(call, draw),
    });
  if (call.arriving !== undefined) yield make("arriving", undefined, new Map(), 0);
  yield make("here", undefined, new Map(), 0);
  for (let near = 1; near <= NEAR; near++) {
    yield* each("near", near, (value, key) => movedValue(value, key));
    const loose = new Map<Node, Tensor>();
    for (const [input, value] of given) {
      const other = looseValue(value, keyOfText(`loose ${near} ${loose.size}`));
      if (other !== undefined) loose.set(input, other);
    }
    if (loose.size > 1) yield make("near", undefined, loose, near);
  }
  yield* each("mirrored", 0, ({ sizes, data }) => ({ sizes, data: data.map((one) => -one) }));

  function* each(
    at: "near" | "mirrored",
    draw: number,
    move: (value: Tensor, key: ReturnType<typeof keyOfText>) => Tensor,
  ): Generator<Sample> {
    for (const [parameter, input] of call.inputs.entries()) {
      const value = input && given.get(input);
      if (input === undefined || value === undefined || input.dtype === "bool") continue;
      const moved = move(value, keyOfText(`${at} ${draw} ${parameter}`));
      yield make(at, parameter, new Map([[input, moved]]), draw);
    }
  }
}

export function sampleAt({ graph, valueOf, effort }: Blocks, sample: Omit<Sample, "valueOf">): Sample {
  const { call, inputs, upstream } = sample;
  const replaced = new Map(inputs);
  call.upstream.forEach((node, i) => replaced.set(node, upstream[i]!));
  const isFixed = (node: Node): boolean => (graph.index.get(node) ?? Infinity) < call.group.first;
  return { ...sample, valueOf: createReplay(isFixed, valueOf, replaced, effort) };
}

/** In hundredths, so that they can be read. */
function upstreamFor({ group }: BlockCall, draw: number): readonly Tensor[] {
  return group.outputs.map(({ sizes }, i) => {
    const { data } = normal(keyOfText(`upstream ${draw} ${i}`), sizes);
    return { sizes, data: data.map((value) => Math.round(100 * value) / 100) };
  });
}

/** Undefined where the sample says nothing of the parameter, and where a value is not known or no number. */
export function compare(blocks: Blocks, sample: Sample, one: Derivative): Comparison | undefined {
  const { input, part, derived } = one;
  if (sample.moved !== undefined && sample.call.inputs[sample.moved] !== input) return undefined;
  if (!sample.inputs.has(input)) return undefined;
  const exact = derived === undefined ? filled(input.sizes, 0) : sample.valueOf(derived);
  const own = part === undefined ? filled(input.sizes, 0) : sample.valueOf(part);
  if (exact === undefined || own === undefined || !isFinite(exact) || !isFinite(own)) return undefined;
  const said = (verdict: Comparison["verdict"]): Comparison => ({
    sample,
    of: one,
    own,
    derived: exact,
    verdict,
  });
  if (isSameGradient(own.data, exact.data)) return said("right");
  const word = one.atTheirWord && sample.valueOf(one.atTheirWord);
  if (word !== undefined && isSameGradient(own.data, word.data)) return said("right");
  if (derived !== undefined && isBetweenSlopes(blocks, sample, one, own, exact)) return said("at a kink");
  return said(
    isNearlySame(own, exact) && !isWrongBySteps(blocks, sample, one, own, exact) ? "right" : "wrong",
  );
}

function isFinite({ data }: Tensor): boolean {
  return data.every((value) => Number.isFinite(value));
}

/** Around a point, where one slope meets another one. */
const STEP = 1e-6;
const DIRECTIONS = 3;

/** Whether a block gives, wherever it is another gradient, a slope between those on the two sides of a kink. */
function isBetweenSlopes(
  blocks: Blocks,
  sample: Sample,
  { input, derived }: Derivative,
  own: Tensor,
  exact: Tensor,
): boolean {
  const at = sample.inputs.get(input)!;
  const slopes = [exact.data];
  for (let i = 0; i < DIRECTIONS; i++) {
    const direction = normal(keyOfText(`side ${i}`), at.sizes).data;
    for (const sign of [1, -1]) {
      const data = at.data.map(
        (value, place) => value + sign * STEP * Math.max(1, Math.abs(value)) * Math.sign(direction[place]!),
      );
      const inputs = new Map([...sample.inputs, [input, { sizes: at.sizes, data }] as const]);
      const slope = sampleAt(blocks, { ...sample, inputs }).valueOf(derived!);
      if (slope === undefined || !isFinite(slope)) return false;
      slopes.push(slope.data);
    }
  }
  return isWithinSlopes(own.data, slopes);
}

/** Up to this, relative, a central difference has to agree that a block is wrong. */
const NEARLY = 1e-3;

function isNearlySame({ data }: Tensor, derived: Tensor): boolean {
  return data.every((value, i) => {
    const exact = derived.data[i]!;
    return Math.abs(value - exact) <= NEARLY * Math.max(Math.abs(value), Math.abs(exact));
  });
}

/** The best step of a central difference where a value is of size 1. */
const DIFFERENCE = 6e-6;

/** Whether a central difference, where the two differ most, lies nearer to the derivative. */
function isWrongBySteps(
  blocks: Blocks,
  sample: Sample,
  { input }: Derivative,
  own: Tensor,
  derived: Tensor,
): boolean {
  const gap = own.data.map((value, i) => Math.abs(value - derived.data[i]!));
  const place = gap.indexOf(Math.max(...gap));
  const at = sample.inputs.get(input)!;
  const step = DIFFERENCE * Math.max(1, Math.abs(at.data[place]!));
  const [above, below] = [1, -1].map((sign) => {
    const data = Float64Array.from(at.data);
    data[place]! += sign * step;
    const inputs = new Map([...sample.inputs, [input, { sizes: at.sizes, data }] as const]);
    const moved = sampleAt(blocks, { ...sample, inputs });
    return sample.call.group.outputs.reduce((sum, output, i) => {
      const value = moved.valueOf(output);
      const upstream = sample.upstream[i]!.data;
      return value === undefined ? NaN : value.data.reduce((all, each, k) => all + each * upstream[k]!, sum);
    }, 0);
  }) as [number, number];
  const slope = (above - below) / (2 * step);
  return Math.abs(own.data[place]! - slope) > Math.abs(derived.data[place]! - slope);
}
