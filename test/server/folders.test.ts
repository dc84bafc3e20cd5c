/** Which folders' files a document may load and import: every way that a file is read goes through the same door. */
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import {
  DidChangeConfigurationNotification,
  DidChangeWorkspaceFoldersNotification,
} from "vscode-languageserver-protocol/node";
import {
  readFileRequest,
  readNotification,
  type ReadFileParams,
  type ReadFileResult,
} from "../../src/protocol/requests.ts";
import { platform } from "../../src/server/stdio.ts";
import { openWorkspace, temporaryFolder, type Folder } from "./workspace.ts";

const remedy = "In a trusted workspace, the setting nabla.files.folders can name further folders.";
const linked = `A symbolic link leads from there out of the workspace. ${remedy}`;
const outside = `It lies outside of the workspace. ${remedy}`;
const special = "It is a pipe, a socket or a device, not a file. Copy into a file what it gives.";

function place(): Folder {
  const folder = temporaryFolder({
    "ws/in.csv": "1,2\n",
    "outside/s.csv": "3,4\n",
    "outside/s.grad": "s = 7\n",
    "second/t.csv": "5,6\n",
  });
  symlinkSync("../outside", folder.at("ws/dir"));
  symlinkSync("../outside/s.csv", folder.at("ws/link.csv"));
  symlinkSync("../outside/s.grad", folder.at("ws/link.grad"));
  symlinkSync("/dev/zero", folder.at("ws/zero.csv"));
  symlinkSync("ws", folder.at("ws-link"));
  execFileSync("mkfifo", [folder.at("ws/fifo.csv")]);
  return folder;
}

const names = [
  'a = load("in.csv")',
  'b = load("link.csv")',
  'c = load("dir/s.csv")',
  'd = load("../outside/s.csv")',
  'e = load("fifo.csv")',
  'f = load("zero.csv")',
  'from "link.grad" import s',
  'from "dir/s.grad" import s',
].join("\n");

test.each([true, false])("nothing is read from elsewhere, trusted: %s", async (trusted) => {
  const folder = place();
  const workspace = await openWorkspace({
    folders: [folder.uri("ws")],
    trusted,
    // Where it is not trusted this has no effect.
    settings: trusted ? {} : { files: { folders: [folder.at("outside"), folder.at("second")] } },
  });
  const main = folder.uri("ws/main.grad");
  await workspace.open(main, names);
  await workspace.complains(main, [
    `1:9 link.csv cannot be read. ${linked}`,
    `2:9 dir/s.csv cannot be read. ${linked}`,
    `3:9 ../outside/s.csv cannot be read. ${outside}`,
    `4:9 fifo.csv cannot be read. ${special}`,
    `5:9 zero.csv cannot be read. ${linked}`,
    `6:5 link.grad cannot be read. ${linked}`,
    `7:5 dir/s.grad cannot be read. ${linked}`,
  ]);
  await workspace.shows(main, ["= [[1, 2]]"]);
});

const ofOutside = [
  'b = load("link.csv")',
  'c = load("dir/s.csv")',
  'd = load("../outside/s.csv")',
  'from "link.grad" import s',
  "L = s + 0",
].join("\n");
const read = ["= [[3, 4]]", "= [[3, 4]]", "= [[3, 4]]", "∂L/∂s = 1", "= 7  ∂L/∂L = 1"];

test("a setting names further folders, and can be changed", async () => {
  const folder = place();
  const settings = { files: { folders: ["relative", 3, folder.at("outside")] } };
  const workspace = await openWorkspace({ folders: [folder.uri("ws")], settings });
  const main = folder.uri("ws/main.grad");
  await workspace.open(main, ofOutside);
  await workspace.shows(main, read);
  const change = (value: unknown): Promise<void> =>
    workspace.client.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { nabla: value },
    });
  await change({ files: {} });
  await expect.poll(() => workspace.problems(main).join("\n"), { timeout: 60_000 }).toMatch(outside);
  await change({ files: { folders: [folder.at("outside")] } });
  await workspace.shows(main, read);
  await workspace.complains(main, []);
});

test("the workspace's folders change", async () => {
  const folder = place();
  const workspace = await openWorkspace({ folders: [folder.uri("ws")] });
  const main = folder.uri("ws/main.grad");
  await workspace.open(main, 'a = load("in.csv")\nb = load("../second/t.csv")\n');
  await workspace.complains(main, [`1:9 ../second/t.csv cannot be read. ${outside}`]);
  const second = { uri: folder.uri("second"), name: "second" };
  const change = (added: (typeof second)[], removed: (typeof second)[]): Promise<void> =>
    workspace.client.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added, removed },
    });
  await change([second], []);
  await workspace.shows(main, ["= [[1, 2]]", "= [[5, 6]]"]);
  await change([], [second]);
  await workspace.complains(main, [`1:9 ../second/t.csv cannot be read. ${outside}`]);
});

test("a workspace that is opened by a link is its real folder", async () => {
  const folder = place();
  const workspace = await openWorkspace({ folders: [folder.uri("ws-link")] });
  const main = folder.uri("ws-link/main.grad");
  await workspace.open(
    main,
    `a = load("in.csv")\nb = load("${folder.at("ws/in.csv")}")\nc = load("link.csv")`,
  );
  await workspace.complains(main, [`2:9 link.csv cannot be read. ${linked}`]);
  await workspace.shows(main, ["= [[1, 2]]", "= [[1, 2]]"]);
});

test("a document outside of the workspace has its own folder", async () => {
  const folder = place();
  const workspace = await openWorkspace({ folders: [folder.uri("second")] });
  const main = folder.uri("ws/main.grad");
  await workspace.open(main, 'a = load("in.csv")\nb = load("link.csv")\nc = load("../second/t.csv")\n');
  await workspace.complains(main, [
    `1:9 link.csv cannot be read. ${linked}`,
    `2:9 ../second/t.csv cannot be read. ${outside}`,
  ]);
  await workspace.shows(main, ["= [[1, 2]]"]);
});

const bytesOf = (text: string): ReadFileResult => ({
  kind: "read",
  bytes: text.length,
  base64: [text.slice(0, 3), text.slice(3)].map(btoa),
});

test("the client reads what is on no disk, and hears of all that is read", async () => {
  const folder = place();
  const workspace = await openWorkspace({
    folders: [folder.uri("ws"), "vscode-vfs://github/a/b"],
    readsFiles: true,
    settings: { files: { folders: ["/data"] } },
  });
  const asked: ReadFileParams[] = [];
  const heard: string[] = [];
  workspace.client.onRequest<ReadFileResult, unknown>(readFileRequest, (params: ReadFileParams) => {
    asked.push(params);
    if (params.uri.endsWith("link.csv")) return { kind: "failed", why: "link" };
    if (params.uri.endsWith("large.csv")) return { kind: "failed", why: "large", bytes: 300 * 2 ** 20 };
    return bytesOf("8,9\n10,11\n");
  });
  workspace.client.onNotification(readNotification, ({ uri }: { uri: string }) => void heard.push(uri));
  const near = folder.uri("ws/main.grad");
  await workspace.open(near, 'a = load("in.csv")\n');
  await workspace.shows(near, ["= [[1, 2]]"]);
  expect(asked).toEqual([]);
  expect(heard).toEqual([folder.uri("ws/in.csv")]);
  const far = "vscode-vfs://github/a/b/c/main.grad";
  const paths = ["x.csv", "link.csv", "large.csv", "../../z.csv", "/data/y.csv"];
  await workspace.open(far, paths.map((path, i) => `${"abcde"[i]} = load("${path}")`).join("\n"));
  await workspace.complains(far, [
    "1:9 link.csv cannot be read. A symbolic link stands in its path, and where that leads cannot be seen here. Write the path that it leads to.",
    "2:9 large.csv cannot be read. It has 300 MB; up to 256 MB are read. Keep the part of it that is needed.",
    `3:9 ../../z.csv cannot be read. ${outside}`,
  ]);
  await workspace.shows(far, ["= [[8, 9], [10, 11]]", "= [[8, 9], [10, 11]]"]);
  const mostBytes = 256 * 2 ** 20;
  const folderOfFar = "vscode-vfs://github/a/b";
  expect(asked).toEqual([
    ...["x.csv", "link.csv", "large.csv"].map((name) => ({
      uri: `${folderOfFar}/c/${name}`,
      folder: folderOfFar,
      mostBytes,
    })),
    { uri: "vscode-vfs://github/data/y.csv", folder: "vscode-vfs://github/data", mostBytes },
  ]);
});

test("where the server sees no disk, the client reads all files, or nobody does", async () => {
  const noDisk = { ...platform, disk: undefined };
  const reading = await openWorkspace({ folders: ["file:///ws"], readsFiles: true, platform: noDisk });
  reading.client.onRequest<ReadFileResult, unknown>(readFileRequest, () => bytesOf("8,9\n"));
  const main = "file:///ws/main.grad";
  await reading.open(main, 'a = load("x.csv")');
  await reading.shows(main, ["= [[8, 9]]"]);
  const other = await openWorkspace({ folders: ["file:///ws"], platform: noDisk });
  await other.open(main, 'a = load("x.csv")');
  await other.complains(main, [
    "0:9 x.csv cannot be read. It is not on this computer's disk, and this editor does not read files for Nabla. Save the document on the disk.",
  ]);
});
