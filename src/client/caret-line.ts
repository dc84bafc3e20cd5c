/**
 * The hint of the caret's line. A real inlay hint there stands left of a caret at the line's end, is cut or within the text
 * while one types, and goes along with a line that is put below; so it is taken out of the answer and the same text is drawn
 * behind the line. With word wrap that holds for all lines: a hint is part of what is wrapped, and lines would jump with it.
 */
import {
  commands,
  DecorationRangeBehavior,
  Range,
  ThemeColor,
  window,
  workspace,
  type CancellationToken,
  type InlayHint,
  type TextDocument,
  type TextEditor,
  type WorkspaceConfiguration,
} from "vscode";
import { languageId, section } from "../protocol/manifest.ts";
import type { Settings } from "../protocol/settings.ts";
import type { HintSwitch } from "./hint-switch.ts";
import { createEdits } from "./edits.ts";
import { lineAfter } from "./line-after.ts";
import { settingsIn } from "./settings.ts";

export interface CaretLine {
  /** Stands between VS Code and the server's answer. */
  provideInlayHints(
    document: TextDocument,
    range: Range,
    token: CancellationToken,
    next: () => Promise<InlayHint[] | null | undefined>,
  ): Promise<InlayHint[] | null | undefined>;
  dispose(): void;
}

/** What is drawn behind a line. */
interface DrawnHint {
  readonly line: number;
  readonly text: string;
  readonly tooltip: InlayHint["tooltip"];
}

/** What is drawn in an editor. */
interface Drawn {
  /** The version of its document that the numbers are of. */
  readonly version: number;
  readonly hints: readonly DrawnHint[];
  /** Of lines whose hint VS Code still draws itself, until it has the answer without it: they are drawn in a moment. */
  readonly waiting: readonly DrawnHint[];
}

/** A request for the hints of a part of the text. */
interface Asked {
  readonly range: Range;
  readonly token: CancellationToken;
}

/** A wish for hints is lost while a request is in flight: it is repeated until an answer knew where the carets are. */
const AGAIN_MS = 150;
const TRIES = 10;

/** `refresh` makes VS Code ask for hints again. */
export function createCaretLine(
  hintSwitch: HintSwitch,
  refresh: (document: TextDocument) => void,
): CaretLine {
  const decoration = window.createTextEditorDecorationType({
    isWholeLine: true,
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    after: {
      color: new ThemeColor("editorInlayHint.foreground"),
      backgroundColor: new ThemeColor("editorInlayHint.background"),
      // As wide as the space that VS Code puts before a hint: no text moves when one takes the place of the other, and the width
      // of the longest line, at whose change VS Code asks for all hints again, stays.
      margin: "0 0 0 round(down, 1em / 3, 1px)",
    },
  });
  /** At the end of a line, so that the pointer on what is drawn finds the tooltip; nothing is to be seen of it. */
  const tooltips = window.createTextEditorDecorationType({});
  const drawnIn = new WeakMap<TextEditor, Drawn>();
  /** For each part of the text the last request. */
  const asked = new WeakMap<TextEditor, readonly Asked[]>();
  /** What each document's last answer knew: the carets, and whether there are hints at all. */
  const answered = new Map<string, string>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const edits = createEdits();

  const stateOf = (document: TextDocument): string => {
    if (!hintSwitch.isOn) return "off";
    const lines = takenOut(document);
    return lines === "every" ? "every" : [...lines].join();
  };
  const follow = (document: TextDocument, tries: number): void => {
    const uri = document.uri.toString();
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    if (document.isClosed || tries === 0 || answered.get(uri) === stateOf(document)) return;
    refresh(document);
    timers.set(
      uri,
      setTimeout(() => follow(document, tries - 1), AGAIN_MS),
    );
  };
  const draw = (editor: TextEditor, hints: readonly DrawnHint[]): void => {
    const { document } = editor;
    const inside = hints.filter(({ line }) => line < document.lineCount);
    editor.setDecorations(
      decoration,
      inside.map(({ line, text }) => ({
        // The first character: what is put before it leaves the number with its own text, and what comes behind it moves nothing.
        range: new Range(line, 0, line, 1),
        renderOptions: {
          after: {
            contentText: text.replaceAll(" ", "\u00a0"),
            ...(text.includes("⚠") ? { color: new ThemeColor("editorWarning.foreground") } : {}),
          },
        },
      })),
    );
    editor.setDecorations(
      tooltips,
      inside.map(({ line, tooltip }) => {
        const { end } = document.lineAt(line).range;
        return { range: new Range(end, end), ...(tooltip === undefined ? {} : { hoverMessage: tooltip }) };
      }),
    );
  };
  const clear = (editor: TextEditor): void => {
    drawnIn.delete(editor);
    draw(editor, []);
  };
  const subscriptions = [
    decoration,
    tooltips,
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId !== languageId || contentChanges.length === 0) return;
      edits.add(document, contentChanges);
      for (const editor of editorsOf(document)) {
        const before = drawnIn.get(editor);
        if (before === undefined) continue;
        const hints = before.hints.flatMap((one) => {
          const line = lineAfter(one.line, contentChanges);
          return line === undefined ? [] : [{ ...one, line }];
        });
        // An answer that was on its way is dropped by VS Code: what waits for it would stand there twice.
        drawnIn.set(editor, { ...before, hints, waiting: [] });
        // VS Code moves what is drawn with its line, but for what was on its way to it when the text changed; and that of a line
        // that is gone to a line that has its own number.
        if (hints.some(({ line }, i) => line !== before.hints[i]?.line) || hints.length < before.hints.length)
          draw(editor, hints);
      }
    }),
    hintSwitch.onDidChange(() => {
      for (const editor of gradEditors()) {
        if (!hintSwitch.isOn) clear(editor);
        follow(editor.document, TRIES);
      }
    }),
    window.onDidChangeTextEditorSelection(({ textEditor: { document } }) => {
      if (document.languageId === languageId) follow(document, TRIES);
    }),
    workspace.onDidChangeConfiguration((change) => {
      const looked = [
        `${section}.hints.caretLine`,
        "editor.accessibilitySupport",
        "editor.inlayHints.enabled",
        "editor.wordWrap",
      ];
      if (!looked.some((key) => change.affectsConfiguration(key))) return;
      for (const editor of gradEditors()) {
        // Where hints are off nobody asks for them, and nothing would be taken away.
        if (modeOf(editor.document) !== "drawn") clear(editor);
        refresh(editor.document);
      }
    }),
    // A file whose language is changed is closed, and stays in its editor.
    workspace.onDidCloseTextDocument((document) => {
      answered.delete(document.uri.toString());
      edits.forget(document);
      for (const editor of window.visibleTextEditors) {
        if (editor.document.uri.toString() === document.uri.toString()) clear(editor);
      }
    }),
  ];
  return {
    async provideInlayHints(document, range, token, next) {
      const asking = (): readonly TextEditor[] =>
        // Each editor asks for what it shows itself; where lines are folded, in several parts.
        editorsOf(document).filter(({ visibleRanges }) =>
          visibleRanges.some((visible) => range.intersection(visible) !== undefined),
        );
      for (const editor of asking()) {
        const others = asked.get(editor)?.filter((one) => one.range.intersection(range) === undefined) ?? [];
        asked.set(editor, [...others, { range, token }]);
      }
      const found = hintSwitch.isOn ? await next() : [];
      if (found === null || found === undefined || token.isCancellationRequested) return found;
      const hints = edits.follow(document, found);
      answered.set(document.uri.toString(), stateOf(document));
      // It may have been switched off while the answer was on its way.
      if (!hintSwitch.isOn) return [];
      const lines = takenOut(document);
      const isTakenOut = ({ kind, position }: InlayHint): boolean =>
        kind === undefined && (lines === "every" || lines.has(position.line));
      const drawn = isDrawn(document) ? hints.filter(isTakenOut).map(toDraw) : [];
      for (const editor of asking()) {
        const before = drawnIn.get(editor);
        const others =
          before?.version === document.version
            ? [...before.hints, ...before.waiting].filter(
                ({ line }) => line < range.start.line || line > range.end.line,
              )
            : [];
        const all = [...others, ...drawn];
        const linesBefore = new Set(before?.hints.map(({ line }) => line));
        const now: Drawn = {
          version: document.version,
          hints: all.filter(({ line }) => linesBefore.has(line)),
          waiting: all.filter(({ line }) => !linesBefore.has(line)),
        };
        drawnIn.set(editor, now);
        draw(editor, now.hints);
        if (now.waiting.length === 0) continue;
        void whenHeard().then(() => {
          // VS Code drops an answer when it asks again meanwhile, and then has the numbers that stood there.
          if (drawnIn.get(editor) !== now || !asked.get(editor)?.some((one) => one.token === token)) return;
          // Where a caret has moved meanwhile VS Code is about to be asked to ask again.
          if (answered.get(document.uri.toString()) !== stateOf(document)) return;
          drawnIn.set(editor, { ...now, hints: all, waiting: [] });
          draw(editor, all);
        });
      }
      return hints.filter((hint) => !isTakenOut(hint));
    },
    dispose() {
      timers.forEach((timer) => clearTimeout(timer));
      subscriptions.forEach((one) => void one.dispose());
    },
  };
}

/** How many steps VS Code's side of the extension takes at most from our answer to its message to the window. */
const STEPS = 40;

/**
 * Ends once the window has heard the answer that is given now, and we have heard what the window has sent before: something is
 * done in the window, behind the answer. It is sent in the same turn of the event loop: after a timer the number would be missing
 * for longer.
 */
async function whenHeard(): Promise<void> {
  for (let step = 0; step < STEPS; step++) await Promise.resolve();
  await commands.executeCommand("setContext", `${section}.hints`, true);
}

function toDraw({ position, label, tooltip }: InlayHint): DrawnHint {
  const text = typeof label === "string" ? label : label.map((part) => part.value).join("");
  return { line: position.line, text, tooltip };
}

/**
 * The lines whose hint at the end, which has no kind, is no inlay hint: those that hold a caret in any of the document's editors and those above, behind which
 * a line is put that is opened above the caret's; or all.
 */
function takenOut(document: TextDocument): ReadonlySet<number> | "every" {
  if (modeOf(document) === "hint") return new Set();
  if (editorSettings(document).get<string>("wordWrap", "off") !== "off" && isDrawn(document)) return "every";
  return new Set(
    editorsOf(document).flatMap(({ selections }) =>
      selections.flatMap(({ active: { line } }) => [line - 1, line]),
    ),
  );
}

function editorsOf(document: TextDocument): readonly TextEditor[] {
  return window.visibleTextEditors.filter((editor) => editor.document === document);
}

function gradEditors(): readonly TextEditor[] {
  return window.visibleTextEditors.filter((editor) => editor.document.languageId === languageId);
}

function isDrawn(document: TextDocument): boolean {
  return modeOf(document) === "drawn";
}

function editorSettings({ uri }: TextDocument): WorkspaceConfiguration {
  return workspace.getConfiguration("editor", { uri, languageId });
}

/** What is drawn is not read to a screen reader, and does not hide with the hints: then the hint stays what it is. */
function modeOf(document: TextDocument): Settings["hints"]["caretLine"] {
  const mode = settingsIn(document).hints.caretLine;
  const editor = editorSettings(document);
  const reader = editor.get("accessibilitySupport") === "on";
  const shown = ["on", "onUnlessPressed"].includes(editor.get("inlayHints.enabled", "on"));
  return mode === "drawn" && (reader || !shown) ? "hint" : mode;
}
