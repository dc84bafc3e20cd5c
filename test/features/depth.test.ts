/** What is said of gradients that fade or grow with depth, and of steep gates, and that nothing is said of what is on purpose. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { carriedNames } from "../../src/features/carried.ts";
import { sceneOf } from "../../src/features/scene.ts";
import { createEffort } from "../../src/insight/effort.ts";
import { findDepth } from "../../src/insight/depth.ts";
import type { Scene } from "../../src/insight/scene.ts";
import { viewOf } from "../check.ts";

const found = (source: string): ReturnType<typeof findingProblems> => findingProblems(viewOf(source), ALL_ON);

/** Each finding with its severity and the text that it stands at. */
function said(source: string): readonly string[] {
  return found(source).map(
    ({ code, severity, span }) => `${severity} ${code} at ${source.slice(span.start, span.end)}`,
  );
}

/** A stack of layers, a line each. */
function stack(layers: number, layer: (i: number) => string, rest: readonly string[]): string {
  const lines = Array.from({ length: layers }, (_, i) => layer(i));
  return [...lines, ...rest, "L.backward()"].join("\n");
}

const cell = "tanh(x[t] @ Wx + h @ Wh + b)";
const recurrent = [
  "Wx = param([[0.2, -0.1], [0.1, 0.3]])",
  "Wh = param([[0.2, 0.1], [-0.1, 0.3]])",
  "b = param([0.05, -0.05])",
  "x = sin(arange(60).reshape(30, 2))",
];

describe("it fades", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "a weight that the last turns hardly see",
      "w = param(0.3)\nh = 1\nfor t in range(20):\n    h = tanh(w * h)\nL = h\nL.backward()",
      ["information vanishing at tanh(w * h)"],
    ],
    [
      "a start that learns",
      "w = param(0.3)\nh0 = param(1)\nx = param(2)\nh = h0\nfor t in range(20):\n    h = tanh(w * h + x)\nL = (h - 1) ** 2\nL.backward()",
      ["information vanishing at tanh(w * h + x)"],
    ],
    [
      "only the early turns of a recurrent net",
      [
        ...recurrent,
        "h = [0, 0]",
        "for t in range(30):",
        `    h = ${cell}`,
        "L = sum((h - 1) ** 2)",
        "L.backward()",
      ].join("\n"),
      [`hint vanishing at ${cell}`],
    ],
    [
      "with the turn in a function, and a name in between",
      "w = param(0.3)\nh0 = param(1)\ndef step(a, b):\n    s = b * a\n    return tanh(s)\nh = h0\nfor t in range(20):\n    old = h\n    h = step(old, w)\nL = (h - 1) ** 2\nL.backward()",
      ["information vanishing at step(old, w)"],
    ],
    [
      "with the loop in a function, once for all calls",
      "def run(h, w):\n    for t in range(20):\n        h = tanh(w * h)\n    return h\nw = param(0.3)\nh0 = param(1)\nL = run(h0, w) + run(h0, w * 0.5)\nL.backward()",
      ["information vanishing at tanh(w * h)"],
    ],
    [
      "through a function with a backward block",
      "def half(x):\n    return 0.5 * x\nbackward(g):\n    return 0.5 * g\nw = param(1)\nh = w\nfor t in range(30):\n    h = half(h)\nL = (h - 1) ** 2\nL.backward()",
      ["information vanishing at half(h)"],
    ],
    [
      "a loop in a loop, once",
      "W = param(0.2)\nh0 = param(1)\nh = h0\nfor l in range(4):\n    for t in range(6):\n        h = tanh(W * h + 0.1)\nL = (h - 1) ** 2\nL.backward()",
      ["information vanishing at tanh(W * h + 0.1)"],
    ],
    [
      "a state that is written over in place",
      "w = param(0.5)\nh = w\nfor t in range(30):\n    h *= 0.5\nL = (h - 1) ** 2\nL.backward()",
      ["information vanishing at h *= 0.5"],
    ],
    [
      "a state of a pair",
      "w = param(0.3)\na0 = param(1)\na = a0\nb = 1\nfor t in range(30):\n    a, b = tanh(w * a + 0.01 * b), a\nL = (a + b - 1) ** 2\nL.backward()",
      ["information vanishing at tanh(w * a + 0.01 * b)"],
    ],
    [
      "a deep stack of sigmoid layers",
      stack(8, (i) => `W${i} = param([[0.5, 0.1], [0.2, 0.4]])`, [
        "x = [[1, 2]]",
        "h0 = x",
        ...Array.from({ length: 8 }, (_, i) => `h${i + 1} = sigmoid(h${i} @ W${i})`),
        "L = mean((h8 - 1) ** 2)",
      ]),
      ["information vanishing at sigmoid(h0 @ W0)"],
    ],
    [
      "one layer of a function, called again and again",
      "def layer(x, W):\n    return sigmoid(x @ W)\nx = [[1, 2]]\nW = param([[0.5, 0.1], [0.2, 0.4]])\nh = layer(layer(layer(layer(layer(layer(layer(layer(layer(x, W), W), W), W), W), W), W), W), W)\nL = mean((h - 1) ** 2)\nL.backward()",
      ["hint vanishing at sigmoid(x @ W)"],
    ],
    [
      "softmax after softmax",
      "x = param([1, 2, 3])\nh = x\nfor t in range(30):\n    h = softmax(h)\nL = sum(h * [1, 2, 3])\nL.backward()",
      ["information vanishing at softmax(h)"],
    ],
    [
      "a running mean",
      "x = param(arange(25))\nm = 0\nfor t in range(25):\n    m = 0.5 * m + 0.5 * x[t]\nL = m ** 2\nL.backward()",
      ["hint vanishing at 0.5 * m + 0.5 * x[t]"],
    ],
    [
      "a running mean, in a file without params",
      "x = arange(25)\nm = 0\nfor t in range(25):\n    m = 0.5 * m + 0.5 * x[t]\nL = m ** 2\nL.backward()",
      ["hint vanishing at 0.5 * m + 0.5 * x[t]"],
    ],
    [
      "a Newton iteration",
      "a = 2\nx = 1\nfor t in range(8):\n    x = 0.5 * (x + a / x)\nx.backward()",
      ["hint vanishing at 0.5 * (x + a / x)"],
    ],
    [
      "a descent by hand",
      "w = param(0)\nfor t in range(100):\n    w = w - 0.2 * 2 * (w - 3)\nL = (w - 4) ** 2\nL.backward()",
      ["hint vanishing at w - 0.2 * 2 * (w - 3)"],
    ],
  ])("%s", (_, source, expected) => {
    expect(said(source)).toEqual(expected);
  });
});

describe("it grows", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "a product of 60 factors 2",
      "w = param(2)\np = 1\nfor t in range(60):\n    p = p * w\np.backward()",
      ["information exploding at p * w"],
    ],
    [
      "a product in one line",
      `x = param(1)\ny = x${" * 2".repeat(22)}\ny.backward()`,
      ["information exploding at x * 2"],
    ],
    [
      "a power iteration",
      "A = param([[3, 1], [1, 2]])\nv = [1, 1]\nfor t in range(20):\n    v = A @ v\nL = sum(v)\nL.backward()",
      ["information exploding at A @ v"],
    ],
    [
      "a descent that diverges",
      "w = param(0)\nfor t in range(60):\n    w = w - 0.9 * 2 * (w - 3) - 0.9 * 2 * w\nL = (w - 3) ** 2\nL.backward()",
      ["information exploding at w - 0.9 * 2 * (w - 3) - 0.9 * 2 * w"],
    ],
    [
      "a map that forgets nothing",
      "x = param(0.3)\nfor t in range(80):\n    x = 3.9 * x * (1 - x)\nx.backward()",
      ["information exploding at 3.9 * x * (1 - x)"],
    ],
    [
      "a stack of wide layers",
      stack(6, (i) => `W${i} = param(ones(20, 20))`, [
        "x = [[1, 2]] @ ones(2, 20)",
        "h0 = x",
        ...Array.from({ length: 6 }, (_, i) => `h${i + 1} = relu(h${i} @ W${i})`),
        "L = mean(h6)",
      ]),
      // Its units are equal too.
      [
        ...Array.from({ length: 5 }, (_, i) => `information symmetric at W${i}`),
        "information exploding at h0 @ W0",
      ],
    ],
  ])("%s", (_, source, expected) => {
    expect(said(source)).toEqual(expected);
  });
});

describe("it is steep", () => {
  test.each<readonly [string, string, readonly string[]]>([
    ["a quotient", "d = param(1e-5)\nL = 3 / d\nL.backward()", ["information steep at 3 / d"]],
    [
      "a numerator over next to nothing",
      "w = param(2)\ns = 1e-9\nL = (w / s) * 3\nL.backward()",
      ["information steep at w / s"],
    ],
    ["a logarithm", "x = param([1e-9, 2])\nL = sum(log(x))\nL.backward()", ["information steep at log(x)"]],
    ["a root", "x = param(1e-20)\nL = sqrt(x)\nL.backward()", ["information steep at sqrt(x)"]],
    ["a power", "x = param(1e-5)\nL = x ** -2\nL.backward()", ["information steep at x ** -2"]],
    ["a tangent", "x = param(1.5707963)\nL = tan(x) ** 2\nL.backward()", ["information steep at tan(x)"]],
    [
      "an angle of next to no turn",
      "x = param(0.99999999999999)\nL = 100 * acos(x)\nL.backward()",
      ["information steep at acos(x)"],
    ],
    [
      "in a function, through a name, for two leaves",
      "def over(a, b):\n    return a / b\nx = param(2)\ny = param(3)\nb = (x - 1.9999) * 1e-9\nL = over(y * x, b)\nL.backward()",
      ["information steep at a / b"],
    ],
    [
      "a normalisation",
      "x = param([[1, 1.000000001, 1.000000002, 1]])\nL = sum(layer_norm(x, [4], eps=0)[0, 0])\nL.backward()",
      ["information steep at layer_norm(x, [4], eps=0)"],
    ],
  ])("%s", (_, source, expected) => {
    expect(said(source).filter((one) => !one.startsWith("hint "))).toEqual(expected);
  });
});

describe("silent", () => {
  test.each([
    [
      "training",
      "w = param([0.1, -0.2])\nx = [[1, 2], [3, 4], [5, 6]]\ny = [1, 0, 1]\nfor t in range(100):\n    L = mean((x @ w - y) ** 2)\n    w = w - 0.01 * grad(L, w)\nL.backward()",
    ],
    [
      "a contraction that trains",
      "w = param(3)\nfor t in range(50):\n    d = grad((w - 1) ** 2, w)\n    w = w - 0.3 * d\nL = (w - 2) ** 2\nL.backward()",
    ],
    [
      "a recurrence in each step of training",
      "w = param(0.2)\nfor s in range(5):\n    h = 1\n    for t in range(20):\n        h = tanh(w * h + 0.1)\n    L = (h - 1) ** 2\n    w = w - 0.1 * grad(L, w)\nM = w ** 2\nM.backward()",
    ],
    [
      "a decay over few turns",
      "w = param(0.5)\nh = w\nfor t in range(10):\n    h = 0.5 * h\nL = (h - 1) ** 2\nL.backward()",
    ],
    [
      "a residual chain",
      "W = param([[0.2, 0.1], [-0.1, 0.3]])\nh = [1, 1]\nfor t in range(40):\n    h = h + 0.1 * tanh(h @ W)\nL = sum(h ** 2)\nL.backward()",
    ],
    [
      "a stack with normalisations",
      "W = param([[0.2, 0.1, 0.5], [-0.1, 0.3, 0.1], [0.3, 0.2, -0.4]])\nh = [[1, 2, 4]]\nfor t in range(8):\n    h = h + 0.1 * layer_norm(h @ W, [3])\nL = sum((h - 1) ** 2)\nL.backward()",
    ],
    [
      "a loss that sees every turn",
      [
        ...recurrent,
        "h = [0, 0]",
        "L = 0",
        "for t in range(30):",
        `    h = ${cell}`,
        "    L = L + sum((h - 0.5) ** 2)",
        "L.backward()",
      ].join("\n"),
    ],
    ["a long sum", "w = param(2)\ns = 0\nfor t in range(200):\n    s = s + w * t\nL = s / 200\nL.backward()"],
    [
      "zero by a dead gate",
      "w = param(-1)\nh = 1\nfor t in range(9):\n    h = relu(w * h)\nL = h\nL.backward()",
    ],
    [
      "what no param is in",
      "w = param(2)\nh = 1\nfor t in range(30):\n    h = tanh(0.3 * h)\nL = (w * h - 1) ** 2 + w\nL.backward()",
    ],
    [
      "one saturated step",
      "w = param(1)\nh = w\nfor t in range(8):\n    h = h + 1\nL = (sigmoid(5 * h) - 1) ** 2\nL.backward()",
    ],
    ["a large loss", "w = param([1, 2])\nL = 1e12 * sum(w ** 2)\nL.backward()"],
    ["a power of a large number", "x = param(100)\nL = x ** 9\nL.backward()"],
    [
      "a length with a bound below it",
      "w = param([0, 0])\nL = sum((w / max(norm(w), 1e-12)) * [1, 2])\nL.backward()",
    ],
    ["a normalisation of zeros", "w = param([[0, 0]])\nL = sum(normalize(w) * [1, 2])\nL.backward()"],
    ["a small quotient", "d = param(1e-3)\nL = 3 / d\nL.backward()"],
    [
      "a comment that says so",
      "w = param(0.3)\nh = 1\nfor t in range(20):\n    h = tanh(w * h)  # nabla: ignore vanishing\nL = h\nL.backward()",
    ],
  ])("%s", (_, source) => {
    expect(said(source)).toEqual([]);
  });
});

test("where an infinity is the finding, depth is none", () => {
  expect(
    said("x = param(0.3)\nfor t in range(2500):\n    x = 3.99 * x * (1 - x)\nx.backward()").filter((one) =>
      one.includes("exploding"),
    ),
  ).toEqual([]);
});

describe("sentences", () => {
  test("a loop: the factor of a turn, split by gate, and what it costs", () => {
    const source =
      "w = param(0.3)\nh0 = param(1)\nh = h0\nfor t in range(20):\n    h = tanh(w * h + 0.2)\nL = (h - 1) ** 2\nL.backward()";
    const [only] = found(source);
    expect(only?.message).toBe(
      "Over 20 turns the gradient of h falls to 5.9e-12 of what it is at the end (each turn × 0.27: tanh 0.92, × w 0.3), below 10⁻³ after 6 turns, so the norm of ∂L/∂h0 is 8.5e-12. Factors nearer to 1 keep it: larger weights, a step that adds to what there was, a normalisation.",
    );
    expect(only?.data).toMatchObject({ steps: 20, after: 6, parts: "tanh 0.92, × w 0.3" });
    const { factor, ratio, gradient, end } = only?.data as Record<string, number>;
    expect(factor! ** 20).toBeCloseTo(ratio!, 20);
    expect(gradient! / end!).toBeCloseTo(ratio!, 20);
  });

  test("a chain: how many gates, and which weights are lost", () => {
    const source = stack(8, (i) => `W${i} = param([[0.5, 0.1], [0.2, 0.4]])`, [
      "h0 = [[1, 2]]",
      ...Array.from({ length: 8 }, (_, i) => `h${i + 1} = sigmoid(h${i} @ W${i})`),
      "L = mean((h8 - 1) ** 2)",
    ]);
    expect(found(source).map(({ message }) => message)).toEqual([
      "Over 8 gates sigmoid the gradient falls to 2.7e-7 of what it is at the end (each gate × 0.15: sigmoid 0.24, @ 0.64), below 10⁻³ after 4 gates, so the norm of ∂L/∂W0 is 3.5e-7. Factors nearer to 1 keep it: larger weights, a step that adds to what there was, a normalisation.",
    ]);
  });

  test("a hint says how many turns are lost, and nothing to do", () => {
    const source =
      "x = param(arange(25))\nm = 0\nfor t in range(25):\n    m = 0.5 * m + 0.5 * x[t]\nL = m ** 2\nL.backward()";
    expect(found(source).map(({ message }) => message)).toEqual([
      "Over 25 turns the gradient of m falls to 3e-8 of what it is at the end (each turn × 0.5: × 0.5 0.5), below 10⁻³ after 10 turns, so the first 5 turns hardly count.",
    ]);
  });

  test("in a function the call is related", () => {
    const source =
      "def run(h, w):\n    for t in range(20):\n        h = tanh(w * h)\n    return h\nw = param(0.3)\nL = run(1, w)\nL.backward()";
    expect(found(source).flatMap(({ related }) => related.map(({ message }) => message))).toEqual([
      "in this call of run",
    ]);
  });

  test("a steep gate: where, by how much, for whom", () => {
    expect(found("d = param(1e-5)\nL = 3 / d\nL.backward()").map(({ message }) => message)).toEqual([
      "3 / d is steep here, where d is 1e-5: it multiplies the gradient's norm by 3e+10, and that of ∂L/∂d is 3e+10. Keep what goes into it away from its pole, by a bound or a small number that is added.",
    ]);
  });
});

describe("what it costs", () => {
  /** How many norms are looked at, and how many elements they are of. */
  function norms(source: string): number {
    const view = viewOf(source);
    const scene = sceneOf(view)!;
    const seen = new Set<unknown>();
    const counted: Scene = {
      ...scene,
      effort: createEffort(Infinity),
      norm(node) {
        seen.add(node);
        return scene.norm(node);
      },
    };
    const { bindings } = view.analysis.program;
    const sources = bindings.flatMap(({ leaf, value }) => (leaf && value !== undefined ? [value] : []));
    findDepth(counted, carriedNames(view.analysis), () => sources);
    return seen.size;
  }

  test.each<readonly [string, (n: number) => string]>([
    [
      "the turns of a loop",
      (n) =>
        `w = param(0.3)\nh = 1\nfor t in range(${n}):\n    h = tanh(w * h + 0.1)\nL = (h - 1) ** 2\nL.backward()`,
    ],
    [
      "a chain in lines",
      (n) =>
        stack(n, (i) => `a${i} = 0.9 * ${i === 0 ? "w" : `a${i - 1}`}`, [`L = (a${n - 1} - 1) ** 2`]).replace(
          "a0",
          "w = param(1)\na0",
        ),
    ],
  ])("is in step with %s", (_, program) => {
    const [small, large] = [norms(program(100)), norms(program(400))];
    expect(small).toBeGreaterThan(0);
    expect(large).toBeLessThan(4.4 * small);
  });

  test("ends with the effort", () => {
    const view = viewOf(`w = param(0.5)\nh = w\nfor t in range(40):\n    h = 0.5 * h\nh.backward()`);
    const scene = sceneOf(view)!;
    scene.effort.spend(Infinity);
    expect(findDepth(scene, carriedNames(view.analysis), () => [])).toEqual([]);
  });
});
