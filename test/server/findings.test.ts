/** Findings as an editor gets them: how bad each is, what is faded, and its fix. */
import { expect, test } from "vitest";
import { CodeActionRequest, DocumentLinkRequest } from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { problem } from "../../src/problems.ts";
import { libraryRequest } from "../../src/protocol/requests.ts";
import { toDiagnostic } from "../../src/server/diagnostics.ts";
import { openServer, uri } from "./session.ts";

test("a name on no path is faded, and a formula with a better form has dots and a fix", async () => {
  const session = await openServer();
  await session.open("w = param(2)\nb = param(1)\nL = log(sigmoid(w))\nL.backward()\n");
  await session.time.pass(500);
  expect(session.diagnostics.at(-1)?.diagnostics).toEqual([
    expect.objectContaining({ severity: 3, code: "disconnected", tags: [1] }),
    expect.objectContaining({ severity: 4, code: "unsafe-log-sigmoid" }),
  ]);
  const range = { start: { line: 2, character: 5 }, end: { line: 2, character: 5 } };
  const found = await session.client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri },
    range,
    context: { diagnostics: [], only: ["quickfix"] },
  });
  expect(found).toEqual([
    expect.objectContaining({ title: "Write logsigmoid(w): ∂L/∂w stays 0.1192", kind: "quickfix" }),
  ]);
  session.close();
});

test.each([true, false])("why no block is written is told who shows it: %j", async (disabledSupport) => {
  const session = await openServer({ capabilities: { textDocument: { codeAction: { disabledSupport } } } });
  await session.open(
    "def f(x):\n    return x * dropout(x)\nx = param([1, 2])\nL = sum(f(x))\nL.backward()\n",
  );
  await session.time.pass(500);
  const range = { start: { line: 0, character: 5 }, end: { line: 0, character: 5 } };
  const found = await session.client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri },
    range,
    context: { diagnostics: [], only: ["refactor.rewrite"] },
  });
  const reason = "dropout draws random numbers, which would be others in the block.";
  const refused = {
    title: "Write the backward block of f",
    kind: "refactor.rewrite",
    disabled: { reason },
  };
  expect(found).toEqual(disabledSupport ? [refused] : []);
  session.close();
});

test("numbers do not wait for what is found in them", async () => {
  const found: string[] = [];
  const session = await openServer({
    change: (service) => ({
      ...service,
      status(of) {
        const status = service.status(of);
        if (status?.state === "ready") found.push("status");
        return status;
      },
      hints(...asked) {
        found.push("hints");
        return service.hints(...asked);
      },
      problems(of) {
        found.push("problems");
        return service.problems(of);
      },
    }),
  });
  session.runner.delay = 20;
  await session.open("w = param(2)\nb = param(1)\nL = w ** 2\nL.backward()\n");
  const hints = session.hints();
  await session.time.pass(19);
  found.length = 0;
  await session.time.pass(1);
  await hints;
  expect(found).toEqual(["status", "hints", "problems"]);
  session.close();
});

const capabilities = { textDocument: { publishDiagnostics: { codeDescriptionSupport: true } } };
const href = "nabla-std:/findings/disconnected.grad";

test("the code of a finding leads to its page, which is live and leads on", async () => {
  const session = await openServer({ capabilities, initializationOptions: { opensLibrary: true } });
  await session.open("w = param(2)\nb = param(1)\nL = w ** 2 + c\nL.backward()\n");
  await session.time.pass(800);
  expect(session.diagnostics.at(-1)?.diagnostics).toEqual([
    expect.not.objectContaining({ codeDescription: expect.anything() as unknown }),
  ]);
  await session.change("w = param(2)\nb = param(1)\nL = w ** 2\nL.backward()\n");
  await session.time.pass(500);
  const found = expect.objectContaining({ code: "disconnected", codeDescription: { href } }) as unknown;
  expect(session.diagnostics.at(-1)?.diagnostics).toEqual([found]);
  const page = await session.client.sendRequest<string>(libraryRequest, {
    path: "findings/disconnected.grad",
  });
  await session.open(page, href);
  await session.time.pass(500);
  expect(session.diagnostics.filter(({ uri: of }) => of === href)).toEqual([
    { uri: href, version: 3, diagnostics: [found] },
  ]);
  const links = await session.client.sendRequest(DocumentLinkRequest.type, { textDocument: { uri: href } });
  expect(links?.map(({ target }) => target)).toEqual(["nabla-std:/findings/disconnected-mended.grad"]);
  session.close();
});

test("where the library cannot be opened, the code is no link", async () => {
  const session = await openServer({ capabilities });
  await session.open("w = param(2)\nb = param(1)\nL = w ** 2\nL.backward()\n");
  await session.time.pass(500);
  const [found] = session.diagnostics.at(-1)!.diagnostics;
  expect(found).toMatchObject({ code: "disconnected" });
  expect(found).not.toHaveProperty("codeDescription");
  session.close();
});

test("a related place in another file is a location there", () => {
  const document = TextDocument.create("file:///folder/main.grad", "nabla", 1, "L = f(1)\n");
  const file = { path: "../lib.grad", text: "def f(x):\n    return log(x)\n" };
  const related = [
    { span: { start: 21, end: 27 }, message: "there", file },
    { span: { start: 4, end: 8 }, message: "here" },
  ];
  const made = problem("nan-forward", { start: 4, end: 8 }, ["f(1)", "NaN", "", []], { related });
  expect(toDiagnostic(document, made, false).relatedInformation).toEqual([
    {
      location: {
        uri: "file:///lib.grad",
        range: { start: { line: 1, character: 11 }, end: { line: 1, character: 17 } },
      },
      message: "there",
    },
    {
      location: {
        uri: document.uri,
        range: { start: { line: 0, character: 4 }, end: { line: 0, character: 8 } },
      },
      message: "here",
    },
  ]);
});
