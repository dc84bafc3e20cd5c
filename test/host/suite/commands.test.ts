/** Commands, the status bar, the modes of running, and the server's life. */
import * as vscode from "vscode";
import { commands as ids, internalCommands } from "../../../src/protocol/manifest.ts";
import {
  closeAll,
  graphTabs,
  hintAppears,
  hints,
  nabla,
  open,
  openFile,
  program,
  putCaret,
  replace,
  statusSays,
  withSetting,
} from "../editor.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";

const run = vscode.commands.executeCommand;

suite("commands", () => {
  test("Run Backward opens one graph beside the file and leaves the keyboard where it was", async () => {
    await closeAll();
    const editor = await open(program);
    await run(ids.runBackward);
    await statusSays("∇ f = -12 · 5 gradients · ");
    await eventually("a graph", () => graphTabs().length === 1);
    equal(
      vscode.window.activeTextEditor?.document.uri.toString(),
      editor.document.uri.toString(),
      "active editor",
    );
    await run(ids.runBackward);
    await run(ids.openGraph);
    const title = `Graph of ${editor.document.uri.path}`;
    await eventually(`the title ${title}`, () => graphTabs()[0]?.label === title);
    equal(graphTabs().length, 1, "graphs");
  });

  test("Make This Name the Target makes the name at the caret the target, until the file's own is asked for", async () => {
    const editor = await open(program);
    await hintAppears(editor, "0: ∂f/∂x = -4");
    putCaret(editor, 3, 0);
    await run(ids.makeTarget);
    await hintAppears(editor, "0: ∂q/∂x = 1");
    await statusSays("∇ q = 3 · 3 gradients");
    await run(ids.runBackward);
    await hintAppears(editor, "0: ∂q/∂x = 1");
    await run(internalCommands.makeOwnTarget, editor.document.uri.toString());
    await hintAppears(editor, "0: ∂f/∂x = -4");
  });

  test("a link reveals its place", async () => {
    const editor = await open(program);
    await run(internalCommands.reveal, editor.document.uri.toString(), 3, 4);
    const place = new vscode.Position(3, 4);
    await eventually("the caret", () => vscode.window.activeTextEditor?.selection.active.isEqual(place));
  });
});

suite("Check Gradients", () => {
  const iconOf = async (editor: vscode.TextEditor): Promise<string | undefined> => {
    const { uri } = editor.document;
    const lenses = await run<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri);
    return lenses
      .map(({ command }) => command?.title ?? "")
      .find((title) => title.endsWith("Check gradients"));
  };
  const becomes = async (editor: vscode.TextEditor, icon: string): Promise<unknown> =>
    eventually(`the lens $(${icon})`, async () => (await iconOf(editor)) === `$(${icon}) Check gradients`);

  test("its lens says the verdict, until the text is another one", async () => {
    const editor = await open(program);
    await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
    await becomes(editor, "beaker");
    await run(ids.checkGradients);
    await becomes(editor, "pass");
    await replace(editor, "z = -4", "z = 10");
    await becomes(editor, "beaker");
    const wrong = await open(
      "def f(x):\n    return cos(x)\nbackward(g):\n    return g * sin(x)\nx = 0.5\ny = f(x)\ny.backward()\n",
    );
    await run(ids.checkGradients);
    await becomes(wrong, "error");
    equal(
      vscode.window.activeTextEditor?.document.uri.toString(),
      wrong.document.uri.toString(),
      "active editor",
    );
  });
});

suite("the status bar", () => {
  test("says the target's value, and follows the active file", async () => {
    await closeAll();
    await open(program);
    await statusSays("∇ f = -12 · 5 gradients · ");
    const other = await open("a = 3\nb = a * a\nb.backward()\n");
    await statusSays("∇ b = 9 · 2 gradients · ");
    await replace(other, "a = 3", "a = 4");
    await statusSays("∇ b = 16 · 2 gradients · ");
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: "text" }));
    const api = await nabla();
    await eventually("nothing beside other files", () => api.status() === undefined);
  });

  test("says that inlay hints are off", async () => {
    await open(program);
    await statusSays("∇ f = -12");
    await withSetting("editor.inlayHints.enabled", "off", () => statusSays("hints are off").then());
    const api = await nabla();
    await eventually("it is on again", () => api.status()?.includes("off") === false);
  });
});

suite("nabla.run", () => {
  test("onSave shows old numbers, marked, until the file is saved", async () => {
    await withSetting("nabla.run", "onSave", async () => {
      const editor = await openFile("run-on-save.grad", program);
      await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
      await replace(editor, "z = -4", "z = 10");
      await hintAppears(editor, "4: ⟳ = -12  ∂f/∂f = 1");
      // Had the edit been run, its numbers would be there before another file's.
      await hintAppears(await openFile("run-after.grad", program), "4: = -12  ∂f/∂f = 1");
      ok((await hints(editor)).includes("4: ⟳ = -12  ∂f/∂f = 1"), "it stays marked");
      await editor.document.save();
      await hintAppears(editor, "4: = 30  ∂f/∂f = 1");
    });
  });

  test("onCommand waits for Run Backward", async () => {
    await withSetting("nabla.run", "onCommand", async () => {
      const opened = await open(program);
      // Had it been run when it was opened, its numbers would be there before another file's.
      const other = await open(program);
      await run(ids.runBackward);
      await hintAppears(other, "4: = -12  ∂f/∂f = 1");
      equal(await hints(opened), [], "hints before the first run");
      const editor = await vscode.window.showTextDocument(opened.document);
      await run(ids.runBackward);
      await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
      await replace(editor, "z = -4", "z = 10");
      await hintAppears(editor, "4: ⟳ = -12  ∂f/∂f = 1");
      await run(ids.runBackward);
      await hintAppears(editor, "4: = 30  ∂f/∂f = 1");
    });
  });
});

suite("the server's life", () => {
  test("after a restart open files have their hints again", async () => {
    const editor = await open(program);
    await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
    await run(ids.restartServer);
    await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
    await replace(editor, "z = -4", "z = 10");
    await hintAppears(editor, "4: = 30  ∂f/∂f = 1");
    await (await nabla()).ping();
  });
});
