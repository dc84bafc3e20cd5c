/** What an edit sends to the executor, and what comes back: nodes, given numbers and told numbers, counted. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { createEngine } from "../src/run.ts";

type Edit = (lines: readonly string[]) => readonly string[];

const insert =
  (at: number, line: string): Edit =>
  (lines) =>
    lines.toSpliced(at, 0, line);
const replace =
  (at: number, line: string): Edit =>
  (lines) =>
    lines.with(at, line);

/** `count` lines that are computed one from the other. */
function chain(count: number): readonly string[] {
  const lines = Array.from({ length: count }, (_, i) => `x${i + 1} = x${i} * w`);
  return ["w = 0.5", "x0 = 1", ...lines, `x${count}.backward()`];
}

/** What crosses for the second of two versions. */
function crossing(lines: readonly string[], edit: Edit) {
  const analyser = createAnalyser();
  const { executor, tape, whole } = createEngine();
  const cross = (text: string, version: number) => {
    const { roots, inputs } = analyser.analyse(text, version, PLAIN_REQUEST);
    const fed = tape.feed(roots, inputs);
    executor.feed(fed.feed);
    const answer = executor.runSync({ wanted: fed.wanted, limitBytes: 1e9, whole });
    tape.take(fed, answer);
    const { nodes, given } = fed.feed;
    return { nodes: nodes.ids.length, given: given.ids.length, told: answer.told.ids.length };
  };
  cross(lines.join("\n"), 1);
  return cross(edit(lines).join("\n"), 2);
}

describe("in a chain of 100 lines", () => {
  test.each<readonly [title: string, edit: Edit, nodes: number, given: number, told: number]>([
    ["no edit sends nothing", (lines) => lines, 0, 0, 0],
    ["a comment sends nothing", insert(0, "# why"), 0, 0, 0],
    ["a digit of the first value sends a number", replace(1, "x0 = 2"), 0, 1, 202],
    ["a line of its own sends two nodes", insert(50, "q = x20 * 3"), 2, 1, 2],
    ["a line behind the target sends its node", (lines) => [...lines, "y = x100"], 1, 0, 1],
  ])("%s", (_, edit, nodes, given, told) => {
    expect(crossing(chain(100), edit)).toEqual({ nodes, given, told });
  });
});

test.each<readonly [title: string, edit: Edit]>([
  ["a line of its own", (lines) => lines.toSpliced(-1, 0, "y = 2 * 3")],
  ["a comment", replace(0, "w = 0.5 # one half")],
])("%s sends as much in a file of twice the length", (_, edit) => {
  expect(crossing(chain(200), edit)).toEqual(crossing(chain(100), edit));
});

test("loaded data crosses once, whatever is edited beside it", () => {
  const tensor = { sizes: [1000], data: new Float64Array(1000) };
  const request = { ...PLAIN_REQUEST, sources: new Map([["a.npy", { kind: "data" as const, tensor }]]) };
  const analyser = createAnalyser();
  const { tape } = createEngine();
  const numbersSent = (text: string): number => {
    const { roots, inputs, problems } = analyser.analyse(text, 1, request);
    expect(problems).toEqual([]);
    return tape.feed(roots, inputs).feed.given.data.length;
  };
  const text = 'X = load("a.npy")\nw = 2\nL = sum(X * w)';
  const edited = text.replace("2", "3");
  // The literal and the upstream gradient of the target; the literal again; the upstream gradient of another target.
  expect([text, edited, `${edited}\ny = w * L`].map(numbersSent)).toEqual([1002, 1, 1]);
});
