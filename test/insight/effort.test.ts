/** How far findings are looked for: in step with the file, and no further than the effort goes. Counts, never times. */
import { describe, expect, test } from "vitest";
import { sceneOf } from "../../src/features/scene.ts";
import { createEffort } from "../../src/insight/effort.ts";
import type { Finding } from "../../src/insight/finding.ts";
import { findNoGradient } from "../../src/insight/no-gradient.ts";
import type { Scene } from "../../src/insight/scene.ts";
import { findFlatSteps } from "../../src/insight/saturated.ts";
import { viewOf } from "../check.ts";
import { fileResult, toldBeside } from "../file-result.ts";

interface Looked {
  readonly findings: readonly Finding[];
  readonly spent: number;
}

function look(source: string, most = Infinity): Looked {
  const view = viewOf(source);
  const { program, target } = view.analysis;
  const scene: Scene = { ...sceneOf(view)!, effort: createEffort(most) };
  const others = program.targets.flatMap(({ node }) => (node === target?.node ? [] : [node]));
  const findings = [...findNoGradient(scene, others), ...findFlatSteps(scene)];
  return { findings, spent: scene.effort.spent };
}

function costs({ findings }: Looked): number {
  return findings.reduce((sum, { leaves }) => sum + leaves.length, 0);
}

/** Lines of each number from 0, then the last ones, of all of these numbers. */
function program(line: (i: number) => string, end: (all: readonly number[]) => string): Program {
  return (n) => {
    const all = Array.from({ length: n }, (_, i) => i);
    return `${all.map(line).join("\n")}\n${end(all)}\nL.backward()`;
  };
}

type Program = (leaves: number) => string;

const sumOf = (name: string, all: readonly number[]): string => all.map((i) => `${name}${i}`).join(" + ");

/** Programs of so many leaves with zero gradients. */
const programs: readonly (readonly [string, Program])[] = [
  [
    "each behind a dead relu of its own",
    program(
      (i) => `w${i} = param(-1)\nr${i} = relu(w${i})`,
      (all) => `L = (${sumOf("r", all)} - 1) ** 2`,
    ),
  ],
  [
    "all on one long way to a dead relu",
    program(
      (i) => `w${i} = param(-1)\ns${i} = w${i}${i === 0 ? "" : ` + s${i - 1}`}`,
      (all) => `L = (relu(s${all.length - 1}) - 1) ** 2`,
    ),
  ],
  [
    "on ways that part and meet again",
    program(
      (i) => `w${i} = param(-1)\ns${i} = w${i}${i === 0 ? "" : ` + 2 * s${i - 1} + 3 * s${i - 1}`}`,
      (all) => `L = (relu(s${all.length - 1}) - 1) ** 2`,
    ),
  ],
  [
    "each times a zero of its own",
    program(
      (i) => `w${i} = param(1)\np${i} = w${i} * 0`,
      (all) => `L = (${sumOf("p", all)} - 1) ** 2`,
    ),
  ],
  [
    "all on one long way to a staircase",
    program(
      (i) => `w${i} = param(1.2)\ns${i} = w${i}${i === 0 ? "" : ` + s${i - 1}`}`,
      (all) => `L = (round(s${all.length - 1}) - 1) ** 2`,
    ),
  ],
  [
    "each on no path",
    program(
      (i) => `w${i} = param(1)`,
      () => "v = param(3)\nL = v ** 2",
    ),
  ],
  [
    "beside another target",
    program(
      (i) => `w${i} = param(-1)\nr${i} = relu(w${i})`,
      (all) => `v = param(3)\nM = v ** 2\nM.backward()\nL = (${sumOf("r", all)} - 1) ** 2`,
    ),
  ],
];

describe.each(programs)("%s", (_, source) => {
  test("twice the leaves take twice the effort", () => {
    const [once, twice] = [look(source(40)), look(source(80))];
    expect(costs(once)).toBe(40);
    expect(costs(twice)).toBe(80);
    expect(once.spent).toBeGreaterThanOrEqual(40);
    expect(twice.spent / once.spent).toBeLessThan(2.1);
  });

  test("beyond the effort nothing is looked at, and what is found is true", () => {
    const whole = look(source(40));
    for (const part of [0.1, 0.3, 0.6, 0.9]) {
      const most = Math.floor(part * whole.spent);
      const some = look(source(40), most);
      expect(some.spent).toBe(most);
      expect(costs(some)).toBeLessThanOrEqual(40);
      const known = new Set(whole.findings.map(({ code, severity }) => `${code} ${severity}`));
      for (const { code, severity } of some.findings) expect(known).toContain(`${code} ${severity}`);
    }
  });
});

test("an effort ends once, and counts no more than it has", () => {
  const effort = createEffort(10);
  expect([effort.spend(4), effort.spend(5), effort.isOver]).toEqual([true, true, false]);
  expect([effort.spend(5), effort.spent, effort.isOver]).toEqual([false, 10, true]);
  expect([effort.spend(1), effort.spent]).toEqual([false, 10]);
});

test("leaves in one list cost more than twice as much, and end with the effort", () => {
  const list = program(
    (i) => `w${i} = param(-1)`,
    (all) => `L = (sum(relu([${all.map((i) => `w${i}`).join(", ")}])) - 1) ** 2`,
  );
  const whole = look(list(60));
  const most = Math.floor(whole.spent / 2);
  const some = look(list(60), most);
  expect([costs(whole), some.spent]).toEqual([60, most]);
  expect(costs(some)).toBeGreaterThan(20);
  expect(costs(some)).toBeLessThan(40);
});

test("a value may have more elements than a call can have arguments", () => {
  const large = "w = param(30)\nx = ones(500, 400)\nh = sigmoid(w * x)\nL = (h[0, 0] + 1) ** 2\nL.backward()";
  expect(toldBeside(fileResult("large.grad", large).result)).toEqual(["information saturated 3"]);
  const rows = "w = param(30)\nx = arange(200000)\nh = softmax(w * x)\nL = (h[0] - 1) ** 2\nL.backward()";
  expect(toldBeside(fileResult("rows.grad", rows).result)).toEqual(["information saturated 3"]);
});

test("a file has a fixed effort", () => {
  const { effort } = sceneOf(viewOf("w = param(-1)\nL = relu(w)\nL.backward()"))!;
  expect([effort.spend(2_000_000), effort.isOver]).toEqual([false, true]);
});
