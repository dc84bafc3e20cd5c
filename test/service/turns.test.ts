/** One turn of a loop is shown: at the ends of its lines, in hovers and in the graph the same, whoever asked for it. */
import { expect, test } from "vitest";
import { hoverAt } from "../../src/features/hover.ts";
import { openSession, uri, type Session } from "./session.ts";

const text = "x = 2\ns = 1\nfor i in range(5):\n    p = s * x\n    s = p + i\ns.backward()";
const loop = "loop i#0";

/** The hover at a word, with each link to another turn as `[text](id)`. */
function hover({ service }: Session, word: string): string {
  const turn = (shown: string, id: string): string => `[${shown}](${id})`;
  return hoverAt(service.view(uri)!, text.indexOf(word), { link: undefined, turn })?.markdown ?? "";
}

function drawnTurn({ service }: Session): unknown {
  return service.graph(uri, [loop])?.groups.find(({ id }) => id === loop)?.turns;
}

test("it is the last one at first, and each other by its link", async () => {
  const session = openSession(text);
  const { service, time, lines, updates } = session;
  await time.pass(1);
  expect(lines().slice(2, 5)).toEqual(["⟨turn 5 of 5⟩", "= 54  ∂s/∂p = 1 ×5", "= 58  ∂s/∂s = 1 ×5"]);
  const last = `[◀ turn 4](${loop}@3) · for i: **turn 5 of 5**`;
  for (const word of ["for i", "range", "p =", "s * x", "x\n", "i\ns.back"])
    expect(hover(session, word)).toMatch(new RegExp(`\\n\\n${last.replace(/[[\]()*]/g, "\\$&")}$`));
  for (const word of ["x = 2", "s.backward"]) expect(hover(session, word)).not.toContain("turn 5 of 5");
  expect(drawnTurn(session)).toEqual({ shown: 4, count: 5 });

  service.showTurn(uri, `${loop}@1`);
  expect(updates.at(-1)).toMatchObject({ kind: "shown" });
  expect(lines().slice(2, 5)).toEqual(["⟨turn 2 of 5⟩", "= 4  ∂s/∂p = 8 ×5", "= 5  ∂s/∂s = 8 ×5"]);
  expect(lines()[0]).toBe("∂s/∂x = 103");
  expect(hover(session, "for i")).toContain(
    `[◀ turn 1](${loop}@0) · for i: **turn 2 of 5** · [▶ turn 3](${loop}@2)`,
  );
  expect(hover(session, "p =")).toMatch(/^\*\*p in turn 2\*\* = `4`/);
  expect(drawnTurn(session)).toEqual({ shown: 1, count: 5 });
  const drawn = service.graph(uri, [loop])!.nodes.filter(({ group }) => group === loop);
  expect(drawn.map(({ value }) => value?.short)).toEqual(expect.arrayContaining(["4", "5"]));

  service.showTurn(uri, `${loop}@0`);
  expect(hover(session, "for i")).toContain(`\n\nfor i: **turn 1 of 5** · [▶ turn 2](${loop}@1)`);
});

test("it stays while one types, and is the last one where there are fewer", async () => {
  const { service, time, lines, edit } = openSession(text);
  await time.pass(1);
  service.showTurn(uri, `${loop}@1`);
  edit(text.replace("x = 2", "x = 3"));
  await time.pass(1);
  expect(lines().slice(2, 4)).toEqual(["⟨turn 2 of 5⟩", "= 9  ∂s/∂p = 27 ×5"]);
  edit(text.replace("range(5)", "range(1)"));
  await time.pass(1);
  expect(lines().slice(2, 4)).toEqual(["", "= 2  ∂s/∂p = 1"]);
});

test("of a loop within a loop there is one in each of the outer one's", async () => {
  const nested = "s = 1\nfor i in range(3):\n    for j in range(i + 1):\n        s = s + 1\ns.backward()";
  const { service, time, lines } = openSession(nested);
  await time.pass(1);
  expect(lines().slice(1, 4)).toEqual(["⟨turn 3 of 3⟩", "⟨turn 3 of 3⟩", "= 7  ∂s/∂s = 1 ×6"]);
  service.showTurn(uri, `${loop}@1`);
  expect(lines().slice(1, 4)).toEqual(["⟨turn 2 of 3⟩", "⟨turn 2 of 2⟩", "= 4  ∂s/∂s = 1 ×6"]);
  service.showTurn(uri, `${loop}/turn i#1/loop j#0@0`);
  expect(lines().slice(1, 4)).toEqual(["⟨turn 2 of 3⟩", "⟨turn 1 of 2⟩", "= 3  ∂s/∂s = 1 ×6"]);
  service.showTurn(uri, `${loop}@2`);
  expect(lines().slice(1, 4)).toEqual(["⟨turn 3 of 3⟩", "⟨turn 3 of 3⟩", "= 7  ∂s/∂s = 1 ×6"]);
});

test("a loop in a function has one in the call that is shown", async () => {
  const source =
    "def f(a):\n    for i in range(3):\n        a = 2 * a\n    return a\ny = f(1)\nz = f(y)\nz.backward()";
  const { service, time, lines } = openSession(source);
  await time.pass(1);
  expect(lines().slice(1, 3)).toEqual(["⟨turn 3 of 3⟩", "= 64  ∂z/∂a = 1 ×3"]);
  service.showTurn(uri, "f#1/loop i#0@0");
  expect(lines().slice(1, 3)).toEqual(["⟨turn 1 of 3⟩", "= 16  ∂z/∂a = 4 ×3"]);
  service.showNextCall(uri, "f");
  expect(lines().slice(1, 3)).toEqual(["⟨turn 3 of 3⟩", "= 8  ∂z/∂a = 8 ×3"]);
});

test("what is no turn changes nothing", async () => {
  const { service, time, updates } = openSession(text);
  await time.pass(1);
  const before = updates.length;
  for (const id of ["", "loop i#0", "loop i#0@x", "loop i#0@-1"]) service.showTurn(uri, id);
  expect(updates.length).toBe(before);
});
