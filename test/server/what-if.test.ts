/** What if, as the panel asks for it: a leaf is dragged, is what it was again, and is written. */
import { afterEach, expect, test } from "vitest";
import type { Hover, MarkupContent } from "vscode-languageserver";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { graphRequest } from "../../src/protocol/requests.ts";
import {
  resetWhatIfRequest,
  whatIfRequest,
  writeWhatIfRequest,
  type WhatIfView,
  type WriteWhatIfResult,
} from "../../src/protocol/what-if-view.ts";
import { openServer, uri } from "./session.ts";

let session: Awaited<ReturnType<typeof openServer>>;
afterEach(() => session.close());

async function open(text: string): Promise<void> {
  session = await openServer();
  await session.open(text);
  await session.time.pass(1000);
}

const graph = (): Promise<GraphView> => session.client.sendRequest(graphRequest, { uri, opened: [] });

async function ask(label: string, value?: number, element = 0): Promise<WhatIfView> {
  const { nodes } = await graph();
  const id = nodes.find((node) => node.label === label)!.id;
  const answer = session.client.sendRequest<WhatIfView>(whatIfRequest, {
    uri,
    opened: [],
    id,
    element,
    value,
  });
  await session.time.pass(1000);
  return answer;
}

const written = (): Promise<WriteWhatIfResult> => session.client.sendRequest(writeWhatIfRequest, { uri });

test("a leaf is dragged, and is what it was again", async () => {
  await open("x = 3\nf = x ** 2\nf.backward()\n");
  const { set, dragged } = await ask("x", 4);
  expect(set).toBe("What if x = 4");
  expect(dragged?.effect).toMatchObject({ values: "9 → 16", predicted: "6 · 1 = 6", difference: "1" });
  expect(await graph()).toMatchObject({ isWhatIf: true });
  const hover = await session.client.sendRequest<Hover>("textDocument/hover", {
    textDocument: { uri },
    position: { line: 1, character: 0 },
  });
  expect((hover.contents as MarkupContent).value).toMatch(
    /^\*What if x = 4\*: the file says otherwise\.\n\n/,
  );
  expect(await written()).toMatchObject({
    edits: [{ start: { line: 0, character: 4 }, end: { line: 0, character: 5 }, text: "4" }],
  });
  await session.client.sendRequest(resetWhatIfRequest, { uri });
  await session.time.pass(1000);
  expect((await ask("x")).set).toBeUndefined();
  expect((await graph()).isWhatIf).toBeUndefined();
});

test.each([
  ["x = -2.50\nf = x * 2", "x", 0, 3, "x = 3\nf = x * 2"],
  ["w = param([[1.0, 2], [3, 4e0]])\nf = sum(w)", "w", 2, -7, "w = param([[1.0, 2], [-7, 4e0]])\nf = sum(w)"],
  ["w = param(0.5)\nf = w * 2", "w", 0, 0.25, "w = param(0.25)\nf = w * 2"],
  ["r = 0 * randn(2)\nf = sum(r)", "r", 1, 1.5, "r = [0, 1.5]\nf = sum(r)"],
  ["x, y = 1, 2\nf = x * y", "y", 0, 5, "x, y = 1, 5\nf = x * y"],
])("what is set is written in its place: %s", async (text, label, element, value, edited) => {
  await open(text);
  await ask(label, value, element);
  const { edits, failure } = await written();
  expect(failure).toBeUndefined();
  const lines = text.split("\n");
  for (const { start, end, text: own } of edits.toReversed()) {
    const line = lines[start.line]!;
    lines[start.line] = line.slice(0, start.character) + own + line.slice(end.character);
  }
  expect(lines.join("\n")).toBe(edited);
});

test.each([
  ["x = 3\nf = x * 2\nf.backward()", "f", "f.backward(5)"],
  ["x = 3\nf = x * 2\nf.backward(2)", "f", "f.backward(5)"],
])("the upstream gradient is written into the target's line: %s", async (text, label, line) => {
  await open(text);
  await ask(label, 5);
  const { edits } = await written();
  const [{ start, end, text: own } = { start: { character: 0 }, end: { character: 0 }, text: "" }] = edits;
  const last = text.split("\n")[2]!;
  expect(last.slice(0, start.character) + own + last.slice(end.character)).toBe(line);
});

test.each([
  ["x = zeros(101)\nf = sum(x)", "x", "x has 101 numbers: at most 100 are written into a file."],
  ["x = 3\nf = x * 2", "f", "∂f/∂f has no place in the file: add a line `f.backward()` first."],
])("what cannot be written is refused in a sentence: %s", async (text, label, failure) => {
  await open(text);
  await ask(label, 5);
  expect(await written()).toMatchObject({ edits: [], failure });
});
