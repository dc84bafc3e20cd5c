/** Runs every test that needs a browser or an editor many times in a row on a busy machine: `npm run test:repeat -- 20 chromium`. */
import { globSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Worker } from "node:worker_threads";
import { root } from "../test/host/launch/paths.ts";
import { buildAll } from "./build.ts";
import { editorsForTests, suites, windowTests } from "./test-hosts.ts";
import { inWords, type Part, runPart, vitest } from "./test-part.ts";

const usage = `npm run test:repeat                    everything, 20 times
npm run test:repeat -- 5               everything, 5 times
npm run test:repeat -- 50 caret-line   what has "caret-line" in its name or its file's, 50 times`;

/** How many loops keep the machine busy beside the tests. */
const busyLoops = 2;

const words = process.argv.slice(2).filter((word) => word !== "--");
if (words.includes("--help")) {
  console.log(usage);
  process.exit(0);
}
const times = Number(words.find((word) => /^\d+$/.test(word)) ?? 20);
const pattern = words.find((word) => !/^\d+$/.test(word))?.toLowerCase() ?? "";

const parts = [
  ...chosen("the panel, in a Chromium", "test/webview/chromium*.test.ts", (files) =>
    vitest("the panel, in a Chromium", "vitest.config.ts", files),
  ),
  ...chosen("VS Code's window, in a Chromium", "test/host/dom/*.test.ts", windowTests),
  ...chosen("Neovim", "test/editors/*.test.ts", (files) => vitest("Neovim", "vitest.config.ts", files)),
  ...suites.filter(({ name }) => name.toLowerCase().includes(pattern)),
];
if (parts.length === 0) {
  console.log(`No test has ${pattern} in its name.\n${usage}`);
  process.exit(1);
}

await buildAll();
await editorsForTests.run((text) => process.stdout.write(text));
// A thread ends with this process, however it ends.
for (let i = 0; i < busyLoops; i++) new Worker("for (;;);", { eval: true }).unref();

const logs = mkdtempSync(join(tmpdir(), "nabla-repeat-"));
const failures: string[] = [];
let ran = 0;
for (let time = 1; time <= times; time++) {
  console.log(`── run ${time} of ${times}`);
  for (const [index, part] of parts.entries()) {
    let output = "";
    const outcome = await runPart(part, (text) => (output += text));
    const log = join(logs, `run-${time}-part-${index + 1}.log`);
    writeFileSync(log, stripVTControlCharacters(output));
    console.log(`${part.name}: ${inWords(outcome)} (${outcome.seconds} s)`);
    ran += outcome.passed + outcome.failed;
    if (outcome.passed + outcome.failed === 0) outcome.notes.push(`${part.name}: failed: no test ran`);
    for (const note of outcome.notes) {
      console.log(`  ${note}\n  ${log}`);
      failures.push(`run ${time}: ${note}\n  ${log}`);
    }
  }
}
console.log(failures.length === 0 ? "" : `\nWhat failed:\n${failures.join("\n")}\n`);
console.log(`${times} runs, ${ran} tests, ${failures.length} failures; the logs are in ${logs}`);
process.exit(failures.length === 0 ? 0 : 1);

/** The tests of one kind: all files if its name is asked for, else those whose path is; none if there are none. */
function chosen(name: string, files: string, part: (files: readonly string[]) => Part): readonly Part[] {
  const all = globSync(files, { cwd: root });
  if (all.length === 0) throw new Error(`no file matches ${files}`);
  const wanted = name.toLowerCase().includes(pattern)
    ? all
    : all.filter((file) => file.toLowerCase().includes(pattern));
  return wanted.length === 0 ? [] : [part(wanted)];
}
