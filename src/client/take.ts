/** Takes a value's elements out of the panel: to the clipboard, into a file, or into the text at the caret. */
import { env, Uri, window, workspace } from "vscode";
import {
  inspectRequest,
  type Aspect,
  type InspectParams,
  type InspectResult,
  type TakenAs,
} from "../protocol/inspect.ts";

/** What is to be taken. */
export interface Take {
  readonly uri: string;
  readonly id: string;
  readonly aspect: Aspect;
  readonly as: TakenAs;
}

export async function takeElements(
  request: <T>(method: string, params: object) => Promise<T>,
  opened: readonly string[],
  { uri, id, aspect, as }: Take,
): Promise<void> {
  const params: InspectParams = { uri, opened, question: { kind: "take", id, aspect, as } };
  const answer = await request<InspectResult>(inspectRequest, params);
  if (answer?.kind === "refused") await window.showInformationMessage(answer.text);
  if (answer?.kind !== "take") return;
  if (as === "grad") return insert(uri, answer.text);
  if (as === "npy") return save(uri, `${answer.name}.npy`, answer.text);
  await env.clipboard.writeText(answer.text);
  window.setStatusBarMessage(`Copied ${answer.name}`, 3000);
}

/** In the place of what is selected in the file's editor. */
async function insert(uri: string, text: string): Promise<void> {
  const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
  if (editor === undefined) {
    await window.showInformationMessage(
      "The file is in no editor that can be seen: open it, and put the caret where the literal goes.",
    );
    return;
  }
  const { selection } = editor;
  await editor.edit((edit) => edit.replace(selection, text));
}

async function save(beside: string, name: string, text: string): Promise<void> {
  const target = await window.showSaveDialog({
    defaultUri: Uri.joinPath(Uri.parse(beside), "..", name),
    filters: { NumPy: ["npy"] },
  });
  if (target === undefined) return;
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  await workspace.fs.writeFile(target, bytes);
}
