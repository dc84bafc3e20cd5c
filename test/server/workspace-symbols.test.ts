/** Workspace symbols as a client asks for them: of files on the disk, and of open ones as they are in the editor. */
import { expect, test } from "vitest";
import { WorkspaceSymbolRequest, type SymbolInformation } from "vscode-languageserver-protocol/node";
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
