/** Runs the bundled in-host suite in one program: `node scripts/run-suite.ts EXECUTABLE WORKSPACE`. */
import { runTests } from "@vscode/test-electron";
import { hostSuite, root } from "../test/host/launch/paths.ts";

const [vscodeExecutablePath, workspace] = process.argv.slice(2);
if (vscodeExecutablePath === undefined || workspace === undefined)
  throw new Error("give a program and a folder");
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
