/** Places in lines and UTF-16 units, of all that is told of a file's shape: with Greek letters, emoji, tabs, a BOM, CRLF. */
import { expect, test } from "vitest";
import {
  DocumentFormattingRequest,
  DocumentLinkRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRequest,
  type DocumentSymbol,
  type Range,
  type SemanticTokensDelta,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { openServer, uri } from "./session.ts";
import { openWorkspace, temporaryFolder } from "./workspace.ts";

const textDocument = { uri };

/** Every kind of line end, and none behind the last line. */
const text =
  "\uFEFF# 😀 one\r\n# two\r\ndef σ𝐟(θ):\r\n\treturn θ * θ # 😀\r\n\r\n𝐲 = σ𝐟(3)  # 😀\r\n# 😀 three\r𝐲.backward()";

function told({ start, end }: Range): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}

test("the outline", async () => {
  const { client, open, close } = await openServer();
  await open(text);
  const symbols = (await client.sendRequest(DocumentSymbolRequest.type, {
    textDocument,
  })) as DocumentSymbol[];
  expect(symbols.map(({ name, range, selectionRange }) => [name, told(range), told(selectionRange)])).toEqual(
    [
      ["σ𝐟", "2:0-3:13", "2:4-2:7"],
      ["𝐲", "5:0-5:11", "5:0-5:2"],
      ["𝐲.backward()", "7:0-7:13", "7:0-7:13"],
    ],
  );
  close();
});

test("folding", async () => {
  const { client, open, close } = await openServer();
  await open(text);
  expect(await client.sendRequest(FoldingRangeRequest.type, { textDocument })).toEqual([
    { startLine: 0, endLine: 1, kind: "comment" },
    { startLine: 2, endLine: 3 },
  ]);
  close();
});

test("what a selection grows to, at each caret", async () => {
  const { client, open, close } = await openServer();
  await open(text);
  const positions = [
    { line: 5, character: 9 },
    { line: 6, character: 6 },
  ];
  const found = (await client.sendRequest(SelectionRangeRequest.type, { textDocument, positions })) ?? [];
  expect(
    found.map((one) => {
      const ranges: string[] = [];
      for (let at: typeof one | undefined = one; at !== undefined; at = at.parent)
        ranges.push(told(at.range));
      return ranges;
    }),
  ).toEqual([
    ["5:9-5:10", "5:8-5:11", "5:5-5:11", "5:0-5:11", "0:0-7:13"],
    ["6:5-6:10", "6:2-6:10", "6:0-6:10", "0:0-7:13"],
  ]);
  close();
});

test("links lead to the file that is read, an example's data where there is none of one's own", async () => {
  const folder = temporaryFolder({ "own/data/iris.csv": "1\n", "examples/data/iris.csv": "2\n" });
  const workspace = await openWorkspace({
    folders: [folder.uri("own"), folder.uri("other")],
    options: { examples: folder.uri("examples") },
  });
  const linksIn = async (document: string): Promise<readonly string[]> => {
    await workspace.open(document, '# 😀\r\n𝐱 = load("data/iris.csv") + load("ü.npy")\n');
    const links = await workspace.client.sendRequest(DocumentLinkRequest.type, {
      textDocument: { uri: document },
    });
    return (links ?? []).map(({ range, target }) => `${told(range)} ${target ?? "nowhere"}`);
  };
  expect(await linksIn(folder.uri("own/a.grad"))).toEqual([
    `1:11-1:24 ${folder.uri("own/data/iris.csv")}`,
    `1:35-1:40 ${folder.uri("own/ü.npy")}`,
  ]);
  expect(await linksIn(folder.uri("other/a.grad"))).toEqual([
    `1:11-1:24 ${folder.uri("examples/data/iris.csv")}`,
    `1:35-1:40 ${folder.uri("other/ü.npy")}`,
  ]);
  expect(await linksIn("untitled:Untitled-1")).toEqual([
    `1:11-1:24 ${folder.uri("examples/data/iris.csv")}`,
    `1:35-1:40 ${folder.uri("examples/ü.npy")}`,
  ]);
});

test("formatting, of all, of some rows, and of the row that Enter leaves", async () => {
  const session = await openServer({ initializationOptions: { settings: { format: { width: 20 } } } });
  const { client, open, close } = session;
  await open("\uFEFF𝐲=1# 😀\r\ndef σ(θ):\r\n\treturn θ*θ # 😀 \r\nz = [𝐲,  σ(𝐲)]\r\nw = sum([1, 2, 3, 4])");
  const edits = (found: readonly TextEdit[] | null): readonly string[] =>
    (found ?? []).map(({ range, newText }) => `${told(range)} ${JSON.stringify(newText)}`);
  const options = { tabSize: 2, insertSpaces: true };
  const all = [
    '0:3-0:3 " "',
    '0:4-0:4 " "',
    '0:5-0:5 "  "',
    '2:0-2:1 "  "',
    '2:9-2:9 " "',
    '2:10-2:10 " "',
    '2:11-2:12 "  "',
    '2:16-2:17 ""',
    '3:8-3:10 " "',
    '4:8-4:8 "\\r\\n  "',
    '4:20-4:20 "\\r\\n"',
    '4:21-4:21 "\\r\\n"',
  ];
  expect(edits(await client.sendRequest(DocumentFormattingRequest.type, { textDocument, options }))).toEqual(
    all,
  );
  const range = { start: { line: 2, character: 3 }, end: { line: 3, character: 1 } };
  expect(
    edits(await client.sendRequest(DocumentRangeFormattingRequest.type, { textDocument, options, range })),
  ).toEqual(all.slice(3, 9));
  const position = { line: 3, character: 0 };
  expect(
    edits(
      await client.sendRequest(DocumentOnTypeFormattingRequest.type, {
        textDocument,
        options,
        position,
        ch: "\n",
      }),
    ),
  ).toEqual(all.slice(3, 8));
  close();
});

test("semantic tokens, and what is other in them after an edit", async () => {
  const { client, open, change, close } = await openServer();
  await open("# 😀\r\n𝐲 = 1\r\nz = exp(𝐲)");
  const full = await client.sendRequest(SemanticTokensRequest.type, { textDocument });
  const places: string[] = [];
  for (let i = 0, line = 0, column = 0; i < full!.data.length; i += 5) {
    const [lines = 0, columns = 0, length = 0] = full!.data.slice(i, i + 3);
    line += lines;
    column = lines > 0 ? columns : column + columns;
    places.push(`${line}:${column} ${length}`);
  }
  expect(places).toEqual(["1:0 2", "2:0 1", "2:4 3", "2:8 2"]);
  await change("# 😀\r\n𝐲 = 1\r\nz = exp(𝐲)\r\nw = z");
  const previousResultId = full!.resultId!;
  const delta = await client.sendRequest(SemanticTokensDeltaRequest.type, { textDocument, previousResultId });
  const again = await client.sendRequest(SemanticTokensRequest.type, { textDocument });
  const data = [...full!.data];
  expect(delta).toHaveProperty("edits");
  for (const { start, deleteCount, data: put = [] } of (delta as SemanticTokensDelta).edits.toReversed())
    data.splice(start, deleteCount, ...put);
  expect(data).toEqual(again!.data);
  close();
});
