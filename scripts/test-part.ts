/** What a part of the test run is, and how parts run programs and read their counts. */
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { endGroup, start } from "../test/host/launch/run.ts";
import { root, temporaryFolder } from "../test/host/launch/paths.ts";

/** How a part ended; `notes` say by name what could not run or what failed as a whole. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  notes?: string[];
}

/** One part of the test run; a throw is one failure. */
export interface Part {
  readonly name: string;
  run(): Promise<Outcome>;
}

/** The longest that one program may take (ms): nothing may hang the whole run. */
const limit = 15 * 60_000;

/** How a program ended, and everything that it printed. */
interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a tool of the repository, shows what it prints, and returns it. */
export function runTool(
  path: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = start(process.execPath, [join(root, path), ...args], {
      cwd: root,
      // What the tool starts by the name `node` is the Node that runs this, also without npm in between.
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const show = (chunk: Buffer): void => {
      output += chunk.toString();
      process.stdout.write(chunk);
    };
    child.stdout?.on("data", show);
    child.stderr?.on("data", show);
    const timer = setTimeout(() => {
      console.log(`${path} took longer than ${limit / 60_000} minutes`);
      endGroup(child, "SIGTERM");
      // What does not listen is ended all the same.
      setTimeout(() => endGroup(child), 10_000).unref();
    }, limit);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** A tool that passes or fails as a whole. */
export function tool(name: string, path: string, ...runs: readonly (readonly string[])[]): Part {
  return {
    name,
    async run() {
      for (const args of runs) {
        if ((await runTool(path, args)).code !== 0)
          return { passed: 0, failed: 1, skipped: 0, notes: [`${name}: failed`] };
      }
      return { passed: 1, failed: 0, skipped: 0 };
    },
  };
}

/** A Vitest run, counted test by test. */
export function vitest(name: string, config: string): Part {
  return {
    name,
    async run() {
      const report = join(temporaryFolder("vitest"), "report.json");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      await runTool("node_modules/vitest/vitest.mjs", ["run", "--config", config, ...reporters]);
      return count(name, report);
    },
  };
}

interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

function count(name: string, path: string): Outcome {
  const report = JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  // A file that could not even be loaded has no tests, and is a failure all the same.
  const failed = Math.max(report.numFailedTests, report.success ? 0 : 1);
  const files = report.testResults.filter(({ status }) => status === "failed").map((file) => file.name);
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
    notes: files.map((file) => `${name}: failed: ${file.replace(root, "").slice(1)}`),
  };
}
