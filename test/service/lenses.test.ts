/** Lenses stand where they move no text while somebody types: above the first line from the start, above a target once it is left. */
import { expect, test } from "vitest";
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
  expect(session.service.codeLenses(uri)).toHaveLength(2 * lines.length);
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
