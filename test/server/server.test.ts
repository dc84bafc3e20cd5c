/** The server over LSP: what it can do, how it answers, and that a bug in one feature costs that answer only. */
import { expect, test, vi } from "vitest";
import {
  CodeActionRequest,
  CodeLensRequest,
  DidChangeConfigurationNotification,
  DidCloseTextDocumentNotification,
  DidSaveTextDocumentNotification,
  HoverRequest,
  InlayHintRequest,
  LSPErrorCodes,
  SemanticTokensRequest,
} from "vscode-languageserver-protocol/node";
import { commands, internalCommands } from "../../src/protocol/manifest.ts";
import {
  flowRequest,
  graphRequest,
  libraryRequest,
  locateRequest,
  nextCallRequest,
  nodesAtRequest,
  pingRequest,
  type RunParams,
  runRequest,
  type GraphResult,
  type LocateResult,
  type RunResult,
} from "../../src/protocol/requests.ts";
import { labelOf, openServer, settle, uri } from "./session.ts";

const program = ["x = -2", "y = 5", "z = -4", "q = x + y", "f = q * z", "f.backward()"].join("\n");
const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const textDocument = { uri };
const allCommands = [...Object.values(commands), ...Object.values(internalCommands)];

test("says what it can do, and registers no command of the client's", async () => {
  const { initialized, close } = await openServer();
  expect(initialized.capabilities).toMatchObject({
    textDocumentSync: { openClose: true, change: 2 },
    inlayHintProvider: true,
    hoverProvider: true,
    completionProvider: { triggerCharacters: [".", '"', "=", "/"], resolveProvider: true },
    signatureHelpProvider: { triggerCharacters: ["(", ","] },
    codeLensProvider: {},
    codeActionProvider: {
      codeActionKinds: [
        "quickfix",
        "refactor.extract",
        "refactor.inline",
        "refactor.rewrite",
        "refactor.move",
        "source.organizeImports",
        "source.fixAll.grad",
      ],
    },
    documentSymbolProvider: true,
    semanticTokensProvider: { full: { delta: true } },
  });
  expect(initialized.capabilities.executeCommandProvider).toBeUndefined();
  close();
});

test("hints stand at line ends, made of parts, with a tooltip", async () => {
  const session = await openServer();
  await session.open(`${program}  # the target`);
  await session.time.pass(1);
  const hints = await session.hints();
  expect(hints.map(labelOf)).toEqual([
    "∂f/∂x = -4",
    "∂f/∂y = -4",
    "∂f/∂z = 3",
    "= 3  ∂f/∂q = -4",
    "= -12  ∂f/∂f = 1",
  ]);
  expect(hints[3]).toMatchObject({
    position: { line: 3, character: 9 },
    paddingLeft: true,
    tooltip: { kind: "markdown" },
    // The version that it is of.
    data: 1,
  });
  expect(hints[3]?.kind).toBeUndefined();
  session.close();
});

test("hints are those of the range that is asked for", async () => {
  const session = await openServer();
  await session.open(program);
  await session.time.pass(1);
  const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 9 } };
  const hints = await session.client.sendRequest(InlayHintRequest.type, { textDocument, range });
  expect(hints?.map(labelOf)).toEqual(["= 3  ∂f/∂q = -4"]);
  session.close();
});

test("an answer that waits ends at once when it is cancelled", async () => {
  const session = await openServer({ delay: 1000 });
  await session.open(program);
  const { CancellationTokenSource } = await import("vscode-languageserver-protocol/node");
  const source = new CancellationTokenSource();
  const answer = session.client.sendRequest(
    InlayHintRequest.type,
    { textDocument, range: whole },
    source.token,
  );
  const ended = vi.fn();
  answer.catch(ended);
  await settle();
  source.cancel();
  await settle();
  expect(ended).toHaveBeenCalledWith(expect.objectContaining({ code: LSPErrorCodes.RequestCancelled }));
  session.close();
});

test("an edit while an answer waits is no error: the answer is of the newest text", async () => {
  const session = await openServer({ delay: 20 });
  await session.open(program);
  const answer = session.hints();
  await settle();
  await session.change(program.replace("-4", "-5"));
  await session.time.pass(40);
  expect((await answer).map(labelOf)).toContain("= -15  ∂f/∂f = 1");
  session.close();
});

test("a throw in a feature is logged and costs one answer", async () => {
  let fail = true;
  const session = await openServer({
    change: (service) => ({
      ...service,
      view: (documentUri) => {
        if (fail) throw new Error("a bug");
        return service.view(documentUri);
      },
    }),
  });
  await session.open(program);
  await session.time.pass(1);
  const ask = () =>
    session.client.sendRequest(HoverRequest.type, { textDocument, position: { line: 3, character: 0 } });
  expect(await ask()).toBeNull();
  expect(session.logged.join("\n")).toMatch(/^internal: hover of text [0-9a-f]{8} failed: Error: a bug/);
  fail = false;
  expect(await ask()).not.toBeNull();
  expect((await session.hints()).length).toBe(5);
  session.close();
});

test("problems are published once for an edit, with the newest version", async () => {
  const session = await openServer({ delay: 10 });
  await session.open("x = 1\ny = xx\n");
  await session.time.pass(100);
  expect(session.diagnostics).toEqual([
    {
      uri,
      version: 1,
      diagnostics: [
        expect.objectContaining({
          code: "undefined-name",
          source: "nabla",
          severity: 1,
          range: { start: { line: 1, character: 4 }, end: { line: 1, character: 6 } },
        }),
      ],
    },
  ]);
  for (const text of ["x = 1\ny = xxx\n", "x = 1\ny = xxxx\n", "x = 1\ny = x\n"]) await session.change(text);
  await session.time.pass(100);
  expect(session.diagnostics.slice(1)).toEqual([{ uri, version: 4, diagnostics: [] }]);
  await session.client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  await settle();
  expect(session.diagnostics.at(-1)).toEqual({ uri, diagnostics: [] });
  session.close();
});

test("problems of the text do not wait for a long run, those of the run come with it", async () => {
  const session = await openServer({ delay: 1000 });
  await session.open("w = [1, 2, 3]\ni = 7\nf = gather(w, 0, [i])\n");
  await session.time.pass(40);
  expect(session.diagnostics).toEqual([{ uri, version: 1, diagnostics: [] }]);
  await session.time.pass(1000);
  expect(session.diagnostics[1]?.diagnostics).toEqual([
    expect.objectContaining({ severity: 1, code: "refused" }),
  ]);
  session.close();
});

test("copies have hints and hovers, but no problems and no lenses", async () => {
  const session = await openServer({ initializationOptions: { commands: allCommands } });
  const copy = "git:/test.grad?HEAD";
  await session.open("x = 2\nf = x * x\nf.backward()\ny = xx", copy);
  await session.time.pass(1000);
  expect(session.diagnostics).toEqual([]);
  const lenses = await session.client.sendRequest(CodeLensRequest.type, { textDocument: { uri: copy } });
  expect(lenses).toEqual([]);
  const hints = await session.client.sendRequest(InlayHintRequest.type, {
    textDocument: { uri: copy },
    range: whole,
  });
  expect(hints?.map(labelOf)).toContain("= 4  ∂f/∂f = 1");
  session.close();
});

test("lenses are made only for commands that the client has, and name their file", async () => {
  const lensesFor = async (initializationOptions: unknown) => {
    const session = await openServer({ initializationOptions });
    await session.open(program);
    const lenses = await session.client.sendRequest(CodeLensRequest.type, { textDocument });
    session.close();
    return (lenses ?? []).map(({ command }) => command);
  };
  expect(await lensesFor(undefined)).toEqual([]);
  expect(await lensesFor({ commands: allCommands, settings: { codeLens: false } })).toEqual([]);
  const lens = { title: "$(play) Run backward", command: commands.runBackward, arguments: [uri] };
  expect(await lensesFor({ commands: [commands.runBackward] })).toEqual([lens, lens]);
});

test("a problem's repair is a code action with an edit", async () => {
  const session = await openServer();
  await session.open("x = 1\ny = sigmod(x)\n");
  await session.time.pass(100);
  const [diagnostic] = session.diagnostics[0]?.diagnostics ?? [];
  const actions = await session.client.sendRequest(CodeActionRequest.type, {
    textDocument,
    range: diagnostic!.range,
    context: { diagnostics: [diagnostic!] },
  });
  expect(actions).toEqual([
    {
      title: "Change to sigmoid",
      kind: "quickfix",
      diagnostics: [diagnostic],
      isPreferred: true,
      edit: { changes: { [uri]: [{ range: diagnostic!.range, newText: "sigmoid" }] } },
    },
  ]);
  session.close();
});

test("semantic tokens are the whole file's", async () => {
  const session = await openServer();
  await session.open("x = 1\ny = exp(x)\n");
  const tokens = await session.client.sendRequest(SemanticTokensRequest.type, { textDocument });
  const { legend } = session.initialized.capabilities.semanticTokensProvider!;
  const types: (string | undefined)[] = [];
  for (let i = 3; i < tokens!.data.length; i += 5) types.push(legend.tokenTypes[tokens!.data[i]!]);
  expect(types).toEqual(["variable", "variable", "function", "variable"]);
  session.close();
});

test("the status is told when a run has ended, and while one is long", async () => {
  const session = await openServer({ delay: 100 });
  await session.open(program);
  await session.time.pass(100);
  expect(session.statuses).toEqual([
    {
      uri,
      version: 1,
      state: "ready",
      text: "∇ f = -12 · 5 gradients · < 1 ms",
      tooltip: expect.any(String) as string,
    },
  ]);
  session.runner.delay = 500;
  await session.change(program.replace("-4", "-5"));
  await session.time.pass(199);
  expect(session.statuses.length).toBe(1);
  await session.time.pass(1);
  expect(session.statuses[1]).toMatchObject({ version: 2, state: "running" });
  await session.time.pass(300);
  expect(session.statuses[2]).toMatchObject({
    version: 2,
    state: "ready",
    text: expect.stringMatching("f = -15") as string,
  });
  session.close();
});

test("settings change while a file is open", async () => {
  const session = await openServer();
  await session.open(program);
  await session.time.pass(1);
  await session.hints();
  const before = session.refreshes();
  const settings = { nabla: { run: "onSave", hints: { gradient: false } } };
  await session.client.sendNotification(DidChangeConfigurationNotification.type, { settings });
  await session.time.pass(60);
  expect(session.refreshes()).toBe(before + 1);
  expect((await session.hints()).map(labelOf)).toEqual(["= 3", "= -12"]);
  await session.change(program.replace("-4", "-5"));
  await session.time.pass(100);
  expect((await session.hints()).map(labelOf)).toEqual(["= 3", "⟳ = -12"]);
  await session.client.sendNotification(DidSaveTextDocumentNotification.type, { textDocument });
  await session.time.pass(100);
  expect((await session.hints()).map(labelOf)).toEqual(["= 3", "= -15"]);
  session.close();
});

test("a run is asked for by name, and says why it cannot be", async () => {
  const session = await openServer({ initializationOptions: { settings: { run: "onCommand" } } });
  await session.open(`${program}\nv = [1, 2]\n`);
  const run = async (target?: RunParams["target"]): Promise<RunResult> => {
    const answer = session.client.sendRequest<RunResult>(runRequest, { uri, target });
    await session.time.pass(10);
    return answer;
  };
  expect(await session.hints()).toEqual([]);
  expect(await run()).toEqual({ status: "∇ f = -12 · 5 gradients · < 1 ms" });
  expect((await session.hints()).map(labelOf)).toContain("= -12  ∂f/∂f = 1");
  expect((await run({ line: 3, character: 0 })).status).toMatch("q = 3 · 3 gradients");
  expect((await session.hints()).map(labelOf)).toContain("∂q/∂x = 1");
  expect((await run({ line: 6, character: 0 })).failure).toMatch(/^v cannot be the target/);
  expect((await run({ line: 7, character: 0 })).failure).toMatch(/^There is no name here/);
  expect((await run()).status).toMatch("q = 3 · 3 gradients");
  expect((await run("own")).status).toMatch("f = -12 · 5 gradients");
  session.close();
});

test("the graph, its nodes' places and the nodes of a line agree", async () => {
  const session = await openServer();
  await session.open(program);
  await session.time.pass(1);
  const graph = await session.client.sendRequest<GraphResult>(graphRequest, { uri, opened: [] });
  expect(graph.nodes.map(({ label }) => label)).toEqual(expect.arrayContaining(["x", "y", "z", "+", "×"]));
  expect(graph.target).toBe("f");
  const ids = await session.client.sendRequest<string[]>(nodesAtRequest, { uri, line: 3, opened: [] });
  expect(ids.length).toBe(1);
  const place = await session.client.sendRequest<LocateResult>(locateRequest, {
    uri,
    id: ids[0],
    opened: [],
  });
  expect(place.range.start.line).toBe(3);
  expect(await session.client.sendRequest(locateRequest, { uri, id: "nothing", opened: [] })).toBeNull();
  session.close();
});

test("another call's numbers are shown on request", async () => {
  const session = await openServer();
  await session.open(
    "def double(a):\n    b = a * 2\n    return b\n\nx = 1\nf = double(x) + double(10)\nf.backward()\n",
  );
  await session.time.pass(1);
  expect((await session.hints()).map(labelOf)).toContain("= 20  ∂f/∂b = 1");
  const before = session.refreshes();
  const at = { line: 1, character: 4 };
  expect(await session.client.sendRequest(nextCallRequest, { uri, at })).toBe(true);
  await session.time.pass(60);
  expect(session.refreshes()).toBe(before + 1);
  expect((await session.hints()).map(labelOf)).toContain("= 2  ∂f/∂b = 1");
  expect(await session.client.sendRequest(nextCallRequest, { uri, at: { line: 4, character: 0 } })).toBe(
    false,
  );
  session.close();
});

test("a ping is answered while a run goes on, and the library is read", async () => {
  const session = await openServer({ delay: 1000 });
  await session.open(program);
  expect(await session.client.sendRequest(pingRequest)).toBeNull();
  const text = await session.client.sendRequest(libraryRequest, { path: "activation.grad" });
  expect(text).toMatch("def sigmoid");
  expect(await session.client.sendRequest(libraryRequest, { path: "nothing.grad" })).toBeNull();
  session.close();
});

test("requests about a file that is not open are answered with nothing", async () => {
  const session = await openServer();
  expect(
    await session.client.sendRequest(HoverRequest.type, {
      textDocument,
      position: { line: 0, character: 0 },
    }),
  ).toBeNull();
  expect(await session.hints()).toEqual([]);
  expect(await session.client.sendRequest(graphRequest, { uri, opened: [] })).toBeNull();
  expect(await session.client.sendRequest(flowRequest, { uri, rate: 0.1 })).toBeNull();
  expect(session.logged).toEqual([]);
  session.close();
});
