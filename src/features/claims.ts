/** `check(dx, x)`: whether the gradient that somebody worked out is the gradient, and what is wrong in it. */
import type { Analysis } from "../analysis.ts";
import type { Numbers } from "../eval/numbers.ts";
import { createGradMemo, gradient, type Gradient } from "../grad/reverse.ts";
import type { Node } from "../graph/ir.ts";
import { judgeClaim, type WrongClaim } from "../insight/claims.ts";
import type { Claim, Target } from "../lower/program.ts";
import { ones } from "../ops/creation.ts";
import { problem, type Problem } from "../problems.ts";
import { bare } from "../syntax/walk.ts";
import { showSizes } from "../tensor/shape.ts";
import { filled, type Tensor } from "../tensor/tensor.ts";
import { createBeside } from "./evaluate.ts";
import { gradientName, partialOf, shorten, sourceOf, spelled } from "./facts.ts";
import { apart, factorText, indexText } from "./difference-text.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import type { HintPart, LineHint } from "./line-hint.ts";
import { slackOf } from "./written-digits.ts";
import type { View } from "./view.ts";

/** What claims may compute beside the run, in numbers. */
const MOST_COMPUTED = 1_000_000;

export interface Judged {
  readonly claim: Claim;
  /** `∂L/∂x`. */
  readonly label: string;
  readonly verdict: "right" | "no target" | "unknown" | Wrong;
}

interface Wrong extends WrongClaim {
  readonly own: Tensor;
  readonly gradient: Tensor;
}

const made = new WeakMap<Numbers, { readonly analysis: Analysis; readonly judged: readonly Judged[] }>();

/** Once for the numbers of a run. */
function judgedClaims(view: View): readonly Judged[] {
  const { analysis, numbers } = view;
  const { claims } = analysis.program;
  const known = numbers && made.get(numbers);
  if (known?.analysis === analysis) return known.judged;
  if (claims.length === 0) return [];
  const valueOf = createBeside(view, MOST_COMPUTED);
  const judged = claims.map((claim) => judge(analysis, claim, valueOf));
  if (numbers !== undefined) made.set(numbers, { analysis, judged });
  return judged;
}

export function claimProblems(view: View): readonly Problem[] {
  return judgedClaims(view).flatMap(({ claim, label, verdict }) =>
    typeof verdict === "string" ? [] : describe(view, claim, label, verdict),
  );
}

/** The last target above a line, or the first below. */
function targetOf({ program }: Analysis, { call }: Claim): Target | undefined {
  const { targets } = program;
  const above = targets.findLast(({ stmt }) => stmt.span.start < call.span.start);
  return above ?? targets[0] ?? program.target;
}

const others = new WeakMap<Analysis, Map<Target, Gradient>>();

/** The gradient of a target, be it the active one or another. */
function gradientOf(analysis: Analysis, target: Target): Gradient {
  const { gradient: active, program } = analysis;
  if (active?.target === target.node && analysis.target?.seed === target.seed) return active;
  let own = others.get(analysis);
  if (own === undefined) others.set(analysis, (own = new Map<Target, Gradient>()));
  let known = own.get(target);
  if (known === undefined)
    own.set(target, (known = gradient(program.graph, target.node, target.seed, createGradMemo())));
  return known;
}

function judge(analysis: Analysis, claim: Claim, valueOf: (node: Node) => Tensor | undefined): Judged {
  const target = targetOf(analysis, claim);
  const name = sourceOf(analysis, claim.byExpr);
  const label = target === undefined ? partialOf(name) : labelOf(analysis, target, name);
  const said = (verdict: Judged["verdict"]): Judged => ({ claim, label, verdict });
  if (target === undefined) return said("no target");
  const all = gradientOf(analysis, target);
  const adjoint = all.of(claim.by);
  const value = valueOf(claim.by);
  const exact = adjoint === undefined ? filled(claim.by.sizes, 0) : valueOf(adjoint);
  const own = valueOf(claim.claim);
  if (value === undefined || exact === undefined || own === undefined) return said("unknown");
  if (!exact.data.every((one) => Number.isFinite(one))) return said("unknown");
  const isWritten = ["number", "list", "unary"].includes(bare(claim.claimExpr).kind);
  const slack = isWritten ? slackOf(sourceOf(analysis, claim.claimExpr), own) : undefined;
  const wrong = judgeClaim(own, slack, {
    gradient: exact,
    value,
    local: localOf(),
    contributions: all.contributions(claim.by).flatMap(({ value: part }) => valueOf(part) ?? []),
    others: othersOf(),
  });
  return said(wrong === undefined ? "right" : { ...wrong, own, gradient: exact });

  function localOf(): Tensor | undefined {
    if (target!.seed === undefined) return undefined;
    const one = ones({ size: target!.node.sizes });
    const local = gradient(analysis.program.graph, target!.node, one, createGradMemo()).of(claim.by);
    return local && valueOf(local);
  }

  function* othersOf(): Generator<{ readonly name: string; readonly gradient: Tensor }> {
    for (const { name: other, value: node, topLevel } of analysis.program.bindings) {
      const by = topLevel && node !== undefined && node !== claim.by ? all.of(node) : undefined;
      const tensor = by && valueOf(by);
      if (tensor !== undefined) yield { name: spelled(analysis, other), gradient: tensor };
    }
  }
}

function labelOf(analysis: Analysis, target: Target, name: string): string {
  return target.node === analysis.target?.node
    ? gradientName(analysis, name)
    : `∂${target.text}/${partialOf(name)}`;
}

function describe(
  view: View,
  { call, claimExpr }: Claim,
  label: string,
  { mistake, place, own, gradient: exact }: Wrong,
): Problem {
  const text = shorten(sourceOf(view.analysis, claimExpr));
  const index = place < 0 ? "" : indexText(place, exact.sizes);
  const at = index === "" ? "" : `at ${index} `;
  const [a, b] = place < 0 ? [0, 0] : [own.data[place]!, exact.data[place]!];
  const [given, right] = place < 0 ? [shapeText(own), shapeText(exact)] : apart(a, b);
  return problem("wrong-gradient", call.span, [text, label, at, given, right, reason()], {
    data: { mistake: mistake.kind, ...(place < 0 ? {} : { own: a, gradient: b }) },
  });

  function reason(): string {
    switch (mistake.kind) {
      case "missing-upstream":
        return "this is the local gradient alone, without the upstream gradient";
      case "sign":
        return "the sign is wrong";
      case "transpose":
        return "this is its transpose";
      case "missing-term":
        return "one of the ways to the target is missing";
      case "factor":
        return `this is ${factorText(mistake.factor)} the gradient`;
      case "swapped":
        return `this is the gradient by ${mistake.other}`;
      case "branch":
        return `this is right only where the value is ${mistake.side}`;
      case "shape":
        return "a gradient has the shape of its value";
      case "value":
        return "";
    }
  }
}

function shapeText({ sizes }: Tensor): string {
  return `of shape ${showSizes(sizes)}`;
}

/** What stands at the end of a check's line. */
export function claimHints(view: View): readonly LineHint[] {
  return judgedClaims(view).flatMap(({ claim: { call, by }, label, verdict }, i): readonly LineHint[] => {
    if (view.passed?.hasGradient(by) === false) return [];
    const isOpen = verdict === "no target" || !isHidden(view, by);
    const { text, alarm }: Short = isOpen ? shortVerdict(label, verdict) : { text: `${label} = ${HIDDEN}` };
    const part: HintPart = { text, kind: "note", ...(alarm ? { alarm } : {}) };
    const fresh = verdict !== "unknown" || view.isRun;
    return [{ offset: call.span.end, key: `check ${i}`, parts: fresh ? [part] : [], tooltip: "", fresh }];
  });
}

interface Short {
  readonly text: string;
  readonly alarm?: true;
}

function shortVerdict(label: string, verdict: Judged["verdict"]): Short {
  switch (verdict) {
    case "right":
      return { text: `= ${label} ✓` };
    case "no target":
      return { text: "there is no target" };
    case "unknown":
      return { text: `${label} is not known` };
    default:
      return { text: `≠ ${label}`, alarm: true };
  }
}
