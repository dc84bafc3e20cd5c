/** Where a definition in the standard library leads to: its scheme for our own client, for others a file that they can open. */
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  DefinitionRequest,
  DocumentFormattingRequest,
  DocumentLinkRequest,
  RenameRequest,
  type Location,
} from "vscode-languageserver-protocol/node";
import { libraryRequest } from "../../src/protocol/requests.ts";
import { librarySources } from "../../src/stdlib/index.ts";
import { openWorkspace, temporaryFolder, type Folder, type Options, type Workspace } from "./workspace.ts";

const text = librarySources.find(({ path }) => path === "activation.grad")!.text;
const line = text.split("\n").indexOf("def sigmoid(x):");
const range = { start: { line, character: 4 }, end: { line, character: 11 } };

/** A workspace with a file that calls `sigmoid`, of a user whose home is in the folder. */
async function opened(options: Partial<Options> = {}): Promise<{ folder: Folder; workspace: Workspace }> {
  const folder = temporaryFolder({ "home/.keep": "" });
  vi.stubEnv("HOME", folder.at("home"));
  vi.stubEnv("LOCALAPPDATA", folder.at("home"));
  vi.stubEnv("XDG_CACHE_HOME", "");
  onTestFinished(() => void vi.unstubAllEnvs());
  const workspace = await openWorkspace({ folders: [], ...options });
  await workspace.open(folder.uri("main.grad"), "x = 0.5\ny = sigmoid(x)\n");
  return { folder, workspace };
}

async function definition(workspace: Workspace, uri: string, at = { line: 1, character: 6 }) {
  const params = { textDocument: { uri }, position: at };
  return (await workspace.client.sendRequest(DefinitionRequest.type, params)) as readonly Location[];
}

test("our own client opens the library's files by their scheme", async () => {
  const { folder, workspace } = await opened({ options: { opensLibrary: true } });
  expect(await definition(workspace, folder.uri("main.grad"))).toEqual([
    { uri: "nabla-std:/activation.grad", range },
  ]);
});

test("a gate has a page there, which our own client asks for by its path", async () => {
  const { folder, workspace } = await opened({ options: { opensLibrary: true } });
  const uri = folder.uri("gate.grad");
  await workspace.open(uri, "y = exp(1)\n");
  const [place] = await definition(workspace, uri, { line: 0, character: 5 });
  expect(place).toEqual({
    uri: "nabla-std:/gates/exp.grad",
    range: { start: { line: 0, character: 2 }, end: { line: 0, character: 5 } },
  });
  const page = await workspace.client.sendRequest<string>(libraryRequest, { path: "gates/exp.grad" });
  expect(page).toMatch(/^# exp\(x\)\n/);
});

test("another client finds it in a file that nobody may write, and goes on from there", async () => {
  const { folder, workspace } = await opened();
  const uri = folder.uri("gate.grad");
  await workspace.open(uri, "y = exp(1)\n");
  const [place] = await definition(workspace, uri, { line: 0, character: 5 });
  expect(place?.uri).toMatch(/\/nabla-std\/[0-9a-f]{16}\/gates\/exp\.grad$/);
  const page = readFileSync(fileURLToPath(place!.uri), "utf8");
  await workspace.open(place!.uri, `${page}y = nowhere\n`);
  const [next] = await definition(workspace, place!.uri, {
    line: page.split("\n").findIndex((one) => one.startsWith("y = ")),
    character: 5,
  });
  expect(next?.uri).toBe(place!.uri);
  await workspace.open(folder.uri("other.grad"), "y = nowhere\n");
  await workspace.complains(folder.uri("other.grad"), ["0:4 nowhere is not defined."]);
  expect(workspace.problems(place!.uri)).toEqual([]);
});

test("another client is led to a file that nobody may write, the same one again", async () => {
  const { folder, workspace } = await opened();
  const [place, ...others] = await definition(workspace, folder.uri("main.grad"));
  expect(others).toEqual([]);
  expect(place).toMatchObject({ range });
  const { uri } = place!;
  expect(uri.slice(folder.uri("home").length)).toMatch(/\/nabla-std\/[0-9a-f]{16}\/activation\.grad$/);
  const path = fileURLToPath(uri);
  expect(readFileSync(path, "utf8")).toBe(text);
  expect(statSync(path).mode & 0o222).toBe(0);
  const { mtimeMs } = statSync(path);
  expect(await definition(workspace, folder.uri("main.grad"))).toEqual([place]);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
  // Somebody has written it all the same.
  chmodSync(path, 0o644);
  writeFileSync(path, "nothing\n");
  expect(await definition(workspace, folder.uri("main.grad"))).toEqual([place]);
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("such a file is a copy: one goes on from it, and nothing is wrong with it or offered to be edited", async () => {
  const { folder, workspace } = await opened();
  const [{ uri } = { uri: "" }] = await definition(workspace, folder.uri("main.grad"));
  await workspace.open(uri, `${text}y  =  mse_loss(nowhere, 2)\n`);
  const [next, ...others] = await definition(workspace, uri, {
    line: text.split("\n").length - 1,
    character: 8,
  });
  expect(others).toEqual([]);
  expect(next?.uri).toMatch(/\/nabla-std\/[0-9a-f]{16}\/loss\.grad$/);
  const { client } = workspace;
  const textDocument = { uri };
  const rename = client.sendRequest(RenameRequest.type, {
    textDocument,
    position: range.start,
    newName: "s",
  });
  await expect(rename).rejects.toThrow("activation.grad is read-only.");
  const options = { tabSize: 4, insertSpaces: true };
  expect(await client.sendRequest(DocumentFormattingRequest.type, { textDocument, options })).toEqual([]);
  // Whatever was to be said of it would have been said before the same text under another name is told of.
  const other = folder.uri("other.grad");
  await workspace.open(other, "y = nowhere\n");
  await workspace.complains(other, ["0:4 nowhere is not defined."]);
  expect(workspace.problems(uri)).toEqual([]);
});

test("a client that cannot open the library is led to nothing in it where no file can be kept", async () => {
  const { folder, workspace } = await opened();
  vi.stubEnv("XDG_CACHE_HOME", folder.at("home/.keep"));
  vi.stubEnv("HOME", folder.at("home/.keep"));
  vi.stubEnv("LOCALAPPDATA", folder.at("home/.keep"));
  expect(await definition(workspace, folder.uri("main.grad"))).toEqual([]);
  expect(workspace.logged.join()).toMatch(
    /^activation\.grad of the standard library cannot be kept where the editor could open it: ENOTDIR/,
  );
});

test.each([
  [true, ["nabla-std:/activation.grad"]],
  [false, []],
])(
  "the library's URIs in a text are links where the client opens them: %s",
  async (opensLibrary, targets) => {
    const { folder, workspace } = await opened({ options: { opensLibrary } });
    const uri = folder.uri("links.grad");
    await workspace.open(uri, "# nabla-std:/activation.grad\n");
    const links = await workspace.client.sendRequest(DocumentLinkRequest.type, { textDocument: { uri } });
    expect((links ?? []).map(({ target }) => target)).toEqual(targets);
  },
);
