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
export function createCaretLine(refresh: (document: TextDocument) => void): CaretLine {
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
  /** The carets that each document's last answer knew of. */
  const known = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const follow = (document: TextDocument, tries: number): void => {
    clearTimeout(timer);
    if (document.isClosed || tries === 0 || !isTakenOut(document)) return;
    if (known.get(document.uri.toString()) === [...caretLines(document)].join()) return;
    refresh(document);
    timer = setTimeout(() => follow(document, tries - 1), AGAIN_MS);
  };
  const clear = (editor: TextEditor): void => {
    drawnIn.delete(editor);
    editor.setDecorations(decoration, []);
  };
  const subscriptions = [
    decoration,
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
      for (const editor of window.visibleTextEditors) {
        if (editor.document.languageId !== languageId) continue;
        // Where hints are off nobody asks for them, and nothing would be taken away.
        if (modeOf(editor.document) !== "drawn") clear(editor);
        refresh(editor.document);
      }
    }),
    // A file whose language is changed is closed, and stays in its editor.
    workspace.onDidCloseTextDocument((document) => {
      known.delete(document.uri.toString());
      for (const editor of window.visibleTextEditors) {
        if (editor.document.uri.toString() === document.uri.toString()) clear(editor);
      }
    }),
  ];
  return {
    async provideInlayHints(document, range, token, next) {
      const hints = await next();
      if (hints === null || hints === undefined || token.isCancellationRequested) return hints;
      const takenOut = isTakenOut(document);
      const lines = takenOut ? caretLines(document) : new Set<number>();
      known.set(document.uri.toString(), [...lines].join());
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
        const all = [...others, ...drawn];
        drawnIn.set(editor, { version: document.version, drawn: all });
        editor.setDecorations(decoration, all);
      }
      return hints.filter((hint) => !isAtCaret(hint));
    },
    dispose() {
      clearTimeout(timer);
      subscriptions.forEach((one) => void one.dispose());
    },
  };
}

/** The line's start, empty: what is typed behind it or Enter at its end moves nothing, and `after` is drawn at the line's end. */
function draw({ position, label }: InlayHint): DecorationOptions {
  const text = typeof label === "string" ? label : label.map((part) => part.value).join("");
  return {
    range: new Range(position.line, 0, position.line, 0),
    renderOptions: { after: { contentText: text.replaceAll(" ", "\u00a0") } },
  };
}

/** The lines of a document whose end holds a caret, in any of its editors. */
function caretLines(document: TextDocument): ReadonlySet<number> {
  const lines = new Set<number>();
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

function isTakenOut(document: TextDocument): boolean {
  return modeOf(document) !== "hint";
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
