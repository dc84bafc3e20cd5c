/** Runs every check and every test, and ends with one line that sums them: `npm test`, `npm run check`. */
import { hosts } from "./test-hosts.ts";
import { checks } from "./test-checks.ts";
import { inWords, type Outcome, type Part, runPart, type Show } from "./test-part.ts";

const usage = `npm test                 everything
npm run check            what needs no VS Code: types, lint, format, build, package, unit tests
npm run test:host        what needs VS Code (build first)
npm run test:repeat      what needs VS Code or a Chromium, many times in a row on a busy machine`;

const flags = new Set(process.argv.slice(2));
if (flags.has("--help")) {
  console.log(usage);
  process.exit(0);
}

const all: Part[] = [...(flags.has("--host") ? [] : checks), ...(flags.has("--no-host") ? [] : hosts)];
const isEarly = ({ early }: Part): boolean => early === true;
const parts = [...all.filter(isEarly), ...all.filter((part) => !isEarly(part))];
const show: Show = (text) => process.stdout.write(text);
const total: Required<Outcome> = { passed: 0, failed: 0, skipped: 0, notes: [] };
// These go on beside one another; what each prints is kept until its turn has come.
const begun = new Map(all.filter(isEarly).map((part) => [part, runAside(part)]));
for (const part of parts) {
  console.log(`\n── ${part.name}`);
  const aside = await begun.get(part);
  if (aside !== undefined) show(aside.printed);
  const outcome = aside?.outcome ?? (await runPart(part, show));
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped += outcome.skipped;
  total.notes.push(...outcome.notes);
  console.log(`── ${part.name}: ${inWords(outcome)} (${outcome.seconds} s)`);
}
console.log("");
for (const note of total.notes) console.log(note);
if (total.passed + total.failed === 0) {
  console.log("no test ran");
  total.failed = 1;
}
console.log(inWords(total));
process.exit(total.failed === 0 ? 0 : 1);

async function runAside(
  part: Part,
): Promise<{ outcome: Awaited<ReturnType<typeof runPart>>; printed: string }> {
  let printed = "";
  const outcome = await runPart(part, (text) => (printed += text));
  return { outcome, printed };
}
