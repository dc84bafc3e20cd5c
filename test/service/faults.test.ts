/** Faults of ours in the service: each is told, shown as one problem at its line, and everything else goes on. */
import { describe, expect, test } from "vitest";
import { completionsAt } from "../../src/features/completion.ts";
import { nodeSpan, nodesAtSpan } from "../../src/features/graph-view.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { functionAt, pickAt } from "../../src/features/name-at.ts";
import { semanticTokens } from "../../src/features/semantic-tokens.ts";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import type { Files } from "../../src/service.ts";
import { PLAIN_HINTS } from "../check.ts";
import { breakGate, THROWN } from "../faults.ts";
import { openSession, uri, type Session } from "./session.ts";

const program = "x = [2]\ny = tanh(x)\nz = sum(y)\nz.backward()\n";
const whole = { start: 0, end: 999 };

const noFiles: Files = {
  read: () => Promise.resolve({ kind: "failed", reason: "No." }),
  stamp: () => Promise.resolve(undefined),
};

function problemsOf({ service }: Session): readonly (readonly [number, string, string])[] {
  const { problems } = service.problems(uri)!;
  return problems.map(({ span, code, message }) => [span.start, code, message]);
}

/** Asks for everything that can be asked for. */
function askEverything({ service }: Session): void {
  service.hints(uri, PLAIN_HINTS);
  service.showNextCall(uri, "f");
  semanticTokens(service.view(uri)!.analysis);
  service.codeLenses(uri);
  service.status(uri);
  service.graph(uri, []);
  nodesAtSpan(service.view(uri)!, [], whole);
  nodeSpan(service.view(uri)!, [], "nothing");
  service.caretAt(uri, { line: 1, character: 0 });
  for (let offset = 0; offset < program.length; offset++) {
    hoverAt(service.view(uri)!, offset, { link: undefined });
    completionsAt(service.view(uri)!, offset);
    signatureHelpAt(service.view(uri)!, offset);
    pickAt(service.view(uri)!.analysis.tree, offset);
    functionAt(service.view(uri)!, offset);
  }
}

describe("a text that cannot be read", () => {
  test.each([
    ["where its statement is lowered", "shape", 8],
    ["where its gradient is made", "vjp", 31],
  ] as const)("%s", async (_, part, place) => {
    const gate = breakGate("tanh", part);
    const session = openSession(program, 0, noFiles, true);
    await session.time.pass(10);
    expect(problemsOf(session)).toEqual([
      [place, "internal", "internal: a fault of Nabla itself stopped the reading here: a bug."],
    ]);
    expect(session.faults.map(({ what, uri: of }) => [what, of])).toEqual([["reading", uri]]);
    expect(session.service.status(uri)).toMatchObject({ state: "failed", text: "∇ not run" });

    // Nothing is tried again, whatever is asked for.
    const before = gate.count();
    askEverything(session);
    await session.time.pass(1000);
    expect(gate.count()).toBe(before);
    expect(session.faults.length).toBe(1);

    // The next version is another matter.
    session.edit("x = [2]\ny = exp(x)\nz = sum(y)\nz.backward()\n");
    await session.time.pass(10);
    expect(problemsOf(session)).toEqual([]);
    expect(session.lines()[0]).toMatch("∂z/∂x = [7.389");
    session.edit(program);
    await session.time.pass(10);
    expect(session.faults.length).toBe(2);
    gate.off();
    session.edit(`${program}# again`);
    await session.time.pass(10);
    expect(problemsOf(session)).toEqual([]);
    expect(session.lines()[1]).toMatch("= [0.964");
  });

  test("in another file is a problem at its import", async () => {
    breakGate("tanh", "shape");
    const files: Files = {
      ...noFiles,
      read: () => Promise.resolve({ kind: "text", text: "a = [1]\n\nb = tanh(a)\n" }),
    };
    const session = openSession('c = 1\nfrom "b.grad" import b\n', 0, files, true);
    await session.time.pass(10);
    expect(problemsOf(session).map(([start, code]) => [start, code])).toEqual([[6, "internal"]]);
  });
});

test("a kernel that throws is one problem at its line, and what was shown before is marked as old", async () => {
  const session = openSession("x = [2]\ny = sum(x * x)\ny.backward()\n", 0, noFiles, true);
  await session.time.pass(10);
  expect(session.lines()[1]).toBe("= 4  ∂y/∂y = 1");
  const gate = breakGate("tanh", "kernel");
  session.edit("x = [2]\ny = sum(x * x * tanh(x))\ny.backward()\n");
  await session.time.pass(700);
  expect(problemsOf(session)).toEqual([
    [24, "internal", "internal: a fault of Nabla itself stopped the run here: a bug."],
  ]);
  expect(session.lines()[1]).toBe("⟳ = 4  ∂y/∂y = 1");
  expect(session.service.status(uri)?.tooltip).toBe("internal: a bug.");
  const before = gate.count();
  for (let i = 0; i < 5; i++) session.lines();
  await session.time.pass(1000);
  expect(gate.count()).toBe(before);
});

test("a file whose reading throws is a problem at its path, and is told of", async () => {
  const files: Files = { ...noFiles, read: () => Promise.reject(new Error(THROWN)) };
  const session = openSession('x = load("a.csv")\ny = 2\n', 0, files, true);
  await session.time.pass(10);
  expect(problemsOf(session).map(([start, , message]) => [start, message])).toEqual([
    [9, "a.csv cannot be read. internal: a bug."],
  ]);
  expect(session.faults.map(({ what }) => what)).toEqual(["reading of a file"]);
  expect(session.lines()[1]).toBe("");
});

test("listeners and runs that throw are told of, and the service goes on", async () => {
  const session = openSession(program, 0, noFiles, true);
  let updates = 0;
  session.service.onUpdate(() => {
    updates++;
    throw new Error(THROWN);
  });
  await session.time.pass(10);
  expect(updates).toBe(1);
  expect(session.faults.map(({ what }) => what)).toEqual(["end of a run"]);
  expect(session.lines()[1]).toMatch("= [0.964");
});
