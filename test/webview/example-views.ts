/** The graphs of the files of examples/, with their numbers, as the service gives them to the panel. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createAnalyser } from "../../src/analysis.ts";
import { requestFor } from "../../src/cli/sources.ts";
import { plainView } from "../../src/features/view.ts";
import { graphView } from "../../src/features/graph-view.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";

const folder = join(import.meta.dirname, "../../examples");

/** The names of all examples, in their order. */
export const exampleFiles: readonly string[] = readdirSync(folder).filter((name) => name.endsWith(".grad"));

/** The graph of one example, with these of its groups opened. */
export async function exampleView(name: string, opened: readonly string[] = []): Promise<GraphView> {
  const text = readFileSync(join(folder, name), "utf8");
  const request = await requestFor(name, text, (path) => readFile(join(folder, path)));
  const analysis = createAnalyser().analyse(text, 1, { ...request, opened });
  const numbers = runAnalysis(createEngine(), analysis, 1e9).numbers;
  const view = { ...plainView(analysis, numbers, true), uri: `file:///examples/${name}` };
  return graphView(view, opened);
}
