/**
 * Programs with the tree and the problems that come of them, as text: `## title`, the program, `==>`, the tree, and a
 * line with `!` for each problem. `UPDATE=1 npx vitest run test/syntax` writes what comes out now, to be reviewed.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLineIndex } from "../../src/base/line-index.ts";
import type { Problem } from "../../src/problems.ts";
import { syntaxRows } from "../../src/problems/syntax.ts";
import { parse } from "../../src/syntax/parser.ts";
import { printTree } from "../../src/syntax/print.ts";
import { applyFix } from "./apply-fix.ts";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

interface Case {
  readonly title: string;
  readonly program: string;
  readonly expected: string;
}

test("there are cases", () => {
  expect(files.length).toBeGreaterThan(3);
});

test("every problem of the syntax has a case", () => {
  const text = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  // Nesting that is too deep makes no readable case; the tests of deep trees hold it.
  const codes = Object.keys(syntaxRows).filter((code) => code !== "too-deep");
  expect(codes.filter((code) => !text.includes(`› ${code}: `))).toEqual([]);
});

for (const file of files) {
  const path = join(folder, file);
  const cases = readCases(readFileSync(path, "utf8"));
  if (process.env["UPDATE"]) {
    const text = cases.map(({ title, program }) => `## ${title}\n${program}\n==>\n${printed(program)}\n`);
    writeFileSync(path, text.join("\n"));
  }
  describe(file, () => {
    test.each(cases)("$title", ({ program, expected }) => {
      expect(printed(program)).toBe(expected);
    });
    test.each(cases)("$title: every fix takes its problem away", ({ program }) => {
      const { problems } = parse(program);
      for (const found of problems) {
        const alike = (all: readonly Problem[]) => all.filter(({ code }) => code === found.code).length;
        for (const fix of found.fixes) {
          const after = parse(applyFix(program, fix)).problems;
          expect(alike(after), `${found.code} → ${fix.title}`).toBeLessThan(alike(problems));
        }
      }
    });
  });
}

function readCases(text: string): readonly Case[] {
  const cases = text.split(/^## /m).slice(1);
  return cases.map((source) => {
    const titleEnd = source.indexOf("\n");
    const arrow = source.indexOf("\n==>\n");
    if (titleEnd < 0 || arrow < 0) throw new Error(`This case has no ==> line: ${source}`);
    const program = source.slice(titleEnd + 1, arrow);
    return { title: source.slice(0, titleEnd), program, expected: source.slice(arrow + 5).trim() };
  });
}

function printed(program: string): string {
  const { tree, problems } = parse(program);
  return [printTree(tree).trimEnd(), ...problems.map(printProblem(program))].join("\n").trim();
}

function printProblem(program: string): (found: Problem) => string {
  const lines = createLineIndex(program);
  return ({ span, code, message, fixes }) => {
    const line = lines.lineAt(span.start);
    const place = `${line + 1}:${span.start - lines.startOf(line) + 1}`;
    const underlined = program.slice(span.start, span.end).replaceAll("\n", "⏎").replaceAll("\t", "→");
    const offer = fixes.map(({ title }) => ` [${title}]`).join("");
    return `! ${place} ‹${underlined}› ${code}: ${message}${offer}`;
  };
}
