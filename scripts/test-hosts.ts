/** The parts of the test run that need a real VS Code: one suite, in every host that this machine can have. */
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { messageOf } from "../src/base/fault.ts";
import { ensureChromium } from "../test/host/launch/chromium.ts";
import { installCodeServer } from "../test/host/launch/code-server.ts";
import { ensureNeovim } from "../test/host/launch/neovim.ts";
import { editors, root, temporaryFolder } from "../test/host/launch/paths.ts";
import type { Mode } from "../test/host/launch/start-host.ts";
import { type Outcome, type Part, runTool, type Show, vitest } from "./test-part.ts";

/** Fetches what the others need, once. */
export const editorsForTests: Part = {
  name: "a Chromium, VS Code's server and Neovim",
  early: true,
  run: install,
};

/** The suite inside VS Code's server, in each way in which the extension can run there. */
export const suites: readonly Part[] = [
  suiteIn("in-host suite, VS Code's server, Node extension host", "code-server"),
  suiteIn("in-host suite, VS Code's server, web worker extension host", "web"),
  suiteIn("in-host suite, VS Code's server, installed package", "vsix"),
];

/** The tests that look at VS Code's window: all, or those of some files. */
export function windowTests(files?: readonly string[]): Part {
  return vitest("VS Code's window, in a Chromium", "test/host/vitest.config.ts", files);
}

/** Every host's part; one that cannot run here says so by name. */
export const hosts: readonly Part[] = [
  editorsForTests,
  ...suites,
  windowTests(),
  { name: "in-host suite, desktop VS Code", run: desktop },
];

async function install(show: Show): Promise<Outcome> {
  const say = (line: string): void => show(`${line}\n`);
  say(`Chromium: ${await ensureChromium(say)}`);
  await installCodeServer(say);
  // Without it all others can run; the tests that need it say by name that they could not.
  say(`Neovim: ${await ensureNeovim(say).catch(messageOf)}`);
  return { passed: 1, failed: 0, skipped: 0 };
}

function suiteIn(name: string, mode: Mode): Part {
  const launcher = join(root, "test/host/launch/code-server-launcher.ts");
  return { name, run: (show) => runSuite(show, name, launcher, { NABLA_HOST: mode }) };
}

async function desktop(show: Show): Promise<Outcome> {
  const name = "in-host suite, desktop VS Code";
  const found = await findDesktop();
  if ("reason" in found) {
    return { passed: 0, failed: 0, skipped: 1, notes: [`not run: ${name}: not available (${found.reason})`] };
  }
  return runSuite(show, name, found.executable, {});
}

/** The desktop VS Code, downloaded once into .vscode-test/, or why it cannot run here. */
async function findDesktop(): Promise<{ executable: string } | { reason: string }> {
  try {
    const executable = await downloadAndUnzipVSCode({ cachePath: editors, timeout: 30_000 });
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    const tried = spawnSync(executable, ["--version"], { env, encoding: "utf8" });
    if (tried.status !== 0) return { reason: `it does not start: ${tried.stderr.split("\n", 1)[0] ?? ""}` };
    const needsDisplay = process.platform === "linux";
    if (
      needsDisplay &&
      process.env["DISPLAY"] === undefined &&
      process.env["WAYLAND_DISPLAY"] === undefined
    ) {
      return { reason: "no display: run under xvfb-run" };
    }
    return { executable };
  } catch (error) {
    return { reason: `its download: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Runs the bundled suite in the program given and counts what it prints. */
async function runSuite(
  show: Show,
  name: string,
  executable: string,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  // The suite may write: it gets a copy.
  const workspace = temporaryFolder("workspace");
  cpSync(join(root, "examples"), workspace, { recursive: true });
  const { code, output } = await runTool(show, "scripts/run-suite.ts", [executable, workspace], environment);
  const counts = /∇ in [^:\n]*: (\d+) passed, (\d+) failed, (\d+) skipped/.exec(output);
  const [passed, failed, skipped] = (counts ?? []).slice(1).map(Number);
  if (passed === undefined || failed === undefined || skipped === undefined) {
    return { passed: 0, failed: 1, skipped: 0, notes: [`${name}: failed: the suite did not run to its end`] };
  }
  const all = Math.max(failed, code === 0 ? 0 : 1, passed === 0 ? 1 : 0);
  const tests = [...output.matchAll(/^∇ FAILED +(.*)/gm)].map(([, test = ""]) => `: ${test}`);
  const failures = all > 0 && tests.length === 0 ? [""] : tests;
  return { passed, failed: all, skipped, notes: failures.map((test) => `${name}: failed${test}`) };
}
