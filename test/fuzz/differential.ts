/**
 * A text that was reached by edits, against the same text read cold: every number, problem, hint, hover and picture is the
 * same, whatever came between: versions that were skipped, runs that were stopped or failed, files that changed, groups that
 * were opened, other targets.
 */
import type { Analysis } from "../../src/analysis.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { completionsAt } from "../../src/features/completion.ts";
import { nodeSpan, nodesAtSpan } from "../../src/features/graph-view.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { insideHints, type InsideOptions } from "../../src/features/inside-hints.ts";
import { semanticTokens } from "../../src/features/semantic-tokens.ts";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import type { SourceEntry } from "../../src/data/entry.ts";
import type { HintOptions } from "../../src/features/line-hint.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { OUT_OF_MEMORY } from "../../src/run.ts";
import { createLanguageService, type LanguageService, type Runner } from "../../src/service.ts";
import { layOut } from "../../src/syntax/layout.ts";
import { lex } from "../../src/syntax/lexer.ts";
import { apply, edit } from "../service/edits.ts";
import { createFakeRunner } from "../service/fake-runner.ts";
import { createFakeTime } from "../service/fake-time.ts";
import { numbersOf, type LastRun } from "./last-run.ts";
import { mutate, mutation, texts } from "./mutations.ts";
import { LIMIT } from "../use.ts";

const uri = "file:///folder/test.grad";

const withFiles = [
  'x = load("d.csv")\nw = [0.5, -1]\ny = x * w\nf = sum(y) + 1\nf.backward()\n',
  'from "lib.grad" import s, twice\nx = [1, 2, 3]\ny = twice(x) * s\nfor i in range(3):\n    y = y + i\nf = mean(y)\nf.backward()\n',
  'from "lib.grad" import twice\nx = load("d.csv")\nh = sigmoid(twice(x))\nf = sum(softmax(h))\nf.backward()\n',
];

const programs = [...withFiles, ...texts];

/** What stands behind the two names that programs use, one after the other as they change. */
const data: readonly SourceEntry[] = [
  { kind: "data", tensor: { sizes: [2], data: Float64Array.of(1, 2) } },
  { kind: "data", tensor: { sizes: [2], data: Float64Array.of(-3, 0.5) } },
  { kind: "data", tensor: { sizes: [2, 2], data: Float64Array.of(1, 2, 3, 4) } },
  { kind: "data", tensor: { sizes: [0], data: new Float64Array(0) } },
  { kind: "failed", reason: "There is no such file." },
];
const libraries: readonly SourceEntry[] = [
  { kind: "text", text: "s = 2\ndef twice(x):\n    return s * x\n" },
  { kind: "text", text: "s = 3\ndef twice(x):\n    y = x * x\n    return y\n" },
  { kind: "text", text: 'def twice(x):\n    return load("d.csv") * x\ns = [1, 2]\n' },
  { kind: "text", text: "s = 2\ndef twice(x:\n    return s\n" },
  { kind: "failed", reason: "There is no such file." },
];

const milliseconds = fc.nat(80);

/** One thing that a person, a file or the machine does. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("edit" as const), edit, skipped: fc.nat(2) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("mutate" as const), mutation, skipped: fc.nat(2) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("undo" as const), back: fc.nat(6) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("pause" as const), milliseconds }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("slow" as const), milliseconds }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("file" as const), which: fc.nat(1), content: fc.nat(4) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("open" as const), groups: fc.array(fc.nat(30)) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("target" as const), line: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("call" as const), line: fc.nat(30) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("turn" as const), loop: fc.nat(30), turn: fc.nat(4) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("caret" as const), line: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("look" as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A program and what happens to it. */
export const history = fc.record({
  program: fc.nat(programs.length - 1),
  steps: fc.array(step, { minLength: 2, maxLength: 14 }),
});

export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** What was asked of a document beside its text; a cold one is asked for the same. */
interface Asked {
  readonly target: string | undefined;
  /** Every list of groups that was opened, in order. */
  readonly opened: readonly (readonly string[])[];
  /** The functions of which another call was asked for. */
  readonly calls: ReadonlySet<string>;
  /** The turn of each loop of which another was asked for. */
  readonly turns: readonly string[];
}

/** All that a line can say. */
const WIDE: HintOptions = {
  value: true,
  gradient: true,
  compare: true,
  columns: 10_000,
  maximumLength: 10_000,
};
const INSIDE: InsideOptions = { shape: true, parameterNames: true };

/** A service with one document, whose runs and files take as long as they are told to. */
function openSession(text: string, files: ReadonlyMap<string, SourceEntry>) {
  const time = createFakeTime(microtasks);
  const fake = createFakeRunner(time);
  let last: LastRun | undefined;
  const runner: Runner = {
    ...fake,
    run: (job, ended) =>
      fake.run(job, (outcome) => {
        if (outcome.kind !== "superseded")
          last =
            outcome.kind === "ran" ? { ran: outcome.ran, analysis: job.analysis as Analysis } : undefined;
        ended(outcome);
      }),
  };
  const service = createLanguageService({
    runner,
    timers: time,
    files: {
      stamp: () => Promise.resolve(undefined),
      read: (_, path) =>
        new Promise((resolve) => {
          time.after(fake.delay >> 1, () => resolve(files.get(path) ?? data.at(-1)!));
        }),
    },
    tell: ({ thrown }) => {
      throw thrown;
    },
  });
  service.configure("onType", { bytes: LIMIT, milliseconds: undefined });
  service.open(uri, text, 1);
  return { time, fake, service, last: () => last };
}

type Session = ReturnType<typeof openSession>;

/** Promises that wait for nothing have gone on. */
async function microtasks(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** Everything that is shown of the text, as plain data. */
function shown(service: LanguageService, text: string, opened: readonly string[], graph: Picture): object {
  const tokens = layOut(lex(text));
  const offsets = Array.from({ length: tokens.count }, (_, i) => tokens.starts[i]!);
  // A text that is long by repetition has the same at many places.
  const some = offsets.filter((_, i) => i % Math.ceil(offsets.length / 200) === 0);
  return {
    problems: service.problems(uri)!.problems,
    hints: service.hints(uri, WIDE)!.hints,
    inside: insideHints(service.view(uri)!, INSIDE, { start: 0, end: text.length }),
    status: service.status(uri),
    hovers: some.map((offset) => hoverAt(service.view(uri)!, offset, { link: undefined, pictures: true })),
    completions: some.slice(0, 20).map((offset) => completionsAt(service.view(uri)!, offset, undefined)),
    signatures: some.map((offset) => signatureHelpAt(service.view(uri)!, offset)),
    tokens: semanticTokens(service.view(uri)!.analysis),
    lenses: service.codeLenses(uri),
    graph,
    places: graph.nodes.slice(0, 50).map(({ id }) => nodeSpan(service.view(uri)!, opened, id)),
    nodesAt: some.slice(0, 20).map((start) => nodesAtSpan(service.view(uri)!, opened, { start, end: start })),
  };
}

/** The picture. A broken file without a target keeps its last good one, with gradients that all say that they are old. */
function pictureOf(service: LanguageService, opened: readonly string[]): Picture {
  const { version: _, ...graph } = service.graph(uri, opened)!;
  return graph;
}

type Picture = Omit<GraphView, "version">;

/** The picture that is to be compared: a kept one stands for the cold one once it is known to be right. */
function withoutKept(hot: Picture, cold: Picture): Picture {
  if (hot.target === undefined || cold.target !== undefined) return hot;
  const now = new Map(cold.nodes.map(({ id, value }) => [id, value]));
  for (const one of [...hot.nodes, ...hot.edges]) {
    assert(one.gradient?.stale !== false, "a kept gradient is marked");
    // One that is not marked is what it is without the broken line too.
    if (one.value?.stale === false) assert.deepEqual(one.value, now.get("from" in one ? one.from : one.id));
  }
  assert.equal(hot.banner, cold.banner);
  return cold;
}

/** Asks a service that nobody has used yet for the same; `kept` was the target of the text before. */
async function cold(
  hot: LanguageService,
  text: string,
  files: ReadonlyMap<string, SourceEntry>,
  asked: Asked,
  kept?: string,
) {
  const session = openSession(kept === undefined ? text : `from_here = 1\n${kept} = 2 * from_here\n`, files);
  const { service, time } = session;
  if (kept !== undefined) {
    await time.pass(50);
    service.problems(uri);
    service.change(uri, text, 2);
  }
  await time.pass(50);
  for (const opened of asked.opened) service.graph(uri, opened);
  if (asked.target !== undefined) void service.run(uri, { kind: "name", name: asked.target });
  await time.pass(50);
  for (const id of asked.turns) service.showTurn(uri, id);
  // Which call is shown depends on how many there were when it was asked for.
  for (const name of asked.calls)
    for (let i = 0; i < 20 && shownCalls(service) !== shownCalls(hot); i++) callAgain(service, text, name);
  service.caretAt(uri, { line: 1_000_000, character: 0 });
  await time.pass(5000);
  return session;
}

/** The same; while the last line is broken the target that was there stays, of which a cold reading has to be told. */
async function coldAs(
  hot: LanguageService,
  text: string,
  files: ReadonlyMap<string, SourceEntry>,
  asked: Asked,
): Promise<Session> {
  const opened = asked.opened.at(-1) ?? [];
  const plain = await cold(hot, text, files, asked);
  const own = ownTarget(hot, opened);
  if (own === ownTarget(plain.service, opened)) return plain;
  plain.service.dispose();
  return cold(hot, text, files, asked, own ?? "gone");
}

/** The file's own target: the lens of another one that was asked for says the way back to it. */
function ownTarget(service: LanguageService, opened: readonly string[]): string | undefined {
  const titles = service.codeLenses(uri).map(({ title }) => title);
  const back = titles.find((title) => title.includes(" · back"));
  if (back !== undefined) return / · back to (.*)$/.exec(back)?.[1];
  const picture = pictureOf(service, opened);
  return picture.isOld ? undefined : picture.target;
}

function callAgain(service: LanguageService, text: string, name: string): boolean {
  return new RegExp(`\\bdef ${name}\\b`).test(text) && service.showNextCall(uri, name);
}

/** Which calls the numbers in the functions are of. */
function shownCalls(service: LanguageService): string {
  const parts = service.hints(uri, WIDE)!.hints.flatMap((hint) => hint.parts);
  return JSON.stringify(parts.filter(({ kind }) => kind === "note"));
}

/** Lives through a history, and holds that in the end, and whenever one looks, what is shown is what a cold reading shows. */
export async function holdSame({ program, steps }: History): Promise<void> {
  const files = new Map<string, SourceEntry>([
    ["d.csv", data[0]!],
    ["lib.grad", libraries[0]!],
  ]);
  const versions = [programs[program]!];
  let text = versions[0]!;
  let version = 1;
  let asked: Asked = { target: undefined, opened: [], calls: new Set(), turns: [] };
  const session = openSession(text, files);
  const { service, time, fake } = session;
  const change = (next: string, skipped: number): void => {
    text = next;
    versions.push(next);
    version += 1 + skipped;
    service.change(uri, next, version);
  };
  await time.pass(1);
  for (const one of steps) await live(one);
  fake.delay = 0;
  fake.failure = undefined;
  service.caretAt(uri, { line: 1_000_000, character: 0 });
  await time.pass(5000);
  // A run that was made to fail leaves old numbers until the next one.
  if (service.status(uri)?.state === "failed") change(text, 0);
  await time.pass(5000);

  const other = await coldAs(service, text, files, asked);
  const opened = asked.opened.at(-1) ?? [];
  const right = pictureOf(other.service, opened);
  const picture = withoutKept(pictureOf(service, opened), right);
  assert.deepEqual(shown(service, text, opened, picture), shown(other.service, text, opened, right));
  assert.deepEqual(numbersOf(session.last()), numbersOf(other.last()));
  service.dispose();
  other.service.dispose();

  async function live(one: Step): Promise<void> {
    switch (one.kind) {
      case "edit":
        return change(apply(text, one.edit), one.skipped);
      case "mutate":
        return change(mutate(text, one.mutation), one.skipped);
      case "undo":
        return change(versions.at(-1 - (one.back % versions.length))!, 0);
      case "pause":
        return time.pass(one.milliseconds);
      case "slow":
        fake.delay = one.milliseconds;
        return;
      case "fail":
        fake.failure = { why: "memory", reason: OUT_OF_MEMORY, node: -1, needed: undefined };
        return;
      case "file": {
        const name = ["d.csv", "lib.grad"][one.which]!;
        files.set(name, (one.which === 0 ? data : libraries)[one.content]!);
        service.filesChanged((_, path) => path === name);
        return;
      }
      case "open": {
        const nodes = service.graph(uri, asked.opened.at(-1) ?? [])!.nodes.filter(({ canOpen }) => canOpen);
        const before = one.groups.length % 2 === 0 ? (asked.opened.at(-1) ?? []) : [];
        const more = one.groups.flatMap((at) => nodes[at % nodes.length]?.id ?? []);
        const opened = [...new Set([...before, ...more])];
        asked = { ...asked, opened: [...asked.opened, opened] };
        service.graph(uri, opened);
        return;
      }
      case "target": {
        const line = text.split("\n")[one.line % text.split("\n").length]!;
        const name = /^\w+(?= = )/.exec(line)?.[0];
        let answer: string | undefined;
        void service
          .run(uri, name === undefined ? "own" : { kind: "name", name })
          .then((failure) => (answer = failure));
        // What cannot be the target is said once the files are there, before any run.
        await time.pass(fake.delay);
        if (answer?.includes("cannot be the target") !== true) asked = { ...asked, target: name };
        return;
      }
      case "call": {
        const heads = [...text.matchAll(/^def (\w+)/gm)];
        const name = heads[one.line % heads.length]?.[1];
        if (name === undefined || !callAgain(service, text, name)) return;
        asked = { ...asked, calls: new Set([...asked.calls, name]) };
        return;
      }
      case "turn": {
        const loops = service.graph(uri, asked.opened.at(-1) ?? [])!.nodes.filter(({ canOpen }) => canOpen);
        const loop = loops[one.loop % loops.length];
        if (loop === undefined) return;
        const id = `${loop.id}@${one.turn}`;
        service.showTurn(uri, id);
        asked = { ...asked, turns: [...asked.turns, id] };
        return;
      }
      case "caret":
        service.caretAt(uri, { line: one.line, character: 0 });
        return;
      case "look":
        return look();
    }
  }

  /** In the middle: what is not marked as old is the newest text's own, and nothing is said to be refused that is not. */
  async function look(): Promise<void> {
    // What stands for a value that is a gradient waits for both; the end of a history holds it.
    const options = { ...WIDE, compare: false };
    const other = await coldAs(service, text, files, asked);
    const parts = (from: LanguageService): readonly string[] =>
      from
        .hints(uri, options)!
        .hints.filter(({ old }) => !old)
        .flatMap(({ offset, parts: own }) =>
          own
            .map((part) => part.text)
            .join("")
            .split(/ {2}| · | ×/)
            .map((part) => `${offset}: ${part}`),
        );
    const right = new Set(parts(other.service));
    // Where a line is not whole and the target is gone, gradients that do not depend on it stay: truth.test.ts holds those.
    const isGradient = (part: string): boolean => /^\d+: (∂|d)/.test(part);
    const hasTarget = [...right].some(isGradient);
    assert.deepEqual(
      parts(service).filter((part) => !right.has(part) && (hasTarget || !isGradient(part))),
      [],
      "numbers that are not marked as old",
    );
    const refused = (from: LanguageService, offset: number): boolean =>
      hoverAt(from.view(uri)!, offset, { link: undefined })?.markdown.includes(
        "a gate on the way refused",
      ) === true;
    const tokens = layOut(lex(text));
    for (let i = 0; i < tokens.count; i += Math.ceil(tokens.count / 40)) {
      const offset = tokens.starts[i]!;
      if (refused(service, offset)) assert(refused(other.service, offset), `a refusal at ${offset}`);
    }
    other.service.dispose();
  }
}
