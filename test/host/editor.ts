/** What the in-host tests do with `.grad` files: open, edit, and read what the providers give. */
import * as vscode from "vscode";
import type { NablaApi } from "../../src/client/extension.ts";
import { eventually } from "./eventually.ts";
import { ok } from "./runner.ts";

export const program = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n";

/** The extension, activated. */
export async function nabla(): Promise<NablaApi> {
  const extension = vscode.extensions.getExtension<NablaApi>("nabla.nabla");
  ok(extension !== undefined, "the extension nabla.nabla is installed");
  return extension.activate();
}

/** Opens a text as a new `.grad` file, with the caret at its start. */
export async function open(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: "grad", content });
  const editor = await vscode.window.showTextDocument(document);
  // VS Code may give a new file the text of one of the same name that was dropped just before.
  if (document.getText() !== content) await replace(editor, document.getText(), content);
  return editor;
}

/** Writes a file into the workspace and opens it. */
export async function openFile(name: string, content: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  ok(folder !== undefined, "a folder is open");
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return vscode.window.showTextDocument(uri);
}

/** Replaces the first occurrence of a text. */
export async function replace(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
  const { document } = editor;
  const at = document.getText().indexOf(before);
  ok(at >= 0, `"${before}" stands in the text`);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  ok(await editor.edit((edit) => edit.replace(range, after)), "the text was edited");
}

/** Puts the caret at a line and column, both from 0. */
export function putCaret(editor: vscode.TextEditor, line: number, character: number): void {
  const place = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(place, place);
}

/** The hints by line, as they are drawn: `4: = -12  ∂f/∂f = 1`. */
export async function hints({ document }: vscode.TextEditor): Promise<readonly string[]> {
  const range = new vscode.Range(0, 0, document.lineCount, 0);
  const found = await vscode.commands.executeCommand<vscode.InlayHint[] | undefined>(
    "vscode.executeInlayHintProvider",
    document.uri,
    range,
  );
  return (found ?? []).map(({ position, label }) => {
    const text = typeof label === "string" ? label : label.map((part) => part.value).join("");
    return `${position.line}: ${text.trim()}`;
  });
}

/** Waits until a line has this hint. */
export async function hintAppears(editor: vscode.TextEditor, hint: string): Promise<void> {
  let found: readonly string[] = [];
  const look = async (): Promise<boolean> => {
    found = await hints(editor);
    return found.includes(hint);
  };
  await eventually(`the hint ${hint}`, look).catch((error: unknown) => {
    throw new Error(`${String(error)}; found ${JSON.stringify(found)}`);
  });
}

/** Waits until the status bar says something, and gives all that it says. */
export async function statusSays(what: string): Promise<string> {
  const api = await nabla();
  const look = (): string | undefined => (api.status()?.includes(what) === true ? api.status() : undefined);
  return eventually(`the status bar says ${what}`, look).catch((error: unknown) => {
    throw new Error(`${String(error)}; it says ${api.status() ?? "nothing"}`);
  });
}

/** The graph panels that are open. */
export function graphTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes("nabla.graph"));
}

/** Changes a setting of the person's for as long as the body runs. */
export async function withSetting(key: string, value: unknown, body: () => Promise<void>): Promise<void> {
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration();
  const before = configuration().inspect(key)?.globalValue;
  await configuration().update(key, value, vscode.ConfigurationTarget.Global);
  try {
    await body();
  } finally {
    await configuration().update(key, before, vscode.ConfigurationTarget.Global);
  }
}

/** Closes everything; what is not saved is dropped without a question. */
export async function closeAll(): Promise<void> {
  const isOpen = (): boolean => vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0);
  for (let tries = 0; isOpen() && tries < 100; tries++) {
    // Beside a locked group an empty one stays, and may be the active one.
    if (vscode.window.tabGroups.activeTabGroup.tabs.length === 0)
      await vscode.commands.executeCommand("workbench.action.focusNextGroup");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  ok(!isOpen(), "everything is closed");
}
