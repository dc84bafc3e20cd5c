/** While a line is not whole, the gradients whose ways to the target lead around it stay as they are, unmarked. */
import { expect, test } from "vitest";
import { examples } from "./edits.ts";
import { openSession, uri } from "./session.ts";
import { hintsOf, holdsWhatever, isGradient, newHints } from "./whatever.ts";

/** A session in which the texts were typed one after the other, each shown with its numbers. */
async function typed(...texts: readonly string[]) {
  const session = openSession(texts[0]!);
  for (const text of texts) {
    session.edit(text);
    await session.time.pass(100);
    session.lines();
  }
  return session;
}

/** What the first lines say once a line was given another text. */
async function shown(program: string, line: string, becomes: string, count: number) {
  const session = await typed(program, program.replace(line, becomes));
  const lines = session.lines().slice(0, count);
  session.service.dispose();
  return lines;
}

const program = "a = 2\nb = 3\nc = a * b\nd = a + 1\nL = c + d * d\nL.backward()\n";
const whole = ["∂L/∂a = 9", "∂L/∂b = 2", "= 6  ∂L/∂c = 1"];

test.each<readonly [line: string, becomes: string, hints: readonly string[]]>([
  ["d = a + 1", "d = a + ", ["⟳ ∂L/∂a = 9", whole[1]!, whole[2]!]],
  ["d = a + 1", "d = ", ["⟳ ∂L/∂a = 9", whole[1]!, whole[2]!]],
  ["d = a + 1", "d", ["⟳ ∂L/∂a = 9", whole[1]!, whole[2]!]],
  // What the line reads now, it may go on reading.
  ["d = a + 1", "d = a + b *", ["⟳ ∂L/∂a = 9", "⟳ ∂L/∂b = 2", whole[2]!]],
  ["d = a + 1", "d = nowhere", ["⟳ ∂L/∂a = 9", whole[1]!, whole[2]!]],
  ["d = a + 1", "d = sum(a", ["⟳ ∂L/∂a = 9", whole[1]!, whole[2]!]],
  // A local gradient that has its value.
  ["a = 2", "a = ", ["⟳ ∂L/∂a = 9", "⟳ ∂L/∂b = 2", "⟳ = 6  ∂L/∂c = 1"]],
  // The target's own line, and what says that it is the target.
  ["L = c + d * d", "L = c + d *", ["⟳ ∂L/∂a = 9", "⟳ ∂L/∂b = 2", "= 6  ⟳ ∂L/∂c = 1"]],
  // Another line's name now stands for what is not whole.
  ["d = a + 1", "c = a + ", ["⟳ ∂L/∂a = 9", "⟳ ∂L/∂b = 2", "= 6  ⟳ ∂L/∂c = 1"]],
])("%j becomes %j", async (line, becomes, hints) => {
  expect(await shown(program, line, becomes, 3)).toEqual(hints);
});

test.each<readonly [what: string, program: string, line: string, becomes: string, hints: readonly string[]]>([
  [
    "without a line that names the target",
    "a = 2\nb = 3\nd = a + 1\nL = b * b + d",
    "a + 1",
    "a +",
    ["⟳ ∂L/∂a = 1", "∂L/∂b = 6"],
  ],
  [
    "a function",
    "a = 2\nb = 3\ndef f(x):\n    return x\nL = f(a) + b * b\nL.backward()",
    "return x",
    "return x +",
    ["⟳ ∂L/∂a = 1", "∂L/∂b = 6"],
  ],
  [
    "a backward block",
    "a = 2\nb = 3\ndef f(x):\n    return x * x\nbackward(g):\n    return 7 * g\nL = f(a) + b * b\nL.backward()",
    "return 7 * g",
    "return 7 *",
    ["⟳ ∂L/∂a = 7", "∂L/∂b = 6"],
  ],
  [
    "a call of a function that is whole",
    "a = 2\nb = 3\ndef f(x):\n    return x * x\nd = f(a)\nL = d + b * b\nL.backward()",
    "d = f(a)",
    "d = f(",
    ["⟳ ∂L/∂a = 4", "∂L/∂b = 6"],
  ],
  [
    "a line of a loop",
    "a = 2\nb = 3\ns = 0\nfor i in range(2):\n    s = s + a\nL = s + b * b\nL.backward()",
    "s + a",
    "s +",
    ["⟳ ∂L/∂a = 2", "∂L/∂b = 6"],
  ],
  [
    "a size that the graph is built by",
    "a = [1, 2]\nb = 3\nk = 0\nL = sum(a, dim=k) + b * b\nL.backward()",
    "k = 0",
    "k =",
    ["⟳ ∂L/∂a = [1, 1]", "⟳ ∂L/∂b = 6"],
  ],
  [
    "what grad goes through",
    "a = 2\nb = 3\nd = a + 1\ng = grad(d * b, b)\nL = b * g\nL.backward()",
    "d = a + 1",
    "d = a +",
    ["⟳ ∂L/∂a = 3", "⟳ ∂L/∂b = 3"],
  ],
])("%s", async (_, program, line, becomes, hints) => {
  expect(await shown(program, line, becomes, 2)).toEqual(hints);
});

test("another target that is asked for meanwhile has none of them", async () => {
  const session = await typed(program, program.replace("a + 1", "a +"));
  expect(session.lines()[1]).toBe("∂L/∂b = 2");
  void session.service.run(uri, { kind: "name", name: "c" });
  await session.time.pass(100);
  expect(session.lines()[1]).not.toBe("∂L/∂b = 2");
  session.service.dispose();
});

const own = examples.filter((text) => !/\bload\(|^from /m.test(text));

/** Every text in which one line ends early, with the place of the cut. */
const broken = own.flatMap((text) =>
  text.split("\n").flatMap((line, at, lines) =>
    /^\s*(\w+ =|return) [^#]/.test(line)
      ? [0.4, 0.7, 0.95].map((part) => ({
          text,
          cut: lines.with(at, line.slice(0, Math.floor(line.length * part))).join("\n"),
        }))
      : [],
  ),
);

test("in the examples, wherever a line is broken off, what stays is true whatever the line becomes", async () => {
  let stayed = 0;
  for (const { text, cut } of broken) {
    const session = openSession(text);
    await session.time.pass(1);
    newHints(session);
    session.edit(cut);
    await session.time.pass(100);
    for (const [offset, parts] of newHints(session)) {
      const cold = (await hintsOf(cut)).get(offset) ?? [];
      for (const part of parts.filter((one) => isGradient(one) && !cold.includes(one))) {
        stayed += 1;
        expect([cut, part, await holdsWhatever(text, cut, offset, part)]).toEqual([cut, part, true]);
      }
    }
    session.service.dispose();
  }
  expect(stayed).toBeGreaterThan(100);
});
