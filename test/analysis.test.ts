/** An edit costs what it changes: unchanged statements keep their nodes, and unchanged nodes keep their values. */
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../src/analysis.ts";
import { topologicalOrder } from "../src/graph/order.ts";
import { gates } from "../src/ops/index.ts";
import { printNodes } from "../src/graph/print.ts";
import { verify } from "../src/graph/verify.ts";
import { createEngine } from "../src/run.ts";
import { analyse } from "./check.ts";
import operators from "./golden/operators.json" with { type: "json" };
import programs from "./golden/programs.json" with { type: "json" };

/** Lines in which each depends on the one before and on one leaf: three forward nodes each. */
function chain(length: number): readonly string[] {
  const lines = Array.from({ length }, (_, i) => `x${i + 1} = x${i} * w + ${i}`);
  return ["w = 2", "x0 = 1", ...lines, `x${length}.backward()`];
}

const net = [
  "def layer(x, W, b):",
  "    h = x @ W + b",
  "    return relu(h)",
  "X = [[0.5, -1.2], [1.5, 0.2]]",
  "W = [[0.2, -0.5], [-0.3, 0.8]]",
  "b = [0.1, 0.2]",
  "h = X",
  "for i in range(3):",
  "    h = layer(h, W, b)",
  "    k = h * i",
  "s = softmax(h, dim=1)",
  "L = -sum(log(s))",
  "L.backward()",
];

interface Step {
  readonly analysis: Analysis;
  /** Nodes of the graph that the version before did not have. */
  readonly made: number;
  /** Nodes that the run computed. */
  readonly evaluated: number;
  /** Nodes that the executor was sent, and numbers that it was given; values that it told. */
  readonly sent: number;
  readonly given: number;
  readonly told: number;
  /** How often a gate's rule was asked what it sends back. */
  readonly rules: number;
}

/** What each version of a text costs one analyser and one executor. */
function versions(...texts: readonly string[]): readonly Step[] {
  const analyser = createAnalyser();
  const engine = createEngine();
  const asked = countRules();
  return texts.map((text, i) => {
    const before = asked();
    const analysis = analyser.analyse(text, i + 1, PLAIN_REQUEST);
    const { executor, tape, whole } = engine;
    const { feed, wanted, roots } = tape.feed(analysis.roots, analysis.inputs);
    const rules = asked() - before;
    executor.feed(feed);
    const answer = executor.runSync({ wanted, limitBytes: 1e9, whole });
    tape.take({ feed, wanted, roots }, answer);
    return {
      analysis,
      made: analysis.program.made,
      evaluated: answer.evaluated,
      sent: feed.nodes.ids.length,
      given: feed.given.ids.length,
      told: answer.told.ids.length,
      rules,
    };
  });
}

/** Counts from now on how often a rule is asked; gives what says how often that was. */
function countRules(): () => number {
  const spies = gates.flatMap((gate) =>
    typeof gate.vjp === "function" ? [vi.spyOn(gate as { vjp: (...args: never) => unknown }, "vjp")] : [],
  );
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  return () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
}

type Edit = (lines: readonly string[]) => readonly string[];

const insert =
  (at: number, line: string): Edit =>
  (lines) =>
    lines.toSpliced(at, 0, line);
const replace =
  (at: number, line: string): Edit =>
  (lines) =>
    lines.toSpliced(at, 1, line);
const remove =
  (at: number): Edit =>
  (lines) =>
    lines.toSpliced(at, 1);

/** What an edit costs: new nodes of the graph, and nodes that the run computes. */
function costOf(lines: readonly string[], edit: Edit): { readonly made: number; readonly evaluated: number } {
  const [before, after] = versions(lines.join("\n"), edit(lines).join("\n")) as [Step, Step];
  expect(before.evaluated).toBeGreaterThan(50);
  return { made: after.made, evaluated: after.evaluated };
}

describe("in a chain of 100 lines, 302 nodes and 202 of gradients,", () => {
  test.each<readonly [title: string, edit: Edit, made: number, evaluated: number]>([
    ["no edit costs nothing", (lines) => lines, 0, 0],
    ["an empty line at the top costs nothing", insert(0, ""), 0, 0],
    ["a comment at the top costs nothing", insert(0, "# why"), 0, 0],
    ["spaces at a line's end cost nothing", replace(1, "x0 = 1   "), 0, 0],
    ["an unused line at the top costs that line", insert(0, "q = 3"), 1, 0],
    ["an unused line in the middle costs that line", insert(50, "q = x20 * 3"), 2, 1],
    ["a second binding of a name costs the lines below it", insert(50, "x48 = x47 * w + 47"), 107, 307],
    ["another target line at the same value costs nothing", insert(103, "x100.backward()"), 0, 0],
    ["without the line that names the target it costs nothing", remove(102), 0, 0],
    [
      "a number in the middle is no other node, and costs what is computed from it",
      replace(51, "x50 = x49 * w + 7"),
      0,
      152,
    ],
    [
      "another target costs its line, and all gradients",
      (lines) => [...lines.slice(0, 102), "y = x100 * 2", "y.backward()"],
      2,
      204,
    ],
  ])("%s", (_, edit, made, evaluated) => {
    expect(costOf(chain(100), edit)).toEqual({ made, evaluated });
  });
});

describe("in a net with a function and a loop, 43 nodes and 35 of gradients,", () => {
  test.each<readonly [title: string, edit: Edit, made: number, evaluated: number]>([
    ["no edit costs nothing", (lines) => lines, 0, 0],
    ["a new line in the function costs that line in each call", insert(2, "    q = 3"), 3, 0],
    ["another activation costs what comes behind it", replace(2, "    return tanh(h)"), 19, 54],
    ["a line in the loop costs that line in each turn", replace(9, "    k = h * 2"), 6, 3],
    ["one turn more costs that turn, and what comes behind it", replace(7, "for i in range(4):"), 17, 52],
  ])("%s", (_, edit, made, evaluated) => {
    expect(costOf(net, edit)).toEqual({ made, evaluated });
  });
});

/** What crosses between the reading and the executor, and what the gradient has asked for. */
function crossing(lines: readonly string[], edit: Edit): readonly number[] {
  const [before, { sent, given, told, rules }] = versions(lines.join("\n"), edit(lines).join("\n")) as [
    Step,
    Step,
  ];
  expect([before.sent, before.told, before.rules].every((count) => count > 100)).toBe(true);
  return [sent, given, told, rules];
}

describe("between reading and executor, and of rules, the same chain takes", () => {
  test.each<readonly [title: string, edit: Edit, sent: number, given: number, told: number, rules: number]>([
    ["nothing where nothing changes", (lines) => lines, 0, 0, 0, 0],
    ["nothing for a comment", insert(0, "# why"), 0, 0, 0, 0],
    ["an unused line alone", insert(50, "q = x20 * 3"), 2, 1, 2, 0],
    ["of a number that number, and what is computed from it", replace(51, "x50 = x49 * w + 7"), 0, 1, 153, 0],
    [
      "of another formula what lies behind it, and all gradients",
      replace(51, "x50 = x49 * w * 2"),
      306,
      1,
      306,
      200,
    ],
    [
      "of another target its line and all gradients",
      (lines) => [...lines.slice(0, 102), "y = x100 * 2", "y.backward()"],
      206,
      2,
      206,
      201,
    ],
  ])("%s", (_, edit, ...counts) => {
    expect(crossing(chain(100), edit)).toEqual(counts);
  });
});

describe("nodes", () => {
  test("are the same objects where nothing changed", () => {
    const [before, after] = versions(chain(100).join("\n"), insert(40, "q = 3")(chain(100)).join("\n")) as [
      Step,
      Step,
    ];
    const old = new Set(before.analysis.program.graph.nodes);
    expect(
      after.analysis.program.graph.nodes.filter((node) => !old.has(node)).map((node) => node.gate.name),
    ).toEqual(["literal"]);
    expect(after.analysis.target?.node).toBe(before.analysis.target?.node);
    expect(after.analysis.gradient?.nodes).toEqual(before.analysis.gradient?.nodes);
  });

  test("come back when an edit is undone, where they were not needed for the one between", () => {
    const text = net.join("\n");
    const [first, , third] = versions(text, `${text}\nq = 3`, text) as [Step, Step, Step];
    expect(third.analysis.program.graph.nodes).toEqual(first.analysis.program.graph.nodes);
    expect(third.made).toBe(0);
  });

  test.each([
    ["lines of one text", "x = 3\na = x * x\na = x * x\nf = a\nf.backward()"],
    ["a duplicated line", "x = 3\na = x * x\nf = a\nf.backward()\na = x * x\nf = a"],
    ["places in a line", "x = 3\nf = sin(x) * sin(x)"],
    ["calls", "def g(x): return x * x\nx = 3\nf = g(x) + g(x)"],
    ["turns", "x = 3\nfor i in range(3): f = x * x"],
  ])("are never shared by two %s, edited as it may be", (_, text) => {
    for (const { analysis } of versions(text, `q = 1\n${text}`, text.replace("x = 3", "x = 4"), text)) {
      const { nodes } = analysis.program.graph;
      expect(nodes.length).toBeGreaterThan(3);
      expect(new Set(nodes).size).toBe(nodes.length);
      expect(verify(analysis.program.graph)).toEqual([]);
    }
  });
});

/** The roots, what they are computed from, and where they stand. */
function shapeOfRun({ roots, problems, target }: Analysis): string {
  const order = topologicalOrder(roots);
  const places = new Map(order.map((node, i) => [node, i]));
  return [
    printNodes(order),
    roots.map((root) => places.get(root)).join(" "),
    problems.map(({ code, span }) => `${code}@${span.start}`).join(" "),
    target?.text,
  ].join("\n");
}

describe("a text that was reached by an edit has the roots of the same text read cold", () => {
  const sources = [...programs, ...operators].map(({ source }) => source);

  test("whatever was edited in which line", () => {
    const side = createAnalyser();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), fc.nat(), (which, other, line, kind) => {
        const lines = (sources[which % sources.length] as string).split("\n");
        const stray = (sources[other % sources.length] as string).split("\n");
        const at = line % lines.length;
        const edits: readonly Edit[] = [
          insert(at, stray[line % stray.length] as string),
          remove(at),
          replace(at, (lines[at] as string).replace(/\d/u, "7")),
          replace(at, (lines[at] as string).slice(0, line % 20)),
          () => stray,
        ];
        const edited = (edits[kind % edits.length] as Edit)(lines).join("\n");
        side.analyse(lines.join("\n"), 1, PLAIN_REQUEST);
        expect(shapeOfRun(side.analyse(edited, 2, PLAIN_REQUEST))).toBe(shapeOfRun(analyse(edited)));
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  test("also with library functions opened", () => {
    const text = "x = [1, 2]\ny = sigmoid(x)\nL = sum(softmax(y))";
    const request = { ...PLAIN_REQUEST, opened: ["sigmoid#0", "softmax#0"] };
    const side = createAnalyser();
    side.analyse(`a = sigmoid(3)\n${text}`, 1, PLAIN_REQUEST);
    const roots = shapeOfRun(side.analyse(text, 2, request));
    expect(roots).toBe(shapeOfRun(createAnalyser().analyse(text, 1, request)));
    expect(roots).not.toBe(shapeOfRun(analyse(text)));
  });
});
