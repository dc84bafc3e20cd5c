/** What a version of a text costs: what one request has worked out, the next ones read. */
import { expect, onTestFinished, test, vi } from "vitest";
import type * as Analysis from "../../src/analysis.ts";
import type * as Parser from "../../src/syntax/parser.ts";
import type * as Resolve from "../../src/check/resolve.ts";

/** How often each of these was called with a text of a file: what renaming would make of it is another text. */
const calls = vi.hoisted(() => ({ parse: 0, resolveNames: 0, analyse: 0 }));
const texts = vi.hoisted(() => ({
  "lib.grad": "def f(x):\n    return 2 * x\n",
  "a.grad": 'from "lib.grad" import f\nx: [N] = [1, 2]\ny = sum(f(x))\ny.backward()\n',
}));
const isOfFile = vi.hoisted(() => (text: string) => Object.values(texts).includes(text));

vi.mock("../../src/syntax/parser.ts", async (original) => {
  const own = await original<typeof Parser>();
  return { ...own, parse: (text: string) => (isOfFile(text) && calls.parse++, own.parse(text)) };
});
vi.mock("../../src/check/resolve.ts", async (original) => {
  const own = await original<typeof Resolve>();
  return {
    ...own,
    resolveNames: (...given: Parameters<typeof Resolve.resolveNames>) => (
      isOfFile(given[0].text) && calls.resolveNames++,
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
  const folder = temporaryFolder({ "lib.grad": texts["lib.grad"] });
  const workspace = await openWorkspace({ folders: [folder.uri("")], watches: true });
  onTestFinished(() => expect(workspace.logged).toEqual([]));
  const uri = folder.uri("a.grad");
  await workspace.open(uri, texts["a.grad"]);
  await workspace.shows(uri, ["∂y/∂x = [2, 2]", "= 6  ∂y/∂y = 1"]);
  const textDocument = { uri };
  const at = { textDocument, position: { line: 2, character: 8 } };
  const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 8 } };
  const options = { tabSize: 4, insertSpaces: true };
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
    ["prepareRename", at],
    ["rename", { ...at, newName: "g" }],
    ["formatting", { textDocument, options }],
    ["rangeFormatting", { textDocument, range, options }],
    ["onTypeFormatting", { textDocument, position: { line: 3, character: 0 }, ch: "\n", options }],
    ["codeAction", { textDocument, range, context: { diagnostics: [], triggerKind: 1 } }],
    ["inlayHint", { textDocument, range }],
  ];
  const round = async (): Promise<void> => {
    for (const [method, params] of asked) {
      const found = await workspace.client.sendRequest(`textDocument/${method}`, params);
      if (method !== "linkedEditingRange") expect(found, method).not.toBeNull();
      if (method !== "semanticTokens/full") continue;
      const { resultId: previousResultId } = found as { readonly resultId: string };
      const since = { textDocument, previousResultId };
      const delta = await workspace.client.sendRequest(`textDocument/${method}/delta`, since);
      expect(delta).toMatchObject({ edits: [] });
    }
  };
  await round();
  const first = { ...calls };
  await round();
  expect(calls).toEqual(first);
  // The text is resolved for itself, and as one of the workspace's files.
  expect(first.resolveNames).toBeLessThanOrEqual(3);
});
