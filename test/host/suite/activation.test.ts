/** The extension wakes up for a `.grad` file, and its server answers. */
import * as vscode from "vscode";
import type { NablaApi } from "../../../src/client/extension.ts";
import { commands, internalCommands } from "../../../src/protocol/manifest.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";

suite("activation", () => {
  test("a .grad file has the language grad and starts the extension", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "grad", content: "x = 1\n" });
    await vscode.window.showTextDocument(document);
    equal(document.languageId, "grad");
    await eventually("the extension is active", () => nabla().isActive || undefined);
  });

  test("the extension runs where its entry says", async () => {
    await nabla().activate();
    const manifest = nabla().packageJSON as { main?: string };
    equal("importScripts" in globalThis, manifest.main === undefined, "in a web worker");
  });

  test("the server answers, also after a restart", async () => {
    const api = await nabla().activate();
    await api.ping();
    await vscode.commands.executeCommand(commands.restartServer);
    await api.ping();
  });

  test("the group of a graph panel is locked, and those that VS Code locks still are", () => {
    const locks = vscode.workspace.getConfiguration("workbench.editor").inspect("autoLockGroups");
    const locked = Object.entries(locks?.defaultValue ?? {}).flatMap(([id, on]) => (on === true ? id : []));
    const others = ["terminalEditor", "mainThreadWebview-simpleBrowser.view"];
    for (const id of ["mainThreadWebview-nabla.graph", ...others])
      ok(locked.includes(id), `${id} is among ${locked.join(", ")}`);
  });

  test("every command of the table is registered", async () => {
    await nabla().activate();
    const registered = await vscode.commands.getCommands(true);
    const ours = [...Object.values(commands), ...Object.values(internalCommands)];
    equal(
      ours.filter((id) => !registered.includes(id)),
      [],
      "commands that are missing",
    );
  });
});

function nabla(): vscode.Extension<NablaApi> {
  const extension = vscode.extensions.getExtension<NablaApi>("nabla.nabla");
  ok(extension !== undefined, "the extension nabla.nabla is installed");
  return extension;
}
