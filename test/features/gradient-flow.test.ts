/** The gradient flow: rows from the target back, norms on a log scale, what each step made of them, updates, findings. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { flowSpan, gradientFlow } from "../../src/features/gradient-flow.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { View } from "../../src/features/view.ts";
import { defaultRate, type FlowRow, type FlowView } from "../../src/protocol/flow-view.ts";
import { viewOf } from "../check.ts";

function flow(source: string, rate = defaultRate, shown: Partial<View> = {}): FlowView {
  const view = { ...viewOf(source), ...shown };
  return gradientFlow(view, rate, findingProblems(view, ALL_ON));
}

/** A row as one line. */
function line({ name, place, norm, factor, update, marks }: FlowRow): string {
  const parts = [
    name,
    place,
    norm,
    factor === undefined ? "" : `${factor.text} ${factor.detail}`,
    update === undefined ? "" : `update ${update.text} ${update.verdict}`,
    ...marks.map(({ severity, code }) => `${severity} ${code}`),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

const neuron =
  "x = [1, 2]\nw = param([0.5, -0.5])\nb = param(0)\ns = sum(x * w) + b\nh = sigmoid(s)\nL = (h - 1) ** 2\nL.backward()";

describe("rows", () => {
  test("stand from the target back, each with what the steps from the next name made of it", () => {
    expect(flow(neuron).rows.map(line)).toEqual([
      "L · 1",
      "h · 1.245 · × 1.2 of L: ^ 2 1.2",
      "s · 0.2926 · × 0.24 of h: sigmoid 0.24",
      "b · 0.2926 · × 1 of s",
      "w · 0.6542 · × 2.2 of s: sum 1.4, × x 1.6 · update 0.0093 healthy",
      "x · 0.2069 · × 0.71 of s: sum 1.4, × w 0.5",
    ]);
  });

  test("are of the shown turn of a loop, with a strip of all", () => {
    const source =
      "w = param(0.3)\nh = 1\nfor t in range(20):\n    h = tanh(w * h)\nL = (h - 1) ** 2\nL.backward()";
    const { rows, least, most } = flow(source);
    expect(rows.map(line)).toEqual([
      "L · 1",
      "h · turn 20 · 2 · × 2 of L: ^ 2 2 · information vanishing",
      "h · 6.329e-11 · × 0.27 of h: tanh 0.92, × w 0.3",
      "w · 4.486e-9 · × 2.2e-9 of h: × h 2.2e-9 · update 1.5e-10 small",
    ]);
    const [, h] = rows;
    expect(h?.turns.length).toBe(20);
    expect(h?.turns.at(-1)).toBe(1);
    const heights = h?.turns.map((height) => height!);
    expect(heights).toEqual(heights?.toSorted((a, b) => a - b));
    expect([least, most]).toEqual(["6.3e-11", "2"]);
  });

  test("are of the shown call of a function", () => {
    const source =
      "def f(x):\n    y = x * 3\n    return y * y\nw = param(1)\nL = f(w) + f(2 * w)\nL.backward()";
    expect(flow(source).rows.map(line)).toEqual([
      "L · 1",
      "y · in f · 12 · × 12 of L: × y 12",
      "w · 90 · × 7.5 of y: × 3 3, × 2 2.5 · update 0.9 large",
    ]);
  });

  test("of a param that nothing comes back to is there, with its finding", () => {
    expect(flow("w = param(2)\nb = param(1)\nL = w ** 2\nL.backward()").rows.map(line)).toEqual([
      "L · 1",
      "b · 0 · update 0 small · information disconnected",
      "w · 4 · × 4 of L: ^ 2 4 · update 0.02 large",
    ]);
  });

  test("of a target without a name is there", () => {
    expect(flow("w = param(2)\n(w * 3).backward()").rows.map(({ gradient }) => gradient)).toEqual([
      "∂(w * 3)/∂(w * 3)",
      "∂(w * 3)/∂w",
    ]);
  });

  test("that are not finite are marked and have no bar", () => {
    const { rows } = flow("x = param(0)\nL = sqrt(x)\nL.backward()");
    expect(rows.map(({ norm, alarm, share }) => [norm, alarm, share])).toEqual([
      ["1", false, 1],
      ["∞", true, undefined],
    ]);
  });

  test("tell nothing that is hidden", () => {
    const { rows } = flow(neuron, defaultRate, { revealed: 2 });
    expect(rows.map(({ name, norm }) => `${name} ${norm}`)).toEqual([
      "L 1",
      "h 1.245",
      "s ?",
      "b ?",
      "w ?",
      "x ?",
    ]);
    const hidden = rows.slice(2);
    expect(hidden.flatMap(({ share, factor, update, turns }) => [share, factor, update, ...turns])).toEqual(
      Array.from({ length: 12 }),
    );
  });

  test("of a long file are the nearest to the target, and the params", () => {
    const lines = Array.from({ length: 500 }, (_, i) => `a${i + 1} = a${i} + w`);
    const { rows, more } = flow(["w = param(1)", "a0 = w", ...lines, "a500.backward()"].join("\n"));
    expect(rows.length).toBe(300);
    expect([rows[0]?.name, rows.at(-2)?.name, rows.at(-1)?.name]).toEqual(["a500", "a202", "w"]);
    expect(more).toBe("300 of 502 named values: the nearest to a500, and the params.");
  });
});

test("the log scale has a decade at least", () => {
  const shares = flow(neuron).rows.map(({ share }) => share!);
  expect(Math.max(...shares)).toBe(1);
  expect(shares[5]).toBeCloseTo(1 - Math.log10(1.2449 / 0.2069), 3);
});

test("an update follows the rate", () => {
  const updates = [1, 0.01, 1e-4].map((rate) => flow(neuron, rate).rows[4]?.update);
  expect(updates.map((update) => `${update?.text} ${update?.verdict}`)).toEqual([
    "0.93 large",
    "0.0093 healthy",
    "9.3e-5 small",
  ]);
});

test("each row is found in the text by its id", () => {
  const view = viewOf(neuron);
  const { rows } = gradientFlow(view, defaultRate, []);
  const spans = rows.map(({ id }) => flowSpan(view, id)!);
  expect(spans.map(({ start, end }) => neuron.slice(start, end))).toEqual(["L", "h", "s", "b", "w", "x"]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(flowSpan(view, "value nowhere")).toBeUndefined();
});

test("without a target, or without a gradient, a sentence says so", () => {
  expect(flow("x = 2 > 1").empty).toBe("There is no target yet: its gradients are shown here as a table.");
  expect(flow(neuron).empty).toBeUndefined();
});
