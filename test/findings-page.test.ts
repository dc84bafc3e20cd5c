/** docs/findings.md: every code with a program that shows it and one that mends it, and both are true. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingProblems } from "../src/features/findings.ts";
import { ALL_ON } from "../src/features/switches.ts";
import { findingRows } from "../src/problems/findings.ts";
import { findingPage, findingPageUri } from "../src/server/finding-pages.ts";
import { viewOf } from "./check.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/findings.md"), "utf8");
const entries = page
  .split(/^### /mu)
  .slice(1)
  .map((part) => {
    const programs = [...part.matchAll(/```grad\n([^]*?)```/gu)].map((found) => found[1]!);
    return { code: part.slice(0, part.indexOf("\n")), programs };
  });
const codesOf = (source: string): readonly string[] =>
  findingProblems(viewOf(source), ALL_ON).map(({ code }) => code);

test("it has every code", () => {
  expect(entries.map(({ code }) => code).sort()).toEqual(Object.keys(findingRows).sort());
});

test("there is no page of anything else", () => {
  expect(["findings/nothing.grad", "findings/", "dead-relu.grad"].map(findingPage)).toEqual(
    Array(3).fill(undefined),
  );
});

describe.each(entries)("$code", ({ code, programs }) => {
  test("is shown by the first program and mended by the second", () => {
    expect(programs.length).toBe(2);
    expect(programs.map(codesOf)).toEqual([[code], []]);
  });

  test("has a live page with each, and they lead to each other", () => {
    const page = findingPage(`findings/${code}.grad`)!;
    const mended = findingPage(`findings/${code}-mended.grad`)!;
    expect([page, mended].map(codesOf)).toEqual([[code], []]);
    expect(page).toContain(`\n\n${programs[0]!}\n# Mended: ${findingPageUri(`${code}-mended`)}\n`);
    expect(mended).toContain(`\n\n${programs[1]!}\n# What it mends: ${findingPageUri(code)}\n`);
    expect(page).toMatch(/^# [a-z0-9-]+\n#\n# [^\n]{10,}\n/u);
    expect(page.split("\n").filter((line) => line.length > 102)).toEqual([]);
  });

  test("every fix takes it away and leaves the sentence a sentence", () => {
    for (const { fixes, message } of findingProblems(viewOf(programs[0]!), ALL_ON)) {
      expect(message).toMatch(/[.]$/u);
      for (const { edits } of fixes) {
        const [edit] = edits;
        const text = programs[0]!;
        const mended = text.slice(0, edit!.span.start) + edit!.text + text.slice(edit!.span.end);
        expect(codesOf(mended)).toEqual([]);
      }
    }
  });
});
