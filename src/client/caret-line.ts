/**
 * The hint of the caret's line. A real inlay hint there stands left of the caret, is cut while one types, and goes along
 * with Enter; so it is taken out of the answer and the same text is drawn behind the line.
 */
import {
  DecorationRangeBehavior,
  Range,
  ThemeColor,
  window,
  workspace,
  type CancellationToken,
  type DecorationOptions,
  type InlayHint,
  type TextDocument,
  type TextEditor,
} from "vscode";
import { languageId, section } from "../protocol/manifest.ts";
import type { HintSwitch } from "./hint-switch.ts";
import { setting } from "./settings.ts";

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
      margin: "0 0 0 0.35em",
    },
  });
  /** What is drawn in each editor, for one version of its document. */
  const drawnIn = new WeakMap<
    TextEditor,
    { readonly version: number; readonly drawn: readonly DecorationOptions[] }
  >();
  /** What each document's last answer knew: the carets, and whether there are hints at all. */
  const answered = new Map<string, string>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const stateOf = (document: TextDocument): string =>
    hintSwitch.isOn ? `on ${[...takenOut(document)].join()}` : "off";
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
  const clear = (editor: TextEditor): void => {
    drawnIn.delete(editor);
    editor.setDecorations(decoration, []);
  };
  const subscriptions = [
    decoration,
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
      for (const editor of window.visibleTextEditors) {
        if (editor.document.uri.toString() === document.uri.toString()) clear(editor);
      }
    }),
  ];
  return {
    async provideInlayHints(document, range, token, next) {
      const hints = hintSwitch.isOn ? await next() : [];
      if (hints === null || hints === undefined || token.isCancellationRequested) return hints;
      answered.set(document.uri.toString(), stateOf(document));
      // It may have been switched off while the answer was on its way.
      if (!hintSwitch.isOn) return [];
      const lines = takenOut(document);
      const isAtCaret = ({ position }: InlayHint): boolean => lines.has(position.line);
      const drawn = isDrawn(document) ? hints.filter(isAtCaret).map(draw) : [];
      for (const editor of editorsOf(document)) {
        // Each editor asks for what it shows itself; where lines are folded, in several parts.
        if (!editor.visibleRanges.some((visible) => range.intersection(visible) !== undefined)) continue;
        const before = drawnIn.get(editor);
        const others =
          before?.version === document.version
            ? before.drawn.filter((one) => !range.contains(one.range))
            : [];
        const now = { version: document.version, drawn: [...others, ...drawn] };
        drawnIn.set(editor, now);
        // Of a line that comes anew VS Code still draws the hint itself, until it has this answer: it would stand there twice.
        const linesBefore = new Set(before?.drawn.map((one) => one.range.start.line));
        const stay = now.drawn.filter((one) => linesBefore.has(one.range.start.line));
        editor.setDecorations(decoration, stay);
        if (stay.length === now.drawn.length) continue;
        setTimeout(() => {
          if (drawnIn.get(editor) === now) editor.setDecorations(decoration, now.drawn);
        });
      }
      return hints.filter((hint) => !isAtCaret(hint));
    },
    dispose() {
      timers.forEach((timer) => clearTimeout(timer));
      subscriptions.forEach((one) => void one.dispose());
    },
  };
}

/** The line's start, empty: what is typed behind it or Enter at its end moves nothing, and `after` is drawn at the line's end. */
function draw({ position, label }: InlayHint): DecorationOptions {
  const text = typeof label === "string" ? label : label.map((part) => part.value).join("");
  return {
    range: new Range(position.line, 0, position.line, 0),
    renderOptions: {
      after: {
        contentText: text.replaceAll(" ", "\u00a0"),
        ...(text.includes("⚠") ? { color: new ThemeColor("editorWarning.foreground") } : {}),
      },
    },
  };
}

/** The lines whose hint is no inlay hint: those whose end holds a caret, in any of the document's editors. */
function takenOut(document: TextDocument): ReadonlySet<number> {
  const lines = new Set<number>();
  if (modeOf(document) === "hint") return lines;
  for (const { selections } of editorsOf(document)) {
    for (const { active } of selections) {
      if (active.line >= document.lineCount) continue;
      if (active.character >= document.lineAt(active.line).text.length) lines.add(active.line);
    }
  }
  return lines;
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

/** What is drawn is not read to a screen reader, and does not hide with the hints: then the hint stays what it is. */
function modeOf(document: TextDocument): "drawn" | "hint" | "off" {
  const mode = setting("hints.caretLine", document);
  const editor = workspace.getConfiguration("editor", { uri: document.uri, languageId });
  const reader = editor.get("accessibilitySupport") === "on";
  const shown = ["on", "onUnlessPressed"].includes(editor.get("inlayHints.enabled", "on"));
  return mode === "drawn" && (reader || !shown) ? "hint" : mode;
}
