/** Where gradients are hidden, none of their numbers is in anything that the service answers with, until each is asked for. */
import { expect, test } from "vitest";
import { compositeOf } from "../../src/features/composite.ts";
import { completionsAt } from "../../src/features/completion.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import { createAnalyser, groupIds, PLAIN_REQUEST, type Analysis } from "../../src/analysis.ts";
import { formatNumber } from "../../src/features/format-number.ts";
import type { Node } from "../../src/graph/ir.ts";
import type { Numbers } from "../../src/eval/numbers.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { PLAIN_HINTS } from "../check.ts";
import { examples } from "./edits.ts";
import { openSession, uri, type Session } from "./session.ts";

/** Gradients whose numbers stand nowhere else: a function of the file's own, a fork, a loop, a block of one's own, an import. */
const program = [
  "def scale(a, b):",
  "    z = a * b",
  "    return z",
  "backward(dz):",
  "    part = dz * b",
  "    return part, dz * a * 1.03",
  "x = 1.37",
  "w = [0.211, -0.733, 1.9]",
  "unused = x + 1",
  "index = argmax(w)",
  "q = scale(x, 2.91)",
  "h = q",
  "for i in range(3):",
  "    h = tanh(h * 0.37 + x)",
  "s = sum(w * h)",
  "f = (s + x * x) * 3.3",
  "f.backward()",
].join("\n");

/** A NaN that only the backward pass makes, and a gate that refuses what comes back. */
const broken = ["x = 0", "y = sqrt(x)", "f = y * 7.13", "f.backward()"].join("\n");

/** An upstream gradient that is given. */
const given = ["x = [1.7, 2.9]", "dy = [0.613, 4.417]", "y = x * x", "y.backward(dy)"].join("\n");

/** Files that name others are without them here, and have fewer numbers. */
const own = examples.filter((text) => !/\bload\(|^from /m.test(text));

interface Numbered {
  readonly analysis: Analysis;
  readonly numbers: Numbers;
}

/** A text with all of its groups opened, and its numbers. */
function numbered(text: string): Numbered {
  const analyser = createAnalyser();
  const { groups } = analyser.analyse(text, 1, PLAIN_REQUEST).program.graph;
  const analysis = analyser.analyse(text, 1, { ...PLAIN_REQUEST, opened: groups.map(groupIds(groups)) });
  return { analysis, numbers: runAnalysis(createEngine(), analysis, 1e9).numbers };
}

/** A number that is no chance: with three digits or more, without its sign. */
const numbersIn = (text: string): readonly string[] =>
  [...text.matchAll(/\d+(?:\.\d+)?(?:e[+-]\d+)?/g)]
    .map(([number]) => number)
    .filter((n) => /\d\D?\d\D?\d/.test(n));

/** How a node's elements, and what is said of all of them, are written. */
function written({ numbers }: Numbered, node: Node): readonly string[] {
  const { data = [] } = numbers.tensor(node) ?? {};
  const { min = 0, max = 0, norm = 0, mean = 0 } = numbers.summary(node) ?? {};
  return [...data, min, max, norm, mean].map((value) => formatNumber(Math.abs(value))).flatMap(numbersIn);
}

/** The numbers of gradients, of which no value has one and none is in the text. */
function gradientNumbers(text: string): ReadonlySet<string> {
  const all = numbered(text);
  const { graph } = all.analysis.program;
  const isValue = (node: Node): boolean => graph.index.has(node);
  const { roots } = all.analysis;
  const values = new Set([...numbersIn(text), ...graph.nodes.flatMap((node) => written(all, node))]);
  const found = roots.filter((node) => !isValue(node)).flatMap((node) => written(all, node));
  return new Set(found.filter((number) => !values.has(number)));
}

/** Everything that the service says of a text, each answer behind its name. */
function answers({ service }: Session, text: string): readonly string[] {
  const groups = service.graph(uri, []);
  const { groups: inner } = createAnalyser().analyse(text, 1, PLAIN_REQUEST).program.graph;
  const opened = inner.map(groupIds(inner));
  const places = [...text.matchAll(/[\p{L}_][\p{L}\p{N}_]*|[^\s\p{L}\p{N}_]/gu)].map(({ index }) => index);
  const ends = [...text.matchAll(/$/gm)].map(({ index }) => index);
  const link = (said: string): string => said;
  const said: readonly (readonly [string, unknown])[] = [
    ["hints", service.hints(uri, { ...PLAIN_HINTS, compare: true, columns: 1000, maximumLength: 1000 })],
    ["graph", groups],
    ["opened graph", service.graph(uri, opened)],
    ...opened.map(
      (id) => [`opened call at ${id}`, compositeOf(service.view(uri)!, opened, id) ?? null] as const,
    ),
    ["problems", service.problems(uri)],
    ["status", service.status(uri)],
    ["lenses", service.codeLenses(uri)],
    ...places.map((at) => [`hover at ${at}`, hoverAt(service.view(uri)!, at, { link })] as const),
    ...places.map((at) => [`signature at ${at}`, signatureHelpAt(service.view(uri)!, at)] as const),
    ...ends.map(
      (at) => [`completion at ${at}`, completionsAt(service.view(uri)!, at).filter(isNamed)] as const,
    ),
  ];
  return said.map(([name, answer]) => `${name}: ${JSON.stringify(answer)}`);
}

/** What the list says of functions has numbers of its own. */
function isNamed({ kind }: { readonly kind: string }): boolean {
  return kind === "value" || kind === "parameter";
}

/** The answers that hold one of these numbers. */
function holding(said: readonly string[], numbers: ReadonlySet<string>): readonly string[] {
  return said.filter((answer) => numbersIn(answer).some((number) => numbers.has(number)));
}

async function open(text: string): Promise<Session> {
  const session = openSession(text);
  await session.time.pass(1);
  answers(session, text);
  await session.time.pass(1000);
  return session;
}

const cases = [program, broken, given, ...own];

test.each(cases.map((text) => [text.split("\n", 1)[0] ?? "", text]))("%s", async (_name, text) => {
  const session = await open(text);
  const { service } = session;
  const shown = answers(session, text);
  const numbers = gradientNumbers(text);
  service.hideGradients(true);
  const hidden = answers(session, text);
  expect(holding(hidden, numbers)).toEqual([]);
  // Each gradient that is asked for is there; the last one brings everything.
  const count = service.status(uri)?.revealed?.count ?? 0;
  const lines = (): number => session.lines().filter((line) => line.includes("= ?")).length;
  for (let left = lines(), i = 0; i < count; i++) {
    service.reveal(uri, "next");
    expect(lines()).toBeLessThanOrEqual(left);
    left = lines();
  }
  expect(lines()).toBe(0);
  const isStatus = (answer: string): boolean => answer.startsWith("status");
  const told = answers(session, text).filter((answer) => !isStatus(answer));
  expect(told).toEqual(shown.filter((answer) => !isStatus(answer)));
  service.reveal(uri, "every");
  expect(answers(session, text)).toEqual(hidden);
  service.hideGradients(false);
  expect(answers(session, text)).toEqual(shown);
});

test("there are numbers to be found", async () => {
  const numbers = gradientNumbers(program);
  expect(numbers.size).toBeGreaterThan(10);
  const named = holding(answers(await open(program), program), numbers).map(
    (answer) => answer.split(/ at |:/)[0],
  );
  expect([...new Set(named)]).toEqual([
    "hints",
    "graph",
    "opened graph",
    "opened call",
    "problems",
    "hover",
    "completion",
  ]);
  expect(own.length).toBeGreaterThan(10);
});

test("gradients are shown one by one from the target back, and hidden again", async () => {
  const text = ["x = -2", "y = 5", "z = -4", "q = x + y", "f = q * z", "f.backward()"].join("\n");
  const session = await open(text);
  const { service } = session;
  const gradients = (): string =>
    session
      .lines()
      .slice(0, 5)
      .map((line) => /∂f.*/.exec(line)?.[0])
      .join(" · ");
  service.hideGradients(true);
  expect(session.lines()[3]).toBe("= 3  ∂f/∂q = ?");
  expect(gradients()).toBe("∂f/∂x = ? · ∂f/∂y = ? · ∂f/∂z = ? · ∂f/∂q = ? · ∂f/∂f = ?");
  expect(service.status(uri)?.text).toContain("0 of 5 gradients");
  service.reveal(uri, "next");
  expect(gradients()).toBe("∂f/∂x = ? · ∂f/∂y = ? · ∂f/∂z = ? · ∂f/∂q = ? · ∂f/∂f = 1");
  service.reveal(uri, "next");
  expect(gradients()).toBe("∂f/∂x = ? · ∂f/∂y = ? · ∂f/∂z = ? · ∂f/∂q = -4 · ∂f/∂f = 1");
  service.reveal(uri, "next");
  expect(gradients()).toBe("∂f/∂x = ? · ∂f/∂y = ? · ∂f/∂z = 3 · ∂f/∂q = -4 · ∂f/∂f = 1");
  service.reveal(uri, "last");
  service.reveal(uri, "last");
  expect(gradients()).toBe("∂f/∂x = ? · ∂f/∂y = ? · ∂f/∂z = ? · ∂f/∂q = ? · ∂f/∂f = 1");
  service.reveal(uri, "every");
  expect(gradients()).toBe("∂f/∂x = -4 · ∂f/∂y = -4 · ∂f/∂z = 3 · ∂f/∂q = -4 · ∂f/∂f = 1");
  service.reveal(uri, "next");
  expect(service.status(uri)?.revealed).toEqual({ shown: 5, count: 5 });
  service.reveal(uri, "every");
  expect(gradients()).not.toMatch(/\d/);
  // A file that is opened while gradients are hidden begins with none, and asking changes nothing where none is hidden.
  service.open(uri, text, 9);
  await session.time.pass(1);
  expect(gradients()).not.toMatch(/\d/);
  service.hideGradients(false);
  service.reveal(uri, "next");
  expect(service.status(uri)?.revealed).toBeUndefined();
});

test("that a gradient is NaN or infinite is hidden with it", async () => {
  const session = await open(broken);
  const odd = (): readonly string[] => answers(session, broken).filter((answer) => /NaN|∞|⚠/.test(answer));
  expect(odd().length).toBeGreaterThan(3);
  session.service.hideGradients(true);
  expect(odd()).toEqual([]);
  expect(session.service.problems(uri)?.problems).toEqual([]);
  session.service.reveal(uri, "every");
  expect(odd().length).toBeGreaterThan(3);
  expect(session.service.problems(uri)?.problems).toHaveLength(1);
});

test("a number that was shown before does not come back as an old one", async () => {
  const session = await open(program);
  const numbers = gradientNumbers(program);
  session.service.hideGradients(true);
  session.runner.delay = 1000;
  const half = program.replace("s = sum(w * h)", "s = sum(w * ");
  session.edit(half);
  expect(holding(answers(session, half), numbers)).toEqual([]);
  await session.time.pass(3000);
  expect(holding(answers(session, half), numbers)).toEqual([]);
});

test("the chain rule stands in symbols until its number is asked for", async () => {
  const text = ["x = -2", "q = x * 3", "f = q * q", "f.backward()"].join("\n");
  const session = await open(text);
  session.service.hideGradients(true);
  const hover = hoverAt(session.service.view(uri)!, text.indexOf("q ="), { link: undefined })?.markdown;
  expect(hover).toContain("∂f/∂x = ∂f/∂q · ∂q/∂x = ?");
  expect(hover).toContain("| f, operand 1 | line 3 | `?` |");
  expect(hover).toContain("| **sum** | | `?` |");
});
