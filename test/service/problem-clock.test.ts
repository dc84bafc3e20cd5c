/**
 * What is wrong in the line where somebody types is shown after a pause or when the line is left, elsewhere at once; and until
 * then what depends on it keeps its last numbers, marked.
 */
import { describe, expect, test } from "vitest";
import { openSession, uri, type Session } from "./session.ts";

const program = ["x = 2", "y = 3", "q = x * y", "f = q + 1", "f.backward()", "w = 9"].join("\n");
const marked = ["⟳ ∂f/∂x = 3", "⟳ ∂f/∂y = 2", "⟳ = 6  ∂f/∂q = 1", "⟳ = 7  ∂f/∂f = 1", "", ""];

/** The lines (from 0) and codes of the problems that are shown. */
function problems({ service }: Session): readonly string[] {
  const found = service.problems(uri)?.problems ?? [];
  return found.map(({ code, span }) => {
    const line = (texts.get(service) ?? "").slice(0, span.start).split("\n").length - 1;
    return `${line} ${code}`;
  });
}

const texts = new WeakMap<Session["service"], string>();

/** Types a text in place of another, with the caret behind it. */
async function edit(session: Session, text: string, caret?: { line: number; character: number }) {
  texts.set(session.service, text);
  session.edit(text);
  if (caret !== undefined) session.service.caretAt(uri, caret);
  await session.time.pass(1);
}

async function begin(text = program): Promise<Session> {
  const session = openSession(text);
  texts.set(session.service, text);
  await session.time.pass(1);
  session.lines();
  return session;
}

async function broken(line: string): Promise<Session> {
  const session = await begin();
  session.service.caretAt(uri, { line: 2, character: 0 });
  await edit(session, program.replace("q = x * y", line));
  return session;
}

const shownUpdates = ({ updates }: Session): number => updates.filter(({ kind }) => kind === "shown").length;

describe("while one types in the line", () => {
  test.each([["q = x *"], ["q = x * "], ["q = (x * y"], ["q = x * yy"], ["q = "], ["q = x * [y, ["]])(
    "nothing is wrong with `%s` yet, and what depends on it is marked",
    async (line) => {
      const session = await broken(line);
      expect(session.lines().slice(0, 4)).toEqual(marked.slice(0, 4));
      expect(problems(session)).toEqual([]);
      await session.time.pass(698);
      expect(session.lines().slice(0, 4)).toEqual(marked.slice(0, 4));
      expect(problems(session)).toEqual([]);
    },
  );

  test("700 ms after the last key what is wrong is shown, the old numbers are gone, and both are announced", async () => {
    const session = await broken("q = x *");
    await session.time.pass(500);
    await edit(session, program.replace("q = x * y", "q = x * z"));
    await session.time.pass(698);
    expect([problems(session), shownUpdates(session)]).toEqual([[], 0]);
    expect(session.lines()[2]).toBe("⟳ = 6  ∂f/∂q = 1");
    await session.time.pass(1);
    expect([problems(session), shownUpdates(session)]).toEqual([["2 undefined-name"], 1]);
    expect(session.lines().slice(0, 4)).toEqual(["", "", "", ""]);
  });

  test("what is shown stays until it is mended", async () => {
    const session = await broken("q = x * ya");
    await session.time.pass(700);
    for (const line of ["q = x * yab", "q = x * yabc", "q = x * ya"]) {
      await edit(session, program.replace("q = x * y", line));
      expect(problems(session)).toEqual(["2 undefined-name"]);
    }
    await edit(session, program.replace("q = x * y", "q = x * y +"));
    expect(problems(session)).toEqual([]);
    await edit(session, program);
    expect(problems(session)).toEqual([]);
    expect(session.lines()[2]).toBe("= 6  ∂f/∂q = 1");
  });

  test("mended in time it was never shown, and nothing is announced", async () => {
    const session = await broken("q = x *");
    await session.time.pass(600);
    await edit(session, program.replace("q = x * y", "q = x * 10"));
    await session.time.pass(5000);
    expect(shownUpdates(session)).toBe(0);
    expect(session.lines()[2]).toBe("= 20  ∂f/∂q = 1");
  });

  test("something new beside what is shown waits for its own pause", async () => {
    const session = await broken("q = x * ya");
    await session.time.pass(700);
    expect(problems(session)).toEqual(["2 undefined-name"]);
    await edit(session, program.replace("q = x * y", "q = x * ya + exp()"));
    expect(problems(session)).toEqual(["2 undefined-name"]);
    await session.time.pass(700);
    expect(problems(session)).toEqual(["2 undefined-name", "2 missing-argument"]);
  });
});

describe("when the caret leaves the line", () => {
  test("what is wrong is shown at once, and the old numbers go", async () => {
    const session = await broken("q = x *");
    session.service.caretAt(uri, { line: 5, character: 0 });
    expect([problems(session), shownUpdates(session)]).toEqual([["2 missing-value-after"], 1]);
    expect(session.lines().slice(0, 4)).toEqual(["", "", "", ""]);
  });

  test("by Enter too", async () => {
    const session = await broken("q = x *");
    await edit(session, program.replace("q = x * y", "q = x *\n"));
    expect(problems(session)).toEqual(["2 missing-value-after"]);
  });

  test("undo that goes to another line is typing there: the old numbers stay", async () => {
    const session = await begin();
    session.service.caretAt(uri, { line: 5, character: 0 });
    await edit(session, program.replace("q = x * y", "q = x *"));
    expect(session.lines().slice(0, 4)).toEqual(marked.slice(0, 4));
  });

  test("and it stays shown when it comes back", async () => {
    const session = await broken("q = x *");
    session.service.caretAt(uri, { line: 5, character: 0 });
    session.lines();
    session.service.caretAt(uri, { line: 2, character: 7 });
    expect(problems(session)).toEqual(["2 missing-value-after"]);
    expect(session.lines()).toEqual(["", "", "", "", "", ""]);
  });

  test("where nothing waits, nothing is announced", async () => {
    const session = await broken("q = x * 2");
    for (const line of [3, 4, 5]) session.service.caretAt(uri, { line, character: 0 });
    expect(shownUpdates(session)).toBe(0);
  });
});

test("in another line than the caret's it is shown at once, and numbers stay until a pause", async () => {
  const session = await begin();
  session.service.caretAt(uri, { line: 1, character: 0 });
  // The name that q needs is gone: the line that breaks is another one than the one that was edited.
  await edit(session, program.replace("y = 3", "yy = 3"));
  expect(problems(session)).toEqual(["2 undefined-name"]);
  expect(session.lines()[2]).toBe("⟳ = 6  ∂f/∂q = 1");
  await session.time.pass(699);
  expect(session.lines()[2]).toBe("");
});

describe("what is only not there yet is no error as long as the caret is there", () => {
  test.each<readonly [line: string, character: number, later: readonly string[]]>([
    ["qu", 2, ["2 undefined-name"]],
    ["q =", 3, ["2 missing-value-after"]],
    ["q = ", 4, ["2 missing-value-after"]],
    ["q = exp(", 8, ["2 unclosed-bracket"]],
    ["q = exp()", 8, ["2 missing-argument"]],
    ["q = x * (", 9, ["2 unclosed-bracket"]],
    ["q = [1, ", 8, ["2 unclosed-bracket"]],
  ])("`%s`", async (line, character, later) => {
    const whole = "x = 2\nw = 9\n";
    const session = await begin(whole);
    session.service.caretAt(uri, { line: 2, character: 0 });
    await edit(session, `${whole}${line}\n`, { line: 2, character });
    await session.time.pass(60_000);
    expect(problems(session)).toEqual([]);
    session.service.caretAt(uri, { line: 0, character: 0 });
    expect(problems(session)).toEqual(expect.arrayContaining([...later]));
  });

  test("behind the brackets it is one", async () => {
    const session = await begin("x = 2\n");
    await edit(session, "x = 2\nq = exp()", { line: 1, character: 9 });
    await session.time.pass(700);
    expect(problems(session)).toEqual(["1 missing-argument"]);
  });

  test("a block whose lines are being written is not empty, and has no return missing", async () => {
    const session = await begin("x = 2\n");
    await edit(session, "x = 2\ndef f(a):\n    ", { line: 2, character: 4 });
    await session.time.pass(5000);
    expect(problems(session)).toEqual([]);
    await edit(session, "x = 2\ndef f(a):\n    b = a\n    ", { line: 3, character: 4 });
    await session.time.pass(5000);
    expect(problems(session)).toEqual([]);
    session.service.caretAt(uri, { line: 0, character: 0 });
    expect(problems(session)).toEqual(["1 missing-return"]);
  });
});

test("where nobody tells the caret, it is the line that was changed last", async () => {
  const session = openSession(program);
  texts.set(session.service, program);
  await edit(session, program.replace("q = x * y", "q = x * ya"));
  expect(problems(session)).toEqual([]);
  await edit(session, program.replace("q = x * y", "q = x * ya").replace("w = 9", "w = 8"));
  expect(problems(session)).toEqual(["2 undefined-name"]);
});

test("the picture's banner says what is shown", async () => {
  const session = await broken("q = x * ya");
  expect(session.service.graph(uri, [])?.banner).toBeUndefined();
  await session.time.pass(700);
  expect(session.service.graph(uri, [])?.banner).toMatch(/^Line 3: ya is not defined/);
});

describe("what is found in the numbers of a run", () => {
  const dead = "w = param(-2)\nL = (relu(w) - 1) ** 2\nL.backward()";

  test("is shown at once when a file is opened", async () => {
    expect(problems(await begin(dead))).toEqual(["1 dead-relu"]);
  });

  test("is shown 400 ms after the last key, wherever the caret is, and that is announced", async () => {
    const session = await begin(dead.replace("-2", "2"));
    expect(problems(session)).toEqual([]);
    await edit(session, dead);
    await session.time.pass(398);
    expect(problems(session)).toEqual([]);
    const before = shownUpdates(session);
    await session.time.pass(1);
    expect(problems(session)).toEqual(["1 dead-relu"]);
    expect(shownUpdates(session)).toBe(before + 1);
  });

  test("stays while one types on, and is never of an old text", async () => {
    const session = await begin(dead);
    problems(session);
    await edit(session, dead.replace("1) ** 2", "3) ** 2"));
    expect(problems(session)).toEqual(["1 dead-relu"]);
    await edit(session, dead.replace("-2", "2"));
    expect(problems(session)).toEqual([]);
  });
});
