/** What an empty `.grad` file says, in the place of its first line. */
import { Disposable, Range, ThemeColor, window, workspace, type TextDocument, type TextEditor } from "vscode";
import { isGrad } from "./active-file.ts";

const text = "x = 3 ⏎ y = x ** 2 ⏎ y.backward() … or Nabla: Open Example…";

export function showPlaceholders(): Disposable {
  const decoration = window.createTextEditorDecorationType({
    after: { contentText: text, color: new ThemeColor("editorGhostText.foreground"), fontStyle: "italic" },
  });
  const show = (editor: TextEditor): void => {
    const { document } = editor;
    if (!isGrad(document)) return;
    editor.setDecorations(decoration, document.getText() === "" ? [new Range(0, 0, 0, 0)] : []);
  };
  const showAll = (editors: readonly TextEditor[]): void => editors.forEach(show);
  const showIn = (changed: TextDocument): void =>
    showAll(window.visibleTextEditors.filter(({ document }) => document === changed));
  showAll(window.visibleTextEditors);
  return Disposable.from(
    decoration,
    window.onDidChangeVisibleTextEditors(showAll),
    workspace.onDidChangeTextDocument(({ document }) => showIn(document)),
    workspace.onDidOpenTextDocument(showIn),
  );
}
