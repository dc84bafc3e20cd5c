/** What if: what follows from a leaf that is set is what the edited text gives when it is read cold, and the text stays. */
import { expect, test } from "vitest";
import type { WhatIfView } from "../../src/protocol/what-if-view.ts";
import { openSession, uri, type Session } from "./session.ts";

const text = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()";

const idOf = ({ service }: Session, label: string): string =>
  service.graph(uri, [])!.nodes.find((node) => node.label === label)!.id;

async function ask(session: Session, label: string, value?: number, element = 0): Promise<WhatIfView> {
  const id = label === "target" ? label : idOf(session, label);
  const answer = session.service.whatIf({ uri, opened: [], id, element, value });
  await session.time.pass(100);
  return (await answer)!;
}

/** The numbers of the whole picture. */
const drawn = ({ service }: Session): unknown =>
  service
    .graph(uri, [])!
    .nodes.map(({ label, value, gradient, rule }) => [label, value?.short, gradient?.short, rule]);

async function cold(edited: string): Promise<unknown> {
  const session = openSession(edited);
  await session.time.pass(1);
  return drawn(session);
}

test("everything follows a number that is dragged, and nothing of the text is read", async () => {
  const session = openSession(text);
  await session.time.pass(1);
  const before = drawn(session);
  const analysis = session.service.view(uri)!.analysis;
  const view = await ask(session, "x", 3);
  expect(view).toMatchObject({ name: "x", set: "What if x = 3", dragged: { value: 3, own: -2 } });
  expect(drawn(session)).toEqual(await cold(text.replace("x = -2", "x = 3")));
  expect(session.service.view(uri)!.analysis.program.graph).toBe(analysis.program.graph);
  expect(session.service.view(uri)!.analysis.text).toBe(text);
  expect(session.lines()).toEqual([
    "what if x = 3  ∂f/∂x = -4",
    "if ∂f/∂y = -4",
    "if ∂f/∂z = 8",
    "if = 8  ∂f/∂q = -4",
    "if = -32  ∂f/∂f = 1",
    "",
  ]);
  expect(session.service.status(uri)?.text).toMatch(/^∇ what if: f = -32 /);
  expect(session.service.graph(uri, [])!.banner).toMatch(/^What if x = 3/);

  session.service.resetWhatIf(uri);
  await session.time.pass(1);
  expect(drawn(session)).toEqual(before);
  expect(session.lines()[0]).toBe("∂f/∂x = -4");
});

test("the first order is told beside what comes, along the whole slider", async () => {
  const session = openSession("x = 3\nf = x ** 2 * 2\nf.backward()");
  await session.time.pass(1);
  const { dragged } = await ask(session, "x", 3.5);
  expect(dragged).toMatchObject({ least: -3, most: 9, step: 0.1, ownText: "3" });
  expect(dragged?.effect).toEqual({
    target: "f",
    values: "18 → 24.5",
    actual: "6.5",
    predicted: "12 · 0.5 = 6",
    difference: "0.5",
  });
  const { curve } = dragged!;
  expect(curve!.at.length).toBe(33);
  curve!.at.forEach((at, i) => {
    expect(curve!.values[i]).toBeCloseTo(2 * at * at, 9);
    expect(curve!.tangent![i]).toBeCloseTo(18 + 12 * (at - 3), 9);
  });
  const jobs = session.runner.jobs.length;
  await ask(session, "x", 4);
  // The curve is the same wherever the leaf is dragged to.
  expect(session.runner.jobs.length).toBe(jobs + 1);
});

test("any leaf: param, random numbers, an element of a list", async () => {
  const random = "w = param([[1.5, 2], [3, 4]])\nr = 0.1 * randn(2, seed=1)\nL = sum(w @ r)\nL.backward()";
  const session = openSession(random);
  await session.time.pass(1);
  const view = await ask(session, "w", 7, 2);
  expect(view).toMatchObject({ name: "w[1, 0]", set: "What if w[1, 0] = 7" });
  expect(drawn(session)).toEqual(await cold(random.replace("[3, 4]", "[7, 4]")));
  await ask(session, "r", 2, 0);
  const both = await ask(session, "r", 1, 1);
  expect(both.set).toBe("What if w[1, 0] = 7, r[0] = 2 and 1 more");
  const now = drawn(session) as [string, ...unknown[]][];
  const written = (await cold("w = param([[1.5, 2], [7, 4]])\nr = [2, 1]\nL = sum(w @ r)\nL.backward()")) as [
    string,
    ...unknown[],
  ][];
  expect(now.slice(2)).toEqual(written.slice(2));
});

test("loaded data, and a list that has no name", async () => {
  const files = {
    read: () =>
      Promise.resolve({ kind: "data", tensor: { sizes: [2], data: Float64Array.of(1, 2) } } as const),
    stamp: () => Promise.resolve("1"),
  };
  const session = openSession(
    'd = load("d.csv")\nw = param(3)\nL = sum(d * w * [1, 4])\nL.backward()',
    0,
    files,
  );
  await session.time.pass(10);
  const view = await ask(session, "d", 5, 1);
  expect(view).toMatchObject({ name: "d[1]", set: "What if d[1] = 5", dragged: { own: 2 } });
  expect(view.dragged?.effect).toMatchObject({ values: "27 → 63", actual: "36" });
  expect(session.lines()[1]).toBe("if ∂L/∂w = 21");
  const list = session.service.graph(uri, [])!.nodes.find(({ kind }) => kind === "constant")!;
  expect((await ask(session, list.label, 0, 1)).set).toBe("What if d[1] = 5, [1, 4][1] = 0");
  expect(session.lines()[1]).toBe("if ∂L/∂w = 1");
});

test("the upstream gradient of the target", async () => {
  const session = openSession(text);
  await session.time.pass(1);
  const view = await ask(session, "target", 2);
  expect(view).toMatchObject({
    name: "∂f/∂f",
    set: "What if ∂f/∂f = 2",
    dragged: {
      effect: undefined,
      curve: undefined,
      note: "f stays as it is: the gradients alone follow ∂f/∂f, in proportion to it.",
    },
  });
  expect(session.lines().slice(0, 3)).toEqual(["if ∂f/∂x = -8", "if ∂f/∂y = -8", "if ∂f/∂z = 6"]);
});

test("a number that builds the graph is not dragged, and it is told who reads it", async () => {
  const session = openSession(
    "n = 3\nx = 2\ns = x\nfor i in range(n):\n    s = s * x\nt = s + n\nt.backward()",
  );
  await session.time.pass(1);
  const { refused } = await ask(session, "n");
  expect(refused).toBe("n cannot be dragged: line 4 reads its number, and the graph is built by it.");
  expect((await ask(session, "n", 5)).set).toBeUndefined();
});

test("a leaf of a target of several numbers moves it, and it is said why nothing is drawn", async () => {
  const session = openSession("x = [1, 2]\ny = x * 3\ny.backward([1, 1])");
  await session.time.pass(1);
  const { dragged } = await ask(session, "x", 5, 1);
  expect(dragged).toMatchObject({
    effect: undefined,
    note: "y has more than one number: its change is told and drawn of a target that is one.",
  });
  expect(session.lines()[1]).toBe("if = [3, 15]  dy = [1, 1] given");
});

test("an edit of the leaf's line ends it, an edit elsewhere does not", async () => {
  const session = openSession(text);
  await session.time.pass(1);
  await ask(session, "x", 3);
  session.edit(text.replace("y = 5", "y = 6"));
  await session.time.pass(1);
  expect(session.lines()[4]).toBe("if = -36  ∂f/∂f = 1");
  session.edit(text.replace("y = 5", "y = 6").replace("f = q * z", "g = 1\nf = q * z + g"));
  await session.time.pass(1);
  expect(session.lines()[0]).toBe("what if x = 3  ∂f/∂x = -4");
  session.edit(text.replace("x = -2", "x = -1"));
  await session.time.pass(1);
  expect(session.lines().slice(0, 2)).toEqual(["∂f/∂x = -4", "∂f/∂y = -4"]);
  session.edit(text);
  await session.time.pass(1);
  expect(drawn(session)).toEqual(await cold(text));
});

test("values that come faster than runs are not run one after another", async () => {
  const session = openSession(text, 50);
  await session.time.pass(100);
  const id = idOf(session, "x");
  const answers = [1, 2, 3, 4].map((value) =>
    session.service.whatIf({ uri, opened: [], id, element: 0, value }),
  );
  await session.time.pass(5000);
  for (const answer of answers) expect((await answer)?.dragged?.value).toBe(4);
  expect(session.runner.jobs.filter((job) => job.uri === uri).length).toBe(5);
  expect(session.runner.evaluated.length).toBeLessThan(2 + 34);
  expect(drawn(session)).toEqual(await cold(text.replace("x = -2", "x = 4")));
});
