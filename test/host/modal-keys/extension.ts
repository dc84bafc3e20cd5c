/**
 * An extension that stands for Vim keys. VSCodeVim and its kind take keys by key bindings, set the selection themselves, and
 * edit through `TextEditor.edit` and `WorkspaceEdit`, with a memory of their own for `u`; so does this one.
 */
import {
  commands,
  Range,
  Selection,
  TextEditorCursorStyle,
  window,
  workspace,
  WorkspaceEdit,
  type ExtensionContext,
  type TextEditor,
} from "vscode";
import { insertKey, modalCommands, modes } from "./commands.ts";

const mode = window.createStatusBarItem();

export function activate({ subscriptions }: ExtensionContext): void {
  mode.text = modes.normal;
  mode.show();
  subscriptions.push(mode);
  const { down, up, open, append, deleteLine, undo, escape } = modalCommands;
  const texts: string[] = [];
  const handlers: Readonly<Record<string, (editor: TextEditor) => unknown>> = {
    [down]: (editor) => step(editor, 1),
    [up]: (editor) => step(editor, -1),
    async [open](editor) {
      texts.push(editor.document.getText());
      await commands.executeCommand("editor.action.insertLineAfter");
      await insert(editor, true);
    },
    async [append](editor) {
      texts.push(editor.document.getText());
      put(editor, editor.selection.active.line, Infinity);
      await insert(editor, true);
    },
    async [deleteLine](editor) {
      const { document, selection } = editor;
      texts.push(document.getText());
      const { line } = selection.active;
      await editor.edit((edit) => edit.delete(document.lineAt(line).rangeIncludingLineBreak));
      putOnCharacter(editor, line, 0);
    },
    async [undo](editor) {
      const text = texts.pop();
      if (text === undefined) return;
      const line = await change(editor, text);
      putOnCharacter(editor, line, 0);
    },
    async [escape](editor) {
      await insert(editor, false);
      const { line, character } = editor.selection.active;
      putOnCharacter(editor, line, character - 1);
    },
  };
  for (const [id, handler] of Object.entries(handlers)) {
    subscriptions.push(
      commands.registerCommand(id, () =>
        window.activeTextEditor === undefined ? undefined : handler(window.activeTextEditor),
      ),
    );
  }
}

/** Whether keys write text, which the status bar says once it is so. */
async function insert(editor: TextEditor, isOn: boolean): Promise<void> {
  editor.options = { cursorStyle: isOn ? TextEditorCursorStyle.Line : TextEditorCursorStyle.Block };
  await commands.executeCommand("setContext", insertKey, isOn);
  mode.text = isOn ? modes.insert : modes.normal;
}

function put(editor: TextEditor, line: number, character: number): void {
  const at = editor.document.validateRange(new Range(line, character, line, character)).start;
  editor.selections = [new Selection(at, at)];
}

/** Where keys write no text the caret stands on a character, never behind the last one. */
function putOnCharacter(editor: TextEditor, line: number, character: number): void {
  const inside = Math.min(line, editor.document.lineCount - 1);
  const last = editor.document.lineAt(inside).text.length - 1;
  put(editor, inside, Math.max(0, Math.min(character, last)));
}

function step(editor: TextEditor, by: number): void {
  const { line, character } = editor.selection.active;
  putOnCharacter(editor, Math.max(0, line + by), character);
}

/** Makes the text another one by one edit of what is different, and gives the line where that begins. */
async function change({ document }: TextEditor, text: string): Promise<number> {
  const before = document.getText();
  const most = Math.min(before.length, text.length);
  let head = 0;
  while (head < most && before[head] === text[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === text.at(-1 - tail)) tail++;
  const range = new Range(document.positionAt(head), document.positionAt(before.length - tail));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, range, text.slice(head, text.length - tail));
  await workspace.applyEdit(edit);
  return range.start.line;
}
