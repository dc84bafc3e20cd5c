/** A language service with one document open, a runner that a test slows down, and hints as text. */
import { PLAIN_HINTS } from "../check.ts";
import {
  createLanguageService,
  type Fault,
  type Files,
  type LanguageService,
  type ShownHint,
  type Update,
} from "../../src/service.ts";
import { createFakeRunner, type FakeRunner } from "./fake-runner.ts";
import { createFakeTime, type FakeTime } from "./fake-time.ts";

const noFiles: Files = {
  read: () => Promise.resolve({ kind: "failed", reason: "There is no such file." }),
  stamp: () => Promise.resolve(undefined),
};

export const uri = "file:///test.grad";

export interface Session {
  readonly service: LanguageService;
  readonly runner: FakeRunner;
  readonly time: FakeTime;
  readonly updates: readonly Update[];
  readonly faults: readonly Fault[];
  /** Gives the document this text, as an edit of the line (from 0) where it differs first. */
  edit(text: string): void;
  /** The hints of every line, from the top: `""` where there is none. */
  lines(): readonly string[];
}

/** A fault of ours fails the test, where that does not want one. */
export function openSession(text: string, delay = 0, files: Files = noFiles, faultsWanted = false): Session {
  const time = createFakeTime();
  const runner = createFakeRunner(time);
  runner.delay = delay;
  runner.mayFail = faultsWanted;
  const faults: Fault[] = [];
  const tell = (fault: Fault): void => {
    if (!faultsWanted) throw fault.thrown;
    faults.push(fault);
  };
  const service = createLanguageService({ runner, timers: time, files, tell });
  const updates: Update[] = [];
  service.onUpdate((update) => updates.push(update));
  let now = text;
  let version = 1;
  service.open(uri, text, version);
  return {
    service,
    runner,
    time,
    updates,
    faults,
    edit(next) {
      const line = firstDifference(now, next);
      now = next;
      service.change(uri, next, ++version, { line, character: Infinity });
    },
    lines: () => hintLines(now, service.hints(uri, PLAIN_HINTS)?.hints ?? []),
  };
}

/** The hints by line. A hint that stands elsewhere than at a line's end fails. */
export function hintLines(text: string, hints: readonly ShownHint[]): readonly string[] {
  let at = 0;
  const left = new Map(hints.map((hint) => [hint.offset, hint]));
  const lines = text.split("\n").map((line) => {
    at += line.length;
    const hint = left.get(at);
    left.delete(at);
    at += 1;
    return hint === undefined ? "" : hint.parts.map((part) => part.text).join("");
  });
  if (left.size > 0)
    throw new Error(`hints that are at no line's end: ${JSON.stringify([...left.values()])}`);
  return lines;
}

function firstDifference(a: string, b: string): number {
  const [one, other] = [a.split("\n"), b.split("\n")];
  const line = other.findIndex((text, i) => text !== one[i]);
  return line < 0 ? Math.max(0, other.length - 1) : line;
}
