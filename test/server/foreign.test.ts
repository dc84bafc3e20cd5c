/** Python, PyTorch and NumPy written as Nabla: by one action, and when they are pasted. */
import { expect, test } from "vitest";
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  type CodeAction,
} from "vscode-languageserver-protocol/node";
import { pastedRequest } from "../../src/protocol/requests.ts";
import { openServer, uri, type ServerSession } from "./session.ts";

const source = "import torch\nx = torch.tensor([1.0])\ny = torch.exp(x).item()\n";
const written = "x = [1.0]\ny = exp(x)\n";
const start = { line: 1, character: 4 };

async function opened(): Promise<ServerSession> {
  const session = await openServer();
  await session.open(source);
  return session;
}

async function actionsOf({ client }: ServerSession, only?: string[]): Promise<readonly CodeAction[]> {
  const found = await client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri },
    range: { start, end: start },
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });
  return (found ?? []).filter((one): one is CodeAction => "kind" in one);
}

/** The text after an action that replaces one part of it. */
function applied({ edit }: CodeAction): string {
  const [change] = edit?.changes?.[uri] ?? [];
  if (change === undefined) return "(none)";
  expect(change.range).toEqual({ start: { line: 0, character: 0 }, end: { line: 3, character: 0 } });
  return change.newText;
}

test.each(["source.fixAll", "source.fixAll.grad"])("%s writes the whole text", async (kind) => {
  const session = await opened();
  const actions = await actionsOf(session, [kind]);
  expect(actions.map((action) => [action.kind, applied(action)])).toEqual([["source.fixAll.grad", written]]);
  session.close();
});

test("the same stands among a problem's repairs, and is computed when it is chosen", async () => {
  const session = await opened();
  const actions = await actionsOf(session);
  expect(actions.map(({ title }) => title)).toEqual(["Strike torch.tensor", "Write All as Nabla"]);
  const chosen = await session.client.sendRequest(CodeActionResolveRequest.type, actions[1] as CodeAction);
  expect(applied(chosen)).toBe(written);
  session.close();
});

test("other kinds of action are not asked for", async () => {
  const session = await opened();
  expect(await actionsOf(session, ["refactor", "source.organizeImports", "quickfixes"])).toEqual([]);
  session.close();
});

test.each([
  ["torch.exp(x).item()", "exp(x)"],
  ["exp(x)", null],
  ["", null],
])("pasted: %s", async (text, after) => {
  const session = await openServer();
  await session.open("x = 1\ny = \n");
  const at = { line: 1, character: 4 };
  expect(await session.client.sendRequest(pastedRequest, { uri, range: { start: at, end: at }, text })).toBe(
    after,
  );
  session.close();
});
