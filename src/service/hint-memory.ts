/** Remembers what was last shown at each line, so that a number from before an edit is shown as old and never as new. */
import { lineHints, type HintOptions, type HintPart, type LineHint } from "../features/hints.ts";
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
   * The hints of a view. With `keepOld` a line whose numbers are missing shows its last ones, marked; without, it shows
   * what is there, and its last numbers are forgotten.
   */
  show(view: View, options: HintOptions, keepOld: boolean): readonly ShownHint[];
  /** Forgets what is shown as old now. */
  forgetOld(): void;
}

/** What stands before a number that is older than the text. */
export const OLD_MARK = "⟳ ";

const OLD_NOTE = "from before your last edit";

export function createHintMemory(): HintMemory {
  let last = new Map<string, LineHint>();
  let optionsOfLast = "";
  let old: string[] = [];
  return {
    show(view, options, keepOld) {
      const own = JSON.stringify(options);
      // Parts that were switched off meanwhile must not come back.
      if (own !== optionsOfLast) last = new Map();
      optionsOfLast = own;
      old = [];
      const next = new Map(keepOld ? last : []);
      const { lines } = view.analysis;
      const hints: ShownHint[] = [];
      for (const hint of lineHints(view, options)) {
        const before = keepOld ? last.get(hint.key) : undefined;
        const offset = lines.endOf(lines.lineAt(hint.offset));
        const isOld = before !== undefined && before.parts.length > 0 && !hint.fresh;
        if (isOld) old.push(hint.key);
        else if (hint.fresh || !keepOld) next.set(hint.key, hint);
        const { parts, tooltip } = isOld ? marked(before) : hint;
        if (parts.length > 0) hints.push({ offset, parts, tooltip, old: isOld });
      }
      last = next;
      return hints;
    },
    forgetOld() {
      for (const key of old) last.delete(key);
    },
  };
}

function marked({ parts, tooltip }: LineHint): {
  readonly parts: readonly HintPart[];
  readonly tooltip: string;
} {
  const [first, ...rest] = parts as readonly [HintPart, ...HintPart[]];
  return {
    parts: [{ ...first, text: OLD_MARK + first.text }, ...rest],
    tooltip: `${OLD_MARK}${OLD_NOTE}\n\n${tooltip}`,
  };
}
