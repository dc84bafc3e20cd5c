/** The entry that VS Code calls to run the in-host suite: every `*.test.ts` of suite/. */
import "virtual:host-suite";
import { runAll } from "./runner.ts";

export function run(): Promise<void> {
  return runAll("importScripts" in globalThis ? "the web worker extension host" : "the Node extension host");
}
