#!/usr/bin/env node
/**
 * Takes the place of the desktop VS Code for `runTests` of `@vscode/test-electron`: understands the same flags,
 * prints what the suite prints, and ends with its result. `NABLA_HOST` names the mode when it is not the default.
 */
import { parseArgs } from "node:util";
import { mark } from "../runner.ts";
import { type Mode, startHost } from "./start-host.ts";

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { extensionDevelopmentPath: { type: "string" }, extensionTestsPath: { type: "string" } },
});
const workspace = positionals[0];
const { extensionDevelopmentPath, extensionTestsPath } = values;
if (workspace === undefined || typeof extensionTestsPath !== "string") {
  throw new Error("give a folder to open and --extensionTestsPath");
}
const mode = (process.env["NABLA_HOST"] ?? "code-server") as Mode;
// The longest that a whole suite may take: a hanging workbench must not hang the test run.
const limit = setTimeout(() => {
  console.error("the suite did not end within 10 minutes");
  process.exit(1);
}, 600_000);

const rest: string[] = [];
const host = await startHost({
  mode,
  workspace,
  extensionTestsPath,
  ...(mode === "code-server" && typeof extensionDevelopmentPath === "string"
    ? { extensionDevelopmentPath }
    : {}),
  trust: values["disable-workspace-trust"] === true,
  say: (line) => {
    // The workbench says much of its own: it is shown only when something went wrong.
    if (line.startsWith(mark) || line.startsWith("Installing")) console.log(line);
    else rest.push(line);
  },
});
const code = await host.exit;
if (code !== 0) console.log(`What the workbench said:\n${rest.slice(-200).join("\n")}`);
await host.stop();
clearTimeout(limit);
process.exit(code);
