/** Fixtures: programs with what is expected written below their lines, for tests that never mention the API. */
import { expect } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../src/analysis.ts";
import { lineHints } from "../src/features/hints.ts";
import type { HintOptions } from "../src/features/line-hint.ts";
import { hoverAt } from "../src/features/hover.ts";
import { insideHints, type InsideOptions } from "../src/features/inside-hints.ts";
import { plainView, type View } from "../src/features/view.ts";
import { defaultSettings } from "../src/protocol/settings.ts";
import { createEngine, runAnalysis } from "../src/run.ts";
import { render, sourceOf, type Label } from "./labels.ts";
import { applyFix } from "./syntax/apply-fix.ts";

export const PLAIN_HINTS: HintOptions = defaultSettings.hints;

type Calls = View["shownCalls"];

/** A fixture of several files has the others behind lines of `--- name.grad`; `opened` are the ids of opened groups. */
export function analyse(fixture: string, opened: readonly string[] = []): Analysis {
  const [source = "", ...others] = fixture.split(/^--- /mu);
  const files = others.map(
    (other) => [other.slice(0, other.indexOf("\n")), other.slice(other.indexOf("\n") + 1)] as const,
  );
  const sources = new Map(files.map(([path, text]) => [path, { kind: "text", text } as const]));
  return createAnalyser().analyse(source, 1, { ...PLAIN_REQUEST, sources, opened });
}

/** The program with its numbers; `shownCalls` says which call a function shows. */
export function viewOf(source: string, shownCalls: Calls = new Map()): View {
  const analysis = analyse(source);
  const numbers = runAnalysis(createEngine(), analysis, 1e9).numbers;
  return { ...plainView(analysis, numbers, true), uri: "file:///test.grad", shownCalls };
}

/** Holds that the problems of a program are exactly those that its labels say; a ↳ is where one comes from. */
export function checkProblems(fixture: string): void {
  const labels = analyse(sourceOf(fixture)).problems.flatMap(
    ({ span, severity, message, related }): Label[] => [
      { span, text: severity === "error" ? message : `${severity}: ${message}` },
      ...related.map((place) => ({ span: place.span, text: `↳ ${place.message}` })),
    ],
  );
  expect(render(sourceOf(fixture), labels)).toBe(render(fixture));
}

/** Holds that the hints are exactly those that the labels say. */
export function checkHints(
  fixture: string,
  options: Partial<HintOptions> = {},
  shownCalls: Calls = new Map(),
): void {
  const hints = lineHints(viewOf(sourceOf(fixture), shownCalls), { ...PLAIN_HINTS, ...options });
  const labels = hints.map(({ offset, parts, fresh }): Label => {
    const text = parts.map((part) => part.text).join("");
    return { span: { start: offset, end: offset }, text: fresh ? text : `⟳ ${text}` };
  });
  expect(render(sourceOf(fixture), labels)).toBe(render(fixture));
}

/** Holds that the hints inside of lines are exactly those that the labels say, each at the place where it stands. */
export function checkInsideHints(
  fixture: string,
  options: Partial<InsideOptions>,
  shownCalls: Calls = new Map(),
): void {
  const source = sourceOf(fixture);
  const asked = { shape: false, parameterNames: false, ...options };
  const hints = insideHints(viewOf(source, shownCalls), asked, { start: 0, end: source.length });
  const labels = hints.map(({ offset, text }): Label => ({ span: { start: offset, end: offset }, text }));
  expect(render(source, labels)).toBe(render(fixture));
}

/** The program after the first problem's quick fix. */
export function fixed(source: string): string {
  return fixedAll(source)[0] ?? "(none)";
}

/** The program after each of the quick fixes of the first problem that has some. */
export function fixedAll(source: string): readonly string[] {
  const { fixes = [] } = analyse(source).problems.find((problem) => problem.fixes.length > 0) ?? {};
  return fixes.map((fix) => applyFix(source, fix));
}

/** The hover at `$0`: the line with the range underlined, then the card. */
export function hover(marked: string): string {
  const offset = marked.indexOf("$0");
  if (offset < 0) throw new Error("the fixture has no $0");
  const source = marked.replace("$0", "");
  const found = hoverAt(viewOf(source), offset, { link: undefined });
  if (found === undefined) return "(none)";
  const lines = render(source, [{ span: found.span, text: "" }]).split("\n");
  const at = lines.findIndex((line) => line.startsWith("#"));
  return [lines[at - 1], lines[at], found.markdown].join("\n");
}
