/** The graphs of the files of examples/, with their numbers, as the service gives them to the panel. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Analysis, createAnalyser, groupIds } from "../../src/analysis.ts";
import { requestFor } from "../../src/cli/sources.ts";
import { plainView, type View } from "../../src/features/view.ts";
import { graphView } from "../../src/features/graph-view.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";

const folder = join(import.meta.dirname, "../../examples");

/** The names of all examples, in their order. */
export const exampleFiles: readonly string[] = readdirSync(folder).filter((name) => name.endsWith(".grad"));

/** The graph of one example, with these of its groups opened. */
export async function exampleView(name: string, opened: readonly string[] = []): Promise<GraphView> {
  const analysis = await exampleAnalysis(name, opened);
  return graphView(ran(name, analysis), opened);
}

/** One example with its numbers, with none of its groups opened, or all. */
export async function exampleRun(
  name: string,
  all: boolean,
): Promise<{ readonly view: View; readonly opened: readonly string[] }> {
  const { groups } = (await exampleAnalysis(name, [])).program.graph;
  const opened = all ? groups.map(groupIds(groups)) : [];
  return { view: ran(name, await exampleAnalysis(name, opened)), opened };
}

async function exampleAnalysis(name: string, opened: readonly string[]): Promise<Analysis> {
  const text = readFileSync(join(folder, name), "utf8");
  const request = await requestFor(name, text, (path) => readFile(join(folder, path)));
  return createAnalyser().analyse(text, 1, { ...request, opened });
}

function ran(name: string, analysis: Analysis): View {
  const { numbers } = runAnalysis(createEngine(), analysis, 1e9);
  return { ...plainView(analysis, numbers, true), uri: `file:///examples/${name}` };
}
