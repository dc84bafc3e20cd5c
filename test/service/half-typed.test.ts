/** A statement that is being typed: what depends on it keeps its last numbers, marked, until it is whole or left. */
import { expect, test } from "vitest";
import { openSession, uri } from "./session.ts";

const program = ["x = 2", "y = 3", "q = x * y", "f = q + 1", "f.backward()", "w = 9"].join("\n");
const marked = ["⟳ ∂f/∂x = 3", "⟳ ∂f/∂y = 2", "⟳ = 6  ∂f/∂q = 1", "⟳ = 7  ∂f/∂f = 1", "", ""];

async function broken(line: string) {
  const session = openSession(program);
  await session.time.pass(1);
  session.lines();
  session.edit(program.replace("q = x * y", line));
  await session.time.pass(1);
  return session;
}

test.each([["q = x *"], ["q = x * "], ["q = (x * y"], ["q = x * yy"], ["q = "], ["q = x * [y, ["]])(
  "while the line is `%s`, what depends on it is marked",
  async (line) => {
    const { lines } = await broken(line);
    expect(lines().slice(0, 4)).toEqual(marked.slice(0, 4));
  },
);

test("as long as the caret stays in the line", async () => {
  const { lines, time } = await broken("q = x *");
  await time.pass(60_000);
  expect(lines().slice(0, 4)).toEqual(marked.slice(0, 4));
});

test("and a second after it has left, not earlier; the change is announced", async () => {
  const { lines, time, service, updates } = await broken("q = x *");
  await time.pass(5000);
  service.caretAt(uri, 5);
  await time.pass(999);
  expect(lines().slice(0, 4)).toEqual(marked.slice(0, 4));
  expect(updates.filter(({ kind }) => kind === "shown")).toEqual([]);
  await time.pass(1);
  expect(updates.filter(({ kind }) => kind === "shown").length).toBe(1);
  expect(lines()).toEqual(["", "", "", "", "", ""]);
});

test("coming back does not bring the numbers back", async () => {
  const { lines, time, service } = await broken("q = x *");
  service.caretAt(uri, 5);
  await time.pass(1000);
  lines();
  service.caretAt(uri, 2);
  expect(lines()).toEqual(["", "", "", "", "", ""]);
});

test("when the line is whole again, everything is new", async () => {
  const { lines, time, edit } = await broken("q = x *");
  edit(program.replace("q = x * y", "q = x * 10"));
  await time.pass(1);
  expect(lines().slice(0, 4)).toEqual(["∂f/∂x = 10", "∂f/∂y –", "= 20  ∂f/∂q = 1", "= 21  ∂f/∂f = 1"]);
});

test("a mistake far from the caret is left a second after the last key", async () => {
  const { lines, time, edit } = await broken("q = x * y");
  // The name that q needs is gone: the line that breaks is another one than the one that was edited.
  edit(program.replace("y = 3", "yy = 3"));
  await time.pass(500);
  expect(lines()[2]).toBe("⟳ = 6  ∂f/∂q = 1");
  await time.pass(501);
  expect(lines()[2]).toBe("");
});
