/** The hints at a step: what is computed there, and nothing that comes later. */
import { expect, test } from "vitest";
import { groupIds } from "../../src/analysis.ts";
import { lineHints } from "../../src/features/hints.ts";
import { passedAt } from "../../src/features/passed.ts";
import { adjointsFor } from "../../src/features/drawn.ts";
import { pictureOf } from "../../src/features/picture.ts";
import { stepsOf } from "../../src/features/steps.ts";
import type { View } from "../../src/features/view.ts";
import { hintLines } from "../service/session.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { analyse, PLAIN_HINTS, viewOf } from "../check.ts";
import { exampleFiles, exampleRun } from "../webview/example-views.ts";
import { fork, product } from "../webview/step-views.ts";

/** The hints of each line at each step, with these groups opened, or all of them. */
function shown(source: string, all = false): readonly (readonly string[])[] {
  const plain = viewOf(source);
  const { groups } = plain.analysis.program.graph;
  const opened = all ? groups.map(groupIds(groups)) : [];
  const analysis = analyse(source, opened);
  const view = { ...plain, analysis, numbers: runAnalysis(createEngine(), analysis, 1e9).numbers };
  return stepsOf(view, opened).map(({ pass, node }) => {
    const passed = passedAt(view, { pass, node, opened });
    expect(passed).toBeDefined();
    return linesOf(source, { ...view, passed });
  });
}

function linesOf(source: string, view: View): readonly string[] {
  const { lines } = view.analysis;
  const hints = lineHints(view, PLAIN_HINTS).map(({ offset, parts, tooltip }) => ({
    ...{ parts, tooltip, old: false },
    offset: lines.endOf(lines.lineAt(offset)),
  }));
  return hintLines(source.trimEnd(), hints);
}

test("f = (x + y) z", () => {
  expect(shown(product)).toEqual([
    ["", "", "", "", ""],
    ["", "", "", "= 3", ""],
    ["", "", "", "= 3", "= -12"],
    ["", "", "", "= 3", "= -12  ∂f/∂f = 1"],
    ["", "", "∂f/∂z = 3", "= 3  ∂f/∂q = -4", "= -12  ∂f/∂f = 1"],
    ["∂f/∂x = -4", "∂f/∂y = -4", "∂f/∂z = 3", "= 3  ∂f/∂q = -4", "= -12  ∂f/∂f = 1"],
  ]);
});

test("a value that is used twice has its gradient once both parts have come", () => {
  const steps = shown(fork);
  expect(steps.map(([x]) => x)).toEqual(["", "", "", "", "", "", "", "∂f/∂x = 4.5"]);
  expect(steps.map(([, , a]) => a)).toEqual([
    "",
    "= 6",
    "= 6",
    "= 6",
    "= 6",
    "= 6",
    "= 6  ∂f/∂a = 1.5",
    "= 6  ∂f/∂a = 1.5",
  ]);
});

const inside =
  "def gate(a, b):\n    c = a * b\n    return c + a\nx = 3\ny = gate(x, 2)\nz = y\nL = sigmoid(z)\nL.backward()\n";

test.each([
  ["closed", false],
  ["opened", true],
])("a call, a second name and a function of the library, %s", (_, opened) => {
  const steps = shown(inside, opened);
  expect(steps.at(-1)).toEqual(linesOf(inside, viewOf(inside)));
  const at = (line: number): readonly string[] => [...new Set(steps.map((lines) => lines[line - 1]!))];
  expect([2, 3, 4, 5, 6, 7].map(at)).toEqual([
    ["", "= 6", "= 6  ∂L/∂c = 1.234e-4"],
    ["", "= 9"],
    ["", "∂L/∂x = 3.701e-4"],
    ["", "= 9", "= 9  ∂L/∂y = 1.234e-4"],
    ["", "= 9", "= 9  ∂L/∂z = 1.234e-4"],
    ["", "= 0.9999", "= 0.9999  ∂L/∂L = 1"],
  ]);
  // Inside of a closed call all comes at once.
  const [c, y] = [2, 5].map((line) => steps.findIndex((lines) => lines[line - 1] !== ""));
  expect(c! < y!).toBe(opened);
});

/** What the steps themselves say: the values that are there, and the gradients that are complete. */
test.each(exampleFiles.flatMap((name) => [false, true].map((all): [string, boolean] => [name, all])))(
  "%s agrees with its own steps, all groups opened: %s",
  async (name, all) => {
    const { view, opened } = await exampleRun(name, all);
    const { analysis } = view;
    const { steps: drawn, onPath } = pictureOf(analysis, opened);
    const [values, gradients] = [new Set<string>(), new Set<string>()];
    const steps = stepsOf(view, opened);
    let seen = 0;
    const wrong: string[] = [];
    for (const { pass, node, shows, completes } of steps.slice(0, -1)) {
      for (const id of shows) values.add(id);
      for (const id of completes) gradients.add(id);
      const { hasValue, hasGradient } = passedAt(view, { pass, node, opened })!;
      for (const step of drawn) {
        if (pass === "forward" && hasValue(step.node) !== values.has(step.id))
          wrong.push(`value of ${step.id} at ${node}`);
        if (!onPath.has(step) || adjointsFor(analysis, step)?.of(step.node) === undefined) continue;
        seen++;
        if (hasGradient(step.node) !== gradients.has(step.id))
          wrong.push(`gradient of ${step.id} at ${node}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(0);
  },
);

test("what is worked out beside the pass waits for it: a block of one's own, and what is claimed", () => {
  const source =
    "def f(x):\n    y = x * 3\n    return y\nbackward(g):\n    return 3 * g\na = 2\nb = f(a)\nL = b * b\nL.backward()\ncheck(36, a)\n";
  const steps = shown(source);
  expect(steps.at(-1)).toEqual(linesOf(source, viewOf(source)));
  for (const line of [4, 5, 10]) {
    const told = steps.map((lines) => lines[line - 1]!);
    expect(told.slice(0, -1)).toEqual(told.slice(0, -1).map(() => ""));
    expect(told.at(-1)).not.toBe("");
  }
});

test("a step that the graph has no more hides nothing", () => {
  const view = viewOf(product);
  expect(passedAt(view, { pass: "forward", node: "gone#0", opened: [] })).toBeUndefined();
});
