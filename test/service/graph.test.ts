/** The graph while its file changes: old numbers are marked, a broken file keeps its last good picture, opened groups are run. */
import { expect, test } from "vitest";
import { nodeSpan, nodesAtSpan } from "../../src/features/graph-view.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { openSession, uri, type Session } from "./session.ts";

const program = ["x = 2", "y = 3", "q = x * y", "f = sigmoid(q)", "f.backward()"].join("\n");

function graphOf({ service }: Session, opened: readonly string[] = []): GraphView {
  const graph = service.graph(uri, opened);
  if (graph === undefined) throw new Error("there is no graph");
  return graph;
}

/** Each named or labelled node with its value; an old one in brackets. */
function values({ nodes }: GraphView): Readonly<Record<string, string>> {
  return Object.fromEntries(
    nodes.map(({ label, value }) => [
      label,
      value === undefined ? "" : value.stale ? `(${value.short})` : value.short,
    ]),
  );
}

test("until the run of an edit has ended, the last numbers are there, marked", async () => {
  const session = openSession(program);
  await session.time.pass(1);
  expect(values(graphOf(session))).toMatchObject({ x: "2", y: "3", "×": "6", f: "0.9975" });
  session.runner.delay = 100;
  session.edit(program.replace("y = 3", "y = 1"));
  const meanwhile = graphOf(session);
  expect(meanwhile.version).toBe(2);
  expect(values(meanwhile)).toMatchObject({ x: "2", "×": "(6)", f: "(0.9975)" });
  await session.time.pass(100);
  expect(values(graphOf(session))).toMatchObject({ y: "1", "×": "2", f: "0.8808" });
});

test("a broken file keeps its last good picture, what hangs on the broken line marked as old, and says what is wrong", async () => {
  const session = openSession(program);
  await session.time.pass(1);
  graphOf(session);
  session.edit(program.replace("q = x * y", "q = x *"));
  await session.time.pass(1);
  expect(graphOf(session).banner).toBeUndefined();
  await session.time.pass(700);
  const broken = graphOf(session);
  expect(broken.banner).toMatch(/^Line 3: /);
  expect(broken.isOld).toBe(true);
  expect(values(broken)).toMatchObject({ x: "2", y: "3", "×": "(6)", f: "(0.9975)" });
  expect(broken.edges.filter(({ value }) => value?.stale === false).map(({ from }) => from)).toEqual([
    "x#0",
    "y#0",
  ]);
  expect([...broken.nodes, ...broken.edges].filter(({ gradient }) => gradient?.stale === false)).toEqual([]);
  session.edit(program.replace("q = x * y", "q = x * 2"));
  await session.time.pass(1);
  const whole = graphOf(session);
  expect(whole.banner).toBeUndefined();
  expect(whole.isOld).toBe(false);
  expect(values(whole)).toMatchObject({ x: "2", "×2": "4" });
});

test("the status bar keeps the target's number, marked, while a line that it needs is being typed", async () => {
  const session = openSession(program);
  const text = async (milliseconds: number): Promise<string | undefined> => {
    await session.time.pass(milliseconds);
    return session.service.status(uri)?.text;
  };
  expect(await text(1)).toBe("∇ f = 0.9975 · 4 gradients · < 1 ms");
  session.edit(program.replace("q = x * y", "q = x *"));
  expect(await text(1)).toBe("∇ ⟳ f = 0.9975 · 4 gradients · < 1 ms");
  expect(await text(700)).toBe("∇ 1 problem");
  session.edit("x = 2 > 1");
  expect(await text(1)).toBe("∇ no target");
  session.edit("x = 2 >");
  expect(await text(1)).toBe("∇ no target");
});

test("what is inside an opened group is run, once, whoever asks for the graph", async () => {
  const session = openSession(program);
  await session.time.pass(1);
  const closed = graphOf(session);
  const call = closed.nodes.find(({ label }) => label === "sigmoid");
  expect(call).toMatchObject({ kind: "call", canOpen: true });
  const opened = [call!.id];
  graphOf(session, opened);
  await session.time.pass(1);
  const inside = graphOf(session, opened);
  expect(inside.groups.map(({ id }) => id)).toEqual(opened);
  const inner = inside.nodes.filter(({ group }) => group === call!.id);
  expect(inner.length).toBeGreaterThan(2);
  expect(inner.every(({ kind, value }) => kind === "constant" || value?.stale === false)).toBe(true);
  const runs = session.runner.jobs.length;
  // Two panels of one file, one with the group open and one without, do not make the runs alternate.
  for (const groups of [[], opened, [], opened]) graphOf(session, groups);
  await session.time.pass(10);
  expect(session.runner.jobs.length).toBe(runs);
});

test("nodes are found by line, and lines by node", async () => {
  const session = openSession(program);
  await session.time.pass(1);
  graphOf(session);
  const start = program.indexOf("q = ");
  const ids = nodesAtSpan(session.service.view(uri)!, [], { start, end: start + "q = x * y".length });
  expect(ids.length).toBe(1);
  expect(nodeSpan(session.service.view(uri)!, [], ids[0]!)).toEqual({
    start: program.indexOf("x * y"),
    end: program.indexOf("x * y") + "x * y".length,
  });
});

test("a call with several results shows the one that the target needs", async () => {
  const session = openSession("x = [[1, 5], [7, 3]]\nv, i = topk(x, 1)\nL = sum(v)");
  await session.time.pass(1);
  const call = graphOf(session).nodes.find(({ kind }) => kind === "call");
  expect(call).toMatchObject({ label: "topk(·, 1)", name: "v", idle: false });
  expect(call?.gradient?.short).toBe("[[1], [1]]");
  session.edit("x = [[1, 5], [7, 3]]\nv, i = topk(x, 1)\nL = sum(x)");
  await session.time.pass(1);
  const beside = graphOf(session, ["aside"]).nodes.find(({ kind }) => kind === "call");
  expect(beside).toMatchObject({ label: "topk(·, 1)", name: "v", idle: true });
});
