/** Raises and lowers the numbers at the carets. A burst of it is one step for Undo. */
import { Range, Selection, window, type TextDocument, type TextEditor } from "vscode";
import { isGrad } from "./active-file.ts";
import { nudgedAt, type Nudged } from "./nudge-number.ts";

/** What comes later than this is another burst. */
const BURST_MS = 1500;

/** What a burst has left: another text, or another time, is another one. */
interface Left {
  readonly document: TextDocument;
  readonly version: number;
  readonly carets: string;
  readonly at: number;
}

export function createNudge(): (by: 1 | -1) => Promise<void> {
  let left: Left | undefined;
  /** One after another: a key that is held comes faster than an edit is done. */
  let last: Promise<void> = Promise.resolve();
  const nudge = async (by: 1 | -1): Promise<void> => {
    const editor = window.activeTextEditor;
    if (editor === undefined || !isGrad(editor.document)) return;
    const { document } = editor;
    const found = numbersAt(editor, by);
    if (found.size === 0) {
      window.setStatusBarMessage("There is no number at the caret.", 3000);
      return;
    }
    const goesOn =
      left?.document === document &&
      left.version === document.version &&
      left.carets === caretsOf(editor) &&
      Date.now() - left.at < BURST_MS;
    const selections = selectionsAfter(editor, found);
    const isDone = await editor.edit(
      (edit) => {
        for (const [range, { text }] of found) edit.replace(range, text);
      },
      { undoStopBefore: !goesOn, undoStopAfter: false },
    );
    if (!isDone) return;
    editor.selections = selections;
    left = { document, version: document.version, carets: caretsOf(editor), at: Date.now() };
  };
  return (by) => {
    last = last.then(
      () => nudge(by),
      () => nudge(by),
    );
    return last;
  };
}

/** Each number once, however many carets touch it, in the order of the text. */
function numbersAt({ document, selections }: TextEditor, by: 1 | -1): ReadonlyMap<Range, Nudged> {
  const found = new Map<string, readonly [Range, Nudged]>();
  for (const { active } of [...selections].sort((a, b) => a.active.compareTo(b.active))) {
    const nudged = nudgedAt(document.lineAt(active.line).text, active.character, by);
    if (nudged === undefined) continue;
    const range = new Range(active.line, nudged.start, active.line, nudged.end);
    found.set(`${active.line}:${nudged.start}`, [range, nudged]);
  }
  return new Map(found.values());
}

/** The carets behind the edit: one in a number stays as far from its end, so that it is at the same digit. */
function selectionsAfter({ selections }: TextEditor, found: ReadonlyMap<Range, Nudged>): Selection[] {
  return selections.map(({ active }) => {
    let character = active.character;
    for (const [range, { text }] of found) {
      if (range.start.line !== active.line || range.start.character > active.character) continue;
      const grown = text.length - (range.end.character - range.start.character);
      character = Math.max(range.start.character, character + grown);
    }
    return new Selection(active.line, character, active.line, character);
  });
}

function caretsOf({ selections }: TextEditor): string {
  return selections.map(({ active }) => `${active.line}:${active.character}`).join(" ");
}
