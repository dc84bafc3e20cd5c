/** Why a value has no gradient: no way leads from it to the target, or every way ends at a gate that lets none through. */
import type { Analysis } from "../analysis.ts";
import { summarise } from "../eval/statistics.ts";
import { operandSpec, type Group, type Node } from "../graph/ir.ts";
import { computedFrom } from "../graph/reach.ts";
import { WHOLE_ELEMENTS } from "../run.ts";
import { createPaths, type Paths, type Stop } from "../insight/paths.ts";
import { elementCount, filled } from "../tensor/tensor.ts";
import { factsOf, lineNumber, shorten, sourceOf } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { consumingUnit } from "./unit.ts";
import type { Lead, Sentence } from "./sentence.ts";
import type { Known, View } from "./view.ts";
import { perGraph } from "./per-graph.ts";

/** What stands for the gradient of a value that is on no way to the target. */
export const NO_GRADIENT = "–";

/** The most gates that are named as those at which the ways end. */
const MAX_STOPS = 4;

/** The ways of a file to its target. */
export const pathsOf = perGraph((analysis): Paths | undefined => {
  const { target, program } = analysis;
  return target && createPaths(program.graph, target.node, (place) => analysis.adjointsIn(place));
});

const upstreamPathsOf = perGraph(({ target, program }): Paths | undefined =>
  target?.seed === undefined ? undefined : createPaths(program.graph, target.seed, () => undefined),
);

/** Whether a value is there for the upstream gradient alone that a target is given: nobody asks for a gradient by it. */
export function isUpstream(analysis: Analysis, node: Node): boolean {
  return upstreamPathsOf(analysis)?.leads(node) === true && !leadsToTarget(analysis, node);
}

/** Whether the target is computed from a value. */
export function leadsToTarget(analysis: Analysis, node: Node): boolean {
  return pathsOf(analysis)?.leads(node) === true;
}

/** The zeros that stand for the gradient of a value that has none, where the target is computed from it. */
export function zerosOf(analysis: Analysis, node: Node): Known | undefined {
  if (!leadsToTarget(analysis, node)) return undefined;
  const count = elementCount(node.sizes);
  const tensor = count <= WHOLE_ELEMENTS ? filled(node.sizes, 0) : undefined;
  return { tensor, summary: { ...summarise(filled([1], 0)), count, zeros: count } };
}

/** What stands for the gradient of a value that has none: zeros where the target is computed from it, a dash where it is not. */
export function withoutGradient(analysis: Analysis, node: Node, most: number): string {
  const zeros = zerosOf(analysis, node);
  return zeros === undefined ? NO_GRADIENT : formatKnown(zeros, node.sizes, most);
}

/** `∂L/∂x = 3`; where there is no gradient, `∂L/∂x –`. */
export function equation(label: string, text: string, styled = (plain: string): string => plain): string {
  return text === NO_GRADIENT ? `${label} ${text}` : `${label} = ${styled(text)}`;
}

/** Why nothing comes back to a value. */
export function whyNone(view: View, node: Node, place: Group | undefined): Sentence {
  const { analysis } = view;
  const target = analysis.target?.text ?? "";
  const stops = pathsOf(analysis)?.stops(node, place) ?? [];
  const described = new Map(
    stops.map((stop) => describe(view, stop, place)).map((one) => [one.at.text, one]),
  );
  const [first, ...others] = described.values();
  const reader = readerOf(analysis, node);
  const known =
    reader === undefined
      ? ""
      : ` Line ${reader} takes its number as an index, a size, a bound or a condition, which has no gradient.`;
  if (first === undefined)
    return [`It is not on any path to ${target}, so nothing comes back to it.${known}`];
  if (others.length === 0) return [`Every path to ${target} ends at `, first.at, `. ${first.reason}${known}`];
  const named = [first, ...others].slice(0, MAX_STOPS);
  const more = described.size - named.length;
  return [
    `Every path to ${target} ends: at `,
    ...named.flatMap(({ at }, i) => (i === 0 ? [at] : [", at ", at])),
    `${more > 0 ? ` and at ${more} more` : ""}.${known}`,
  ];
}

/** The first line that takes the number of a value, or of what is computed from it, while the graph is built. */
function readerOf({ program, lines }: Analysis, node: Node): number | undefined {
  const { graph, settled } = program;
  if (!node.known || settled.length === 0) return undefined;
  const made = computedFrom(graph, [node]);
  const reading = settled.find((one) => made[graph.index.get(one.node) ?? -1] === 1);
  return reading && lines.lineAt(reading.at.span.start) + 1;
}

interface Described {
  /** `round (line 2)`. */
  readonly at: Lead;
  readonly reason: string;
}

function describe(view: View, { consumer, operand }: Stop, place: Group | undefined): Described {
  const { analysis } = view;
  const { graph, origins } = analysis.program;
  const unit = consumingUnit(graph, consumer, place, () => false);
  const index = "gate" in consumer ? (graph.index.get(consumer) ?? -1) : consumer.first;
  const call = unit.kind === "call" ? factsOf(analysis).callOf.get(unit.group)?.call : undefined;
  const origin = call ?? origins[index];
  const offset = origin?.span.start ?? 0;
  const at = (text: string): Lead => ({ text: `${text} (line ${lineNumber(analysis, offset)})`, offset });
  if (unit.kind === "call") {
    const { name, backward } = unit.group;
    const own = unit.group === consumer && backward !== undefined;
    return { at: at(name), reason: own ? `The backward block of ${name} gives None there.` : INSIDE };
  }
  const { gate } = unit.node;
  const written = gate.infix?.token ?? gate.name;
  if (typeof gate.vjp !== "function") return { at: at(written), reason: gate.vjp.none };
  const part = operandSpec(gate, operand)?.name ?? "";
  const text =
    gate.internal && origin !== undefined ? shorten(sourceOf(analysis, origin)) : `the ${part} of ${written}`;
  return { at: at(text), reason: "An index, a class or a condition passes no gradient." };
}

const INSIDE = "A gate inside of it passes no gradient on that way.";
