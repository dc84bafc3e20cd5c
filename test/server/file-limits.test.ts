/** What reading may take: bytes and, in Restricted Mode, time; and that it gives way to others. */
import { expect, test } from "vitest";
import { exampleData, examples } from "../../src/examples/index.ts";
import type { Limits } from "../../src/service.ts";
import { createFiles, type Read } from "../../src/server/files.ts";
import { createFakeTime } from "../service/fake-time.ts";

const uri = "file:///ws/main.grad";
const plenty: Limits = { bytes: Infinity, milliseconds: undefined };
const MB = 2 ** 20;

function reading(found: (mostBytes: number) => Promise<Read>) {
  const time = createFakeTime();
  const files = createFiles({
    openText: () => undefined,
    examples: () => undefined,
    folders: () => ["file:///ws"],
    stampOf: () => Promise.resolve(undefined),
    readFile: (_, folders, mostBytes) => {
      expect(folders).toEqual(["file:///ws"]);
      return found(mostBytes);
    },
    timers: time,
  });
  return { files, time };
}

const bytes = (text: string): Promise<Read> =>
  Promise.resolve({ kind: "read", bytes: new TextEncoder().encode(text) });

test.each([
  ["x.csv", plenty, 256 * MB],
  ["x.grad", plenty, 16 * MB],
  ["x.csv", { bytes: 100, milliseconds: undefined }, 100],
  ["x.csv", { bytes: -5, milliseconds: undefined }, 0],
])("of %s, with %j left, no more is read than %d bytes", async (path, left, expected) => {
  const asked: number[] = [];
  const { files } = reading((mostBytes) => {
    asked.push(mostBytes);
    return bytes("1");
  });
  await files.read(uri, path, left);
  expect(asked).toEqual([expected]);
});

test.each([
  [plenty, "It has 300 MB; up to 256 MB are read. Keep the part of it that is needed."],
  [
    { bytes: 100 * MB, milliseconds: undefined },
    "It has 300 MB, and 100 MB are left of what a run and its files may take. Keep the part of it that is needed.",
  ],
])("a file that is too large for %j", async (left, reason) => {
  const { files } = reading(() => Promise.resolve({ kind: "failed", why: "large", bytes: 300 * MB }));
  expect(await files.read(uri, "x.csv", left)).toEqual({ kind: "failed", reason });
});

test("numbers take more than their text, and count as what they take", async () => {
  const { files } = reading(() => bytes("1,".repeat(1000) + "1"));
  const entry = await files.read(uri, "x.csv", { bytes: 5000, milliseconds: undefined });
  expect(entry).toEqual({
    kind: "failed",
    reason: "Its 1001 numbers would take 8 KB, and 5 KB are left of what a run and its files may take.",
  });
});

test("a file that does not come in time is given up", async () => {
  const { files, time } = reading(() => new Promise<Read>(() => undefined));
  const entry = files.read(uri, "x.csv", { bytes: Infinity, milliseconds: 5000 });
  let ended = false;
  const told = entry.then(() => (ended = true));
  await time.pass(4999);
  expect(ended).toBe(false);
  await time.pass(1);
  await told;
  expect(await entry).toMatchObject({
    kind: "failed",
    reason: expect.stringMatching("in Restricted Mode") as string,
  });
});

test("a document that is in no folder reads the data of the examples, and nothing else", async () => {
  const asked: (readonly [string, readonly string[]])[] = [];
  const files = (examples: string | undefined): ReturnType<typeof createFiles> =>
    createFiles({
      openText: () => undefined,
      examples: () => examples,
      folders: () => [],
      stampOf: () => Promise.resolve(undefined),
      readFile: (file, folders) => {
        asked.push([file, folders]);
        return file.endsWith("iris.csv") ? bytes("1,2") : Promise.resolve({ kind: "failed", why: "missing" });
      },
      timers: createFakeTime(),
    });
  const unsaved = { kind: "failed", reason: "This document is in no folder yet: save it first." };
  const read = async (path: string, examples?: string): Promise<unknown> =>
    files(examples).read("untitled:Untitled-1", path, plenty);
  expect(await read("data/iris.csv", "file:///nabla/examples")).toMatchObject({ kind: "table" });
  expect(await read("own.csv", "file:///nabla/examples")).toEqual(unsaved);
  expect(asked).toEqual([
    ["file:///nabla/examples/data/iris.csv", ["file:///nabla/examples"]],
    ["file:///nabla/examples/own.csv", ["file:///nabla/examples"]],
  ]);
  expect(await read("data/iris.csv")).toEqual(unsaved);
});

test("the data of the examples is what they load", () => {
  const loaded = examples.flatMap(({ text }) =>
    [...text.matchAll(/\bload\("([^"]*)"/g)].map(([, path]) => path),
  );
  expect(new Set(loaded)).toEqual(exampleData);
});

test("a saved copy of an example reads its data too, where no such file is beside it", async () => {
  const asked: string[] = [];
  const read = (beside: Read, path: string): Promise<unknown> =>
    createFiles({
      openText: () => undefined,
      examples: () => "file:///nabla/examples",
      folders: () => ["file:///ws"],
      stampOf: () => Promise.resolve(undefined),
      readFile: (file, folders) => {
        asked.push(`${file} in ${folders.join()}`);
        return file.startsWith("file:///ws/") ? Promise.resolve(beside) : bytes("1,2");
      },
      timers: createFakeTime(),
    }).read(uri, path, plenty);
  const gone: Read = { kind: "failed", why: "missing" };
  const shipped = await read(gone, "data/iris.csv");
  expect(shipped).toMatchObject({ kind: "table" });
  expect(asked).toEqual([
    "file:///ws/data/iris.csv in file:///ws",
    "file:///nabla/examples/data/iris.csv in file:///nabla/examples",
  ]);
  // What is there, or is no data of an example, is the file's own affair.
  expect(await read({ kind: "failed", why: "denied" }, "data/iris.csv")).toMatchObject({ kind: "failed" });
  expect(await read(await bytes("1,2"), "data/iris.csv")).toEqual(shipped);
  expect(await read(await bytes("7"), "data/iris.csv")).not.toEqual(shipped);
  expect(await read(gone, "data/own.csv")).toMatchObject({
    reason: expect.stringMatching("There is no such file") as string,
  });
});
