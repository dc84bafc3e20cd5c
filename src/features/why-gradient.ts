/** Why a gradient is 0, NaN, infinite, tiny or huge, in one line that leads to the culprit. */
import type { Group, Node } from "../graph/ir.ts";
import type { Summary } from "../eval/statistics.ts";
import type { Place } from "../insight/finding.ts";
import { nanCause } from "../insight/nan-causes.ts";
import type { Beginning } from "../insight/not-finite.ts";
import { scalingOf } from "../insight/scaling.ts";
import type { Scene } from "../insight/scene.ts";
import { causeOf, type Cause } from "../insight/zero-causes.ts";
import { culprit, inputsText, writtenStep } from "./culprit.ts";
import { isLiteral, nameOf } from "./facts.ts";
import { groupOf } from "./finding-text.ts";
import { formatNumber } from "./format-number.ts";
import { amountOf, notFiniteFor } from "./not-finite.ts";
import { sceneAt } from "./scene.ts";
import type { Sentence } from "./sentence.ts";
import { knownOf, type View } from "./view.ts";

/** A norm between these needs no reason. */
const TINY = 1e-8;
const HUGE = 1e8;

/** One step made it what it is if it did this much of it, counted in powers of ten. */
const MOST_OF_IT = 0.5;

/** A value, and where it is seen from. */
interface Seen {
  readonly view: View;
  readonly scene: Scene;
  readonly node: Node;
  readonly place: Group | undefined;
}

/** Undefined of an ordinary gradient, and where the reason is not known. */
export function whyGradient(view: View, node: Node, place: Group | undefined): Sentence | undefined {
  const adjoint = view.analysis.adjointsIn(place)?.of(node);
  const summary = adjoint && knownOf(view, adjoint)?.summary;
  const kind = summary && kindOf(summary);
  const scene = kind === undefined ? undefined : sceneAt(view, place);
  if (adjoint === undefined || summary === undefined || scene === undefined) return undefined;
  const seen: Seen = { view, scene, node, place };
  if (kind === "odd") return oddReason(seen, amountOf(view, adjoint));
  const cause = kind === "zero" ? causeOf(scene, node) : undefined;
  if (kind === "zero") return cause && zeroReason(seen, cause);
  return kind && scalingReason(seen, summary, kind);
}

type Kind = "odd" | "zero" | "smaller" | "larger";

function kindOf({ nans, infs, zeros, count, norm }: Summary): Kind | undefined {
  if (nans + infs > 0) return "odd";
  if (zeros === count) return count === 0 ? undefined : "zero";
  if (norm < TINY) return "smaller";
  return norm > HUGE ? "larger" : undefined;
}

function zeroReason(seen: Seen, { reason, isRight }: Cause): Sentence | undefined {
  const { view, place, node } = seen;
  const { at } = reason;
  const who = culprit(view, at, place);
  switch (reason.kind) {
    case "flat": {
      const where = inputsText(view, at, [reason.input]);
      return isRight
        ? ["0, and rightly: ", who, ` is flat here${where}, at the end to which descent pulls it.`]
        : ["0, because ", who, ` is flat here${where}.`];
    }
    case "choice":
      return ["0, because ", who, ` takes ${takenText(view, at)} here.`];
    case "factor": {
      return ["0, because ", who, ` multiplies by ${factorText(view, at, reason.factor)}.`];
    }
    case "single":
      return ["0, because ", who, " is over a single number, and gives the same whatever is put in."];
    case "slope":
      return isOwnBlock(at)
        ? ["0, because the backward block of ", who, " gives 0 here."]
        : ["0, and rightly: ", who, ` has slope 0 here${inputsText(view, at)}.`];
    case "total":
      return ["0, and rightly: what ", who, ` sends back adds up to 0.`];
    case "uses": {
      const uses = at === node ? "its uses" : `the uses of ${nameOf(view, reason.at, place)}`;
      return [`0, and rightly: what comes back from ${uses} adds up to 0.`];
    }
    case "given":
      return givenReason(seen, reason.at, "0");
  }
}

function takenText(view: View, at: Place): string {
  const { analysis } = view;
  const inputs = writtenStep(view, at).inputs.filter(
    (one) => one.dtype !== "bool" && !isLiteral(analysis, one),
  );
  if (inputs.length > 1) return "another operand";
  return inputs.some(({ sizes }) => sizes.length > 0) ? "other elements" : "another number";
}

/** `v, which is all 0`; a literal tells it. */
function factorText(view: View, at: Place, factor: Node): string {
  const name = nameOf(view, factor, groupOf(view, at));
  if (isLiteral(view.analysis, factor)) return name;
  const summary = knownOf(view, factor)?.summary;
  if (summary !== undefined && summary.zeros < summary.count) return `${name}, which is 0 there`;
  return `${name}, which is ${factor.sizes.length === 0 ? "0" : "all 0"}`;
}

function isOwnBlock(at: Place): boolean {
  return !("gate" in at) && !at.library;
}

/** By what a value is given from outside: the target by the file, what a call gives back by whoever uses it. */
function givenReason({ view, place, node }: Seen, at: Node, amount: string): Sentence | undefined {
  const { target, gradient } = view.analysis;
  if (at === target?.node) {
    if (node === at || gradient === undefined) return undefined;
    const lead = { text: target.text, offset: target.stmt.span.start };
    return [
      `${amount}, because `,
      lead,
      ` is given the upstream gradient ${givenText(view, gradient.seed)}.`,
    ];
  }
  for (let group = place; group !== undefined; group = group.parent)
    if (group.backward !== undefined && group.outputs.includes(at))
      return whyGradient(view, at, group.parent);
  return undefined;
}

function givenText(view: View, seed: Node): string {
  const known = knownOf(view, seed);
  if (known === undefined || known.summary.nans + known.summary.infs > 0) return amountOf(view, seed);
  return known.summary.count === 1
    ? formatNumber(known.summary.max)
    : `‖${formatNumber(known.summary.norm)}‖`;
}

function oddReason(seen: Seen, amount: string): Sentence | undefined {
  const { view, scene, node } = seen;
  const { beginnings, senders } = notFiniteFor(view, scene, node);
  const beginning = beginnings.find(({ leaves }) => leaves.includes(node)) ?? senders[0];
  if (beginning === undefined) return givenReason(seen, scene.target, amount);
  return [`${amount}, because `, ...beginningText(seen, beginning)];
}

function beginningText({ view, scene, place }: Seen, beginning: Beginning): Sentence {
  const { maker, value, kind } = beginning;
  const who = culprit(view, maker, place);
  const cause = nanCause(scene, beginning);
  const where = inputsText(view, maker);
  if (cause?.kind === "length") return [who, " is a root of 0, and its slope there is ∞."];
  if (cause?.kind === "dropped")
    return [
      culprit(view, cause.choice, place),
      " drops ",
      who,
      `${where}, and 0 times its slope there is NaN.`,
    ];
  return [who, ` ${kind === "gradient" ? "sends back" : "gives"} ${amountOf(view, value)}${where}.`];
}

function scalingReason(
  seen: Seen,
  { norm, count }: Summary,
  kind: "smaller" | "larger",
): Sentence | undefined {
  const { view, scene, node, place } = seen;
  const found = scalingOf(scene, node, kind);
  if (found === undefined) return undefined;
  const gradient = scene.valueOf(scene.adjoints.of(node)!)?.data[0] ?? norm;
  const amount = count === 1 ? formatNumber(gradient) : `‖${formatNumber(norm)}‖`;
  const { at, ratio, steps, given, end } = found;
  const all = Math.abs(Math.log10(norm));
  if (Math.abs(Math.log10(given)) > MOST_OF_IT * all) return givenReason(seen, end, amount);
  const who = culprit(view, at, place);
  if (Math.abs(Math.log10(ratio)) > MOST_OF_IT * all) {
    const does = kind === "smaller" ? "passes" : "multiplies what comes to it by";
    const of = kind === "smaller" ? " of what comes to it" : "";
    return [`${amount}, because `, who, ` ${does} ${formatNumber(ratio)}${of}${inputsText(view, at)}.`];
  }
  const verb = kind === "smaller" ? "shrinks" : "grows";
  return [
    `${amount}, because it ${verb} over ${steps} steps, the most at `,
    who,
    ` (× ${formatNumber(ratio)}).`,
  ];
}
