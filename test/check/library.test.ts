/** Of the standard library only those files are parsed whose functions a program calls. */
import { expect, test, vi } from "vitest";
import type * as Parser from "../../src/syntax/parser.ts";
import { librarySources } from "../../src/stdlib/index.ts";

const parsed = vi.hoisted((): string[] => []);

vi.mock("../../src/syntax/parser.ts", async (original) => {
  const own = await original<typeof Parser>();
  return { ...own, parse: (text: string) => (parsed.push(text), own.parse(text)) };
});

const { createAnalyser, PLAIN_REQUEST } = await import("../../src/analysis.ts");
const { createEngine, runAnalysis } = await import("../../src/run.ts");

/** The files of the library that have been parsed until now. */
function parsedFiles(): readonly string[] {
  return librarySources.filter(({ text }) => parsed.includes(text)).map(({ path }) => path);
}

test("a program that calls no function of the library waits for none of its files", () => {
  const { answer } = run("x = 1\ny = exp(2 * x) * [1, 2]\nz = sum(y)\nz.backward()\n");
  expect(answer.kind).toBe("done");
  expect(parsedFiles()).toEqual([]);
  expect(run("x = 1\ny = relu(x)\ny.backward()\n").answer.kind).toBe("done");
  expect(parsedFiles()).toEqual(["activation.grad"]);
});

function run(text: string): ReturnType<typeof runAnalysis> {
  const analysis = createAnalyser().analyse(text, 0, PLAIN_REQUEST);
  return runAnalysis(createEngine(), analysis, Infinity);
}
