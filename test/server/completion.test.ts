/** Completion and signature help over LSP: what the client can is what it gets, and an edit never makes the answer empty. */
import { expect, test } from "vitest";
import {
  CompletionItemKind,
  CompletionRequest,
  CompletionResolveRequest,
  InsertTextFormat,
  SignatureHelpRequest,
  type CompletionItem,
} from "vscode-languageserver-protocol/node";
import { openServer, uri, type ServerSession } from "./session.ts";

const textDocument = { uri };

async function complete(
  session: ServerSession,
  line: number,
  character: number,
): Promise<readonly CompletionItem[]> {
  const found = await session.client.sendRequest(CompletionRequest.type, {
    textDocument,
    position: { line, character },
  });
  return Array.isArray(found) ? found : [];
}

const named = (items: readonly CompletionItem[], label: string): CompletionItem | undefined =>
  items.find((item) => item.label === label);

test("items replace the word, in the order of the list, with Markdown beside them", async () => {
  const session = await openServer();
  await session.open("x = [1, 2]\ny = su(x)");
  const items = await complete(session, 1, 6);
  const range = { start: { line: 1, character: 4 }, end: { line: 1, character: 6 } };
  expect(named(items, "sum")).toMatchObject({
    kind: CompletionItemKind.Function,
    detail: expect.stringMatching(/^The sum of all elements/u) as string,
    documentation: {
      kind: "markdown",
      value: expect.stringContaining("sum(x, dim=None, keepdim=False)") as string,
    },
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range, newText: "sum" },
  });
  expect(named(items, "x")?.kind).toBe(CompletionItemKind.Variable);
  const order = items.map(({ sortText }) => sortText ?? "");
  expect(order).toEqual([...order].sort());
  session.close();
});

test.each([
  [true, "sum($0)", InsertTextFormat.Snippet],
  [false, "sum", InsertTextFormat.PlainText],
])("a client that has snippets (%s) gets %s", async (snippetSupport, newText, insertTextFormat) => {
  const capabilities = { textDocument: { completion: { completionItem: { snippetSupport } } } };
  const session = await openServer({ capabilities });
  await session.open("x = [1, 2]\ny = x.");
  const item = named(await complete(session, 1, 6), "sum");
  expect(item).toMatchObject({ textEdit: { newText }, insertTextFormat });
  session.close();
});

test("a client that can open them is told to open the signature, and the list of what an argument takes", async () => {
  const commands = ["editor.action.triggerParameterHints", "editor.action.triggerSuggest"];
  const capabilities = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
  for (const known of [commands, []]) {
    const session = await openServer({ capabilities, initializationOptions: { commands: known } });
    await session.open("x = [1, 2]\ny = x.su\nz = sum(x, \nw = su(x)");
    const sum = named(await complete(session, 1, 8), "sum");
    expect(sum?.command?.command).toBe(known[0]);
    const dim = named(await complete(session, 2, 11), "dim=");
    expect(dim?.command?.command).toBe(known[1]);
    expect(named(await complete(session, 3, 6), "sum")?.command).toBeUndefined();
    session.close();
  }
});

test("what there is to read about an item is sent when it is looked at, where the client asks for it", async () => {
  const resolveSupport = { properties: ["documentation"] };
  const capabilities = { textDocument: { completion: { completionItem: { resolveSupport } } } };
  const session = await openServer({ capabilities });
  await session.open("x = [1, 2]\ny = su(x)");
  const sum = named(await complete(session, 1, 6), "sum");
  expect(sum).not.toHaveProperty("documentation");
  const resolved = await session.client.sendRequest(CompletionResolveRequest.type, sum!);
  expect(resolved.textEdit).toEqual(sum?.textEdit);
  expect(resolved.documentation).toMatchObject({ kind: "markdown" });
  // Of a list that is no longer the last one nothing more is known.
  await complete(session, 0, 0);
  expect(await session.client.sendRequest(CompletionResolveRequest.type, sum!)).toEqual(sum);
  session.close();
});

test("the line beside an item far down the list is worked out when it is looked at, if the client asks then", async () => {
  const text = `${Array.from({ length: 150 }, (_, i) => `x${i} = ${i}`).join("\n")}\ny = x`;
  for (const asksLater of [false, true]) {
    const resolveSupport = { properties: ["documentation", ...(asksLater ? ["detail"] : [])] };
    const capabilities = { textDocument: { completion: { completionItem: { resolveSupport } } } };
    const session = await openServer({ capabilities });
    await session.open(text);
    await session.time.pass(100);
    const items = await complete(session, 150, 5);
    expect(named(items, "x149")?.detail).toBe("= 149");
    expect(named(items, "x0")?.detail).toBe(asksLater ? undefined : "= 0");
    const later = await session.client.sendRequest(CompletionResolveRequest.type, named(items, "x0")!);
    expect(later.detail).toBe("= 0");
    session.close();
  }
});

test("an edit right before leaves the answer as it should be, also while a run goes on", async () => {
  const session = await openServer({ delay: 1000 });
  await session.open("x = [1, 2]\n");
  await session.change("x = [1, 2]\ny = mse_loss(x, x, ");
  const asked = complete(session, 1, 19);
  await session.change('x = [1, 2]\ny = mse_loss(x, x, reduction="');
  expect(named(await asked, "reduction=")?.kind).toBe(CompletionItemKind.Property);
  const choices = await complete(session, 1, 30);
  expect(choices.map(({ label }) => label)).toEqual(["mean", "sum", "none"]);
  session.close();
});

test("signature help says which parameter it is, or that none is", async () => {
  const session = await openServer();
  await session.open("x = [1, 2]\ny = sum(x, 0)\nz = exp(x, 1)\nw = (1)");
  const help = (line: number, character: number): Promise<unknown> =>
    session.client.sendRequest(SignatureHelpRequest.type, { textDocument, position: { line, character } });
  const label = "sum(x, dim=None, keepdim=False)";
  expect(await help(1, 11)).toMatchObject({
    signatures: [{ label, parameters: [{ label: [4, 5] }, { label: [7, 15] }, { label: [17, 30] }] }],
    activeSignature: 0,
    activeParameter: 1,
  });
  expect(await help(2, 11)).toMatchObject({ signatures: [{ label: "exp(x)" }], activeParameter: 1 });
  expect(await help(3, 5)).toBeNull();
  session.close();
});

test("a document that is not open has no completions", async () => {
  const session = await openServer();
  expect(await complete(session, 0, 0)).toEqual([]);
  session.close();
});
