/** The files of examples/: each opens clean, says what it is, and its gradients are those of central differences. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { fileResult } from "../src/cli/json.ts";
import { dot, evaluate, numericGradient, type Values } from "./ops/evaluate.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const folder = join(import.meta.dirname, "../examples");
const examples = readdirSync(folder).map((file) => ({
  file,
  text: readFileSync(join(folder, file), "utf8"),
}));

test("there is a handful of examples, and nothing else beside them", () => {
  expect(examples.length).toBeGreaterThanOrEqual(8);
  expect(examples.filter(({ file }) => !file.endsWith(".grad"))).toEqual([]);
});

describe.each(examples)("$file", ({ file, text }) => {
  test("opens clean, with a target, and begins by saying what it is", () => {
    const { result } = fileResult(file, text);
    expect(result.problems).toEqual([]);
    expect(result.target).not.toBeNull();
    expect(text).toMatch(/^# .+[.:]\n/);
    expect(text.endsWith("\n")).toBe(true);
    expect(text).not.toMatch(/[ \t]\n|\n{3}/);
  });

  test("has the gradients of central differences at every leaf", () => {
    const { program, target, gradient } = createAnalyser().analyse(text, 0, PLAIN_REQUEST);
    const leaves = program.bindings.filter((binding) => binding.leaf && binding.value !== undefined);
    expect(leaves.length).toBeGreaterThan(0);
    if (target === undefined || gradient === undefined) throw new Error("no target");
    const upstream = evaluate(gradient.seed);
    for (const { name, value: leaf } of leaves) {
      if (leaf === undefined) continue;
      const at = evaluate(leaf);
      const adjoint = gradient.of(leaf);
      // Classes are no numbers to move.
      if (adjoint === undefined) continue;
      const numeric = numericGradient(at, (moved) => {
        const values: Values = new Map<typeof leaf, Tensor>([[leaf, moved]]);
        return dot(evaluate(target.node, values), upstream);
      });
      const found = evaluate(adjoint);
      numeric.data.forEach((expected, i) => {
        expect(found.data[i], `${name}[${i}]`).toBeCloseTo(expected, 7);
      });
    }
  });
});

describe("what the comments say", () => {
  const resultOf = (file: string): ReturnType<typeof fileResult>["result"] =>
    fileResult(file, examples.find((example) => example.file === file)?.text ?? "").result;
  test.each([
    ["neuron.grad", "same", "f", "value"],
    ["neuron.grad", "local", "s", "gradient"],
    ["matmul.grad", "dx", "x", "gradient"],
    ["matmul.grad", "dw", "w", "gradient"],
    ["cross-entropy.grad", "expected", "scores", "gradient"],
    ["cross-entropy.grad", "same", "L", "value"],
    ["cross-entropy.grad", "again", "L", "value"],
  ])("%s: %s is the %s's %s", (file, name, other, what) => {
    const { values, grads } = resultOf(file);
    const flat = (numbers: unknown): number[] => [numbers].flat(Infinity).map(Number);
    const found = flat(values[name]);
    const expected = flat((what === "value" ? values : grads)[other]);
    expect(found.length).toBe(expected.length);
    expect(found.length).toBeGreaterThan(0);
    found.forEach((number, i) => expect(number).toBeCloseTo(expected[i] as number, 12));
  });
});
