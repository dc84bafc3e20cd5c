/** The pages of what is written in no file: each says how its function is called, and its program runs. */
import { describe, expect, test } from "vitest";
import { builtins } from "../../src/check/functions.ts";
import { languageFunctions } from "../../src/check/language.ts";
import { pageAt, pageOf } from "../../src/features/gate-page.ts";
import { knownOf } from "../../src/features/view.ts";
import { viewOf } from "../check.ts";

const gates = [...builtins.values()].flatMap((one) => (one.kind === "gate" ? [one.gate] : []));

test("the page of exp", () => {
  expect(pageOf("exp")!.text).toMatchInlineSnapshot(`
    "# exp(x)
    #
    # e to the power of x, element by element.
    #
    # x: The operand.
    #
    # Local gradient: ∂/∂x = exp(x)
    #
    # exp scales by its own result: the gradient is multiplied by exp(x).

    x = [[0.42, 0.7, 0.079], [-0.5, 0.78, -1.4]]
    y = exp(x)
    L = sum(y)
    L.backward()
    "
  `);
});

describe("the program of a gate's page", () => {
  test.each([...new Set(gates)].map((gate) => [gate.name, gate] as const))("%s", (name, gate) => {
    const { text } = pageOf(name)!;
    const view = viewOf(text);
    const { analysis } = view;
    expect(analysis.problems).toEqual([]);
    expect(text).toContain(gate.doc.split(" ", 1)[0]!);
    const bound = analysis.program.bindings.filter(({ topLevel }) => topLevel);
    expect(bound.length).toBeGreaterThan(0);
    for (const { value } of bound) expect(knownOf(view, value!)).toBeDefined();
    expect(analysis.program.graph.nodes.some((node) => node.gate === gate)).toBe(true);
  });
});

test("another name of a gate has the gate's page", () => {
  const other = gates.find(({ also = [] }) => also.length > 0)!;
  expect(pageOf(other.also![0]!)).toEqual(pageOf(other.name));
});

test.each([...languageFunctions.values()])("the page of $name of the language itself", ({ name, doc }) => {
  const { library, text } = pageOf(name)!;
  expect(text.replace(/\n# /g, " ")).toContain(doc);
  expect(pageAt(library)).toBe(text);
});

test("what is written in a file, or is nothing, has no page", () => {
  expect(pageOf("sigmoid")).toBeUndefined();
  expect(pageOf("nothing")).toBeUndefined();
  expect(pageAt("activation.grad")).toBeUndefined();
  expect(pageAt("gates/nothing.grad")).toBeUndefined();
});
