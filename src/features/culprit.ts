/** How the step that something is due to is named in a sentence: with its line, and what went into it. */
import { libraryCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Place } from "../insight/finding.ts";
import { boundName, factsOf, isLiteral, lineNumber, nameOf, shorten, turnOf } from "./facts.ts";
import { groupOf, placeOf } from "./finding-text.ts";
import { formatNumber } from "./format-number.ts";
import type { Lead } from "./sentence.ts";
import { knownOf, type View } from "./view.ts";

/** The step that a person wrote: of what the library is made of the call of it. */
export function writtenStep({ analysis }: View, at: Place): Place {
  const { graph } = analysis.program;
  return libraryCall("gate" in at ? graph.groupOf[graph.index.get(at) ?? -1] : at) ?? at;
}

/** `relu on line 7`, `w * v on line 3, turn 2`, seen from a place. */
export function culprit(view: View, at: Place, place: Group | undefined): Lead {
  const { analysis } = view;
  const step = writtenStep(view, at);
  const { span } = placeOf(view, step);
  const turn = turnOf(groupOf(view, step), place);
  const where = `line ${lineNumber(analysis, span.start)}${turn === undefined ? "" : `, ${turn}`}`;
  return {
    text: `${stepName(view, step, analysis.text.slice(span.start, span.end))} on ${where}`,
    offset: span.start,
  };
}

/** A call by the function's name, an operator by its text. */
function stepName({ analysis }: View, step: Place, text: string): string {
  if (!("gate" in step)) return factsOf(analysis).spellings.get(step.name) ?? step.name;
  if (factsOf(analysis).bindingOf.get(step)?.leaf === true) return boundName(analysis, step) ?? text;
  const { name, infix, internal } = step.gate;
  return infix !== undefined || internal ? shorten(text) : name;
}

/** More than these say nothing. */
const MOST_INPUTS = 2;

/** ` (x = -1.2)`, ` (x from -4 to 1)`: what went into a step, but no literals, nor what is inside the library. */
export function inputsText(view: View, at: Place, first: readonly Node[] = []): string {
  const { graph } = view.analysis.program;
  const step = writtenStep(view, at);
  const reader = groupOf(view, step);
  const inputs = step === at ? [...first, ...step.inputs] : step.inputs;
  const texts = [...new Set(inputs)].flatMap((input): readonly string[] => {
    const known = knownOf(view, input);
    const name = nameOf(view, input, reader);
    const isInside = libraryCall(graph.groupOf[graph.index.get(input) ?? -1]) !== undefined;
    if (known === undefined || known.summary.count === 0 || input.dtype === "bool") return [];
    if (isLiteral(view.analysis, input, reader) || (isInside && name === input.gate.name)) return [];
    const { min, max, nans } = known.summary;
    if (nans === known.summary.count) return [`${name} = NaN`];
    return [
      min === max
        ? `${name} = ${formatNumber(max)}`
        : `${name} from ${formatNumber(min)} to ${formatNumber(max)}`,
    ];
  });
  return texts.length === 0 ? "" : ` (${texts.slice(0, MOST_INPUTS).join(", ")})`;
}
