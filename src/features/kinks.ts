/** What is said at a kink: which slope is used there, and which one other frameworks use. */
import { slopesElsewhere, type FrameworkSlope } from "../check/kink-tags.ts";
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Group, type Kink, type Node } from "../graph/ir.ts";
import { broadcast_to } from "../ops/reshape.ts";
import { reducedDims } from "../ops/dims.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { kinkIn, type AtKink } from "./call-kink.ts";
import { indexText } from "./difference-text.ts";
import { evaluateBeside } from "./evaluate.ts";
import { nameOf } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import type { Unit } from "./unit.ts";
import type { View } from "./view.ts";

/** What another framework gives at a kink, in operand order. */
interface Elsewhere {
  readonly framework: string;
  readonly gives: readonly number[];
}

/** Steeper is a jump. */
const STEEPEST = 1e6;

/** So many steps inside of a call are told of. */
const MOST_INSIDE = 2;

/** What is said of the step that makes a value. `place` is where it is seen from. */
export function kinkNotes(view: View, unit: Unit, place: Group | undefined): readonly string[] {
  if (unit.kind === "gate") return gateTexts(view, unit.node);
  const adjoints = view.analysis.adjointsIn(place);
  const { group } = unit;
  if (adjoints === undefined || !group.library) return [];
  const frameworks = frameworksOf(group);
  const own = frameworks && kinkIn(view, adjoints, group);
  if (own !== undefined)
    return [`This is at a kink. ${placeText(view, group, own)} ${meeting(group, own, frameworks ?? [])}`];
  if (group.backward !== undefined) return [];
  const routed = group.outputs.flatMap((output) => (output.gate.internal ? gateTexts(view, output) : []));
  if (routed.length > 0) return routed;
  return insideOf(view, group)
    .flatMap((inner): string | readonly string[] => {
      const found = kinkIn(view, adjoints, inner);
      return found === undefined
        ? []
        : `Inside of ${group.name} there is a kink: in ${inner.name} ${meeting(inner, found, frameworksOf(inner) ?? [])}`;
    })
    .slice(0, MOST_INSIDE);
}

function gateTexts(view: View, node: Node): readonly string[] {
  return gateKinks(view, node).map((kink) => `This is at a kink. ${kink.text}${elsewhereText(node, kink)}`);
}

/** `At x[1] = 0`. */
function placeText(view: View, group: Group, { i }: AtKink): string {
  if (i === undefined) return "At 0";
  const input = group.inputs[0]!;
  const name = nameOf(view, input, group.parent);
  const index = indexText(i, input.sizes);
  const value = formatNumber(evaluateBeside(view, input)?.data[i] ?? NaN);
  return `At ${index === "" || /^[\p{L}\p{N}_]+$/u.test(name) ? name : `(${name})`}${index} = ${value}`;
}

/** `the slopes 0 and 1 meet; the slope used there is 0. PyTorch, JAX and TensorFlow use 0 too.` */
function meeting(
  group: Group,
  { x, before, behind, slope }: AtKink,
  frameworks: readonly FrameworkSlope[],
): string {
  const isJump = Math.max(Math.abs(before), Math.abs(behind)) > STEEPEST;
  const what = isJump
    ? `${group.name} jumps`
    : `the slopes ${formatNumber(before)} and ${formatNumber(behind)} meet`;
  const others = frameworks
    .filter(({ framework }) => framework !== "PyTorch")
    .map((one) => ({ framework: one.framework, gives: [slopeOf(one, x) ?? slope] }));
  return `${what}; the slope used there is ${formatNumber(slope)}. ${comparison([slope], others)}`;
}

/** Undefined where it is the slope that is used here. */
function slopeOf({ slope }: FrameworkSlope, x: number): number | undefined {
  return slope === "same" ? undefined : typeof slope === "number" ? slope : slope.get(x);
}

/** The calls inside of a call that say what other frameworks do at their kinks, as far as the rules of their gates count. */
function insideOf({ analysis }: View, call: Group): readonly Group[] {
  const { groups } = analysis.program.graph;
  return groups.filter((group) => {
    if (group.first < call.first || group.last > call.last || frameworksOf(group) === undefined) return false;
    for (let at = group.parent; at !== undefined && at !== call; at = at.parent)
      if (at.backward !== undefined) return false;
    return group !== call;
  });
}

/** The kinks that a gate stands on with one of its elements. */
function gateKinks(view: View, node: Node): readonly Kink[] {
  const { kinks, scalar } = node.gate;
  if (kinks.length === 0) return [];
  const values = node.inputs.map((input) =>
    spread(evaluateBeside(view, input), scalar === undefined ? input : node),
  );
  if (!values.every((value) => value !== undefined)) return [];
  const [first] = values;
  if (scalar === undefined) return first !== undefined && hasTies(view, node, first) ? kinks : [];
  const at = (i: number): readonly number[] => values.map((value) => value.data[i] ?? NaN);
  return kinks.filter((kink) => first?.data.some((_, i) => stands(kink.at, at(i))));
}

/** On a kink of one operand at its place; on one of two (a tie) wherever they are equal. */
function stands(at: readonly number[], values: readonly number[]): boolean {
  if (at.length === 2 && at[0] === at[1]) return values[0] === values[1];
  return at.every((place, i) => values[i] === place);
}

/** Whether more elements are as large as a result than there are results. */
function hasTies(view: View, node: Node, x: Tensor): boolean {
  const found = evaluateBeside(view, node);
  if (node.gate.chooses !== true || found === undefined) return false;
  const { dim } = node.attrs;
  const folded = reducedDims(
    typeof dim === "number" ? [dim] : ((dim ?? null) as readonly number[] | null),
    x.sizes.length,
  );
  const sizes = x.sizes.map((size, at) => (folded.includes(at) ? 1 : size));
  const best = spread({ sizes, data: found.data }, x);
  return x.data.filter((value, i) => value === best?.data[i]).length > found.data.length;
}

function spread(value: Tensor | undefined, { sizes }: Pick<Node, "sizes">): Tensor | undefined {
  if (value === undefined || value.data.length === elementCount(sizes)) return value;
  const made = computeNode({ gate: broadcast_to.gate, attrs: { size: sizes }, sizes }, [value]);
  return isRefusal(made) ? undefined : made;
}

function elsewhereText({ gate }: Node, { at, gives, jax, tensorflow }: Kink): string {
  const others: Elsewhere[] = [];
  if (jax !== undefined) others.push({ framework: "JAX", gives: jax });
  if (tensorflow !== undefined) others.push({ framework: "TensorFlow", gives: tensorflow });
  return others.length === 0
    ? ""
    : ` ${comparison(
        gives,
        others,
        gate.operands.map(({ name }) => name),
        at,
      )}`;
}

/** `PyTorch and TensorFlow use 0 too; JAX uses 1.` */
function comparison(
  own: readonly number[],
  others: readonly Elsewhere[],
  operands: readonly string[] = [],
  at: readonly number[] = [],
): string {
  const isSame = ({ gives }: Elsewhere): boolean => gives.every((slope, i) => slope === own[i]);
  const same = ["PyTorch", ...others.filter(isSame).map(({ framework }) => framework)];
  const isOne = own.length === 1;
  const [uses, does] = same.length === 1 ? ["uses", "does"] : ["use", "do"];
  const alike = isOne ? `${uses} ${formatNumber(own[0]!)} too` : `${does} the same`;
  const different = others
    .filter((other) => !isSame(other))
    .map(({ framework, gives }) => {
      if (isOne) return `${framework} uses ${formatNumber(gives[0]!)}`;
      if (operands.length === 1) return `${framework} gives [${gives.join(", ")}] for [${at.join(", ")}]`;
      return `${framework} gives ${gives.map((slope, i) => `${formatNumber(slope)} to ${operands[i]}`).join(" and ")}`;
    });
  return `${[`${listed(same)} ${alike}`, ...different].join("; ")}.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** What a function of the library says of other frameworks at its kinks. */
function frameworksOf({ library, name }: Group): readonly FrameworkSlope[] | undefined {
  return library ? slopesElsewhere(name) : undefined;
}
