/**
 * How long the server takes to answer each request about a text that it knows already, by the length of the text. The slope is that
 * of growth: 1 where ten times the lines take ten times as long, 0 where the length makes no difference.
 */
import { setTimeout as wait } from "node:timers/promises";
import { DidOpenTextDocumentNotification } from "vscode-languageserver-protocol/node";
import { temporaryFolder } from "../test/host/launch/paths.ts";
import { sampleText } from "./edit.ts";
import { buildServer, fixedLoop, startServer } from "./server.ts";
import { median, printTable, type Table } from "./table.ts";

/** Questions before anything is measured. */
const warmUps = 5;

interface Asked {
  readonly method: string;
  /** At the line and column of a name in the middle of the text; `last` is the answer before. */
  readonly params: (line: number, character: number, last: unknown) => object;
}

const at = (line: number, character: number) => ({ position: { line, character } });
const within = (first: number, last: number) => ({
  range: { start: { line: first, character: 0 }, end: { line: last, character: 0 } },
});
const options = { tabSize: 4, insertSpaces: true };

const asked: readonly Asked[] = [
  { method: "hover", params: at },
  { method: "completion", params: at },
  { method: "signatureHelp", params: at },
  { method: "definition", params: at },
  {
    method: "references",
    params: (line, column) => ({ ...at(line, column), context: { includeDeclaration: true } }),
  },
  { method: "documentHighlight", params: at },
  { method: "prepareRename", params: at },
  { method: "rename", params: (line, column) => ({ ...at(line, column), newName: "renamed" }) },
  { method: "linkedEditingRange", params: at },
  { method: "prepareCallHierarchy", params: at },
  { method: "selectionRange", params: (line, character) => ({ positions: [{ line, character }] }) },
  { method: "documentSymbol", params: () => ({}) },
  { method: "foldingRange", params: () => ({}) },
  { method: "documentLink", params: () => ({}) },
  { method: "codeLens", params: () => ({}) },
  { method: "semanticTokens/full", params: () => ({}) },
  {
    method: "semanticTokens/full/delta",
    params: (_line, _column, last) => ({
      previousResultId: (last as { readonly resultId: string }).resultId,
    }),
  },
  // What is in sight, as editors ask for it.
  { method: "inlayHint", params: (line) => within(line, line + 50) },
  {
    method: "codeAction",
    params: (line) => ({ ...within(line, line), context: { diagnostics: [], triggerKind: 1 } }),
  },
  { method: "formatting", params: () => ({ options }) },
  { method: "rangeFormatting", params: (line) => ({ ...within(line, line + 1), options }) },
];

export async function benchRequests(
  sizes: readonly number[] = [100, 1_000, 10_000],
  repeats = 21,
): Promise<Table> {
  const folder = temporaryFolder("bench-requests");
  const cli = await buildServer(folder);
  const columns: ReadonlyMap<string, number>[] = [];
  const loops: number[] = [];
  for (const lines of sizes) {
    const { client, child, uri, ready } = await startServer(cli, folder);
    try {
      const text = sampleText(lines);
      const textDocument = { uri, languageId: "grad", version: 0, text };
      await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
      await ready(0);
      // Findings are looked for behind the numbers.
      await wait(500);
      const all = text.split("\n");
      const line = all.findIndex((one, i) => i >= lines / 2 - 10 && /^z\d+ = /.test(one));
      const column = new Map<string, number>();
      let last: unknown;
      for (const { method, params } of asked) {
        const times: number[] = [];
        for (let round = -warmUps; round < repeats; round++) {
          const question = { textDocument: { uri }, ...params(line, all[line]!.indexOf("@") + 2, last) };
          const start = performance.now();
          last = await client.sendRequest(`textDocument/${method}`, question);
          if (round >= 0) times.push(performance.now() - start);
        }
        column.set(method, median(times));
        loops.push(fixedLoop());
      }
      columns.push(column);
    } finally {
      client.dispose();
      child.kill();
    }
  }
  const rows = asked.map(({ method }) => {
    const times = columns.map((column) => column.get(method) ?? NaN);
    const [first = NaN, last = NaN] = [times.at(-2), times.at(-1)];
    const growth = Math.log((sizes.at(-1) ?? NaN) / (sizes.at(-2) ?? NaN));
    return {
      request: method,
      ...Object.fromEntries(sizes.map((lines, i) => [`ms at ${lines} lines`, times[i] ?? NaN])),
      slope: Math.log(last / first) / growth,
      "last / loop": last / median(loops),
    };
  });
  return { name: "Answers about a text that is known already, in the server", rows };
}

if (import.meta.main) printTable(await benchRequests());
