/** Sends a text through everything that looks at one, as the editor and the terminal do; also outside Vitest. */
import assert from "node:assert/strict";
import { createAnalyser, groupIds, PLAIN_REQUEST } from "../src/analysis.ts";
import { fileResult, jsonPieces } from "../src/cli/json.ts";
import { fileListing } from "../src/cli/listing.ts";
import { lensesAt, lensPlaces } from "../src/features/code-lenses.ts";
import { completionsAt } from "../src/features/completion.ts";
import { graphView, nodeSpan, nodesAtSpan } from "../src/features/graph-view.ts";
import { lineHints } from "../src/features/hints.ts";
import { hoverAt } from "../src/features/hover.ts";
import { insideHints } from "../src/features/inside-hints.ts";
import { functionAt, pickAt } from "../src/features/name-at.ts";
import { plainView } from "../src/features/view.ts";
import { runProblems } from "../src/features/run-problems.ts";
import { semanticTokens } from "../src/features/semantic-tokens.ts";
import { signatureHelpAt } from "../src/features/signature-help.ts";
import { statusOf } from "../src/features/status.ts";
import { verify } from "../src/graph/verify.ts";
import { createEngine, runAnalysis } from "../src/run.ts";

/** A run is bounded, so that garbage like zeros(99999, 99999) is refused and not computed. */
export const LIMIT = 1e7;

const hintOptions = {
  value: true,
  gradient: true,
  compare: true,
  columns: 50,
  maximumLength: 80,
};

/** How many hovers have something to say. Nothing throws, and no problem is a fault of ours. */
export function use(text: string, offsets: readonly number[]): number {
  const analysis = createAnalyser().analyse(text, 1, PLAIN_REQUEST);
  const { answer, numbers } = runAnalysis(createEngine(), analysis, LIMIT);
  for (const { span, message } of [...analysis.problems, ...runProblems(analysis, answer, LIMIT)]) {
    assert(message.length > 10, `the message ${message}`);
    assert(!message.includes("internal"), message);
    assert(span.start >= 0 && span.start <= span.end && span.end <= text.length, `${message} has a place`);
  }
  assert.deepEqual(verify(analysis.program.graph), []);
  const view = plainView(analysis, numbers, true);
  semanticTokens(analysis);
  lensesAt(analysis, lensPlaces(analysis), undefined);
  statusOf(view, answer);
  for (const { offset } of lineHints(view, hintOptions)) assert(offset <= text.length);
  const inside = { shape: true, parameterNames: true };
  for (const { offset } of insideHints(view, inside, { start: 0, end: text.length }))
    assert(offset < text.length, "a hint inside of a line is not at its end");
  graphView(view, []);
  const { groups } = analysis.program.graph;
  const all = groups.map(groupIds(groups));
  for (const { id } of graphView(view, all).nodes.slice(0, 5)) nodeSpan(view, all, id);
  for (const offset of offsets.slice(0, 4)) {
    completionsAt(view, offset);
    signatureHelpAt(view, offset);
    nodesAtSpan(view, [], { start: offset, end: offset });
  }
  return offsets.filter((offset) => {
    pickAt(analysis.tree, offset);
    functionAt(view, offset);
    return hoverAt(view, offset, { link: undefined }) !== undefined;
  }).length;
}

/** The same with what the terminal prints, whose runs are not bounded so; gives the codes of the problems. */
export function useAll(text: string, offsets: readonly number[]): readonly string[] {
  use(text, offsets);
  const listed = fileListing(text, PLAIN_REQUEST, false).evaluated;
  const { result, evaluated } = fileResult("file.grad", text);
  assert.deepEqual([listed.fault, evaluated.fault], [undefined, undefined]);
  JSON.parse([...jsonPieces(result)].join(""));
  return listed.problems.map(({ code }) => code);
}
