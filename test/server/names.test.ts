/** Names over files as a client asks for them: where they come from, where they are used, and renaming them. */
import { expect, test } from "vitest";
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeActionRequest,
  CodeActionTriggerKind,
  CompletionRequest,
  DefinitionRequest,
  DocumentHighlightRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  type CodeAction,
  type Location,
} from "vscode-languageserver-protocol/node";
import { internalCommands } from "../../src/protocol/manifest.ts";
import { createWorkspaceFiles } from "../../src/server/workspace.ts";
import { openWorkspace, temporaryFolder, type Folder, type Workspace } from "./workspace.ts";

const library = "def f(x, k=2):\n    return k * x\n";
const user = '# ∇ 😀\nfrom "lib.grad" import f\ny = f(3, k=4)\n';

/** What a client asks at a place, and places as it is told them: the file's name and where each begins. */
function asking({ client }: Workspace, folder: Folder, name: string) {
  const textDocument = { uri: folder.uri(name) };
  const told = (places: readonly Location[] | null): readonly string[] =>
    (places ?? []).map(({ uri, range: { start } }) => {
      const file = decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
      return `${file} ${start.line}:${start.character}`;
    });
  return {
    references: async (line: number, character: number) =>
      told(
        await client.sendRequest(ReferencesRequest.type, {
          textDocument,
          position: { line, character },
          context: { includeDeclaration: true },
        }),
      ),
    definition: async (line: number, character: number) =>
      told(
        (await client.sendRequest(DefinitionRequest.type, {
          textDocument,
          position: { line, character },
        })) as Location[],
      ),
    highlights: async (line: number, character: number) =>
      (
        (await client.sendRequest(DocumentHighlightRequest.type, {
          textDocument,
          position: { line, character },
        })) ?? []
      ).map(({ range: { start }, kind }) => `${start.line}:${start.character} ${kind}`),
    prepare: (line: number, character: number) =>
      client.sendRequest(PrepareRenameRequest.type, { textDocument, position: { line, character } }),
    rename: (line: number, character: number, newName: string) =>
      client.sendRequest(RenameRequest.type, { textDocument, position: { line, character }, newName }),
  };
}

test("a function's uses are found in files that are not open, as they are now", async () => {
  const folder = temporaryFolder({
    "lib.grad": library,
    "deep/user.grad": user.replace("lib.grad", "../lib.grad"),
    "node_modules/other.grad": user.replace("lib.grad", "../lib.grad"),
    "crlf.grad": `\uFEFF${user.replaceAll("\n", "\r\n")}`,
  });
  const workspace = await openWorkspace({ folders: [folder.uri("")], watches: true });
  await workspace.open(folder.uri("lib.grad"), library);
  const { references, rename } = asking(workspace, folder, "lib.grad");
  const all = ["crlf.grad 1:23", "crlf.grad 2:4", "lib.grad 0:4", "user.grad 1:26", "user.grad 2:4"];
  expect((await references(0, 4)).toSorted()).toEqual(all);
  const { changes = {} } = (await rename(0, 9, "factor")) ?? {};
  expect(Object.values(changes).map((edits) => edits.length)).toEqual([2, 1, 1]);
  folder.write("deep/user.grad", "# nothing\n");
  await workspace.changed(folder.uri("deep/user.grad"));
  expect((await references(0, 4)).toSorted()).toEqual(all.filter((place) => !place.startsWith("user")));
});

test("an open file is what is in the editor", async () => {
  const folder = temporaryFolder({ "lib.grad": library, "user.grad": "# old\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  await workspace.open(folder.uri("user.grad"), user);
  await workspace.open(folder.uri("lib.grad"), `\n${library}`);
  const { references, definition } = asking(workspace, folder, "user.grad");
  expect((await references(2, 5)).toSorted()).toEqual(["lib.grad 1:4", "user.grad 1:23", "user.grad 2:4"]);
  await workspace.complains(folder.uri("user.grad"), []);
  expect(await definition(2, 4)).toEqual(["lib.grad 1:4"]);
  expect(await definition(2, 9)).toEqual(["lib.grad 1:9"]);
});

test("who calls a function, and what it calls, is told over files", async () => {
  const own = `${library}def g(x):\n    return f(f(x))\ny = g(2)\n`;
  const folder = temporaryFolder({ "user.grad": 'from "lib.grad" import f\nz = f(1)\n' });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const uri = folder.uri("lib.grad");
  await workspace.open(uri, own);
  const { client } = workspace;
  const prepare = (line: number, character: number) =>
    client.sendRequest(CallHierarchyPrepareRequest.type, {
      textDocument: { uri },
      position: { line, character },
    });
  const [f] = (await prepare(3, 11)) ?? [];
  expect(f).toMatchObject({ name: "f", uri, selectionRange: { start: { line: 0, character: 4 } } });
  const callers = await client.sendRequest(CallHierarchyIncomingCallsRequest.type, { item: f! });
  expect(callers?.map(({ from, fromRanges }) => `${from.name} ${fromRanges.length}`).sort()).toEqual([
    "g 2",
    "user.grad 1",
  ]);
  const [g] = (await prepare(4, 4)) ?? [];
  const called = await client.sendRequest(CallHierarchyOutgoingCallsRequest.type, { item: g! });
  expect(called?.map(({ to, fromRanges }) => `${to.name} ${fromRanges.length}`)).toEqual(["f 2"]);
  expect(await prepare(4, 0)).toBeNull();
});

test("beside a file that was opened alone only its own folder is looked at", async () => {
  const folder = temporaryFolder({
    "near.grad": 'from "lib.grad" import f\n',
    "deep/far.grad": 'from "../lib.grad" import f\n',
  });
  const workspace = await openWorkspace({ folders: [] });
  await workspace.open(folder.uri("lib.grad"), library);
  const { references } = asking(workspace, folder, "lib.grad");
  expect((await references(0, 4)).toSorted()).toEqual(["lib.grad 0:4", "near.grad 0:23"]);
});

test("what nobody tells of is read anew: files beside one that was opened alone, and all before a rename", async () => {
  const alone = temporaryFolder({ "user.grad": user });
  const outside = await openWorkspace({ folders: [], watches: true });
  await outside.open(alone.uri("lib.grad"), library);
  const { references } = asking(outside, alone, "lib.grad");
  expect((await references(0, 4)).toSorted()).toEqual(["lib.grad 0:4", "user.grad 1:23", "user.grad 2:4"]);
  alone.write("user.grad", `\n${user}`);
  expect((await references(0, 4)).toSorted()).toEqual(["lib.grad 0:4", "user.grad 2:23", "user.grad 3:4"]);

  const folder = temporaryFolder({ "user.grad": user });
  const workspace = await openWorkspace({ folders: [folder.uri("")], watches: true });
  await workspace.open(folder.uri("lib.grad"), library);
  const within = asking(workspace, folder, "lib.grad");
  expect(await within.references(0, 4)).toHaveLength(3);
  folder.write("user.grad", `\n${user}`);
  const { changes = {} } = (await within.rename(0, 4, "g")) ?? {};
  const lines = changes[folder.uri("user.grad")]?.map(({ range }) => range.start.line);
  expect(lines).toEqual([2, 3]);
});

function unexpected(text: string): never {
  throw new Error(text);
}

test("a folder that could not be listed is asked for again", async () => {
  const uri = "file:///a/lib.grad";
  let isBusy = true;
  const files = createWorkspaceFiles(
    {
      list: () => (isBusy ? Promise.reject(new Error("busy")) : Promise.resolve([uri])),
      readFile: () => Promise.resolve({ kind: "read", bytes: new TextEncoder().encode(library) }),
    },
    () => ({ all: () => [] }),
    () => ["file:///a"],
    () => true,
    unexpected,
  );
  await expect(files.all()).rejects.toThrow("busy");
  isBusy = false;
  expect((await files.all()).files.map((file) => file.uri)).toEqual([uri]);
});

test("of more files than are looked at the log says how many are left out, once", async () => {
  const logged: string[] = [];
  let count = 2003;
  const files = createWorkspaceFiles(
    {
      list: () => Promise.resolve(Array.from({ length: count }, (_, i) => `file:///a/${i}.grad`)),
      readFile: () => Promise.resolve({ kind: "read", bytes: new TextEncoder().encode(library) }),
    },
    () => ({ all: () => [] }),
    () => ["file:///a"],
    () => true,
    (text) => logged.push(text),
  );
  for (count of [2003, 2003, 2000]) {
    files.changed();
    expect((await files.all()).files).toHaveLength(2000);
    expect(files.leftOut()).toBe(count > 2000 ? logged[0] : undefined);
  }
  expect(logged).toEqual([
    "The workspace has 2003 .grad files. References, renaming and symbols look at 2000 of them and at those that are open, not at the other 3: open a folder with fewer.",
  ]);
});

test("what nobody can edit is not offered to be edited", async () => {
  const workspace = await openWorkspace({ folders: [] });
  const uri = "nabla-std:/nn.grad";
  await workspace.open(uri, "x = 2\ny = x*x\n");
  const textDocument = { uri };
  const position = { line: 1, character: 0 };
  await expect(
    workspace.client.sendRequest(PrepareRenameRequest.type, { textDocument, position }),
  ).rejects.toThrow("nn.grad is read-only.");
  await expect(
    workspace.client.sendRequest(RenameRequest.type, { textDocument, position, newName: "z" }),
  ).rejects.toThrow("nn.grad is read-only.");
  const range = { start: position, end: position };
  const context = { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked };
  expect(
    await workspace.client.sendRequest(CodeActionRequest.type, { textDocument, range, context }),
  ).toEqual([]);
});

test("the files that can be named are offered, and what can be imported from one", async () => {
  const folder = temporaryFolder({
    "lib.grad": library,
    "data/numbers.csv": "1,2\n",
    "data/notes.txt": "no data",
    "deep/user.grad": "",
    ".hidden/x.csv": "1\n",
  });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const uri = folder.uri("deep/user.grad");
  await workspace.open(uri, 'from "\nfrom "../lib.grad" import \nx = load("\n');
  const labels = async (line: number, character: number): Promise<readonly string[]> => {
    const found = await workspace.client.sendRequest(CompletionRequest.type, {
      textDocument: { uri },
      position: { line, character },
    });
    return (Array.isArray(found) ? found : []).map(({ label }) => label);
  };
  expect(await labels(0, 6)).toEqual(["../lib.grad"]);
  expect(await labels(1, 26)).toEqual(["f"]);
  expect(await labels(2, 10)).toEqual(["data/digits.npy", "data/iris.csv", "../data/numbers.csv"]);
});

test("what cannot be renamed says why", async () => {
  const folder = temporaryFolder();
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  await workspace.open(folder.uri("a.grad"), "x = 1\ny = softmax([x, x], dim=0)\n");
  const { prepare, rename, definition, highlights } = asking(workspace, folder, "a.grad");
  await expect(prepare(1, 5)).rejects.toThrow("softmax comes with Nabla: it has its name in every file.");
  await expect(rename(0, 0, "y")).rejects.toThrow("y is a name already (line 2)");
  expect(await prepare(1, 13)).toEqual({
    placeholder: "x",
    range: { start: { line: 1, character: 13 }, end: { line: 1, character: 14 } },
  });
  expect(await definition(1, 5)).toEqual([expect.stringMatching(/^\w+\.grad \d+:4$/)]);
  expect(await highlights(1, 13)).toEqual(["0:0 3", "1:13 2", "1:16 2"]);
  expect(workspace.logged).toEqual([]);
});

test("what is selected can be extracted, and the new name is asked for", async () => {
  const folder = temporaryFolder();
  const workspace = await openWorkspace({ folders: [folder.uri("")], commands: [internalCommands.rename] });
  const uri = folder.uri("a.grad");
  await workspace.open(uri, "x = 2\ny = x * (x + 1)\n");
  const ask = (start: number, end: number, triggerKind: CodeActionTriggerKind) =>
    workspace.client.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: { line: 1, character: start }, end: { line: 1, character: end } },
      context: { diagnostics: [], triggerKind },
    });
  const actions = (await ask(9, 14, CodeActionTriggerKind.Automatic)) as CodeAction[];
  const [extract] = actions;
  expect(extract).toMatchObject({ title: "Extract to a name", kind: "refactor.extract" });
  expect(extract?.edit?.changes?.[uri]?.map(({ newText }) => newText)).toEqual(["value = x + 1\n", "value"]);
  expect(extract?.command?.arguments).toEqual([uri, 1, 0]);
  expect(await ask(0, 0, CodeActionTriggerKind.Automatic)).toEqual([]);
  const titles = ((await ask(0, 0, CodeActionTriggerKind.Invoked)) as CodeAction[]).map(({ title }) => title);
  expect(titles).toEqual(["Split into a line for each step", "Add y.backward()"]);
});
