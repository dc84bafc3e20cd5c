/** Sends a text through everything that looks at one, as the editor and the terminal do. */
import { expect } from "vitest";
import { groupIds, PLAIN_REQUEST } from "../src/analysis.ts";
import { fileResult, jsonPieces } from "../src/cli/json.ts";
import { fileListing } from "../src/cli/listing.ts";
import { codeLenses } from "../src/features/code-lenses.ts";
import { completionsAt } from "../src/features/completion.ts";
import { graphView } from "../src/features/graph-view.ts";
import { lineHints } from "../src/features/hints.ts";
import { hoverAt } from "../src/features/hover.ts";
import { functionAt, nameAt } from "../src/features/name-at.ts";
import { runProblems } from "../src/features/run-problems.ts";
import { semanticTokens } from "../src/features/semantic-tokens.ts";
import { signatureHelpAt } from "../src/features/signature-help.ts";
import { statusOf } from "../src/features/status.ts";
import { verify } from "../src/graph/verify.ts";
import { runAnalysisSync, unpack } from "../src/run.ts";
import { analyse, evaluator, PLAIN_HINTS } from "./check.ts";

/** A run is bounded, so that garbage like zeros(99999, 99999) is refused and not computed. */
const LIMIT = 1e7;

/** How many hovers have something to say. Nothing throws, and no problem is a fault of ours. */
export function use(text: string, offsets: readonly number[]): number {
  const analysis = analyse(text);
  for (const { span, message } of analysis.problems) {
    expect(message.length).toBeGreaterThan(10);
    expect(message).not.toContain("internal");
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  expect(verify(analysis.program.graph)).toEqual([]);
  const packed = runAnalysisSync(evaluator(), analysis, LIMIT);
  runProblems(analysis, packed, LIMIT);
  semanticTokens(analysis);
  codeLenses(analysis);
  const view = {
    uri: "",
    analysis,
    numbers: unpack(analysis.roots, packed),
    isRun: true,
    shownCalls: new Map(),
  };
  statusOf(view, packed);
  for (const { offset } of lineHints(view, PLAIN_HINTS)) expect(offset).toBeLessThanOrEqual(text.length);
  graphView(view, []);
  const { groups } = analysis.program.graph;
  graphView(view, groups.map(groupIds(groups)));
  return offsets.filter((offset) => {
    nameAt(analysis.tree, offset);
    functionAt(view, offset);
    return hoverAt(view, offset, { link: undefined }) !== undefined;
  }).length;
}

/** The same with what is asked while somebody types, and with what the terminal prints; gives the codes of the problems. */
export function useAll(text: string, offsets: readonly number[]): readonly string[] {
  use(text, offsets);
  const analysis = analyse(text);
  const view = { uri: "", analysis, numbers: undefined, isRun: false, shownCalls: new Map() };
  for (const offset of offsets) {
    completionsAt(view, offset);
    signatureHelpAt(view, offset);
  }
  const listed = fileListing(text, PLAIN_REQUEST, false).evaluated;
  const { result, evaluated } = fileResult("file.grad", text);
  expect([listed.fault, evaluated.fault]).toEqual([undefined, undefined]);
  JSON.parse([...jsonPieces(result)].join(""));
  return listed.problems.map(({ code }) => code);
}
