/** What a part of the test run is, and how parts run programs and read their counts. */
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { endGroup, start } from "../test/host/launch/run.ts";
import { root, temporaryFolder } from "../test/host/launch/paths.ts";

/** How a part ended; `notes` say by name what failed and what could not run. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  notes?: string[];
}

/** Takes what a program prints, as it comes. */
export type Show = (text: string) => void;

/** One part of the test run; a throw is one failure. */
export interface Part {
  readonly name: string;
  /** It needs nothing that another part makes, and goes on beside others before all that do. */
  readonly early?: true;
  run(show: Show): Promise<Outcome>;
}

/** Runs a part to its end, however it ends, and says how long it took. */
export async function runPart(part: Part, show: Show): Promise<Required<Outcome> & { seconds: string }> {
  const began = performance.now();
  const outcome = await part.run(show).catch((error: unknown): Outcome => {
    const text = error instanceof Error ? error.message : String(error);
    show(`${text}\n`);
    const [first = ""] = text.split("\n", 1);
    return { passed: 0, failed: 1, skipped: 0, notes: [`${part.name}: failed: ${first}`] };
  });
  return { notes: [], ...outcome, seconds: ((performance.now() - began) / 1000).toFixed(1) };
}

/** How many tests passed, failed and were skipped, as one reads it. */
export function inWords({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The longest that one program may take (ms): nothing may hang the whole run. */
const limit = 25 * 60_000;

/** How a program ended, and everything that it printed. */
interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a tool of the repository, shows what it prints, and returns it. */
export function runTool(
  show: Show,
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
    const take = (text: string): void => {
      output += text;
      show(text);
    };
    child.stdout?.setEncoding("utf8").on("data", take);
    child.stderr?.setEncoding("utf8").on("data", take);
    const timer = setTimeout(() => {
      take(`${path} took longer than ${limit / 60_000} minutes\n`);
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
    async run(show) {
      for (const args of runs) {
        if ((await runTool(show, path, args)).code !== 0)
          return { passed: 0, failed: 1, skipped: 0, notes: [`${name}: failed`] };
      }
      return { passed: 1, failed: 0, skipped: 0 };
    },
  };
}

/** A Vitest run of all files, or of some, counted test by test. */
export function vitest(name: string, config: string, files: readonly string[] = []): Part {
  return {
    name,
    async run(show) {
      const report = join(temporaryFolder("vitest"), "report.json");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      await runTool(show, "node_modules/vitest/vitest.mjs", [
        "run",
        "--config",
        config,
        ...reporters,
        ...files,
      ]);
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
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function count(name: string, path: string): Outcome {
  const report = JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  const failures = report.testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name: file, assertionResults }) => {
      const own = file.replace(root, "").slice(1);
      const tests = assertionResults.filter(({ status }) => status === "failed");
      // A file that could not even be loaded has no tests, and is a failure all the same.
      return tests.length === 0 ? [own] : tests.map(({ fullName }) => `${own}: ${fullName}`);
    });
  const left = report.testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== "failed" && status !== "passed")
      .map(({ fullName }) => `${file.replace(root, "").slice(1)}: ${fullName}`),
  );
  return {
    passed: report.numPassedTests,
    failed: Math.max(report.numFailedTests, report.success ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
    notes: [
      ...failures.map((failure) => `${name}: failed: ${failure}`),
      ...left.map((test) => `not run here: ${test}`),
    ],
  };
}
