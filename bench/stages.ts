/** Where the time of an edit goes: each stage from the text to packed numbers, in this process, beside the whole. */
import { lower } from "../src/lower/lower.ts";
import { findingProblems } from "../src/features/findings.ts";
import { ALL_ON } from "../src/features/switches.ts";
import { plainView } from "../src/features/view.ts";
import { lineHintsOnDemand } from "../src/features/hints.ts";
import { createGradMemo, gradient } from "../src/grad/reverse.ts";
import { createMemory } from "../src/graph/builder.ts";
import { createAnalyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { createEngine, runRoots } from "../src/run.ts";
import { parse } from "../src/syntax/parser.ts";
import { sampleText } from "./edit.ts";
import { median, percentile, type Table } from "./table.ts";

const HINTS = { value: true, gradient: true, shape: false, compare: true, columns: 50, maximumLength: 80 };
const warmUps = 15;

const RUN = "run and pack";

type Times = Record<string, number[]>;

export function benchStages(sizes: readonly number[] = [1_000, 10_000], edits = 40): Table {
  const kinds = sizes.flatMap((lines) => Object.keys(changes).map((edit) => ({ lines, edit })));
  const rows = kinds.flatMap(({ lines, edit }) => {
    const times = measure(lines, edits, changes[edit as keyof typeof changes]);
    const run = median(times[RUN] ?? []);
    return Object.entries(times).map(([stage, each]) => ({
      lines,
      "edit of": edit,
      stage,
      "median ms": median(each),
      "p95 ms": percentile(each, 95),
      "ns a line": (median(each) / lines) * 1e6,
      "% of the run": (100 * median(each)) / run,
    }));
  });
  return { name: "Stages of an edit, in one process", rows };
}

/** What is done to a line that binds a number. */
const changes = {
  "a digit": (line: string, version: number) => `${line}${version % 10}`,
  "the graph": (line: string, version: number) => `${line} * ${version + 2}`,
};

function measure(size: number, edits: number, change: (line: string, version: number) => string): Times {
  const lines = sampleText(size).split("\n");
  const leaves = lines.flatMap((line, at) => (/^a\d+ = /.test(line) ? [at] : []));
  const memory = createMemory();
  const memo = createGradMemo();
  const analyser = createAnalyser();
  const engine = createEngine();
  const times: Times = {};
  for (let version = 0; version < warmUps + edits; version++) {
    let since = performance.now();
    const lap = (stage: string): void => {
      const now = performance.now();
      if (version >= warmUps) (times[stage] ??= []).push(now - since);
      since = performance.now();
    };
    const at = leaves[(version * 7919) % leaves.length] ?? 0;
    const text = lines.with(at, change(lines[at] ?? "", version)).join("\n");
    since = performance.now();
    const { tree } = parse(text);
    lap("parse");
    const { program } = lower(tree, memory, "bench.grad", new Map());
    lap("lower");
    if (program.target !== undefined) gradient(program.graph, program.target.node, undefined, memo);
    lap("gradient");
    const analysis = analyser.analyse(text, version, PLAIN_REQUEST);
    lap("these three again, as one");
    const { roots } = analysis;
    lap("roots");
    const ran = runRoots(engine, roots, analysis.program.inputs, Infinity);
    lap(RUN);
    const view = plainView(analysis, ran.numbers, true);
    lineHintsOnDemand(view, HINTS);
    lap("places of hints");
    findingProblems(view, ALL_ON);
    lap("findings");
  }
  return times;
}
