/** Runs every check and every test, and ends with one line that sums them: `npm test`, `npm run check`. */
import { hosts } from "./test-hosts.ts";
import { checks } from "./test-checks.ts";
import type { Outcome, Part } from "./test-part.ts";

const usage = `npm test                 everything
npm run check            what needs no VS Code: types, lint, format, build, package, unit tests
npm run test:host        what needs VS Code (build first)`;

const flags = new Set(process.argv.slice(2));
if (flags.has("--help")) {
  console.log(usage);
  process.exit(0);
}

const parts: Part[] = [...(flags.has("--host") ? [] : checks), ...(flags.has("--no-host") ? [] : hosts)];
const total: Required<Outcome> = { passed: 0, failed: 0, skipped: 0, notes: [] };
for (const part of parts) {
  console.log(`\n── ${part.name}`);
  const began = performance.now();
  const outcome = await runPart(part);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped += outcome.skipped;
  total.notes.push(...(outcome.notes ?? []));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`── ${part.name}: ${inWords(outcome)} (${seconds} s)`);
}
console.log("");
for (const note of total.notes) console.log(note);
if (total.passed + total.failed === 0) {
  console.log("no test ran");
  total.failed = 1;
}
console.log(inWords(total));
process.exit(total.failed === 0 ? 0 : 1);

async function runPart(part: Part): Promise<Outcome> {
  try {
    return await part.run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    console.log(text);
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      notes: [`${part.name}: failed: ${text.split("\n", 1)[0] ?? ""}`],
    };
  }
}

function inWords({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
