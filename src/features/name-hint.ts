/** What a hint says of one name: its value, and the target's gradient with respect to it. */
import type { Analysis } from "../analysis.ts";
import { showShape } from "../tensor/shape.ts";
import type { Entry } from "./entry.ts";
import { gradientName, hasGradient, partialOf, shorten, sourceOf } from "./facts.ts";
import { formatBrief, type Brief } from "./format.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { GAP, NONE, tooltipOf, type HintOptions, type HintPart, type Writer } from "./line-hint.ts";
import { codeSpan } from "./markdown.ts";
import { matchOf } from "./matched-gradient.ts";
import { ALARM, isAlarming } from "./not-finite.ts";
import { knownOf, type Known, type View } from "./view.ts";
import { isUpstream, leadsToTarget, NO_GRADIENT, zerosOf } from "./why.ts";

export interface Said {
  readonly write: Writer;
  /** Markdown: everything, in full. */
  readonly tooltip: string;
  /** Whether no number is missing. */
  readonly fresh: boolean;
  /** It says which gradient of another value this one is. */
  readonly compares: boolean;
}

/** Of a line that binds `several` names each is told by its name; `room` is what is free behind the line for this one. */
export function saidOf(view: View, options: HintOptions, entry: Entry, several: boolean, room: number): Said {
  const { value, name } = entry;
  const nothing = { write: () => [], tooltip: "", compares: false };
  if (value === undefined) return { ...nothing, fresh: false };
  if (view.passed?.hasValue(value) === false) return { ...nothing, fresh: true };
  const known = knownOf(view, value);
  const refused = known === undefined && view.isRun;
  const later = view.passed?.hasGradient(value) === false;
  const told = name === undefined || known === undefined ? undefined : gradientOf(view, entry, name);
  const gradient = later && told !== undefined ? "pending" : told;
  const isAside = name === undefined ? !leadsToTarget(view.analysis, value) : isWithout(gradient);
  const compared =
    options.compare && view.passed === undefined && known !== undefined && isAside
      ? matchOf(view, entry)
      : undefined;
  const match = compared === "pending" ? undefined : compared;
  const shape = entry.shape.length > 0 ? showShape(entry.shape) : "";
  const isBool = value.dtype === "bool";
  const isOdd = refused || isAlarming(view, value);
  const own = several ? (name ?? entry.label) : undefined;
  const sign = own === undefined ? "" : `${own} `;
  const showsValue = options.value && entry.computes && (known !== undefined || refused);
  // Until it is known whether the value is a gradient itself, no dash says that it has none.
  const isPending = gradient === "pending" || compared === "pending";
  const shown = options.gradient && !isPending ? gradient : undefined;
  // Half of it is the gradient's, also while that is missing: a value does not change its form with it.
  const isShared = gradient === "pending" || shown?.known !== undefined;
  const free = freeOf(room, [
    showsValue ? `${sign}= ` : "",
    match?.text ?? (shown === undefined ? "" : `${shown.label} = ${shown.text}`),
  ]);

  const write: Writer = ({ short, digits, values }) => {
    const parts: HintPart[] = [];
    const add = (kind: HintPart["kind"], text: string, alarm: boolean): void => {
      const space = parts.length > 0 ? "  " : "";
      parts.push({ text: space + text + (alarm ? ALARM : ""), kind, ...(alarm ? { alarm } : {}) });
    };
    const brief = (one: Known, most: number): Brief =>
      formatBrief(one, value.sizes, short ? 0 : most, digits, isBool);
    let left = free;
    const tellsValue = showsValue && (values || shown === undefined);
    if (tellsValue) {
      const { text, isWhole } = known === undefined ? REFUSED : brief(known, isShared ? free / 2 : free);
      left -= text.length;
      add("value", `${sign}${isWhole ? "= " : ""}${text}`, isOdd);
    }
    if (match !== undefined) {
      // It goes on behind the value as an equation does, and stands for the dash of a value that has no gradient.
      parts.push({ text: `${parts.length > 0 ? " " : ""}= ${match.text}`, kind: "gradient" });
    } else if (shown !== undefined) {
      const { text, isWhole } =
        shown.known === undefined ? { text: shown.text, isWhole: true } : brief(shown.known, left);
      const isTold = !several || tellsValue;
      const label = isWhole && !short ? shown.label : isTold ? shown.symbol : shown.short;
      const equals = isWhole && !short && text !== NO_GRADIENT ? " =" : "";
      add("gradient", `${label}${equals} ${text}${shown.note}`, shown.isOdd);
    }
    return parts;
  };

  const label = name ?? entry.label ?? shorten(sourceOf(view.analysis, entry.stmt));
  const lines: string[] = [];
  if (known !== undefined) lines.push(tooltipOf(label, known, value.sizes, isBool));
  else if (refused)
    lines.push(`${codeSpan(label)} has no value: a gate on the way refused what it was given.`);
  if (match !== undefined) lines.push(match.sentence);
  if (gradient !== undefined && gradient !== "pending") {
    lines.push(
      gradient.known === undefined
        ? codeSpan(`${gradient.label}${gradient.text === NO_GRADIENT ? "" : " ="} ${gradient.text}`)
        : tooltipOf(gradient.label, gradient.known, value.sizes, false, gradient.note),
    );
  }
  if (shape !== "") lines.push(`shape ${shape}`);
  const fresh =
    known === undefined ? refused : compared !== "pending" && (told !== "pending" || !options.gradient);
  return { write, tooltip: lines.join("  \n"), fresh, compares: match !== undefined };
}

const REFUSED: Brief = { text: NONE, isWhole: true };

/** How many characters there are for the numbers of all parts if they are to end within the room. */
function freeOf(room: number, signs: readonly string[]): number {
  const shown = signs.filter((sign) => sign !== "");
  return shown.reduce((left, sign) => left - sign.length - GAP, room + GAP);
}

interface GradientText {
  /** `∂f/∂x`; where there is no room for it `∂` behind the value of x, `∂x` without. */
  readonly label: string;
  readonly symbol: string;
  readonly short: string;
  /** Undefined where no number comes: `text` says so. */
  readonly known: Known | undefined;
  readonly text: string;
  readonly note: string;
  readonly isOdd: boolean;
}

/** The target's gradient with respect to a binding's value; undefined where there is none to speak of. */
function gradientOf(view: View, { value, group }: Entry, name: string): GradientText | "pending" | undefined {
  const { analysis } = view;
  const { target } = analysis;
  if (value === undefined || !hasGradient(value)) return undefined;
  if (target === undefined) return isBroken(analysis) ? "pending" : undefined;
  if (isUpstream(analysis, value)) return undefined;
  const label = gradientName(analysis, name);
  const isGiven = target.seed !== undefined;
  const names = { label, symbol: isGiven ? label : "∂", short: isGiven ? label : partialOf(name) };
  const nothing = { ...names, text: "", note: "", isOdd: false };
  if (isHidden(view, value)) return { ...nothing, known: undefined, text: HIDDEN };
  const adjoint = analysis.adjointsIn(group)?.of(value);
  if (adjoint === undefined) {
    const known = zerosOf(analysis, value);
    return { ...nothing, known, text: known === undefined ? NO_GRADIENT : "" };
  }
  const known = knownOf(view, adjoint);
  // What is not there after its own run never comes: a gate on the way refused.
  if (known === undefined) return view.isRun ? { ...nothing, known, text: NONE, isOdd: true } : "pending";
  return {
    ...nothing,
    known,
    note: isGiven && value === target.node ? " given" : "",
    isOdd: isAlarming(view, adjoint),
  };
}

/** Whether it is the dash of a value that the target is not computed from. */
function isWithout(gradient: ReturnType<typeof gradientOf>): boolean {
  return typeof gradient === "object" && gradient.text === NO_GRADIENT;
}

/** While something is broken, a target that is missing may be there again with the next key. */
function isBroken({ problems }: Analysis): boolean {
  return problems.some(({ severity }) => severity === "error");
}
