/** The entry that VS Code calls to run the in-host suite: every `*.test.ts` of suite/. */
import { ConfigurationTarget, workspace } from "vscode";
import "virtual:host-suite";
import { runAll } from "./runner.ts";

export async function run(): Promise<void> {
  // What is drawn behind the caret's line no command tells: here every number is a hint, but where a test asks for what a person has.
  const { Global } = ConfigurationTarget;
  await workspace.getConfiguration().update("nabla.hints.caretLine", "hint", Global);
  await runAll("importScripts" in globalThis ? "the web worker extension host" : "the Node extension host");
}
