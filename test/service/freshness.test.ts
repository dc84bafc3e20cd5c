/** Whose numbers the hints hold: the newest version's, those that it left unchanged, or marked ones. */
import { describe, expect, test } from "vitest";
import type { Analysis } from "../../src/analysis.ts";
import { OUT_OF_MEMORY } from "../../src/run.ts";
import { PLAIN_HINTS } from "../check.ts";
import { openSession, uri } from "./session.ts";

const program = ["x = -2", "y = 5", "z = -4", "q = x + y", "f = q * z", "f.backward()"].join("\n");
const fresh = ["∂f/∂x = -4", "∂f/∂y = -4", "∂f/∂z = 3", "= 3  ∂f/∂q = -4", "= -12  ∂f/∂f = 1", ""];

describe("numbers of the newest version", () => {
  test("are there when the run has ended, and not before", async () => {
    const { lines, time } = openSession(program, 100);
    expect(lines()).toEqual(["", "", "", "", "", ""]);
    await time.pass(99);
    expect(lines()).toEqual(["", "", "", "", "", ""]);
    await time.pass(1);
    expect(lines()).toEqual(fresh);
  });

  test("until then, what an edit leaves unchanged is new, and what it may change is old and says so", async () => {
    const text = `${program}\nb = x * y`;
    const { lines, time, runner, edit } = openSession(text);
    await time.pass(1);
    expect(lines()).toEqual([...fresh, "= -10  ∂f/∂b –"]);
    runner.delay = 100;
    edit(text.replace("-4", "-40"));
    expect(lines()).toEqual([
      "⟳ ∂f/∂x = -4",
      "⟳ ∂f/∂y = -4",
      "⟳ ∂f/∂z = 3",
      "= 3  ⟳ ∂f/∂q = -4",
      "⟳ = -12  ∂f/∂f = 1",
      "",
      "= -10  ∂f/∂b –",
    ]);
    await time.pass(100);
    expect(lines()).toEqual([
      "∂f/∂x = -40",
      "∂f/∂y = -40",
      "∂f/∂z = 3",
      "= 3  ∂f/∂q = -40",
      "= -120  ∂f/∂f = 1",
      "",
      "= -10  ∂f/∂b –",
    ]);
  });

  test("a value is not marked where no gradient was known before either", async () => {
    const text = ["x = 3", "q = x * x", "f = q * nowhere"].join("\n");
    const { lines, time, edit } = openSession(text);
    await time.pass(1000);
    expect(lines()).toEqual(["", "= 9", ""]);
    edit(`# above\n${text}`);
    await time.pass(100);
    expect(lines()).toEqual(["", "", "= 9", ""]);
    edit(`# above\n${text.replace("3", "4")}`);
    expect(lines()).toEqual(["", "", "⟳ = 9", ""]);
    await time.pass(100);
    expect(lines()).toEqual(["", "", "= 16", ""]);
  });

  test("an old number's tooltip says how old it is", async () => {
    const { service, time, runner, edit } = openSession(program);
    const tooltip = () => service.hints(uri, PLAIN_HINTS)?.hints[0];
    await time.pass(1);
    expect(tooltip()?.tooltip).not.toMatch("last edit");
    runner.delay = 100;
    edit(program.replace("-4", "-40"));
    expect(tooltip()).toMatchObject({ old: true });
    expect(tooltip()?.tooltip).toMatch(/\n⟳ from before your last edit: `∂f\/∂x = -4`$/);
  });

  test("no value above an edit is marked, whatever becomes of the line", async () => {
    const text = ["x = 3", "a = x * x", "b = a + 1", "q = a * b", "f = q * 2", "f.backward()"].join("\n");
    const { lines, time, edit } = openSession(text);
    await time.pass(1);
    lines();
    for (const line of ["q = a *", "q = (a", "q =", "q = nothing", "q", ""]) {
      edit(text.replace("q = a * b", line));
      await time.pass(1);
      expect(lines().slice(0, 3)).toEqual(["⟳ ∂f/∂x = 228", "= 9  ⟳ ∂f/∂a = 38", "= 10  ⟳ ∂f/∂b = 18"]);
    }
  });

  test("without a line that names it, the target stays the old one until the new line is whole", async () => {
    const text = "x = 3\na = x * x\nf = a + 1";
    const { lines, time, edit } = openSession(text);
    const ofF = ["∂f/∂x = 6", "= 9  ∂f/∂a = 1", "= 10  ∂f/∂f = 1"];
    await time.pass(1);
    expect(lines()).toEqual(ofF);
    for (const line of ["g", "g =", "g = (", "g = 2 *", "g = nothing", "g = exp()"]) {
      edit(`${text}\n${line}`);
      expect(lines().slice(0, 3)).toEqual(ofF);
      await time.pass(1);
      expect(lines().slice(0, 3)).toEqual(ofF);
      await time.pass(5000);
      expect(lines().slice(0, 3)).toEqual(ofF);
    }
    edit(`${text}\ng = 2 * f`);
    await time.pass(1);
    expect(lines()).toEqual(["∂g/∂x = 12", "= 9  ∂g/∂a = 2", "= 10  ∂g/∂f = 2", "= 20  ∂g/∂g = 1"]);
    edit(`${text}\ng = 2 *`);
    await time.pass(1);
    expect(lines()).toEqual(["⟳ ∂g/∂x = 12", "= 9  ⟳ ∂g/∂a = 2", "= 10  ⟳ ∂g/∂f = 2", "⟳ = 20  ∂g/∂g = 1"]);
  });

  test("a line that moves keeps its numbers", async () => {
    const { lines, time, runner, edit } = openSession(program);
    await time.pass(1);
    runner.delay = 100;
    edit(`# a comment\n\n${program}`);
    expect(lines()).toEqual(["", "", ...fresh]);
  });

  test("a part that is switched off does not come back with old numbers", async () => {
    const { service, time, runner, edit } = openSession(program);
    await time.pass(1);
    const texts = (gradient: boolean) =>
      service
        .hints(uri, { ...PLAIN_HINTS, gradient })
        ?.hints.map(({ parts }) => parts.map((part) => part.text).join(""));
    texts(true);
    runner.delay = 100;
    edit(program.replace("-2", "-3"));
    expect(texts(false)?.join()).not.toMatch("∂");
  });
});

describe("runs", () => {
  test("a newer edit takes the place of a run; its numbers are the newest text's", async () => {
    const { lines, time, runner, edit, updates } = openSession(program, 100);
    for (const value of ["-5", "-6", "-7"]) {
      await time.pass(50);
      edit(program.replace("-4", value));
    }
    expect(updates).toEqual([]);
    await time.pass(100);
    expect(updates).toEqual([{ uri, version: 4, kind: "ran" }]);
    expect(runner.jobs.length).toBe(4);
    expect(lines()[4]).toBe("= -21  ∂f/∂f = 1");
  });

  test("a one-line edit computes what depends on it", async () => {
    const chain = Array.from({ length: 200 }, (_, i) => `a${i + 1} = a${i} + 1`);
    const text = ["a0 = 1", ...chain, "b = 2", "f = a200 * b", "f.backward()"].join("\n");
    const { time, runner, edit, lines } = openSession(text);
    await time.pass(1);
    edit(text.replace("b = 2", "b = 3"));
    await time.pass(1);
    expect(lines().at(-2)).toBe("= 603  ∂f/∂f = 1");
    const [first, second] = runner.evaluated;
    expect(first).toBeGreaterThan(200);
    // The chain's values are kept; b, f and the gradients that b scales are new.
    edit(text.replace("b = 2", "b = 3").replace("a0 = 1", "a0 = 1 # one"));
    await time.pass(1);
    expect(runner.evaluated[2]).toBe(0);
    expect(second).toBeLessThan(220);
  });

  test("a number that a gate refuses after an edit is gone, though its node is the same", async () => {
    const text = "scores = [3.2, 5.1, -1.7]\nloss = cross_entropy(scores, 0)\nloss.backward()";
    const { time, edit, lines } = openSession(text);
    await time.pass(1);
    expect(lines()[1]).toMatch("= 2.04");
    edit(text.replace("0)", "3)"));
    await time.pass(1000);
    expect(lines()[1]).not.toMatch("2.04");
    edit(text);
    await time.pass(1000);
    expect(lines()[1]).toMatch("= 2.04");
  });

  test("what is wrong with a run is said at the text's first such place, whatever was run before", async () => {
    const { service, time, edit } = openSession("b = zeros(3000, 3000)\nc = cholesky([[-1]])");
    service.configure("onType", { bytes: 1e7, milliseconds: undefined });
    const places = async (text: string): Promise<readonly (readonly [string, number])[]> => {
      edit(text);
      await time.pass(700);
      return service.problems(uri)!.problems.map(({ code, span }) => [code, span.start]);
    };
    await time.pass(1);
    // Now the second line's value is known to the runs before the first one's.
    expect(await places("a = zeros(3000, 3000)\nb = zeros(3000, 3000)")).toEqual([["too-large", 4]]);
    await places("b = cholesky([[-1]])");
    expect(await places("a = cholesky([[-2]])\nb = cholesky([[-1]])")).toEqual([
      ["refused", 4],
      ["refused", 25],
    ]);
  });

  test("a run that fails leaves the old numbers, marked, and says why", async () => {
    const { service, time, runner, edit, lines } = openSession(program);
    await time.pass(1);
    expect(lines()).toEqual(fresh);
    const needed = { sizes: [4, 5], bytes: 3 * 2 ** 30 };
    const node = (runner.jobs[0]!.analysis as Analysis).program.graph.nodes[3]!.id;
    runner.failure = { why: "memory", reason: OUT_OF_MEMORY, node, needed };
    edit(program.replace("-4", "-5"));
    await time.pass(1);
    expect(lines()[4]).toBe("⟳ = -12  ∂f/∂f = 1");
    expect(service.status(uri)).toEqual({ state: "failed", text: "∇ not run", tooltip: OUT_OF_MEMORY });
    expect(service.problems(uri)?.problems.map(({ span, message }) => [span, message])).toEqual([
      [
        { start: 24, end: 29 },
        "The run needs more memory than there is: 3.00 GB in all, and no room was left for a value [4, 5].",
      ],
    ]);
    edit(program.replace("-4", "-6"));
    await time.pass(1);
    expect(service.problems(uri)?.problems).toEqual([]);
    expect(lines()[4]).toBe("= -18  ∂f/∂f = 1");
    expect(service.status(uri)?.text).toBe("∇ f = -18 · 5 gradients · < 1 ms");
  });

  test.each([
    ["onSave", ["edit", "save"], ["⟳ = -12  ∂f/∂f = 1", "= -15  ∂f/∂f = 1"]],
    ["onCommand", ["edit", "save", "run"], ["⟳ = -12  ∂f/∂f = 1", "⟳ = -12  ∂f/∂f = 1", "= -15  ∂f/∂f = 1"]],
  ] as const)("with %s, %j shows %j", async (mode, steps, expected) => {
    const { service, time, edit, lines } = openSession(program);
    await time.pass(1);
    lines();
    service.configure(mode, { bytes: 1e9, milliseconds: undefined });
    const found: (string | undefined)[] = [];
    for (const step of steps) {
      if (step === "edit") edit(program.replace("-4", "-5"));
      else if (step === "save") service.save(uri);
      else void service.run(uri, undefined);
      await time.pass(10);
      found.push(lines()[4]);
    }
    expect(found).toEqual(expected);
  });
});
