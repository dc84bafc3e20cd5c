/** Where findings stand in the text, and what they say of values. */
import type { Span } from "../base/span.ts";
import { libraryCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Place } from "../insight/finding.ts";
import type { Binding } from "../lower/program.ts";
import type { Facts, Problem } from "../problems.ts";
import { elementCount } from "../tensor/tensor.ts";
import { callAround, factsOf, nameOf, spelled } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import { placeInOther } from "./imported-place.ts";
import { knownOf, type View } from "./view.ts";

/** The group that something stands in. */
export function groupOf(view: View, at: Place): Group | undefined {
  const { graph } = view.analysis.program;
  return "gate" in at ? graph.groupOf[graph.index.get(at) ?? -1] : at.parent;
}

/** Where something stands in the text: a leaf at its name, what is inside the library at the call of it. */
export function placeOf(view: View, at: Place): Pick<Problem, "span" | "related"> {
  const { analysis } = view;
  const { graph, origins } = analysis.program;
  const facts = factsOf(analysis);
  const index = "gate" in at ? (graph.index.get(at) ?? -1) : at.first;
  const binding: Binding | undefined = "gate" in at ? facts.bindingOf.get(at) : undefined;
  const own = "gate" in at ? undefined : facts.callOf.get(at)?.call;
  const isLeaf = binding?.leaf === true && binding.value === at;
  const span: Span = (isLeaf ? binding.span : (own ?? origins[index])?.span) ?? { start: 0, end: 0 };
  const around = callAround(view, "gate" in at ? graph.groupOf[index] : at.parent);
  const call =
    around === undefined
      ? []
      : [{ span: around.call.span, message: `in this call of ${spelled(analysis, around.def.name.name)}` }];
  return { span, related: [...placeInOther(view, at), ...call] };
}

/** Where some values are made in the text. */
export function startsOf(view: View, nodes: Iterable<Node>): readonly number[] {
  return [...nodes].map((node) => placeOf(view, node).span.start);
}

/** `: z goes from -9 to -1`, `: z is -4`. Nothing of what a library function has made inside itself. */
export function inputText(view: View, input: Node, at: Place): string {
  const { graph } = view.analysis.program;
  const known = knownOf(view, input);
  const name = nameOf(view, input, groupOf(view, at));
  const isInside = libraryCall(graph.groupOf[graph.index.get(input) ?? -1]) !== undefined;
  const isResult = libraryCall(graph.groupOf[graph.index.get(input) ?? -1])?.outputs.includes(input) === true;
  if (known === undefined || (isInside && !isResult)) return "";
  const { min, max } = known.summary;
  return elementCount(input.sizes) === 1 || min === max
    ? `, where ${name} is ${formatNumber(max)}`
    : `, where ${name} goes from ${formatNumber(min)} to ${formatNumber(max)}`;
}

/** The range of a value, as data. */
export function rangeOf(view: View, input: Node): Facts {
  const known = knownOf(view, input);
  return known === undefined ? {} : { min: known.summary.min, max: known.summary.max };
}
