/** Which files a document may load, in every host: on disk by their real paths, elsewhere without any symbolic link. */
import * as vscode from "vscode";
import { closeAll, hintAppears, open, openFile, replace, withSetting } from "../editor.ts";
import { eventually } from "../eventually.ts";
import { ok, suite, test } from "../runner.ts";
import { linkName, placeName } from "../elsewhere.ts";

suite("files", () => {
  test("a link out of the workspace is refused, and a folder that a setting names is read", async () => {
    await closeAll();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    ok(folder !== undefined, "a folder is open");
    const place = vscode.Uri.joinPath(folder.uri, placeName);
    const elsewhere = new TextDecoder().decode(await vscode.workspace.fs.readFile(place));
    const editor = await openFile("loads.grad", `x = load("${linkName}/s.csv")\n`);
    await says(editor, "symbolic link");
    await replace(editor, `${linkName}/s.csv`, `${elsewhere}/s.csv`);
    await says(editor, "It lies outside of the workspace.");
    await withSetting("nabla.files.folders", [elsewhere], () => hintAppears(editor, "0: ‖5‖"));
    await says(editor, "the setting nabla.files.folders can name further folders.");
    await vscode.workspace.fs.writeFile(
      vscode.Uri.joinPath(folder.uri, "near.csv"),
      new TextEncoder().encode("5,6\n"),
    );
    await replace(editor, `${elsewhere}/s.csv`, "near.csv");
    await hintAppears(editor, "0: = [[5, 6]]");
  });

  test("a copy of an example has its data, without a name and saved", async () => {
    await closeAll();
    const text = 'flowers = load("data/iris.csv")\nn = sum(ones(flowers.shape[0]))\n';
    await hintAppears(await open(text), "1: = 150");
    await hintAppears(await openFile("elsewhere/copy.grad", text), "1: = 150");
  });
});

async function says({ document }: vscode.TextEditor, words: string): Promise<void> {
  let found: readonly string[] = [];
  const look = (): boolean => {
    found = vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
    return found.some((message) => message.includes(words));
  };
  await eventually(`a problem that says: ${words}`, look).catch((error: unknown) => {
    throw new Error(`${String(error)}; found ${JSON.stringify(found)}`);
  });
}
