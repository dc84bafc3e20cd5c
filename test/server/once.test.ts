/** What a version of a text costs: what one request has worked out, the next ones read. */
import { expect, onTestFinished, test, vi } from "vitest";
import type * as Analysis from "../../src/analysis.ts";
import type * as Parser from "../../src/syntax/parser.ts";
import type * as Resolve from "../../src/check/resolve.ts";

/** How often each of these was called. */
const calls = vi.hoisted(() => ({ parse: 0, resolveNames: 0, analyse: 0 }));

vi.mock("../../src/syntax/parser.ts", async (original) => {
  const own = await original<typeof Parser>();
  return { ...own, parse: (text: string) => (calls.parse++, own.parse(text)) };
});
vi.mock("../../src/check/resolve.ts", async (original) => {
  const own = await original<typeof Resolve>();
  return {
    ...own,
    resolveNames: (...given: Parameters<typeof Resolve.resolveNames>) => (
      calls.resolveNames++,
      own.resolveNames(...given)
    ),
  };
});
vi.mock("../../src/analysis.ts", async (original) => {
  const own = await original<typeof Analysis>();
  const createAnalyser: typeof Analysis.createAnalyser = () => {
    const analyser = own.createAnalyser();
    return {
      ...analyser,
      analyse: (...given) => (calls.analyse++, analyser.analyse(...given)),
    };
  };
  return { ...own, createAnalyser };
});

const { openWorkspace, temporaryFolder } = await import("./workspace.ts");

test("requests about one version parse, resolve and analyse it no further time", async () => {
  const folder = temporaryFolder({ "lib.grad": "def f(x):\n    return 2 * x\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")], watches: true });
  onTestFinished(() => expect(workspace.logged).toEqual([]));
  const uri = folder.uri("a.grad");
  await workspace.open(uri, 'from "lib.grad" import f\nx: [N] = [1, 2]\ny = sum(f(x))\ny.backward()\n');
  await workspace.shows(uri, ["∂y/∂x = [2, 2]", "= 6  ∂y/∂y = 1"]);
  const textDocument = { uri };
  const at = { textDocument, position: { line: 2, character: 8 } };
  const asked: readonly (readonly [method: string, params: object])[] = [
    ["hover", at],
    ["completion", at],
    ["signatureHelp", at],
    ["definition", at],
    ["references", { ...at, context: { includeDeclaration: true } }],
    ["documentHighlight", at],
    ["linkedEditingRange", at],
    ["prepareCallHierarchy", at],
    ["selectionRange", { textDocument, positions: [at.position] }],
    ["documentSymbol", { textDocument }],
    ["foldingRange", { textDocument }],
    ["documentLink", { textDocument }],
    ["codeLens", { textDocument }],
    ["semanticTokens/full", { textDocument }],
  ];
  const round = async (): Promise<void> => {
    for (const [method, params] of asked) {
      const found = await workspace.client.sendRequest(`textDocument/${method}`, params);
      if (method !== "linkedEditingRange") expect(found, method).not.toBeNull();
    }
  };
  await round();
  const first = { ...calls };
  await round();
  expect(calls).toEqual(first);
  // The text is resolved for itself, and as one of the workspace's files.
  expect(first.resolveNames).toBeLessThanOrEqual(3);
});
