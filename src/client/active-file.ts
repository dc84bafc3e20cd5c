/** Which `.grad` file is meant when none is named: the one whose editor was active last, also while a panel has the focus. */
import { EventEmitter, window, workspace, type Event, type TextDocument, type TextEditor } from "vscode";
import { languageId } from "../protocol/manifest.ts";
import { isCopy } from "../protocol/schemes.ts";

export interface ActiveFile {
  readonly document: TextDocument | undefined;
  /** Another file is meant, or none. */
  readonly onDidChange: Event<TextDocument | undefined>;
  dispose(): void;
}

export function createActiveFile(): ActiveFile {
  const changed = new EventEmitter<TextDocument | undefined>();
  let document: TextDocument | undefined;
  const set = (next: TextDocument | undefined): void => {
    if (next === document) return;
    document = next;
    changed.fire(next);
  };
  const look = (editor: TextEditor | undefined): void => {
    if (editor !== undefined && isGrad(editor.document)) set(editor.document);
  };
  const subscriptions = [
    changed,
    window.onDidChangeActiveTextEditor(look),
    // A file's language can be changed while it is open: then it is closed and opened.
    workspace.onDidOpenTextDocument(() => look(window.activeTextEditor)),
    workspace.onDidCloseTextDocument((closed) => {
      if (closed !== document) return;
      set(
        window.visibleTextEditors.find((editor) => editor.document !== closed && isGrad(editor.document))
          ?.document,
      );
    }),
  ];
  look(window.activeTextEditor ?? window.visibleTextEditors.find((editor) => isGrad(editor.document)));
  return {
    get document() {
      return document;
    },
    onDidChange: changed.event,
    dispose: () => subscriptions.forEach((one) => void one.dispose()),
  };
}

/** A `.grad` file that somebody works on. */
export function isGrad(document: TextDocument): boolean {
  return document.languageId === languageId && !isCopy(document.uri.toString());
}
