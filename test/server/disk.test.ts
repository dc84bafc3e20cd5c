/** Which files the disk's door gives: regular ones, in the folders by their real paths, up to a size; and its words for all others. */
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { getuid, platform } from "node:process";
import { expect, onTestFinished, test } from "vitest";
import { failureOf, isIn, readAnywhere, readIn } from "../../src/server/disk.ts";
import type { Read } from "../../src/server/files.ts";
import { explain, workspaceDoor } from "../../src/server/unread.ts";
import { temporaryFolder, type Folder } from "./workspace.ts";

const MOST = 1000;

function place(): Folder {
  const folder = temporaryFolder({
    "ws/plain.csv": "1",
    "ws/..odd.csv": "2",
    "ws/deep/inner.csv": "3",
    "ws/full.csv": "4".repeat(MOST),
    "ws/large.csv": "5".repeat(MOST + 1),
    "outside/secret.csv": "6",
    "ws-neighbour/near.csv": "7",
  });
  const link = (from: string, to: string): void => symlinkSync(to, folder.at(from));
  link("ws/out.csv", "../outside/secret.csv");
  link("ws/out", "../outside");
  link("ws/absolute.csv", folder.at("outside/secret.csv"));
  link("ws/in.csv", "deep/inner.csv");
  link("ws/in", "deep");
  link("ws/twice.csv", "in/inner.csv");
  link("ws/circle.csv", "circle.csv");
  link("ws/dangling.csv", "../outside/none.csv");
  link("ws/zero.csv", "/dev/zero");
  link("ws-link", "ws");
  mkdirSync(folder.at("ws/folder.csv"));
  execFileSync("mkfifo", [folder.at("ws/fifo.csv")]);
  return folder;
}

const said = (read: Read): string =>
  read.kind === "read"
    ? Buffer.from(read.bytes).toString()
    : explain(read, { ...workspaceDoor, mostBytes: MOST }).join(" ");

const outside =
  "It lies outside of the workspace. In a trusted workspace, the setting nabla.files.folders can name further folders.";
const linkedOut = outside.replace("It lies outside", "A symbolic link leads from there out");
const special = "It is a pipe, a socket or a device, not a file. Copy into a file what it gives.";
const missing = "There is no such file. A path starts at the folder of the file that it is written in.";

test.each([
  ["plain.csv", "1"],
  ["..odd.csv", "2"],
  ["deep/inner.csv", "3"],
  ["full.csv", "4".repeat(MOST)],
  ["in.csv", "3"],
  ["in/inner.csv", "3"],
  ["twice.csv", "3"],
  ["../ws/plain.csv", "1"],
  ["../ws-link/plain.csv", outside],
  ["large.csv", "It has 1 KB; up to 1 KB are read. Keep the part of it that is needed."],
  ["out.csv", linkedOut],
  ["out/secret.csv", linkedOut],
  ["out/none.csv", missing],
  ["absolute.csv", linkedOut],
  ["../outside/secret.csv", outside],
  ["../outside/none.csv", outside],
  ["../ws-neighbour/near.csv", outside],
  ["../../../../../../../../etc/passwd", outside],
  ["zero.csv", linkedOut],
  ["fifo.csv", special],
  ["folder.csv", "It is a folder, not a file. Name a file in it."],
  ["circle.csv", "Its symbolic links lead in a circle. Let them lead to a file."],
  ["dangling.csv", missing],
  ["none.csv", missing],
  ["plain.csv/none.csv", missing],
  [`${"n".repeat(300)}.csv`, "No file can have this name. Give it a shorter one, of letters and digits."],
  ["a\0.csv", "No file can have this name. Give it a shorter one, of letters and digits."],
])("%j gives %j", async (name, expected) => {
  const folder = place();
  const path = `${folder.at("ws")}/${name}`;
  expect(said(await readIn(path, [folder.at("ws")], MOST))).toBe(expected);
});

test("a folder counts by its real path, whichever way it is named", async () => {
  const folder = place();
  const linked = [folder.at("ws-link")];
  expect(said(await readIn(folder.at("ws-link/plain.csv"), linked, MOST))).toBe("1");
  expect(said(await readIn(folder.at("ws/plain.csv"), linked, MOST))).toBe("1");
  expect(said(await readIn(folder.at("ws-link/out.csv"), linked, MOST))).toBe(linkedOut);
  const both = [folder.at("ws"), folder.at("outside")];
  expect(said(await readIn(folder.at("ws/out.csv"), both, MOST))).toBe("6");
  expect(said(await readIn(folder.at("outside/secret.csv"), both, MOST))).toBe("6");
  expect(said(await readIn(folder.at("ws/zero.csv"), [folder.at("ws"), "/dev"], MOST))).toBe(special);
  expect(said(await readIn(folder.at("ws/plain.csv"), [folder.at("none")], MOST))).toBe(outside);
});

test("pipes that nobody writes to keep no file beside them from being read", async () => {
  const folder = place();
  const read = (name: string): Promise<Read> => readIn(folder.at(name), [folder.at("ws")], MOST);
  const pipes = Array.from({ length: 40 }, () => read("ws/fifo.csv"));
  expect(said(await read("ws/plain.csv"))).toBe("1");
  expect(new Set((await Promise.all(pipes)).map(said))).toEqual(new Set([special]));
});

test("a socket is no file", async () => {
  const folder = place();
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(folder.at("ws/socket.csv"), resolve));
  expect(said(await readIn(folder.at("ws/socket.csv"), [folder.at("ws")], MOST))).toBe(special);
});

test.skipIf(getuid?.() === 0)("a file that nobody may read", async () => {
  const folder = place();
  chmodSync(folder.at("ws/plain.csv"), 0);
  expect(said(await readIn(folder.at("ws/plain.csv"), [folder.at("ws")], MOST))).toBe(
    "It may not be read (permission denied). Give yourself the right to read it.",
  );
});

test("a person's own file is read wherever it is, but must be one", async () => {
  const folder = place();
  expect(said(await readAnywhere(folder.at("ws/out.csv"), MOST))).toBe("6");
  expect(said(await readAnywhere("/dev/zero", MOST))).toBe(special);
  expect(said(await readAnywhere(folder.at("ws/fifo.csv"), MOST))).toBe(special);
});

test("a file that grows while it is read is read as far as it goes, up to the size", async () => {
  const folder = place();
  const growing = readIn(folder.at("ws/plain.csv"), [folder.at("ws")], MOST);
  appendFileSync(folder.at("ws/plain.csv"), "1".repeat(5));
  expect(said(await growing)).toMatch(/^1{1,6}$/);
});

test.skipIf(platform !== "linux")(
  "a file that says it is empty is read as far as it goes, up to the size",
  async () => {
    const status = await readAnywhere("/proc/self/status", 10_000_000);
    expect(said(status)).toMatch(/^Name:/);
    expect(said(await readAnywhere("/proc/self/status", 10))).toMatch("up to 1 KB are read");
  },
);

test("a file of many readings is whole", async () => {
  const content = new Uint8Array(10_000_001).map((_, i) => (i * 7) % 251);
  const folder = temporaryFolder({ "long.npy": content });
  const read = await readIn(folder.at("long.npy"), [folder.path], content.length);
  expect(read.kind === "read" && Buffer.compare(read.bytes, content)).toBe(0);
});

test.each([
  ["EACCES", "It may not be read (permission denied). Give yourself the right to read it."],
  ["EBUSY", "Another program keeps it locked. Close it there."],
  ["EMFILE", "This computer has too many files open. Close some programs and try again."],
  ["EIO", "It could not be read (EIO). Copy it to another place."],
])("%s is told in our words", (code, expected) => {
  expect(said(failureOf(Object.assign(new Error(`${code}: some words of Node's`), { code })))).toBe(expected);
});

test.each([
  ["/a/b", "/a", true],
  ["/a/..b", "/a", true],
  ["/a/.../b", "/a", true],
  ["/a", "/a", false],
  ["/ab", "/a", false],
  ["/b", "/a", false],
  ["/", "/a", false],
  ["/a", "/", true],
])("%s in %s: %s", (path, folder, expected) => {
  expect(isIn(path, folder)).toBe(expected);
});
