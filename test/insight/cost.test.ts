/** What findings look at beside the numbers of a run, counted: never by a clock. */
import { describe, expect, test } from "vitest";
import type { Numbers } from "../../src/eval/numbers.ts";
import type { Node } from "../../src/graph/ir.ts";
import type { View } from "../../src/features/view.ts";
import { elementCount } from "../../src/tensor/tensor.ts";
import { programsIn } from "../features/programs.ts";
import { stepsOf } from "../steps.ts";

// What is counted in steps is imported behind what counts them.
const { findingProblems } = await import("../../src/features/findings.ts");
const { ALL_ON } = await import("../../src/features/switches.ts");
const { viewOf } = await import("../check.ts");

interface Looked {
  /** How many statistics are asked for, and how many elements are read. */
  readonly statistics: number;
  readonly elements: number;
  /** How many values and gradients the run has made, and of how many elements the values are. */
  readonly made: number;
  readonly size: number;
}

/** Looks at a file while every question of its numbers is counted. */
function look(source: string): Looked {
  const view = viewOf(source);
  const own = view.numbers!;
  let [statistics, elements] = [0, 0];
  const numbers: Numbers = {
    has: (node) => own.has(node),
    notFinite: () => own.notFinite(),
    tensor(node) {
      const tensor = own.tensor(node);
      elements += tensor?.data.length ?? 0;
      return tensor;
    },
    summary(node) {
      statistics++;
      return own.summary(node);
    },
    norm(node) {
      statistics++;
      return own.norm(node);
    },
  };
  expect(aboveHints({ ...view, numbers })).toBe(0);
  const { roots, program } = view.analysis;
  const size = program.graph.nodes.reduce((sum, { sizes }: Node) => sum + elementCount(sizes), 0);
  return { statistics, elements, made: roots.length, size };
}

function aboveHints(view: View): number {
  return findingProblems(view, ALL_ON).filter(({ severity }) => severity !== "hint").length;
}

const healthy = programsIn("healthy-programs.txt").map(({ title, source }) => [title, source] as const);

test.each(healthy)("at most once at the statistics of each value: %s", (_, source) => {
  const { statistics, elements, made, size } = look(source);
  expect(statistics).toBeLessThanOrEqual(made);
  expect(elements).toBeLessThanOrEqual(size);
});

describe("at no element", () => {
  test.each([
    ["in a fit", "a = param(2)\nt = linspace(0, 1, 400)\nL = mean((sin(a * t) - t) ** 2)\nL.backward()"],
    [
      "in a simulation",
      "x = param(1)\nv = 0\nfor t in range(50):\n    v = v - 0.1 * x\n    x = x + 0.1 * v\nL = x ** 2\nL.backward()",
    ],
    [
      "in a regression",
      "w = param(randn(20, seed=1))\nL = mean((randn(30, 20, seed=2) @ w - ones(30)) ** 2)\nL.backward()",
    ],
  ])("%s, where no gate is flat and no loss is named", (_, source) => {
    expect(look(source).elements).toBe(0);
  });
});

/** A layer of n inputs and n units, of 64 samples. */
const net = (n: number): string =>
  `x = randn(64, ${n}, seed=1)\nW = param(0.1 * randn(${n}, ${n}, seed=2))\nV = param(0.1 * randn(${n}, seed=3))\nL = mean((relu(x @ W) @ V - ones(64)) ** 2)\nL.backward()`;

test("of a net that multiplies much at less than a tenth of what is multiplied", () => {
  for (const n of [32, 64]) {
    const { elements, statistics } = look(net(n));
    // Forward, and back to the weights.
    expect(elements + statistics).toBeLessThan((2 * 64 * n * n) / 10);
  }
});

/** A block that is called n times. */
const calls = (n: number, block: string): string =>
  `def f(x):\n    return x ** 2 + x\n${block}w = param([0.1, 0.2])\ny = w\nfor i in range(${n}):\n    y = f(0.3 * y)\nL = sum(y)\nL.backward()`;

test("a block is compared in so many calls and no more, however often it is called", async () => {
  const steps = async (n: number, block: string): Promise<number> => {
    const view = viewOf(calls(n, block));
    return stepsOf(() => expect(aboveHints(view)).toBeGreaterThanOrEqual(0));
  };
  const of = async (n: number): Promise<number> =>
    (await steps(n, "backward(g):\n    return g * (2 * x + 1)\n")) - (await steps(n, ""));
  await of(8);
  const [few, many] = [await of(8), await of(64)];
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThan(2 * few);
});
