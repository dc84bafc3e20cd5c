/** Files that a document names: they are read once, their numbers appear, and a change of theirs is followed. */
import { expect, test } from "vitest";
import { hoverAt } from "../../src/features/hover.ts";
import type { SourceEntry } from "../../src/data/entry.ts";
import type { Files } from "../../src/service.ts";
import { PLAIN_HINTS } from "../check.ts";
import { openSession, uri } from "./session.ts";

interface FakeFiles extends Files {
  readonly content: Map<string, SourceEntry>;
  readonly reads: string[];
  /** Whether one can tell by looking that a file has changed. */
  seen: boolean;
}

function fakeFiles(content: Readonly<Record<string, SourceEntry>>): FakeFiles {
  const files: FakeFiles = {
    content: new Map(Object.entries(content)),
    reads: [],
    seen: false,
    stamp(_, path) {
      const entry = files.content.get(path);
      return Promise.resolve(
        files.seen ? JSON.stringify(entry?.kind === "data" ? [...entry.tensor.data] : entry) : undefined,
      );
    },
    read(_, path) {
      files.reads.push(path);
      const missing: SourceEntry = { kind: "failed", reason: "There is no such file." };
      return Promise.resolve(files.content.get(path) ?? missing);
    },
  };
  return files;
}

const data = (...numbers: number[]): SourceEntry => ({
  kind: "data",
  tensor: { sizes: [numbers.length], data: Float64Array.from(numbers) },
});

test("loaded data is read once and run; it has no gradient", async () => {
  const files = fakeFiles({ "x.csv": data(1, 2) });
  const { lines, time, edit } = openSession('x = load("x.csv")\nL = sum(x)', 0, files);
  await time.pass(10);
  expect(lines()).toEqual(["= [1, 2]", "= 3  ∂L/∂L = 1"]);
  edit('x = load("x.csv")\nL = 2 * sum(x)');
  await time.pass(10);
  expect(lines()).toEqual(["= [1, 2]", "= 6  ∂L/∂L = 1"]);
  expect(files.reads).toEqual(["x.csv"]);
});

test("a file that changes is read again", async () => {
  const files = fakeFiles({ "x.csv": data(1, 2) });
  const { service, lines, time } = openSession('x = load("x.csv")\nL = sum(x)', 0, files);
  await time.pass(10);
  files.content.set("x.csv", data(10, 20, 30));
  service.filesChanged((document, path) => document === uri && path === "x.csv");
  await time.pass(10);
  expect(lines()).toEqual(["= [10, 20, 30]", "= 60  ∂L/∂L = 1"]);
  service.filesChanged(() => false);
  await time.pass(10);
  expect(files.reads).toEqual(["x.csv", "x.csv"]);
});

test("a file that changes and of which nobody says so is read again at the next run, and only then", async () => {
  const files = fakeFiles({ "x.csv": data(1, 2) });
  files.seen = true;
  const text = 'x = load("x.csv")\nL = sum(x)';
  const { service, lines, edit, time } = openSession(text, 0, files);
  await time.pass(10);
  edit(`${text} * 2`);
  await time.pass(10);
  expect(lines()).toEqual(["= [1, 2]", "= 6  ∂L/∂L = 1"]);
  expect(files.reads).toEqual(["x.csv"]);
  files.content.set("x.csv", data(10, 20, 30));
  await time.pass(10);
  expect(lines()).toEqual(["= [1, 2]", "= 6  ∂L/∂L = 1"]);
  edit(text);
  await time.pass(10);
  expect(lines()).toEqual(["= [10, 20, 30]", "= 60  ∂L/∂L = 1"]);
  files.content.delete("x.csv");
  service.lookAtFiles();
  await time.pass(10);
  expect(service.problems(uri)?.problems.map(({ code }) => code)).toEqual(["cannot-read"]);
  files.content.set("x.csv", data(4));
  service.save(uri);
  await time.pass(10);
  expect(lines()).toEqual(["= [4]", "= 4  ∂L/∂L = 1"]);
  expect(files.reads).toEqual(["x.csv", "x.csv", "x.csv", "x.csv"]);
});

test("a run that a person asks for has the numbers that files hold now", async () => {
  const files = fakeFiles({ "x.csv": data(1, 2) });
  files.seen = true;
  const { service, lines, time } = openSession('x = load("x.csv")\nL = sum(x)', 0, files);
  service.configure("onCommand", { bytes: Infinity, milliseconds: undefined });
  const run = async (): Promise<string | undefined> => {
    const ended = service.run(uri, undefined);
    await time.pass(10);
    return ended;
  };
  expect(await run()).toBeUndefined();
  expect(lines()).toEqual(["= [1, 2]", "= 3  ∂L/∂L = 1"]);
  files.content.set("x.csv", data(10, 20, 30));
  expect(await run()).toBeUndefined();
  expect(lines()).toEqual(["= [10, 20, 30]", "= 60  ∂L/∂L = 1"]);
});

test("a file that changes after the text names it no more leaves no number marked", async () => {
  const files = fakeFiles({ "x.csv": data(1, 2) });
  const { service, lines, time, edit } = openSession('x = load("x.csv")\ny = 3\nL = y * y', 0, files);
  await time.pass(10);
  edit("y = 3\nL = y * y");
  await time.pass(10);
  service.filesChanged(() => true);
  await time.pass(10);
  expect(lines()).toEqual(["∂L/∂y = 6", "= 9  ∂L/∂L = 1"]);
  expect(service.hints(uri, PLAIN_HINTS)?.final).toBe(true);
  expect(files.reads).toEqual(["x.csv"]);
});

test("what is read of a file before it changed never comes after what is read later", async () => {
  const gates = [Promise.withResolvers<SourceEntry>(), Promise.withResolvers<SourceEntry>()];
  let reads = 0;
  const files: Files = {
    stamp: () => Promise.resolve(undefined),
    read: () => gates[reads++]!.promise,
  };
  const { service, lines, time } = openSession('x = load("x.csv")', 0, files);
  await time.pass(10);
  service.filesChanged(() => true);
  await time.pass(10);
  gates[1]!.resolve(data(2));
  await time.pass(10);
  gates[0]!.resolve(data(1));
  await time.pass(10);
  expect(lines()).toEqual(["= [2]"]);
});

test("an import brings what it imports itself", async () => {
  const files = fakeFiles({
    "lib/a.grad": { kind: "text", text: 'from "b.grad" import k\ndef twice(x):\n    return k * x\n' },
    "lib/b.grad": { kind: "text", text: "k = 2\n" },
  });
  const { lines, time } = openSession('from "lib/a.grad" import twice\nx = 3\ny = twice(x)', 0, files);
  await time.pass(20);
  expect(lines()).toEqual(["", "∂y/∂x = 2", "= 6  ∂y/∂y = 1"]);
  expect(files.reads).toEqual(["lib/a.grad", "lib/b.grad"]);
});

test("a file that is not there is one problem, at its path", async () => {
  const { service, time } = openSession('x = load("gone.csv")\ny = 2 * x', 0, fakeFiles({}));
  await time.pass(10);
  expect(service.problems(uri)?.problems.map(({ message }) => message)).toEqual([
    "gone.csv cannot be read. There is no such file.",
  ]);
});

test("while a run follows a file that changed, numbers are marked and nothing is said to be refused", async () => {
  const files = fakeFiles({ "x.csv": data(1, 2) });
  const { service, lines, runner, time } = openSession('x = load("x.csv")\nL = sum(x)', 0, files);
  await time.pass(10);
  expect(lines()).toEqual(["= [1, 2]", "= 3  ∂L/∂L = 1"]);
  runner.delay = 500;
  files.content.set("x.csv", data(10, 20, 30));
  service.filesChanged((_, path) => path === "x.csv");
  for (let i = 0; i < 5; i++) {
    await time.pass(99);
    expect(lines()).toEqual(["⟳ = [1, 2]", "⟳ = 3  ∂L/∂L = 1"]);
    expect(hoverAt(service.view(uri)!, 18, { link: undefined })?.markdown).not.toMatch("refused");
  }
  await time.pass(10);
  expect(lines()).toEqual(["= [10, 20, 30]", "= 60  ∂L/∂L = 1"]);
});

test("a run that was too large says nothing of what is refused, nor is anything said to be refused", async () => {
  const text = "w = [1, 2, 3]\ni = 7\nf = gather(w, 0, [i])\n";
  const { service, edit, time } = openSession(text);
  await time.pass(10);
  const codes = () => service.problems(uri)?.problems.map(({ code }) => code);
  expect(codes()).toEqual(["refused"]);
  service.configure("onType", { bytes: 1000, milliseconds: undefined });
  edit(`${text}g = sum(zeros(1000))\n`);
  await time.pass(700);
  expect(codes()).toEqual(["too-large"]);
  expect(hoverAt(service.view(uri)!, text.length, { link: undefined })?.markdown).not.toMatch("refused");
});

test("each file may take what those before it have left, in bytes and in time, and the run what all have left", async () => {
  const given: unknown[] = [];
  const files: Files = {
    stamp: () => Promise.resolve(undefined),
    async read(_, path, left) {
      given.push([path, left]);
      await new Promise<void>((resolve) => void session.time.after(path === "b.csv" ? 0 : 100, resolve));
      return path === "c.csv" ? { kind: "failed", reason: "It is too large." } : data(1, 2, 3);
    },
  };
  const session = openSession("", 0, files);
  const { service, runner, time, edit } = session;
  service.configure("onType", { bytes: 1000, milliseconds: 5000 });
  await time.pass(10);
  const text = ["a", "b", "c", "d"].map((name) => `${name} = load("${name}.csv")`).join("\n");
  edit(text);
  await time.pass(1000);
  expect(given).toEqual([
    ["a.csv", { bytes: 1000, milliseconds: 5000 }],
    ["b.csv", { bytes: 976, milliseconds: 4900 }],
    ["c.csv", { bytes: 952, milliseconds: 4900 }],
    ["d.csv", { bytes: 952, milliseconds: 4800 }],
  ]);
  expect(runner.jobs.at(-1)).toMatchObject({ limitBytes: 1000, limitMs: 4700 });
  // Another edit has the whole time again; what is held is held.
  edit(`${text}\ne = load("e.csv")`);
  await time.pass(1000);
  expect(given.at(-1)).toEqual(["e.csv", { bytes: 928, milliseconds: 5000 }]);
  expect(runner.jobs.at(-1)).toMatchObject({ limitMs: 4900 });
});
