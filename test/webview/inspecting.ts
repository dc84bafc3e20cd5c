/** A panel whose questions about values are answered from a program's run, as the server does. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createAnalyser, PLAIN_REQUEST, type Analysis, type AnalysisRequest } from "../../src/analysis.ts";
import { requestFor } from "../../src/cli/sources.ts";
import { inspectValue } from "../../src/features/inspect.ts";
import { graphView } from "../../src/features/graph-view.ts";
import { plainView } from "../../src/features/view.ts";
import type { InspectQuestion } from "../../src/protocol/inspect.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import type { Panel, PanelOptions } from "./harness.ts";

/** A program's graph, and who answers questions about it. */
export interface Inspected {
  readonly analysis: Analysis;
  readonly view: GraphView;
  answer(question: InspectQuestion): ReturnType<typeof inspectValue>;
}

export function inspected(text: string, opened: readonly string[] = []): Inspected {
  return inspectedFor(text, { ...PLAIN_REQUEST, opened });
}

/** One of the files of examples/. */
export async function inspectedExample(name: string): Promise<Inspected> {
  const text = readFileSync(join(examples, name), "utf8");
  return inspectedFor(text, await requestFor(name, text, (path) => readFile(join(examples, path))));
}

const examples = join(import.meta.dirname, "../../examples");

function inspectedFor(text: string, request: AnalysisRequest): Inspected {
  const { opened } = request;
  const analysis = createAnalyser().analyse(text, 1, request);
  const engine = createEngine();
  const { numbers } = runAnalysis(engine, analysis, 1e9);
  const view = { ...plainView(analysis, numbers, true), uri: "file:///test.grad" };
  return {
    analysis,
    view: graphView(view, opened),
    answer: (question) =>
      inspectValue(view, opened, question, (node, window) =>
        Promise.resolve(engine.executor.window(node.id, window)),
      ),
  };
}

export interface InspectedPanel extends Panel {
  /** The questions that were answered so far. */
  readonly questions: readonly InspectQuestion[];
  /** Answers what was asked since, until nothing is asked any more. */
  serve(): Promise<void>;
  /** Clicks on a node, by its name or label. */
  pick(name: string): Promise<void>;
}

export async function openInspected(
  open: (view?: GraphView, options?: PanelOptions) => Promise<Panel>,
  program: Inspected,
  options?: PanelOptions,
): Promise<InspectedPanel> {
  const panel = await open(program.view, options);
  const questions: InspectQuestion[] = [];
  const serve = async (): Promise<void> => {
    for (;;) {
      await panel.rest();
      const asked = (await panel.heard()).flatMap((message) => (message.kind === "inspect" ? message : []));
      const fresh = asked.slice(questions.length);
      if (fresh.length === 0) return;
      for (const { uri, question } of fresh) {
        questions.push(question);
        await panel.send({ kind: "inspected", uri, question, answer: await program.answer(question) });
      }
    }
  };
  return {
    ...panel,
    questions,
    serve,
    async pick(name) {
      const { id } = program.view.nodes.find((node) => (node.name ?? node.label) === name)!;
      await panel.page.click(`[data-id="${id}"]`);
      await serve();
    },
  };
}
