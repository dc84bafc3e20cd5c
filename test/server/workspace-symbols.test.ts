/** Workspace symbols as a client asks for them: of files on the disk, and of open ones as they are in the editor. */
import { expect, test, vi } from "vitest";
import { WorkspaceSymbolRequest, type SymbolInformation } from "vscode-languageserver-protocol/node";
import { statusNotification, type StatusParams } from "../../src/protocol/requests.ts";
import { openWorkspace, temporaryFolder } from "./workspace.ts";

test("functions and names of all files are found by some of their letters", async () => {
  const folder = temporaryFolder({
    "deep/layers.grad": "# 😀\ndef dense_layer(x): return x\nscale₁ = 2\n",
    "main.grad": "old = 1\n",
    "data.csv": "1,2\n",
  });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  await workspace.open(
    folder.uri("main.grad"),
    'from "deep/layers.grad" import dense_layer\nfor i in range(2):\n    loss = 1\nloss = 2\n',
  );
  const ask = async (query: string): Promise<readonly string[]> => {
    const found = (await workspace.client.sendRequest(WorkspaceSymbolRequest.type, {
      query,
    })) as SymbolInformation[];
    return found.map(({ name, kind, location: { uri, range } }) => {
      const file = uri.slice(uri.lastIndexOf("/") + 1);
      return `${kind} ${name} ${file} ${range.start.line}:${range.start.character}`;
    });
  };
  expect((await ask("")).toSorted()).toEqual([
    "12 dense_layer layers.grad 1:4",
    "13 i main.grad 1:4",
    "13 loss main.grad 2:4",
    "13 scale₁ layers.grad 2:0",
  ]);
  expect(await ask("DLY")).toEqual(["12 dense_layer layers.grad 1:4"]);
  expect(await ask("scale1")).toEqual(["13 scale₁ layers.grad 2:0"]);
  expect(await ask("old")).toEqual([]);
});

test("that a workspace has more files than are looked at stands in the status bar's tooltip of each file", async () => {
  const files = Array.from({ length: 2001 }, (_, i): [string, string] => [`${i}.grad`, "x = 1\n"]);
  const folder = temporaryFolder(Object.fromEntries(files));
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const { client } = workspace;
  const tooltips: string[] = [];
  client.onNotification(statusNotification, ({ tooltip }: StatusParams) => void tooltips.push(tooltip));
  await workspace.open(folder.uri("0.grad"), "x = 1\n");
  await vi.waitFor(() => expect(tooltips.length).toBeGreaterThan(0), WAIT);
  expect(tooltips.join()).not.toContain("The workspace has");
  await client.sendRequest(WorkspaceSymbolRequest.type, { query: "x" });
  await vi.waitFor(() => expect(tooltips.at(-1)).toMatch(/\n\nThe workspace has 2001 \.grad files\./), WAIT);
}, 60_000);

const WAIT = { timeout: 30_000 };
