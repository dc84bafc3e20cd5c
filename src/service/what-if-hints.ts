/** Hints whose numbers follow from leaves that are set to other values say so. */
import type { Span } from "../base/span.ts";
import type { View } from "../features/view.ts";
import { settingText, whatIfNote } from "../features/what-if-set.ts";
import { lineOfWhatIf } from "../features/what-if.ts";
import type { ShownHint } from "./hint-memory.ts";

/** `what if x = 3.2` at the end of a leaf's line, `if` at the others. */
export function withWhatIfs(view: View, hints: readonly ShownHint[], within: Span): readonly ShownHint[] {
  const { analysis, whatIfs = [] } = view;
  if (whatIfs.length === 0) return hints;
  const { lines } = analysis;
  const note = whatIfNote(whatIfs);
  const settings = new Map<number, string>();
  for (const one of whatIfs) {
    const end = lines.endOf(lineOfWhatIf(analysis, one));
    if (end < within.start || end > within.end) continue;
    const before = settings.get(end);
    settings.set(end, before === undefined ? settingText(one) : `${before}, ${settingText(one)}`);
  }
  const marked = hints.map((hint): ShownHint => {
    const setting = settings.get(hint.offset);
    settings.delete(hint.offset);
    const [first, ...rest] = hint.parts;
    const tooltip = note + hint.tooltip;
    if (setting !== undefined) {
      const what = { kind: "note", text: `what if ${setting}  ` } as const;
      return { ...hint, parts: [what, ...hint.parts], tooltip };
    }
    return first === undefined
      ? hint
      : { ...hint, parts: [{ ...first, text: `if ${first.text}` }, ...rest], tooltip };
  });
  const missing = [...settings].map(([offset, setting]): ShownHint => {
    const parts = [{ kind: "note", text: `what if ${setting}` }] as const;
    return { offset, parts, tooltip: note, old: false };
  });
  return [...marked, ...missing].sort((a, b) => a.offset - b.offset);
}
