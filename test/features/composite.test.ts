/** An opened call beside itself as one gate: the same gradients, and how many gates and cached numbers either form takes. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { CompositeView } from "../../src/protocol/composite-view.ts";
import { compositeOf, libraryCalls } from "../../src/features/composite.ts";
import type { View } from "../../src/features/view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { analyse, viewOf } from "../check.ts";
import { idsOf } from "../fixtures/webview/composites.ts";

const example = (name: string): string => readFileSync(`examples/${name}.grad`, "utf8");

/** A program with these calls opened, and its numbers. */
function openedView(source: string, opened: readonly string[]): View {
  const analysis = analyse(source, opened);
  const { numbers } = runAnalysis(createEngine(), analysis, 1e9);
  return { ...viewOf(source), analysis, numbers };
}

/** What is said of the first call of a function, once it is opened with these. */
function said(
  source: string,
  name: string,
  names: readonly string[],
  seen: Partial<View> = {},
): CompositeView | undefined {
  const opened = idsOf(source, names);
  return compositeOf({ ...openedView(source, opened), ...seen }, opened, idsOf(source, [name])[0]!);
}

function composite(source: string, name: string, opened: readonly string[] = [name]): CompositeView {
  const found = said(source, name, opened);
  if (found === undefined) throw new Error(`nothing is said of ${name}`);
  return found;
}

describe("an opened call", () => {
  test("the lecture's sigmoid: 0.1966 either way, one cached number for one gate and two for four", () => {
    const found = composite(example("04-sigmoid-gate"), "sigmoid");
    expect(found).toMatchObject({
      isSame: true,
      rows: [{ name: "s", closed: "0.1966", opened: "0.1966" }],
      closed: { gates: 1, kept: 1 },
      opened: { gates: 4, kept: 2 },
    });
    expect(found.says).toBe(
      "The gradients are the same: by its own rule as one gate, and by the chain rule through its gates.",
    );
    expect(Number(found.difference)).toBeLessThan(1e-15);
  });

  test("softmax: its output is all that its own rule needs", () => {
    const found = composite("x = [1, 2, 3]\nL = softmax(x)[0]", "softmax");
    const gradient = "[0.08193, -0.02203, -0.05989]";
    expect(found).toMatchObject({
      isSame: true,
      rows: [{ name: "x", closed: gradient, opened: gradient }],
      closed: { gates: 1, kept: 3 },
      // exp(x − max) and its quotient, three each, and their sum.
      opened: { gates: 6, kept: 7 },
    });
  });

  test.each([1, 2])("cross entropy, opened %i deep: softmax minus one-hot", (deep) => {
    const names = ["cross_entropy", "_softmax_cross_entropy"];
    const found = composite("x = [1, 2, 3]\nL = cross_entropy(x, 0)", names[deep - 1]!, names.slice(0, deep));
    const gradient = "[-0.91, 0.2447, 0.6652]";
    expect(found).toMatchObject({
      isSame: true,
      rows: [{ name: "x", closed: gradient, opened: gradient }],
      closed: { gates: 1, kept: 3 },
      opened: { kept: 7 },
    });
    expect(Number(found.difference)).toBeLessThan(1e-15);
  });

  test("a call in an opened call that has a rule: by what flows in there", () => {
    const names = ["cross_entropy", "_softmax_cross_entropy", "log_softmax"];
    const found = composite("x = [1, 2, 3]\nL = cross_entropy(x, 0)", "log_softmax", names);
    const gradient = "[-0.91, 0.2447, 0.6652]";
    expect(found).toMatchObject({
      isSame: true,
      rows: [{ name: "x", closed: gradient, opened: gradient }],
      closed: { gates: 1, kept: 3 },
      opened: { gates: 7, kept: 4 },
    });
  });

  test("a function without a rule of its own is its gates, and keeps what they keep", () => {
    const found = composite(example("05-neuron-function"), "neuron");
    expect(found.says).toContain("it has no rule of its own");
    expect(found.rows.map(({ name, opened }) => `${name} ${opened}`)).toEqual([
      "w0 -0.1966",
      "x0 0.3932",
      "w1 -0.3932",
      "x1 -0.5898",
      "w2 0.1966",
    ]);
    expect(found).toMatchObject({
      difference: "0",
      closed: { gates: 1, kept: 7 },
      opened: { gates: 8, kept: 7 },
    });
  });

  test("a backward block that is wrong is shown as not the same, with the difference", () => {
    const found = composite(example("17-wrong-backward"), "my_cos");
    expect(found).toMatchObject({
      isSame: false,
      rows: [{ name: "x", closed: "0.4794", opened: "-0.4794" }],
      difference: "0.9589",
    });
    expect(found.says).toContain("not the same");
  });

  test.each([
    ["softmin", "softmin(x)"],
    ["layer_norm", "layer_norm(x, 3)"],
  ])("what cancels to 0 in %s but for rounding is the same", (name, call) => {
    const found = composite(`x = [0.5, -1.2, 2]\nL = sum(${call} * 1.5)`, name);
    expect(found.isSame).toBe(true);
    expect(Number(found.difference)).toBeLessThan(1e-15);
  });

  test("where only the rule stays finite, that is said", () => {
    const found = composite("x = -1000\nL = sigmoid(x)", "sigmoid");
    expect(found).toMatchObject({ isSame: false, difference: undefined });
    expect(found.rows).toEqual([{ name: "x", closed: "0", opened: "NaN" }]);
    expect(found.says).toContain("that is what the rule is for");
  });

  test("nothing is said where no gradient flows, and while gradients are to be predicted", () => {
    const idle = "x = 2\ny = sigmoid(x)\nf = x * x\nf.backward()";
    expect(said(idle, "sigmoid", ["sigmoid"])).toBeUndefined();
    const source = "x = 2\nf = sigmoid(x)";
    expect(said(source, "sigmoid", ["sigmoid"], { revealed: 0 })).toBeUndefined();
    expect(said(source, "sigmoid", ["sigmoid"], { revealed: 1 })).toBeUndefined();
    expect(said(source, "sigmoid", ["sigmoid"], { revealed: 2 })?.isSame).toBe(true);
  });

  test("nothing is said of a call that is closed", () => {
    expect(said("x = 2\nf = sigmoid(x)", "sigmoid", [])).toBeUndefined();
  });
});

describe("all calls of the library", () => {
  const calls = (source: string): readonly string[] => libraryCalls(openedView(source, []), []);

  test("are those that can be opened, with those in them; a person's own functions stay", () => {
    expect(calls(example("05-neuron-function"))).toEqual(["sigmoid#0"]);
    expect(calls("x = [1, 2, 3]\nL = cross_entropy(x, 0)")).toEqual([
      "cross_entropy#0",
      "cross_entropy#0/_softmax_cross_entropy#0",
      "cross_entropy#0/_softmax_cross_entropy#0/log_softmax#0",
    ]);
  });

  test("of a loop are those of the turn that is drawn", () => {
    expect(calls("x = 1\nfor t in range(3):\n    x = sigmoid(x)\nf = x * 2")).toHaveLength(1);
  });
});
