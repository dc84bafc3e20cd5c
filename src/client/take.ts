/** Takes a value's elements out of the panel: to the clipboard, into a file, or into the text at the caret. */
import { env, type Position, type Selection, Uri, window, workspace } from "vscode";
import {
  inspectRequest,
  type Aspect,
  type InspectParams,
  type InspectResult,
  type TakenAs,
} from "../protocol/inspect.ts";
import { locateRequest, type LocateParams, type LocateResult } from "../protocol/requests.ts";
import type { WirePosition, WireRange } from "../protocol/wire.ts";

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
  if (answer?.kind === "refused") void window.showInformationMessage(answer.text);
  if (answer?.kind !== "take") return;
  if (as === "grad") {
    const where: LocateParams = { uri, id, opened };
    return insert(uri, answer.text, await request<LocateResult | null>(locateRequest, where));
  }
  if (as === "npy") return save(uri, `${answer.name}.npy`, answer.text);
  await env.clipboard.writeText(answer.text);
  window.setStatusBarMessage(`Copied ${answer.name}`, 3000);
}

/** At the caret of the file's editor, in the place of what is selected there. */
async function insert(uri: string, text: string, shown: LocateResult | null): Promise<void> {
  const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
  if (editor === undefined) return ask();
  const { selection } = editor;
  // The value was selected when its node was: it is not what a person wants to replace with itself.
  if (shown?.uri === uri && isAt(selection, shown.range)) return ask();
  await editor.edit((edit) => edit.replace(selection, text));
}

function ask(): void {
  void window.showInformationMessage("Put the caret where the literal is to stand, then insert it.");
}

function isAt({ start, end }: Selection, range: WireRange): boolean {
  const isSame = (one: Position, other: WirePosition): boolean =>
    one.line === other.line && one.character === other.character;
  return isSame(start, range.start) && isSame(end, range.end);
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
