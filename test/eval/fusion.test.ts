/** What is computed in passes has the bits of what is computed node by node, values that are only told in part too. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import { createExecutor } from "../../src/eval/executor.ts";
import { createTape } from "../../src/eval/tape.ts";
import type { Node } from "../../src/graph/ir.ts";
import { createEngine, runRoots, type Engine } from "../../src/run.ts";
import { plainKernels, type Kernels } from "../../src/tensor/kernels.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";
import { wasmKernels } from "../tensor/sets.ts";

const WHOLE = 64;

/** How many values went through passes, and how many of them were not written. */
const counted = { values: 0, unwritten: 0 };
const fast = wasmKernels();
const kernels: Kernels = {
  ...fast,
  passes(results) {
    const passes = fast.passes!(results);
    return (
      passes &&
      ((pass) => {
        const maps = pass.values.filter((value) => value.kind === "map");
        counted.values += maps.length;
        counted.unwritten += maps.filter(({ isKept }) => !isKept).length;
        return passes(pass);
      })
    );
  },
};

/** Sizes of the full values: primes, rows of one to many blocks, several dimensions. */
const shapes: readonly (readonly number[])[] = [
  [4099],
  [71, 61],
  [1031, 5],
  [3, 4096],
  [5, 1031],
  [2, 5003],
  [17, 16, 17],
  [2, 3, 1, 701],
];

const numbers = ["2", "-1", "0.5", "0", "1", "inf"];
const unary = [
  ...[
    "-A",
    "exp(A)",
    "log(A)",
    "tanh(A)",
    "sigmoid(A)",
    "sqrt(A)",
    "abs(A)",
    "A ** 2",
    "A ** 1",
    "A ** -1",
    "relu(A)",
  ],
  ...[
    "gelu(A)",
    "floor(A)",
    "sign(A)",
    "round(A)",
    "softmax(A, -1)",
    "log_softmax(A, -1)",
    "detach(A)",
    "sin(A)",
    "1 / A",
  ],
  ...[
    "layer_norm(A, A.shape[-1:])",
    "A - amax(A, -1, keepdim=True)",
    "A * sum(A, -1, keepdim=True)",
    "erf(A)",
  ],
  ...[
    "A - mean(A)",
    "A / sum(A)",
    "A - logsumexp(A, -1, keepdim=True)",
    "A * mean(A, 0)",
    "cumsum(A, 0)",
    "flip(A, 0)",
    "transpose(transpose(A, 0, -1) * 2, 0, -1) + A",
  ],
];
const binary = [
  ...["A + B", "A - B", "A * B", "A / B", "maximum(A, B)", "minimum(A, B)", "A ** B", "atan2(A, B)"],
  ...[
    "where(A < B, A, B)",
    "where(A <= B, 1, B)",
    "where(A == B or A > 1, A, 2)",
    "where(A != B and not A >= 0, A, B)",
  ],
];

/** A program of a few lines; what it computes hangs on the number alone. */
function program(seed: number): { readonly text: string; readonly leaves: readonly string[] } {
  let turn = 0;
  const draw = (count: number): number => {
    const [u] = uniform(keyOfText(`${seed} ${turn++}`), [1]).data;
    return Math.floor(u! * count);
  };
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  const sizes = pick(shapes);
  const column = sizes.map((size, dim) => (dim === sizes.length - 1 ? 1 : size));
  const lines = [
    `x = param(randn(${sizes.join(", ")}, seed=${seed}))`,
    `w = param(randn(${sizes.join(", ")}, seed=${seed + 1}))`,
    `r = param(randn(${sizes.at(-1)}, seed=${seed + 2}))`,
    `c = param(randn(${column.join(", ")}, seed=${seed + 3}))`,
  ];
  const full = ["x", "w"];
  for (let i = 0; i < 3 + draw(8); i++) {
    const pattern = draw(2) === 0 ? pick(unary) : pick(binary);
    const other = pick([...full, ...full, "r", "c", ...numbers]);
    const text = pattern.replaceAll("A", pick(full)).replaceAll("B", other);
    lines.push(`v${i} = ${text}`);
    full.push(`v${i}`);
  }
  const last = full.slice(-3).map((name) => `mean(${name})`);
  return {
    text: `${lines.join("\n")}\nL = ${last.join(" + ")}\nL.backward()\n`,
    leaves: ["x", "w", "r", "c"],
  };
}

const special = [NaN, Infinity, -Infinity, 0, -0, 1e308, 5e-324, -1];

describe.each(["as drawn", "with zeros", "with anything"] as const)("random programs, numbers %s", (how) => {
  test.each(Array.from({ length: 40 }, (_, i) => i))("%d", (seed) => {
    const { text, leaves } = program(seed * 10);
    const analysis = createAnalyser().analyse(text, 0, PLAIN_REQUEST);
    expect(
      analysis.problems.filter(({ severity }) => severity === "error"),
      text,
    ).toEqual([]);
    const engines = [kernels, plainKernels].map((set) => createEngine(WHOLE, undefined, set));
    expectSame(engines, analysis.roots, analysis.inputs, text);
    if (how === "as drawn") return;
    // Of what was computed once, one leaf changes.
    const name = leaves[seed % leaves.length];
    const leaf = analysis.program.bindings.find((binding) => binding.name === name)!.value!;
    const data = uniform(keyOfText(`leaf ${seed}`), leaf.sizes).data.map((u, at) => {
      if (at % 97 !== seed % 97) return 4 * u - 2;
      return how === "with zeros" ? 0 : special[at % special.length]!;
    });
    const inputs = new Map([...analysis.inputs, [leaf, { sizes: leaf.sizes, data }]]);
    expectSame(engines, analysis.roots, inputs, text);
  });
});

test("passes were used, and not all that they computed was written", () => {
  expect(counted.values).toBeGreaterThan(2000);
  expect(counted.unwritten).toBeGreaterThan(500);
});

const text = `
x = param(randn(300_000, seed=1))
w = param(randn(300_000, seed=2))
L = mean(tanh(x * w) + sigmoid(x - w) * exp(-abs(w)))
L.backward()
`;

test("passes that take turns in one module's memory do not disturb one another", async () => {
  const analyses = ["seed=1", "seed=7"].map((seed) =>
    createAnalyser().analyse(text.replace("seed=1", seed), 0, PLAIN_REQUEST),
  );
  const set = wasmKernels();
  let pauses = 0;
  const runs = analyses.map(({ roots, inputs }) => {
    const tape = createTape(WHOLE);
    // Every look at the clock finds that the slice is over.
    let now = 0;
    const pause = (): Promise<void> => {
      pauses++;
      return new Promise((resolve) => setImmediate(resolve));
    };
    const executor = createExecutor({ now: () => (now += 100), pause }, set);
    const fed = tape.feed(roots, inputs);
    executor.feed(fed.feed);
    return executor.run({ wanted: fed.wanted, limitBytes: 1e9, whole: WHOLE }, {});
  });
  const answers = await Promise.all(runs);
  expect(pauses).toBeGreaterThan(10);
  analyses.forEach(({ roots, inputs }, i) => {
    const { answer } = runRoots(createEngine(WHOLE), roots, inputs, 1e9);
    expect(answers[i]!.told).toEqual(answer.told);
  });
});

test("a run is left in the midst of a pass", async () => {
  const { roots, inputs } = createAnalyser().analyse(text, 0, PLAIN_REQUEST);
  const set = wasmKernels();
  const tape = createTape(WHOLE);
  let isPassing = false;
  let now = 0;
  const executor = createExecutor(
    { now: () => (now += 100), pause: () => Promise.resolve() },
    {
      ...set,
      passes: (results) => {
        const passes = set.passes!(results)!;
        return function* (pass) {
          isPassing = true;
          const passed = yield* passes(pass);
          isPassing = false;
          return passed;
        };
      },
    },
  );
  const fed = tape.feed(roots, inputs);
  executor.feed(fed.feed);
  const order = { wanted: fed.wanted, limitBytes: 1e9, whole: WHOLE };
  expect((await executor.run(order, { stopped: () => isPassing })).kind).toBe("stopped");
  expect(isPassing).toBe(true);
  const answer = await executor.run(order, {});
  expect(answer.told).toEqual(runRoots(createEngine(WHOLE), roots, inputs, 1e9).answer.told);
});

/** What is told, and then the whole values. */
function expectSame(
  engines: readonly Engine[],
  roots: readonly Node[],
  inputs: ReadonlyMap<Node, Tensor>,
  text: string,
): void {
  const [ours, plain] = engines.map((engine) => runRoots(engine, roots, inputs, 1e9).answer);
  expect(ours!.kind).toBe("done");
  expect(ours!.evaluated, text).toBe(plain!.evaluated);
  expect(ours!.told, text).toEqual(plain!.told);
  for (const root of roots) {
    const [mine, theirs] = engines.map(({ executor }) => {
      return executor.window(root.id, { starts: root.sizes.map(() => 0), sizes: root.sizes })!;
    });
    expect(mine!.data.length).toBe(elementCount(root.sizes));
    const other = mine!.data.findIndex((value, i) => !Object.is(value, theirs!.data[i]));
    if (other >= 0)
      expect.fail(`${root.gate.name} at ${other}: ${mine!.data[other]}, ${theirs!.data[other]}\n${text}`);
  }
}
