/** A test runner for inside VS Code: small enough to run alike in Node and in the browser's worker host. */

interface Case {
  readonly name: string;
  readonly body: () => unknown;
  readonly milliseconds: number;
}

/** What every line of the suite begins with, so that it is known among the lines of VS Code itself. */
export const mark = "∇";

const cases: Case[] = [];
let group = "";

/** Names the tests that its body declares. */
export function suite(name: string, body: () => void): void {
  group = name;
  body();
  group = "";
}

/** Declares a test; it fails when its body throws, rejects, or takes longer than the time given (ms). */
export function test(name: string, body: () => unknown, milliseconds = 90_000): void {
  cases.push({ name: group === "" ? name : `${group}: ${name}`, body, milliseconds });
}

/** Fails unless both are equal when written as JSON. */
export function equal(actual: unknown, expected: unknown, what = "value"): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what}: expected ${wanted}, found ${found}`);
}

/** Fails unless the condition holds. */
export function ok(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`not so: ${what}`);
}

/** Runs every declared test in order and prints one line each and a sum; rejects if one fails or none ran. */
export async function runAll(where: string): Promise<void> {
  let failed = 0;
  for (const { name, body, milliseconds } of cases) {
    try {
      await within(milliseconds, body);
      console.log(`${mark} ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(
        `${mark} FAILED  ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
  console.log(`${mark} in ${where}: ${cases.length - failed} passed, ${failed} failed, 0 skipped`);
  if (cases.length === 0) throw new Error("no test ran");
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

async function within(milliseconds: number, body: () => unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([Promise.resolve().then(body), late]);
  } finally {
    clearTimeout(timer);
  }
}
