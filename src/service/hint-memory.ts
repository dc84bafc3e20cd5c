/** Remembers what was last shown at each line, so that a number from before an edit is shown as old and never as new. */
import type { Span } from "../base/span.ts";
import { lineHintsOnDemand } from "../features/hints.ts";
import type { HintOptions, HintPart, LineHint } from "../features/line-hint.ts";
import { codeSpan } from "../features/markdown.ts";
import type { View } from "../features/view.ts";

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
  /** Forgets what is shown as old now. */
  forgetOld(): void;
}

/** What stands before a number that is older than the text. */
export const OLD_MARK = "⟳ ";

const OLD_NOTE = "from before your last edit";

/** What a line said last. */
type Said = Pick<LineHint, "parts" | "tooltip">;

export function createHintMemory(): HintMemory {
  const said = new Map<string, Said>();
  const old = new Set<string>();
  let lines:
    { readonly view: View; readonly options: string; readonly hints: readonly LineHint[] } | undefined;

  /** The view's lines; lines that are gone are forgotten once nobody may still be typing them. */
  const look = (view: View, options: HintOptions, keepOld: boolean): readonly LineHint[] => {
    const own = JSON.stringify([options, view.revealed]);
    if (lines?.view === view && lines.options === own) return lines.hints;
    // Parts that were switched off or hidden meanwhile must not come back.
    if (lines?.options !== own) said.clear();
    lines = { view, options: own, hints: lineHintsOnDemand(view, options) };
    if (keepOld) return lines.hints;
    const keys = new Set(lines.hints.map(({ key }) => key));
    for (const key of said.keys()) if (!keys.has(key)) said.delete(key);
    return lines.hints;
  };

  return {
    show(view, options, keepOld, within) {
      const { lines: index } = view.analysis;
      const shown: ShownHint[] = [];
      for (const hint of look(view, options, keepOld)) {
        const offset = index.endOf(index.lineAt(hint.offset));
        if (offset < within.start || offset > within.end) continue;
        const before = keepOld && !hint.fresh ? said.get(hint.key) : undefined;
        if (before === undefined) {
          old.delete(hint.key);
          if (hint.parts.length === 0) said.delete(hint.key);
          else if (hint.fresh || !keepOld) said.set(hint.key, { parts: hint.parts, tooltip: hint.tooltip });
        } else old.add(hint.key);
        const { parts, tooltip } = before === undefined ? hint : withOld(hint, before);
        if (parts.length > 0) shown.push({ offset, parts, tooltip, old: before !== undefined });
      }
      return shown;
    },
    forgetOld() {
      for (const key of old) said.delete(key);
      old.clear();
    },
  };
}

/** What is known of a line, and its last gradients, marked, where only they are missing; else all that it said last, marked. */
function withOld(known: Said, before: Said): Said {
  const isOld = ({ kind }: HintPart): boolean => kind === "gradient";
  const rest = before.parts.filter((part) => !isOld(part));
  const isMissing = !known.parts.some(isOld) && before.parts.some(isOld);
  const isAlike =
    rest.length === known.parts.length && rest.every(({ kind }, i) => kind === known.parts[i]?.kind);
  if (!isMissing || !isAlike) return marked(before);
  let next = 0;
  const parts = before.parts.map((part) => {
    if (isOld(part)) return { ...part, text: part.text.replace(/^ */, `$&${OLD_MARK}`) };
    return known.parts[next++] ?? part;
  });
  const gradients = before.parts.filter(isOld).map(({ text }) => codeSpan(text.trim()));
  const note = `${OLD_MARK}${OLD_NOTE}: ${gradients.join(", ")}`;
  return { parts, tooltip: [known.tooltip, note].filter((text) => text !== "").join("\n\n") };
}

function marked({ parts, tooltip }: Said): Said {
  const [first, ...rest] = parts as readonly [HintPart, ...HintPart[]];
  return {
    parts: [{ ...first, text: OLD_MARK + first.text }, ...rest],
    tooltip: `${OLD_MARK}${OLD_NOTE}\n\n${tooltip}`,
  };
}
