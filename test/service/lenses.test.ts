/**
 * Lenses stand where they move no text while somebody types: above the first line from the start, above a target once it is left.
 * They say what the target is where there is a choice, and change it.
 */
import { describe, expect, test } from "vitest";
import { pickAt } from "../../src/features/name-at.ts";
import { commands, internalCommands } from "../../src/protocol/manifest.ts";
import { openSession, uri, type Session } from "./session.ts";

/** The lines (from 0) above which lenses stand in a text. */
function lensLines({ service }: Session, text: string): readonly number[] {
  const starts = service.codeLenses(uri).map(({ span }) => span.start);
  return [...new Set(starts)].map((start) => text.slice(0, start).split("\n").length - 1);
}

function announced({ updates }: Session): number {
  return updates.filter(({ kind }) => kind === "lenses").length;
}

test.each([
  ["", [0]],
  ["x = [1, 2]", [0]],
  ["x = 2\nf = x * x", [0]],
  ["x = 2\nf = x * x\nf.backward()\n", [0, 2]],
  ["x = 2\nx.backward()\nf = x * x\nf.backward()\n", [0, 1, 3]],
  ["load('a').backward()", [0]],
])("%j has them above lines %j", async (text, lines) => {
  const session = openSession(text);
  await session.time.pass(1);
  expect(lensLines(session, text)).toEqual(lines);
});

test("a target's own come when the caret leaves its line, which is told, and stay when it comes back", async () => {
  const session = openSession("x = 2\nf = x * x\n");
  const text = "x = 2\nf = x * x\nf.backward()\n";
  session.edit(text);
  await session.time.pass(5000);
  expect(lensLines(session, text)).toEqual([0]);
  session.service.caretAt(uri, { line: 2, character: 3 });
  expect(announced(session)).toBe(0);
  session.service.caretAt(uri, { line: 3, character: 0 });
  expect(announced(session)).toBe(1);
  expect(lensLines(session, text)).toEqual([0, 2]);
  session.service.caretAt(uri, { line: 2, character: 3 });
  expect(lensLines(session, text)).toEqual([0, 2]);
});

test("a key on another line moves none, whatever it breaks", async () => {
  const text = "x = 2\nf = x * x\nf.backward()\n";
  const session = openSession(text);
  for (const line of ["f = x *", "f = (x", "g = x", "f = [1, 2]", "f = x > 1", "f ="]) {
    const edited = text.replace("f = x * x", line);
    session.edit(edited);
    await session.time.pass(1000);
    expect(lensLines(session, edited)).toEqual([0, 2]);
  }
});

describe("where there is a choice of targets", () => {
  const two = "x = 2\nL = x * x\nL.backward()\nM = 3 * L\nM.backward()\n";
  const run = [
    "$(play) Run backward",
    "$(debug-step-over) Step",
    "$(type-hierarchy) Graph",
    "$(beaker) Check gradients",
  ];

  /** The titles above each line that has some. */
  function titles({ service }: Session, text: string): Readonly<Record<number, readonly string[]>> {
    const lines: Record<number, string[]> = {};
    for (const { span, title } of service.codeLenses(uri))
      (lines[text.slice(0, span.start).split("\n").length - 1] ??= []).push(title);
    return lines;
  }

  /** What stands at a place of the text becomes the target, as by a click on a lens or by the command. */
  async function pick({ service, time }: Session, offset: number): Promise<string | undefined> {
    const failure = service.run(uri, pickAt(service.view(uri)!.analysis.tree, offset) ?? "own");
    await time.pass(1);
    return failure;
  }

  test("the earlier target's lens names it and makes it the active one, the later one's leads back", async () => {
    const session = openSession(two);
    const { service, time, lines } = session;
    await time.pass(1);
    expect(titles(session, two)).toEqual({ 0: run, 2: ["$(circle-outline) target: L"], 4: run });
    expect(lines()[0]).toBe("∂M/∂x = 12");
    const lens = service.codeLenses(uri).find(({ title }) => title.includes("target: L"));
    expect(lens).toMatchObject({ command: commands.makeTarget, at: two.indexOf("L.backward") });
    expect(await pick(session, lens!.at!)).toBeUndefined();
    expect(announced(session)).toBe(1);
    expect(lines()[0]).toBe("∂L/∂x = 4");
    const back = "target: L · back to M";
    expect(titles(session, two)).toEqual({ 0: [...run, back], 2: run, 4: [back] });
    expect(service.codeLenses(uri).at(-1)?.command).toBe(internalCommands.makeOwnTarget);
    void service.run(uri);
    await time.pass(1);
    expect(lines()[0]).toBe("∂L/∂x = 4");
    void service.run(uri, "own");
    await time.pass(1);
    expect(lines()[0]).toBe("∂M/∂x = 12");
    expect(titles(session, two)).toEqual({ 0: run, 2: ["$(circle-outline) target: L"], 4: run });
  });

  test("a target's line is the target with the value that it has there, and keeps being it while others are edited", async () => {
    const text = `${two}L = 5 * x\n`;
    const session = openSession(text);
    await session.time.pass(1);
    await pick(session, text.indexOf("L.backward"));
    expect(session.lines()[0]).toBe("∂L/∂x = 4");
    session.edit(`# first\n${text.replace("x = 2", "x = 3")}`);
    await session.time.pass(1);
    expect(session.lines()[1]).toBe("∂L/∂x = 6");
  });

  test("a name that is made the target is named, with the way back to the file's own", async () => {
    const text = "x = 2\nloss = x * x\nL = 3 * loss\nL.backward()\nv = [1, 2]\n";
    const session = openSession(text);
    await session.time.pass(1);
    await pick(session, text.indexOf("loss"));
    const back = "target: loss · back to L";
    expect(titles(session, text)).toEqual({ 0: [...run, back], 3: [back] });
    expect(session.lines()[0]).toBe("∂loss/∂x = 4");
    expect(await pick(session, text.indexOf("v ="))).toMatch(/^v cannot be the target: it is not/);
    expect(titles(session, text)).toEqual({ 0: [...run, back], 3: [back] });
  });

  test.each([
    ["x = 2\nloss = x * x\nL = 3 * loss\n", "target: loss · back to L"],
    ["x = 2\nloss = x * x\nL = [x, loss]\n", "target: loss · back"],
  ])("%j without a line that says what the target is: %s", async (text, title) => {
    const session = openSession(text);
    await session.time.pass(1);
    await pick(session, text.indexOf("loss"));
    expect(titles(session, text)).toEqual({ 0: [...run, title] });
  });

  test("what is picked and is the file's own already changes no lens", async () => {
    const session = openSession(two);
    await session.time.pass(1);
    await pick(session, two.indexOf("M = "));
    expect(titles(session, two)).toEqual({ 0: run, 2: ["$(circle-outline) target: L"], 4: run });
  });

  test("a line that is not whole cannot be picked", async () => {
    const text = two.replace("L.backward()", "L.backward([1, 2])");
    const session = openSession(text);
    await session.time.pass(1);
    expect(await pick(session, text.indexOf("L.backward"))).toMatch(/until what is wrong with it is mended/);
    expect(session.lines()[0]).toBe("∂M/∂x = 12");
  });

  test("in a file of one line both stand above it", async () => {
    const text = "x = 2; x.backward(); f = x * x; f.backward()";
    const session = openSession(text);
    await session.time.pass(1);
    expect(titles(session, text)).toEqual({ 0: [...run, "$(circle-outline) target: x"] });
  });
});
