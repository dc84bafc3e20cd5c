/** The files of examples/: each opens clean, says what it is and shows what it says, and its gradients are those of central differences. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createAnalyser } from "../src/analysis.ts";
import { viewOf } from "./check.ts";
import { fileResult, toldBeside, type PrintedResult } from "./file-result.ts";
import { findingProblems } from "../src/features/findings.ts";
import { ALL_ON } from "../src/features/switches.ts";
import { requestFor } from "../src/cli/sources.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { dot, evaluate, numericGradient, type Values } from "./ops/evaluate.ts";

const folder = join(import.meta.dirname, "../examples");
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);
const read = (file: string): string => readFileSync(join(folder, file), "utf8");

/** What is said beside the numbers, by example: of the others nothing, not even a hint. */
const said: ReadonlyMap<string, readonly string[]> = new Map([
  ["03-neuron.grad", ["hint unsafe-sigmoid 22"]],
  ["05-neuron-function.grad", ["hint unsafe-sigmoid 5"]],
  ["09-two-layer-net.grad", ["hint unsafe-log-softmax 31"]],
  ["10-cross-entropy.grad", ["hint unsafe-log-softmax 9"]],
  ["17-wrong-backward.grad", ["warning wrong-backward 9"]],
  ["18-hidden-nan.grad", ["warning nan-where 8"]],
  ["20-dead-relu.grad", ["information dead-relu 10"]],
  ["21-saturated-sigmoid.grad", ["information saturated 8"]],
  ["22-vanishing-gradient.grad", ["information vanishing 9"]],
  ["23-broadcast-loss.grad", ["warning broadcast 14"]],
]);

/** The examples that are about a fault; of the others nothing is said above a hint. */
const faults = [
  "17-wrong-backward.grad",
  "18-hidden-nan.grad",
  "20-dead-relu.grad",
  "21-saturated-sigmoid.grad",
  "22-vanishing-gradient.grad",
  "23-broadcast-loss.grad",
];
/** Those of them whose gradients are no derivatives. */
const odd = ["17-wrong-backward.grad", "18-hidden-nan.grad"];

test("the examples are numbered in the order in which they are read", () => {
  expect(examples.length).toBeGreaterThanOrEqual(19);
  examples.forEach((file, i) => {
    expect(file).toMatch(new RegExp(`^${String(i + 1).padStart(2, "0")}-[a-z-]+\\.grad$`));
  });
});

test("the README lists them all", () => {
  const readme = readFileSync(join(folder, "../README.md"), "utf8");
  expect(examples.filter((file) => !readme.includes(`(examples/${file})`))).toEqual([]);
});

describe.each(examples)("%s", (file) => {
  const text = read(file);

  test("opens clean, with a target, and begins by saying what it is", async () => {
    const result = await resultOf(file);
    const told = toldBeside(result);
    expect(told).toEqual(said.get(file) ?? []);
    if (!faults.includes(file)) expect(told.filter((one) => !one.startsWith("hint "))).toEqual([]);
    expect(result.problems.length).toBe(told.length);
    expect(result.target).not.toBeNull();
    expect(text).toMatch(/^(# .+\n)*# .+[.:]\n/);
    expect(text.endsWith("\n")).toBe(true);
    expect(text).not.toMatch(/[ \t]\n|\n{3}/);
  });

  test("has comments that fit beside the graph", () => {
    expect(text.split("\n").filter((line) => line.startsWith("#") && line.length > 60)).toEqual([]);
  });
});

describe.each(examples.filter((file) => !odd.includes(file)))("%s", (file) => {
  test("has the gradients of central differences at every leaf", { timeout: 60_000 }, async () => {
    const { leaves, slope } = await differences(file);
    expect(leaves.length).toBeGreaterThan(0);
    for (const { name, at, found } of leaves) {
      for (const [i, direction] of directions(at).entries()) {
        const expected = slope(name, direction);
        expect(
          dot(found, direction) / Math.max(1, Math.abs(expected)),
          `${name}, direction ${i}`,
        ).toBeCloseTo(expected / Math.max(1, Math.abs(expected)), 6);
      }
    }
  });
});

describe("what the comments say", () => {
  test.each([
    ["20-dead-relu.grad", "[-0.2, -0.1]", "[0.2, -0.1]"],
    ["20-dead-relu.grad", " relu(z)", " leaky_relu(z)"],
    ["21-saturated-sigmoid.grad", "(p - 0) ** 2", "binary_cross_entropy_with_logits(z, 0)"],
    ["22-vanishing-gradient.grad", "h = tanh(", "h = h + 0.1 * tanh("],
    ["23-broadcast-loss.grad", "mean((p - y)", "mean((squeeze(p, 1) - y)"],
  ])("what %s says to try takes its finding away: %s becomes %s", (file, from, to) => {
    const source = read(file);
    const tried = source.replace(from, to);
    expect(tried).not.toBe(source);
    expect(findingProblems(viewOf(source), ALL_ON).length).toBe(1);
    expect(findingProblems(viewOf(tried), ALL_ON)).toEqual([]);
  });

  test.each([
    ["04-sigmoid-gate.grad", "local", "gradient of", "s"],
    ["05-neuron-function.grad", "same", "value of", "f"],
    ["06-vector-chain.grad", "g3", "gradient of", "x3"],
    ["06-vector-chain.grad", "g2", "gradient of", "x2"],
    ["06-vector-chain.grad", "g1", "gradient of", "x1"],
    ["06-vector-chain.grad", "g0", "gradient of", "x0"],
    ["07-relu.grad", "dx", "gradient of", "x"],
    ["08-matmul.grad", "dx", "gradient of", "x"],
    ["08-matmul.grad", "dw", "gradient of", "w"],
    ["09-two-layer-net.grad", "ds", "gradient of", "s"],
    ["10-cross-entropy.grad", "expected", "gradient of", "scores"],
    ["10-cross-entropy.grad", "same", "value of", "L"],
    ["10-cross-entropy.grad", "again", "value of", "L"],
    ["11-own-backward.grad", "dx", "gradient of", "x"],
    ["14-small-cnn.grad", "ds", "gradient of", "scores"],
    ["16-attention.grad", "same", "value of", "out"],
    ["18-hidden-nan.grad", "z", "value of", "y"],
    ["19-gradient-of-gradient.grad", "same", "value of", "Hv"],
    ["19-gradient-of-gradient.grad", "dx", "gradient of", "x"],
  ])("%s: %s is the %s %s", async (file, name, what, other) => {
    const { values, grads } = await resultOf(file);
    const found = numbers(values[name]);
    const expected = numbers((what === "value of" ? values : grads)[other]);
    expect(found.length).toBe(expected.length);
    expect(found.length).toBeGreaterThan(0);
    found.forEach((number, i) => expect(number).toBeCloseTo(expected[i] ?? NaN, 12));
  });

  test("copy adds: what comes back to x from both uses", async () => {
    const { grads, values } = await resultOf("02-gates.grad");
    expect(grads).toMatchObject({ x: 2 * Number(values["y"]) + 1, z: 2, w: 0 });
  });

  test("the gates of a neuron send back -1, exp(n), 1 and -1/d² times what came", async () => {
    const { grads, values } = await resultOf("03-neuron.grad");
    const [e, d] = [Number(values["e"]), Number(values["d"])];
    expect(grads["d"]).toBeCloseTo(-1 / d ** 2, 12);
    expect(grads["e"]).toBe(grads["d"]);
    expect(grads["n"]).toBeCloseTo(Number(grads["e"]) * e, 12);
    expect(grads["s3"]).toBe(-Number(grads["n"]));
  });

  test("where the hidden layer is 0 no gradient passes", async () => {
    const { grads, values } = await resultOf("09-two-layer-net.grad");
    const [h, dh, dz] = [values["h"], grads["h"], grads["z"]].map(numbers);
    expect(h).toContain(0);
    expect(dz).toEqual(dh!.map((number, i) => (h![i] === 0 ? 0 : number)));
  });

  test("the iris loss falls, and would fall further with a larger rate", async () => {
    const { grads, values } = await resultOf("12-logistic-regression.grad");
    expect(values["L"]).toBeLessThan(Math.log(3) / 2);
    expect(grads["rate"]).toBeLessThan(0);
    expect(values["accuracy"]).toBeGreaterThan(0.8);
  });

  test("the digits are guessed before, and read after the steps", async () => {
    const { values } = await resultOf("13-digits.grad");
    expect(Math.abs(Number(values["before"]) - 0.1)).toBeLessThan(0.05);
    expect(values["accuracy"]).toBeGreaterThan(0.9);
  });

  test("each word's attention adds up to 1", async () => {
    const { values } = await resultOf("16-attention.grad");
    for (const sum of numbers(values["ones_again"])) expect(sum).toBeCloseTo(1, 12);
  });

  test("the forgotten sign is all that is wrong", async () => {
    const { grads, values } = await resultOf("17-wrong-backward.grad");
    expect(Number(grads["x"])).toBeCloseTo(-Number(values["right"]), 12);
    const { slope } = await differences("17-wrong-backward.grad");
    expect(slope("x", { sizes: [], data: Float64Array.of(1) })).toBeCloseTo(Number(values["right"]), 6);
  });

  test("the hidden NaN is in one gradient, and in no value that counts", async () => {
    const { grads, values } = await resultOf("18-hidden-nan.grad");
    expect(values).toMatchObject({ y: [0, 0, 2], z: [0, 0, 2], L: 4 });
    expect(grads).toMatchObject({ x: ["NaN", "NaN", 0.25], u: [0, 0, 0.25] });
  });
});

async function resultOf(file: string): Promise<PrintedResult> {
  const text = read(file);
  return fileResult(file, text, await requestOf(file, text)).result;
}

function requestOf(file: string, text: string): ReturnType<typeof requestFor> {
  return requestFor(file, text, (path) => readFile(join(folder, path)));
}

interface Leaf {
  readonly name: string;
  readonly at: Tensor;
  /** The gradient as the file has it. */
  readonly found: Tensor;
}

/** The leaves of a file that have a gradient, and the slope of its target along a direction of one of them. */
async function differences(file: string): Promise<{
  readonly leaves: readonly Leaf[];
  readonly slope: (name: string, direction: Tensor) => number;
}> {
  const text = read(file);
  const { program, target, gradient, inputs } = createAnalyser().analyse(
    text,
    0,
    await requestOf(file, text),
  );
  if (target === undefined || gradient === undefined) throw new Error("no target");
  const values: Values = new Map(inputs);
  const upstream = evaluate(gradient.seed, values);
  const entries = program.bindings.flatMap(({ name, leaf, value }) => {
    // Data and classes are no numbers to move.
    const moves = leaf && value !== undefined && value.gate.isData !== true;
    const adjoint = moves ? gradient.of(value) : undefined;
    if (value === undefined || adjoint === undefined) return [];
    return [{ name, node: value, at: evaluate(value, values), found: evaluate(adjoint, values) }];
  });
  // Small steps: between two larger ones a relu may turn off.
  const small = 1e-2;
  const slope = (name: string, direction: Tensor): number => {
    const { node, at } = entries.find((entry) => entry.name === name)!;
    const along = numericGradient({ sizes: [], data: new Float64Array(1) }, ({ data: [by = 0] }) => {
      const data = at.data.map((number, i) => number + small * by * direction.data[i]!);
      return dot(evaluate(target.node, new Map([...inputs, [node, { sizes: at.sizes, data }]])), upstream);
    });
    return along.data[0]! / small;
  };
  return { leaves: entries, slope };
}

/** Each element by itself, or, where these are many, one direction in which all of them move. */
function directions({ sizes, data }: Tensor): readonly Tensor[] {
  if (data.length > 12) return [{ sizes, data: data.map((_, i) => Math.sin(i + 1)) }];
  return Array.from(data, (_, i) => ({ sizes, data: data.map((_, j) => (i === j ? 1 : 0)) }));
}

function numbers(nested: unknown): number[] {
  return [nested].flat(Infinity).map(Number);
}
