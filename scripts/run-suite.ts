/** Runs the bundled in-host suite in one program: `node scripts/run-suite.ts EXECUTABLE WORKSPACE`. */
import { realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { linkName, placeName } from "../test/host/elsewhere.ts";
import { hostSuite, root, temporaryFolder } from "../test/host/launch/paths.ts";

const [vscodeExecutablePath, workspace] = process.argv.slice(2);
if (vscodeExecutablePath === undefined || workspace === undefined)
  throw new Error("give a program and a folder");
const elsewhere = realpathSync(temporaryFolder("elsewhere"));
writeFileSync(join(elsewhere, "s.csv"), "3,4\n");
symlinkSync(elsewhere, join(workspace, linkName), "junction");
writeFileSync(join(workspace, placeName), elsewhere.replaceAll("\\", "/"));
try {
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: hostSuite,
    launchArgs: [workspace],
  });
} catch {
  // What went wrong was printed by the program itself.
  process.exitCode = 1;
}
