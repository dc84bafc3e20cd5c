/** Which files a document may load, in every host: on disk by their real paths, elsewhere without any symbolic link. */
import * as vscode from "vscode";
import { closeAll, hintAppears, open, openFile, replace, withSetting } from "../editor.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";
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

suite("files that move", () => {
  test("a file's new name is written where it is named, and a function moves to a file of its own", async () => {
    await closeAll();
    const library = await openFile("before.grad", "def twice(x):\n    return 2 * x\nk = 3\n");
    const editor = await openFile("names.grad", 'from "before.grad" import k, twice\ny = twice(k)\n');
    await hintAppears(editor, "1: = 6  ∂y/∂y = 1");
    const after = vscode.Uri.joinPath(library.document.uri, "../after.grad");
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(library.document.uri, after, { overwrite: true });
    ok(await vscode.workspace.applyEdit(rename), "the file was renamed");
    await eventually("the new name", () =>
      editor.document.getText().startsWith('from "after.grad" import k'),
    );
    await hintAppears(editor, "1: = 6  ∂y/∂y = 1");
    const moved = await vscode.workspace.openTextDocument(after);
    const place = new vscode.Range(0, 5, 0, 5);
    const move = await eventually("a move", async () => {
      const kind = vscode.CodeActionKind.RefactorMove.value;
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        moved.uri,
        place,
        kind,
      );
      return found.find(({ title }) => title === "Move twice to a new file, twice.grad");
    });
    ok(move.edit !== undefined && (await vscode.workspace.applyEdit(move.edit)), "the function was moved");
    equal(moved.getText(), 'from "twice.grad" import twice\n\nk = 3\n');
    const own = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(after, "../twice.grad"));
    equal(own.getText(), "def twice(x):\n    return 2 * x\n");
    await hintAppears(editor, "1: = 6  ∂y/∂y = 1");
  });

  test("files are offered where one is named", async () => {
    await closeAll();
    await openFile("numbers.csv", "1,2\n").catch(() => undefined);
    const editor = await openFile("loads-more.grad", 'x = load("');
    const labels = await eventually("the file", async () => {
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        editor.document.uri,
        new vscode.Position(0, 10),
      );
      const all = found.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      return all.includes("numbers.csv") ? all : undefined;
    });
    ok(labels.includes("data/iris.csv"), labels.join());
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
