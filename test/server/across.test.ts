/** Edits of several files as a client asks for them: files that move, functions that move, imports in order. */
import { expect, test } from "vitest";
import {
  CodeActionRequest,
  CodeActionTriggerKind,
  LinkedEditingRangeRequest,
  WillRenameFilesRequest,
  type CodeAction,
} from "vscode-languageserver-protocol/node";
import { openWorkspace, temporaryFolder, type Workspace } from "./workspace.ts";

const start = { line: 0, character: 0 };

async function actions(
  { client }: Workspace,
  uri: string,
  character: number,
  ...only: string[]
): Promise<readonly CodeAction[]> {
  const at = { line: 0, character };
  const found = await client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri },
    range: { start: at, end: at },
    context: {
      diagnostics: [],
      triggerKind: CodeActionTriggerKind.Invoked,
      ...(only.length > 0 ? { only } : {}),
    },
  });
  return (found ?? []) as readonly CodeAction[];
}

test("a file that gets another name has it wherever it is named, also in files that are not open", async () => {
  const folder = temporaryFolder({
    "lib.grad": "def f(x):\n    return x\n",
    "deep/user.grad": 'from "../lib.grad" import f\n',
    "data.csv": "1\n",
  });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const uri = folder.uri("a.grad");
  await workspace.open(uri, '# ∇ 😀\nfrom "lib.grad" import f\nx = load("data.csv")\n');
  const rename = (from: string, to: string) =>
    workspace.client.sendRequest(WillRenameFilesRequest.type, {
      files: [{ oldUri: folder.uri(from), newUri: folder.uri(to) }],
    });
  expect(await rename("lib.grad", "deep/new.grad")).toEqual({
    changes: {
      [uri]: [
        {
          range: { start: { line: 1, character: 6 }, end: { line: 1, character: 14 } },
          newText: "deep/new.grad",
        },
      ],
      [folder.uri("deep/user.grad")]: [
        { range: { start: { line: 0, character: 6 }, end: { line: 0, character: 17 } }, newText: "new.grad" },
      ],
    },
  });
  expect((await rename("data.csv", "other.csv"))?.changes?.[uri]?.map(({ newText }) => newText)).toEqual([
    "other.csv",
  ]);
  expect(await rename("nothing.grad", "more.grad")).toBeNull();
});

test("a function moves to a file that is there, and to a new one where the client can make it", async () => {
  const folder = temporaryFolder({ "lib.grad": "k = 1\n" });
  const text = "def f(x):\n    return x\ny = f(1)\n";
  const uri = folder.uri("a.grad");
  for (const createsFiles of [false, true]) {
    const workspace = await openWorkspace({ folders: [folder.uri("")], createsFiles });
    await workspace.open(uri, text);
    const [there, fresh] = await actions(workspace, uri, 4, "refactor.move");
    expect(there).toMatchObject({ title: "Move f to lib.grad", kind: "refactor.move" });
    expect(there?.edit?.changes?.[folder.uri("lib.grad")]?.map(({ newText }) => newText)).toEqual([
      "\ndef f(x):\n    return x\n",
    ]);
    if (!createsFiles) expect(fresh).toBeUndefined();
    else
      expect(fresh?.edit?.documentChanges).toEqual([
        { kind: "create", uri: folder.uri("f.grad") },
        {
          textDocument: { uri: folder.uri("f.grad"), version: null },
          edits: [{ range: { start, end: start }, newText: "def f(x):\n    return x\n" }],
        },
        {
          textDocument: { uri, version: null },
          edits: [
            { range: { start, end: { line: 2, character: 0 } }, newText: 'from "f.grad" import f\n\n' },
          ],
        },
      ]);
    // Where the caret only rests nothing is looked at.
    expect(await actions(workspace, uri, 0, "refactor.move")).toEqual([]);
  }
});

test("a repair in other files is asked about where the client can, and made at once where it cannot", async () => {
  const text = 'from "l.grad" import f\ny = f(2)\n';
  const wrong = "def f(x):\n    return sigmod(x)\n";
  const folder = temporaryFolder({ "l.grad": wrong, "m.grad": "def g(x):\n    return x\n" });
  const uri = folder.uri("a.grad");
  const edited = {
    range: { start: { line: 1, character: 11 }, end: { line: 1, character: 17 } },
    newText: "sigmoid",
  };
  for (const confirmsEdits of [false, true]) {
    const workspace = await openWorkspace({ folders: [folder.uri("")], confirmsEdits });
    await workspace.open(uri, text);
    await workspace.complains(uri, [
      "0:5 l.grad, line 2: There is no function sigmod. Did you mean sigmoid?",
    ]);
    const [fix, ...others] = await actions(workspace, uri, 6, "quickfix");
    expect([fix?.title, fix?.isPreferred, others]).toEqual(["Change to sigmoid in l.grad", true, []]);
    expect(fix?.edit).toEqual(
      confirmsEdits
        ? {
            documentChanges: [
              {
                textDocument: { uri: folder.uri("l.grad"), version: null },
                edits: [{ ...edited, annotationId: "elsewhere" }],
              },
            ],
            changeAnnotations: { elsewhere: { label: "In other files", needsConfirmation: true } },
          }
        : { changes: { [folder.uri("l.grad")]: [edited] } },
    );
    // The other file is another text by now, which the next analysis reads.
    await workspace.open(folder.uri("l.grad"), `# Better.\n${wrong}`);
    await workspace.complains(uri, [
      "0:5 l.grad, line 3: There is no function sigmod. Did you mean sigmoid?",
    ]);
    const [later] = await actions(workspace, uri, 6, "quickfix");
    expect(JSON.stringify(later?.edit)).toContain('"line":2');
  }
});

test("a name of another file of the workspace is imported by a repair", async () => {
  const folder = temporaryFolder({ "m.grad": "def g(x):\n    return x\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const uri = folder.uri("a.grad");
  await workspace.open(uri, "y = g(2)\n");
  const [fix] = await actions(workspace, uri, 4, "quickfix");
  expect([fix?.title, fix?.edit?.changes?.[uri]?.map(({ newText }) => newText)]).toEqual([
    'Import g from "m.grad"',
    ['from "m.grad" import g\n'],
  ]);
});

test("imports are put in order when that is asked for", async () => {
  const folder = temporaryFolder({ "lib.grad": "k = 1\nm = 2\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const uri = folder.uri("a.grad");
  await workspace.open(uri, 'from "lib.grad" import m, k\ny = k\n');
  for (const only of ["source.organizeImports", "source"]) {
    const [action] = await actions(workspace, uri, 0, only);
    expect(action).toMatchObject({ title: "Organize Imports", kind: "source.organizeImports" });
    expect(action?.edit?.changes?.[uri]?.map(({ newText }) => newText)).toEqual(['from "lib.grad" import k']);
  }
  expect((await actions(workspace, uri, 0)).map(({ title }) => title)).not.toContain("Organize Imports");
});

test("the places of a name that is a function's own are edited together", async () => {
  const folder = temporaryFolder();
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const uri = folder.uri("a.grad");
  await workspace.open(uri, "def f(x):\n    h = 2 * x\n    return h\n");
  const linked = (line: number, character: number) =>
    workspace.client.sendRequest(LinkedEditingRangeRequest.type, {
      textDocument: { uri },
      position: { line, character },
    });
  const found = await linked(2, 11);
  expect(found?.ranges.map((range) => `${range.start.line}:${range.start.character}`)).toEqual([
    "1:4",
    "2:11",
  ]);
  expect(new RegExp(`^${found?.wordPattern}$`, "u").test("h₁")).toBe(true);
  expect(await linked(0, 4)).toBeNull();
});
