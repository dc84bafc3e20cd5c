/** Remembers what was last shown at each line, so that a number from before an edit is shown as old and never as new. */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import { gradientsAround, type Seen } from "../features/gradients-around.ts";
import { lineHintsOnDemand } from "../features/hints.ts";
import type { HintOptions, HintPart, LineHint } from "../features/line-hint.ts";
import { codeSpan } from "../features/markdown.ts";
import type { View } from "../features/view.ts";
import type { StepPlace } from "../protocol/steps-view.ts";
import { createStepping } from "./stepping.ts";

/** A hint as it is to be drawn. */
export interface ShownHint {
  /** The end of its line. */
  readonly offset: number;
  readonly parts: readonly HintPart[];
  /** Markdown. */
  readonly tooltip: string;
  /** The numbers are from before the last edit, and the hint says so. */
  readonly old: boolean;
}

export interface HintMemory {
  /**
   * The hints of a part of a view. With `keepOld` a line whose numbers are missing shows its last ones, marked; without, it
   * shows what is there, and its last numbers are forgotten.
   */
  show(view: View, options: HintOptions, keepOld: boolean, within: Span): readonly ShownHint[];
  /** Shows what is computed at a step from now on, or everything. Whether that is another step than before. */
  stepTo(place: StepPlace | undefined): boolean;
  /** Forgets what is shown as old now. */
  forgetOld(): void;
}

/** Which gradients of the last whole text hold in one without a target. */
interface Around {
  readonly whole: Lines;
  readonly now: Analysis;
  readonly hints: ReadonlyMap<string, LineHint>;
  readonly holds: ((seen: Seen) => boolean) | undefined;
}

/** What stands before a number that is older than the text. */
const OLD_MARK = "⟳ ";

const OLD_NOTE = "from before your last edit";

type Told = Pick<LineHint, "parts" | "tooltip">;

/** What a line said last, and of which analysis that was, by its number. */
type Said = Told & { readonly reading: number };

/** The lines of a view. */
interface Lines {
  readonly view: View;
  /** Counts the analyses. */
  readonly reading: number;
  readonly options: string;
  readonly hints: readonly LineHint[];
}

export function createHintMemory(): HintMemory {
  const stepping = createStepping();
  const said = new Map<string, Said>();
  const old = new Set<string>();
  let lines: Lines | undefined;
  /** The last lines that said a gradient. */
  let whole: Lines | undefined;
  let around: Around | undefined;

  /** Whether the gradients that a line said last hold in a view, though its target is not known. */
  const isTrueYet = (view: View, key: string, { reading }: Said): boolean => {
    if (whole?.reading !== reading) return false;
    if (around?.whole !== whole || around.now !== view.analysis) {
      const { analysis, shownCalls, shownTurns } = whole.view;
      const isSame = view.shownCalls === shownCalls && view.shownTurns === shownTurns;
      around = {
        whole,
        now: view.analysis,
        hints: new Map(whole.hints.map((hint) => [hint.key, hint])),
        holds: isSame ? gradientsAround(analysis, view.analysis) : undefined,
      };
    }
    const { holds, hints } = around;
    return holds !== undefined && hints.get(key)?.gradientsOf?.every(holds) === true;
  };

  /** The view's lines; lines that are gone are forgotten once nobody may still be typing them. */
  const look = (view: View, options: HintOptions, keepOld: boolean): Lines => {
    const own = JSON.stringify([options, view.revealed, view.predicted?.size, view.isLarge, stepping.key]);
    if (lines?.view === view && lines.options === own) return lines;
    // Parts that were switched off or hidden meanwhile must not come back.
    if (lines?.options !== own) said.clear();
    const reading = (lines?.reading ?? 0) + Number(lines?.view.analysis !== view.analysis);
    lines = { view, reading, options: own, hints: lineHintsOnDemand(view, options) };
    if (keepOld) return lines;
    const keys = new Set(lines.hints.map(({ key }) => key));
    for (const key of said.keys()) if (!keys.has(key)) said.delete(key);
    return lines;
  };

  return {
    stepTo: (place) => stepping.show(place),
    show(newest, options, keepOld, within) {
      const view = stepping.at(newest);
      const { lines: index } = view.analysis;
      const shown: ShownHint[] = [];
      const own = look(view, options, keepOld);
      for (const hint of own.hints) {
        const offset = index.endOf(index.lineAt(hint.offset));
        if (offset < within.start || offset > within.end) continue;
        const before = keepOld && !hint.fresh ? said.get(hint.key) : undefined;
        if (before === undefined) {
          old.delete(hint.key);
          const { parts, tooltip } = hint;
          if (parts.length === 0) said.delete(hint.key);
          else if (hint.fresh || !keepOld) {
            said.set(hint.key, { parts, tooltip, reading: own.reading });
            if (parts.some(isGradient)) whole = own;
          }
          if (parts.length > 0) shown.push({ offset, parts, tooltip, old: false });
        } else {
          old.add(hint.key);
          const told = withOld(hint, before, () => isTrueYet(view, hint.key, before));
          if (told.parts.length > 0) shown.push({ offset, ...told });
        }
      }
      return shown;
    },
    forgetOld() {
      for (const key of old) said.delete(key);
      old.clear();
    },
  };
}

/**
 * What is known of a line, and its last gradients where only they are missing, marked if they need not be true; else all that it
 * said last, marked.
 */
function withOld(known: Told, before: Told, isTrueYet: () => boolean): Omit<ShownHint, "offset"> {
  const rest = before.parts.filter((part) => !isGradient(part));
  const isAlike =
    rest.length === known.parts.length && rest.every(({ kind }, i) => kind === known.parts[i]?.kind);
  if (known.parts.some(isGradient) || !isAlike) return marked(before);
  // Nothing is missing of a line that had no gradient before either.
  if (rest.length === before.parts.length) return { parts: known.parts, tooltip: known.tooltip, old: false };
  const old = !isTrueYet();
  let next = 0;
  const parts = before.parts.map((part) => {
    if (isGradient(part)) return old ? { ...part, text: part.text.replace(/^ */, `$&${OLD_MARK}`) } : part;
    return known.parts[next++] ?? part;
  });
  const gradients = before.parts.filter(isGradient).map(({ text }) => codeSpan(text.trim()));
  const note = `${old ? `${OLD_MARK}${OLD_NOTE}: ` : ""}${gradients.join(", ")}`;
  return { parts, tooltip: [known.tooltip, note].filter((text) => text !== "").join("\n\n"), old };
}

function isGradient({ kind }: HintPart): boolean {
  return kind === "gradient";
}

function marked({ parts, tooltip }: Told): Omit<ShownHint, "offset"> {
  const [first, ...rest] = parts as readonly [HintPart, ...HintPart[]];
  return {
    parts: [{ ...first, text: OLD_MARK + first.text }, ...rest],
    tooltip: `${OLD_MARK}${OLD_NOTE}\n\n${tooltip}`,
    old: true,
  };
}
