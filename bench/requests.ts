/**
 * How long the server takes to answer each request about a text that it knows already, by the length of the text. The slope is that
 * of growth: 1 where ten times the lines take ten times as long, 0 where the length makes no difference.
 */
import { setTimeout as wait } from "node:timers/promises";
import { SymbolKind, DidOpenTextDocumentNotification } from "vscode-languageserver-protocol/node";
import { temporaryFolder } from "../test/host/launch/paths.ts";
import { sampleText } from "./edit.ts";
import { buildServer, fixedLoop, startServer } from "./server.ts";
import { median, printTable, type Table } from "./table.ts";

/** Questions before anything is measured. */
const warmUps = 5;

interface Place {
  readonly line: number;
  readonly character: number;
}

/** What is asked about: in the middle of the text. */
interface About {
  readonly uri: string;
  readonly name: Place;
  readonly call: Place;
}

interface Asked {
  readonly method: string;
  /** The method is not one of `textDocument/`. */
  readonly isWhole?: true;
  /** `last` is the answer before: of another method, if this one was not asked yet. */
  readonly params: (about: About, last: unknown) => object;
}

const at = ({ name }: About) => ({ position: name });
const within = (first: number, last: number) => ({
  range: { start: { line: first, character: 0 }, end: { line: last, character: 0 } },
});
const options = { tabSize: 4, insertSpaces: true };
const functionName = "half";
const functionLines = [`def ${functionName}(a):`, "    return a / 2"];
/** The item of the text's function, as the server has answered it. */
const item = ({ uri }: About) => ({
  item: {
    name: functionName,
    kind: SymbolKind.Function,
    uri,
    ...within(0, 1),
    selectionRange: within(0, 1).range,
  },
});

const asked: readonly Asked[] = [
  { method: "hover", params: at },
  { method: "completion", params: at },
  { method: "signatureHelp", params: at },
  { method: "definition", params: at },
  { method: "references", params: (about) => ({ ...at(about), context: { includeDeclaration: true } }) },
  { method: "documentHighlight", params: at },
  { method: "prepareRename", params: at },
  { method: "rename", params: (about) => ({ ...at(about), newName: "renamed" }) },
  { method: "linkedEditingRange", params: at },
  { method: "prepareCallHierarchy", params: ({ call }) => ({ position: call }) },
  { method: "callHierarchy/incomingCalls", isWhole: true, params: item },
  { method: "callHierarchy/outgoingCalls", isWhole: true, params: item },
  { method: "workspace/symbol", isWhole: true, params: () => ({ query: "h1" }) },
  { method: "selectionRange", params: ({ name }) => ({ positions: [name] }) },
  { method: "documentSymbol", params: () => ({}) },
  { method: "foldingRange", params: () => ({}) },
  { method: "documentLink", params: () => ({}) },
  { method: "codeLens", params: () => ({}) },
  { method: "semanticTokens/full", params: () => ({}) },
  {
    method: "semanticTokens/full/delta",
    params: (_about, last) => ({
      previousResultId: (last as { readonly resultId: string }).resultId,
    }),
  },
  // What is in sight, as editors ask for it.
  { method: "inlayHint", params: ({ name }) => within(name.line, name.line + 50) },
  {
    method: "codeAction",
    params: ({ name }) => ({
      ...within(name.line, name.line),
      context: { diagnostics: [], triggerKind: 1 },
    }),
  },
  { method: "formatting", params: () => ({ options }) },
  { method: "rangeFormatting", params: ({ name }) => ({ ...within(name.line, name.line + 1), options }) },
  {
    method: "onTypeFormatting",
    params: ({ name }) => ({ position: { line: name.line + 1, character: 0 }, ch: "\n", options }),
  },
];

/** The sample with a function that every block calls. */
function textOf(lines: number): string {
  const sample = sampleText(lines - functionLines.length);
  return [...functionLines, sample.replaceAll(/max\((c\d+),/g, `max(${functionName}($1),`)].join("\n");
}

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
      const text = textOf(lines);
      const textDocument = { uri, languageId: "grad", version: 0, text };
      await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
      await ready(0);
      // Findings are looked for behind the numbers.
      await wait(500);
      const all = text.split("\n");
      /** Behind what stands first after the middle of the text. */
      const behind = (what: string): Place => {
        const line = all.findIndex((one, i) => i >= lines / 2 - 10 && one.includes(what));
        return { line, character: all[line]!.indexOf(what) + what.length };
      };
      const about = { uri, name: behind("@ "), call: behind(`max(${functionName}`) };
      const column = new Map<string, number>();
      let last: unknown;
      for (const { method, isWhole, params } of asked) {
        const times: number[] = [];
        for (let round = -warmUps; round < repeats; round++) {
          const question = { textDocument: { uri }, ...params(about, last) };
          const start = performance.now();
          last = await client.sendRequest(isWhole ? method : `textDocument/${method}`, question);
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
