/** What there is to say of a run beside its numbers: findings, with the file's names, at their places in the text. */
import type { Analysis } from "../analysis.ts";
import type { Numbers } from "../eval/numbers.ts";
import { libraryCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import type { Finding, Place, ZeroProduct } from "../insight/finding.ts";
import { findNoGradient } from "../insight/no-gradient.ts";
import { findFlatSteps } from "../insight/saturated.ts";
import { problem, type Problem } from "../problems.ts";
import { deadUnits } from "../problems/findings.ts";
import { walkExpression, walkExpressions } from "../syntax/walk.ts";
import { broadcastProblems } from "./broadcasts.ts";
import { depthProblems } from "./depth-text.ts";
import { factsOf, gradientName, nameOf, shorten } from "./facts.ts";
import { groupOf, inputText, placeOf, rangeOf } from "./finding-text.ts";
import { formatNumber } from "./format-number.ts";
import { withoutHidden } from "./hidden.ts";
import { lossInputProblems } from "./loss-inputs.ts";
import { notFiniteProblems } from "./not-finite.ts";
import { onceEach } from "./once.ts";
import { claimProblems } from "./claims.ts";
import { switched, type Switches } from "./switches.ts";
import { symmetricProblems } from "./symmetric.ts";
import { formProblems } from "./unsafe-forms.ts";
import { knownOf, type View } from "./view.ts";
import { wrongBackward } from "./wrong-backward.ts";
import { sceneOf } from "./scene.ts";

const made = new WeakMap<Numbers, { readonly analysis: Analysis; readonly problems: readonly Problem[] }>();

/** Everything that is found in the numbers of a run, in the order of the text, as far as it is not switched off. */
export function findingProblems(view: View, switches: Switches): readonly Problem[] {
  const found = [...notFiniteProblems(view), ...ownProblems(view)];
  const all = withoutHidden(view, onceALine(view.analysis, found));
  return switched(view.analysis, all, switches).toSorted((a, b) => a.span.start - b.span.start);
}

function ownProblems(view: View): readonly Problem[] {
  const { numbers, analysis } = view;
  if (numbers === undefined) return [];
  const known = made.get(numbers);
  if (known?.analysis === analysis) return known.problems;
  const scene = sceneOf(view);
  const flat = scene === undefined ? [] : findFlatSteps(scene);
  const findings = scene === undefined ? [] : [...findNoGradient(scene, otherTargets(analysis)), ...flat];
  const problems =
    scene === undefined
      ? []
      : [
          ...atTheirPlaces(view, findings),
          ...onceALine(analysis, [...depthProblems(view, scene, flat), ...formProblems(view, scene)]),
          ...broadcastProblems(view, scene),
          ...onceALine(analysis, lossInputProblems(view, scene)),
          ...symmetricProblems(view, scene),
        ];
  problems.push(...wrongBackward(view), ...claimProblems(view));
  made.set(numbers, { analysis, problems });
  return problems;
}

function otherTargets({ program, target }: Analysis): readonly Node[] {
  return program.targets.flatMap(({ node }) => (node === target?.node ? [] : [node]));
}

function atTheirPlaces(view: View, findings: readonly Finding[]): readonly Problem[] {
  const isAnyOff = findings.some(({ code }) => code === "disconnected");
  const inBranches = isAnyOff ? namesInBranches(view.analysis) : new Set<string>();
  const meant = findings.filter((finding) => !isOnPurpose(view.analysis, finding, inBranches));
  return onceALine(
    view.analysis,
    meant.map((finding) => describe(view, finding)),
  );
}

/** One for each code and line. */
function onceALine({ lines }: Analysis, all: readonly Problem[]): readonly Problem[] {
  return onceEach(all, ({ code, span }) => `${code} ${lines.lineAt(span.start)}`);
}

/** Whether a name without a way to the target is one that another branch uses, or that somebody is still to use. */
function isOnPurpose(analysis: Analysis, finding: Finding, inBranches: ReadonlySet<string>): boolean {
  if (finding.code !== "disconnected") return false;
  const isParam = finding.leaves.some(({ gate }) => gate.marksLeaf === true);
  if (!isParam && analysis.target?.explicit !== true) return true;
  const { bindingOf } = factsOf(analysis);
  return finding.leaves.some((leaf) => inBranches.has(bindingOf.get(leaf)?.name ?? ""));
}

/** Every name in a formula with `if`: which branch is built hangs on its condition. */
function namesInBranches({ tree }: Analysis): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpressions(tree, (expr) => {
    if (expr.kind !== "conditional") return;
    walkExpression(expr, (one) => {
      if (one.kind === "name") names.add(one.name);
    });
  });
  return names;
}

function describe(view: View, finding: Finding): Problem {
  const { analysis } = view;
  const { span, related } = placeOf(view, finding.at);
  const what = shorten(analysis.text.slice(span.start, span.end));
  const gradients = finding.leaves.map((leaf) => gradientName(analysis, nameOf(view, leaf)));
  const extra = { related, severity: finding.severity };
  const target = analysis.target?.text ?? "";
  switch (finding.code) {
    case "disconnected": {
      const [leaf] = finding.leaves;
      const name = leaf === undefined ? what : nameOf(view, leaf);
      return problem(finding.code, span, [name, target, gradients.join(", ")], { ...extra, isUnused: true });
    }
    case "no-gradient":
      return problem(finding.code, span, [what, gradients, reasonOf(finding.at)], extra);
    case "detached":
    case "routed-away":
    case "constant":
      return problem(finding.code, span, [what, gradients], extra);
    case "dead-relu": {
      const { units, input } = finding;
      const said = units === undefined ? "" : deadUnits(units.dead, units.all, units.samples);
      const data = { ...rangeOf(view, input), ...(units ?? {}) };
      return problem(finding.code, span, [what, inputText(view, input, finding.at), gradients, said], {
        ...extra,
        data,
      });
    }
    case "zero-product":
      return problem(finding.code, span, [what, factorTexts(view, finding), gradients], extra);
    case "saturated": {
      const { input, slope, upstream, downstream } = finding;
      const data = { ...rangeOf(view, input), slope, upstream, downstream };
      const numbers = [slope, upstream, downstream].map((one) => formatNumber(one)) as [
        string,
        string,
        string,
      ];
      return problem(finding.code, span, [what, inputText(view, input, finding.at), ...numbers], {
        ...extra,
        data,
      });
    }
  }
}

/** What the factors are called; of one that a library function has made, what that was given and is all 0. */
function factorTexts(view: View, { at, factors }: ZeroProduct): readonly string[] {
  const { graph } = view.analysis.program;
  const place = groupOf(view, at);
  return factors.map((factor) => {
    const call = libraryCall(graph.groupOf[graph.index.get(factor) ?? -1]);
    const isInside = call !== undefined && !call.outputs.includes(factor);
    const given = isInside ? call.inputs.find((input) => isAllZero(view, input)) : undefined;
    return nameOf(view, given ?? factor, call?.parent ?? place);
  });
}

function isAllZero(view: View, node: Node): boolean {
  const summary = knownOf(view, node)?.summary;
  return summary !== undefined && summary.zeros === summary.count;
}

function reasonOf(at: Place): string {
  return "gate" in at && typeof at.gate.vjp !== "function" ? at.gate.vjp.none : "";
}
