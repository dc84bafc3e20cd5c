/** Faults of ours in the server: an answer is lost and nothing else, the log knows the text by its hash, and a problem shows the line. */
import { expect, test } from "vitest";
import {
  CompletionRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidSaveTextDocumentNotification,
  FileChangeType,
  HoverRequest,
  type PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";
import { shortHash } from "../../src/base/short-hash.ts";
import { caretNotification, graphRequest, pingRequest, runRequest } from "../../src/protocol/requests.ts";
import type { LanguageService } from "../../src/service.ts";
import { breakGate } from "../faults.ts";
import { openServer, settle, uri, type ServerSession } from "./session.ts";

const program = "x = [2]\ny = tanh(x)\nz = sum(y)\nz.backward()\n";
const textDocument = { uri };

function lastProblems({ diagnostics }: ServerSession): PublishDiagnosticsParams["diagnostics"] {
  return diagnostics.at(-1)?.diagnostics ?? [];
}

test("a text that cannot be read is one problem at its line, logged once without the text, and the server lives", async () => {
  const gate = breakGate("tanh", "shape");
  const session = await openServer({ mayFail: true });
  await session.open(program);
  await session.time.pass(100);
  for (let i = 0; i < 5; i++) await session.hints();
  expect(lastProblems(session)).toEqual([
    expect.objectContaining({
      code: "internal",
      severity: 1,
      message: "internal: a fault of Nabla itself stopped the reading here: a bug.",
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 11 } },
    }),
  ]);
  expect(session.logged.length).toBe(1);
  expect(session.logged[0]).toMatch(`internal: reading of text ${shortHash(program)} failed: `);
  expect(session.logged[0]).not.toContain("tanh(x)");
  gate.off();
  await session.change(`${program}# again\n`);
  await session.time.pass(100);
  expect(lastProblems(session)).toEqual([]);
  expect((await session.hints()).length).toBe(3);
  session.close();
});

test("a request that fails is a problem at its own line, told of once for each version", async () => {
  const session = await openServer({
    change: (service) => ({
      ...service,
      view: () => {
        throw new Error("internal: no hover");
      },
    }),
  });
  await session.open(program);
  await session.time.pass(100);
  const ask = () =>
    session.client.sendRequest(HoverRequest.type, { textDocument, position: { line: 2, character: 4 } });
  for (let i = 0; i < 3; i++) expect(await ask()).toBeNull();
  await session.time.pass(10);
  expect(session.logged.length).toBe(1);
  expect(lastProblems(session)).toEqual([
    expect.objectContaining({
      code: "internal",
      message: "internal: a fault of Nabla itself stopped the hover here: no hover.",
      range: { start: { line: 2, character: 0 }, end: { line: 2, character: 10 } },
    }),
  ]);
  await session.change(`${program}# again\n`);
  await session.time.pass(100);
  expect(lastProblems(session)).toEqual([]);
  expect(await ask()).toBeNull();
  expect(session.logged.length).toBe(2);
  session.close();
});

const methods = [
  "open",
  "change",
  "save",
  "filesChanged",
  "close",
  "configure",
  "caretAt",
  "hints",
  "view",
  "request",
  "problems",
  "codeLenses",
  "graph",
  "status",
  "run",
  "showNextCall",
  "showTurn",
] as const satisfies readonly (keyof LanguageService)[];

test.each(methods)("whatever is sent while %s throws, the server goes on", async (method) => {
  let failing = false;
  let thrown = 0;
  const session = await openServer({
    change: (service) => ({
      ...service,
      [method]: (...args: readonly unknown[]) => {
        if (!failing) return (service[method] as (...args: readonly unknown[]) => unknown)(...args);
        thrown++;
        throw new Error(`internal: ${method}`);
      },
    }),
  });
  await session.open(program);
  await session.time.pass(100);
  failing = true;
  const position = { line: 1, character: 5 };
  const { client } = session;
  await session.change(`${program}# again\ndef f(a):\n    return a\n`);
  const asked = [
    client.sendRequest(HoverRequest.type, { textDocument, position }),
    client.sendRequest(CompletionRequest.type, { textDocument, position }),
    client.sendRequest("textDocument/signatureHelp", { textDocument, position }),
    client.sendRequest("textDocument/semanticTokens/full", { textDocument }),
    client.sendRequest("textDocument/codeLens", { textDocument }),
    client.sendRequest("textDocument/codeAction", {
      textDocument,
      range: { start: position, end: position },
      context: { diagnostics: [] },
    }),
    client.sendRequest(graphRequest, { uri, opened: [] }),
    client.sendRequest("nabla/locate", { uri, id: "nothing", opened: [] }),
    client.sendRequest("nabla/nodesAt", { uri, line: 1, opened: [] }),
    client.sendRequest("nabla/nextCall", { uri, at: { line: 5, character: 5 } }),
    client.sendRequest("nabla/pasted", { uri, range: { start: position, end: position }, text: "1" }),
    client.sendRequest("nabla/showTurn", { uri, id: "loop i#0@0" }),
    client.sendRequest(runRequest, { uri, target: { line: 1, character: 0 } }),
    session.hints(),
  ];
  await client.sendNotification(DidSaveTextDocumentNotification.type, { textDocument });
  await client.sendNotification(caretNotification, { uri, line: 1, character: 0 });
  await client.sendNotification("workspace/didChangeConfiguration", {
    settings: { nabla: { run: "onSave" } },
  });
  await client.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: "file:///a.csv", type: FileChangeType.Changed }],
  });
  await session.time.pass(2000);
  const answers = await Promise.allSettled(asked);
  expect(answers.filter(({ status }) => status === "rejected")).toEqual([]);
  await client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  await session.open(program);
  await session.time.pass(100);
  expect(thrown).toBeGreaterThan(0);
  expect(session.logged.every((text) => /^internal: .*\n? *at /s.test(text))).toBe(true);
  expect(session.logged.length).toBeGreaterThan(0);
  expect(session.logged.join("\n")).not.toContain(program.split("\n")[1]);
  failing = false;
  await client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  await session.open(program);
  await session.time.pass(100);
  expect(await client.sendRequest(pingRequest)).toBeNull();
  expect((await session.hints()).length).toBe(3);
  session.close();
});

test("an edit that fits no text costs that edit", async () => {
  const session = await openServer({ mayFail: true });
  await session.open(program);
  await session.time.pass(100);
  await session.client.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 7 },
    contentChanges: [null as never],
  });
  await settle();
  expect(session.logged.join()).toMatch(/^internal: edit of text [0-9a-f]{8} failed/);
  expect((await session.hints()).length).toBe(3);
  session.close();
});

test("what is sent to a client that has gone is nobody's fault", async () => {
  const session = await openServer();
  await session.open(program);
  session.close();
  await session.time.pass(5000);
  expect(session.logged).toEqual([]);
});
