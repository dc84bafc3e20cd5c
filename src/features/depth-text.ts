/** What is said of gradients that fade or grow with depth, and of steep gates. */
import { findDepth } from "../insight/depth.ts";
import type { Fading, Finding, Steep } from "../insight/finding.ts";
import { isLostByFlat } from "../insight/lost-by-flat.ts";
import type { Scene } from "../insight/scene.ts";
import { findSteep } from "../insight/steep.ts";
import { problem, type Problem } from "../problems.ts";
import { count } from "../problems/row.ts";
import { carriedInOther, carriedNames, type CarriedName } from "./carried.ts";
import { gradientName, nameOf, shorten, spelled } from "./facts.ts";
import { formatFactor, partsText, symbolOf } from "./factor-text.ts";
import { inputText, placeOf } from "./finding-text.ts";
import { formatNumber } from "./format-number.ts";
import { placeInOther } from "./imported-place.ts";
import { perGraph } from "./per-graph.ts";
import type { View } from "./view.ts";

const sourcesOf = perGraph(({ program }) =>
  program.bindings.flatMap(({ leaf, value }) => (leaf && value !== undefined ? [value] : [])),
);

/** `flat` are the flat gates that are found anyway: what they lose is no further finding. */
export function depthProblems(view: View, scene: Scene, flat: readonly Finding[]): readonly Problem[] {
  const carried = carriedNames(view.analysis);
  const fading = findDepth(scene, [...carried, ...carriedInOther(view.analysis)], () =>
    sourcesOf(view.analysis),
  );
  return [
    ...fading
      .filter((one) => !isLostByFlat(scene, one, flat))
      .map((one) => fadingProblem(view, scene, one, carried)),
    ...findSteep(scene).map((steep) => steepProblem(view, steep)),
  ];
}

function fadingProblem(view: View, scene: Scene, fading: Fading, carried: readonly CarriedName[]): Problem {
  const { analysis } = view;
  const { code, severity, leaves, end, extreme, steps, all, factor, after, lost } = fading;
  const { span, related, what, unit, kind } = subjectOf(view, fading, carried);
  const parts = partsText(view, fading.parts);
  const ratio = formatFactor(extreme / end);
  const gradients = leaves.map((leaf) => gradientName(analysis, nameOf(view, leaf)));
  const [leaf] = leaves;
  const adjoint = leaf && scene.adjoints.of(leaf);
  const norm = (adjoint && scene.norm(adjoint)) ?? 0;
  const bound = code === "vanishing" ? "below 10⁻⁶" : "above 10⁶";
  const effect =
    gradients.length === 0
      ? earlyText(code, lost, unit)
      : gradients.length === 1
        ? `the norm of ${gradients[0]} is ${formatFactor(norm)}`
        : `${gradients.length === 2 ? gradients.join(" and ") : `${gradients[0]} and ${gradients.length - 1} more`} are ${bound} of that`;
  const depth = {
    over: kind === undefined ? count(steps, unit) : `${steps} gates ${kind}`,
    what,
    ratio,
    each: `each ${unit} × ${formatFactor(factor)}${parts === "" ? "" : `: ${parts}`}`,
    after: count(after, unit),
    effect,
    isHint: severity === "hint",
  };
  const data = {
    steps,
    all,
    factor,
    ratio: extreme / end,
    end,
    after,
    lost,
    ...(gradients.length === 1 ? { gradient: norm } : {}),
    ...(parts === "" ? {} : { parts }),
  };
  return problem(code, span, [depth], { severity, related, data });
}

/** What is lost of a depth where no leaf is: what it begins with. */
function earlyText(code: Fading["code"], lost: number, unit: string): string {
  const isOne = lost <= 1;
  const first = lost === 0 ? "what it begins with" : `the first ${isOne ? unit : count(lost, unit)}`;
  if (code === "vanishing") return `${first} hardly ${isOne ? "counts" : "count"}`;
  return `${first} ${isOne ? "outweighs" : "outweigh"} all others`;
}

interface Subject extends Pick<Problem, "span" | "related"> {
  readonly what: string;
  /** What a step is. */
  readonly unit: string;
  /** The kind of the gates of a chain. */
  readonly kind: string | undefined;
}

/** A loop stands at the line that binds what it carries, a chain at its first gate. */
function subjectOf(view: View, { over }: Fading, carried: readonly CarriedName[]): Subject {
  const { analysis } = view;
  if ("steps" in over) {
    const [first] = over.steps;
    const place = placeOf(view, first!);
    return { ...place, what: "the gradient", unit: "gate", kind: symbolOf(first!) };
  }
  const own = carried.find(({ loop, values }) => loop === over.loop && values === over.values);
  if (own === undefined) {
    const [first] = over.values;
    const name = nameOf(view, first!);
    return { ...placeOf(view, first!), what: `the gradient of ${name}`, unit: "turn", kind: undefined };
  }
  const { stmt, expr, name } = own.binding;
  const span = stmt.kind === "bind" && expr !== undefined ? expr.span : stmt.span;
  const { related } = placeOf(view, over.loop);
  return { span, related, what: `the gradient of ${spelled(analysis, name)}`, unit: "turn", kind: undefined };
}

function steepProblem(view: View, { code, severity, at, leaves, gate, near, factor, norm }: Steep): Problem {
  const { analysis } = view;
  const { span, related } = placeOf(view, at);
  const what = shorten(analysis.text.slice(span.start, span.end));
  const [leaf] = leaves;
  const gradient = leaf === undefined ? "" : gradientName(analysis, nameOf(view, leaf));
  const facts = [formatNumber(factor), gradient, formatNumber(norm)] as const;
  return problem(code, span, [what, inputText(view, near, gate), ...facts], {
    severity,
    related: "gate" in at ? related : [...placeInOther(view, gate), ...related],
    data: { factor, norm },
  });
}
