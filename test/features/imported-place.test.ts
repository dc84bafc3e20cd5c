/** What begins in an imported function stands at the call, and says where it begins in the other file. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { notFiniteProblems } from "../../src/features/not-finite.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { viewOf } from "../check.ts";

/** Each problem with the text that it stands at, and those of its related places. */
function said(source: string, problems = notFiniteProblems(viewOf(source))): readonly string[] {
  return problems.map(({ code, span, related }) => {
    const places = related.map(
      ({ span: at, message, file }) => `${message}: ${(file?.text ?? source).slice(at.start, at.end)}`,
    );
    return [`${code} at ${source.slice(span.start, span.end)}`, ...places].join(", ");
  });
}

describe("the place in the other file", () => {
  test.each([
    [
      "a gate",
      "x = param([-1, 2])\nL = sum(f(x))",
      "def f(x):\n    y = 2 * x\n    return log(y) + 1",
      "nan-forward at f(x), it begins here in lib.grad: log(y)",
    ],
    [
      "an infinity that becomes NaN there",
      "x = param([-1, 2])\nL = f(x) + 1",
      "def f(z):\n    d = 1 / (z - 2)\n    return sum(d * 0)",
      "nan-forward at f(x), it begins here in lib.grad: 1 / (z - 2)",
    ],
    [
      "a gradient",
      "x = param([0, 0])\nL = f(x) + 1",
      "def f(z):\n    s = sum(z ** 2)\n    d = sqrt(s)\n    return d * 2",
      "nan-norm at f(x), it begins here in lib.grad: sqrt(s)",
    ],
    [
      "a slope that a choice drops there",
      "x = param([0, 4])\nL = sum(f(x))",
      "def f(z):\n    y = sqrt(z)\n    return where(z > 0, y, 0)",
      "nan-where at f(x), it begins here in lib.grad: sqrt(z), it is dropped here: where(z > 0, y, 0)",
    ],
    [
      "a slope that a choice drops here",
      "x = param([0, 4])\nL = sum(where(x > 0, f(x), 0))",
      "def f(z):\n    y = 2 * z\n    return 1 + sqrt(y)",
      "nan-where at f(x), it begins here in lib.grad: sqrt(y), it is dropped here: where(x > 0, f(x), 0)",
    ],
    [
      "in a function of that file which another one calls, from a function here",
      "def g(x):\n    return f(x) * 2\nx = param([-1, 2])\nL = g(x)",
      "def h(z):\n    y = z * 2\n    return sum(softplus(log(y)))\ndef f(x):\n    return h(x)",
      "nan-forward at f(x), it begins here in lib.grad: log(y), in this call of g: g(x)",
    ],
    [
      "in the standard library, at the call of it in that file",
      "x = param([-2, 1])\nL = f(x)",
      "def f(z):\n    y = z * 2\n    return sum(logit(y))",
      "nan-forward at f(x), it begins here in lib.grad: logit(y)",
    ],
    [
      "in a loop there",
      "x = param(2)\nL = f(x)",
      "def f(z):\n    for i in range(3):\n        z = log(z)\n    return z",
      "nan-forward at f(x), it begins here in lib.grad: log(z)",
    ],
    [
      "a line of that file",
      "x = param([-1, 2])\nL = sum(x * f)",
      "a = -3\nf = sqrt(a)",
      'nan-forward at from "lib.grad" import f, it begins here in lib.grad: sqrt(a)',
    ],
  ])("%s", (_, lines, lib, expected) => {
    expect(said(`from "lib.grad" import f\n${lines}\nL.backward()\n--- lib.grad\n${lib}\n`)).toEqual([
      expected,
    ]);
  });
});

test.each([
  [
    "a function of this file",
    "def f(x):\n    return log(x)\nx = param(-1)\nL = f(x)",
    "in this call of f: f(x)",
  ],
  ["the standard library", "x = param(-2)\nL = logit(x)", undefined],
])("nothing of another file for %s", (_, lines, related) => {
  const [only, ...more] = said(`${lines}\nL.backward()\n`);
  expect(more).toEqual([]);
  expect(only?.split(", ").slice(1)).toEqual(related === undefined ? [] : [related]);
});

describe("what begins in an imported function stands at its call, and has no fix here", () => {
  test.each([
    [
      "a better form, through two functions",
      "z = param([1, 2])\nL = sum(f(z))",
      "def g(x):\n    return sigmoid(x)\ndef f(x):\n    return -log(g(x))",
      ["unsafe-log-sigmoid at f(z), it begins here in lib.grad: log(g(x))"],
    ],
    [
      "a loop of turns that are not built alike",
      "x = param(0.5)\nw = param(0.4)\nL = f(x, w)",
      "def f(h, w):\n    for i in range(20):\n        z = w * h\n        h = tanh(z) if i % 3 == 0 else z * 0.5 + 0\n    return h",
      ["vanishing at f(x, w), it begins here in lib.grad: tanh(z)"],
    ],
    [
      "a dead relu",
      "w = param([-2, -1])\nL = mean((f(w, 0) - 1) ** 2)",
      "def f(w, b):\n    h = w + b\n    return relu(h)",
      ["dead-relu at f(w, 0), it begins here in lib.grad: relu(h)"],
    ],
    [
      "dead units of a layer",
      "w = param(0.1 * randn(2, 3, seed=1))\nb = param([-9, -9, 0])\nL = mean((f(randn(10, 2, seed=2), w, b) - 1) ** 2)",
      "def f(x, w, b):\n    return relu(x @ w + b)",
      ["dead-relu at f(randn(10, 2, seed=2), w, b), it begins here in lib.grad: relu(x @ w + b)"],
    ],
    [
      "a saturated gate",
      "w = param([30, -40])\nL = sum((f(w) - [-1, 1]) ** 2)",
      "def f(x):\n    y = x / 2\n    return tanh(y)",
      ["saturated at f(w), it begins here in lib.grad: tanh(y)"],
    ],
    [
      "a stop",
      "w = param(2)\nv = param(1)\nL = f(w) * v",
      "def f(x):\n    return detach(x) * 2",
      ["detached at f(w), it begins here in lib.grad: detach(x)"],
    ],
    [
      "a product by 0",
      "w = param(2)\nL = (f(w) - 1) ** 2",
      "def f(x):\n    return 0 * x",
      ["zero-product at f(w), it begins here in lib.grad: 0 * x"],
    ],
    [
      "another operand",
      "w = param(1)\nv = param(3)\nL = f(w, v) ** 2",
      "def f(a, b):\n    m = max(a, b)\n    return m",
      ["routed-away at f(w, v), it begins here in lib.grad: max(a, b)"],
    ],
    [
      "a softmax over one number",
      "w = param([[1], [2]])\nL = sum(f(w) * [[1], [2]])",
      "def f(a):\n    p = softmax(a, dim=1)\n    return p",
      ["constant at f(w), it begins here in lib.grad: softmax(a, dim=1)"],
    ],
    [
      "a pole",
      "w = param(1e-9)\nL = f(w) + 1",
      "def f(a):\n    return 3 / a",
      ["steep at f(w), it begins here in lib.grad: 3 / a"],
    ],
    [
      "a gradient that vanishes over the turns of a loop",
      "w = param(0.3)\nL = f(w)",
      "def f(w):\n    h = w\n    for t in range(20):\n        h = tanh(0.3 * h)\n    return h",
      ["vanishing at f(w), it begins here in lib.grad: tanh(0.3 * h)"],
    ],
    [
      "one that explodes, in a function which that one calls",
      "w = param(0.3)\nL = f(w)",
      "def g(h):\n    for t in range(20):\n        h = 3 * h\n    return h\ndef f(w):\n    return g(w) + 1",
      ["exploding at f(w), it begins here in lib.grad: 3 * h"],
    ],
    [
      "in two calls of it, which are one cause",
      "w = param(0.3)\nL = f(w) + f(2 * w)",
      "def f(w):\n    for t in range(20):\n        u = 0.3 * w\n        w = tanh(u)\n    return w",
      ["vanishing at f(w), it begins here in lib.grad: tanh(u)"],
    ],
    [
      "steps of training forget their start on purpose",
      "w = param(0.3)\nL = f(w)",
      "def f(w):\n    for t in range(30):\n        w = w - 0.4 * grad((w - 1) ** 2, w)\n    return w",
      [],
    ],
    [
      "a loop of few turns is healthy",
      "w = param(0.3)\nL = f(w)",
      "def f(w):\n    h = w\n    for t in range(4):\n        h = tanh(0.3 * h)\n    return h",
      [],
    ],
    [
      "a loss of probabilities that are made there",
      "z = param([[1, 2, 3], [2, 1, 0]])\nL = f(z, [0, 1])",
      "def f(z, t):\n    p = softmax(z, dim=1)\n    return cross_entropy(p, t)",
      [
        "loss-input at f(z, [0, 1]), the probabilities are made here: softmax(z, dim=1), it begins here in lib.grad: cross_entropy(p, t)",
      ],
    ],
    [
      "a hinge of 0 and 1",
      "w = param([1, 2, -1])\nL = f(w, [0, 1, 1])",
      "def f(s, y):\n    return mean(relu(1 - y * s))",
      ["loss-input at f(w, [0, 1, 1]), it begins here in lib.grad: y * s"],
    ],
    [
      "a likelihood of what is no probability",
      "w = param([0.2, 0.4])\nL = f(w, [2, 1])",
      "def f(p, y):\n    return -mean(y * log(p) + (1 - y) * log(1 - p))",
      ["loss-input at f(w, [2, 1]), it begins here in lib.grad: y * log(p)"],
    ],
    [
      "logarithms along another dimension",
      "z = param([[1, 2, 3], [2, 1, 0]])\nL = f(z, [[0, 1, 0], [1, 0, 0]])",
      "def f(z, t):\n    return -mean(sum(t * log_softmax(z, dim=0), dim=1))",
      ["loss-input at f(z, [[0, 1, 0], [1, 0, 0]]), it begins here in lib.grad: t * log_softmax(z, dim=0)"],
    ],
    [
      "a column and a vector that meet there",
      "w = param([[0.1], [0.2]])\nL = f([[1, 2], [3, 4], [5, 6]], w, [1, 2, 3])",
      "def f(x, w, y):\n    e = x @ w - y\n    return mean(e ** 2)",
      ["broadcast at f([[1, 2], [3, 4], [5, 6]], w, [1, 2, 3]), it begins here in lib.grad: x @ w - y"],
    ],
    [
      "a value and its own sum along the wrong dimension",
      "a = param([[1, 2, 3], [4, 5, 6], [7, 8, 10]])\nL = sum((f(a) - 0.3) ** 2)",
      "def f(a):\n    return a / sum(a, dim=1)",
      [
        "broadcast at f(a), dimension 1 is folded here: sum(a, dim=1), it begins here in lib.grad: a / sum(a, dim=1)",
      ],
    ],
    [
      "nothing that was made wide there on purpose",
      "w = param([0.1, 0.2])\nL = f(w, [1, 2, 3])",
      "def f(a, b):\n    return mean((a[:, None] - b) ** 2)",
      [],
    ],
    [
      "nothing that is healthy, whatever it is called",
      "w = param([0.3, -2])\nL = sum(f(w)) + sum(softmax(w) * [1, 2])",
      "def sigmoid(x):\n    return 2 * x\ndef f(x):\n    return sigmoid(x) + tanh(x)",
      [],
    ],
  ])("%s", (_, lines, lib, expected) => {
    const source = `from "lib.grad" import f\n${lines}\nL.backward()\n--- lib.grad\n${lib}\n`;
    const problems = findingProblems(viewOf(source), ALL_ON);
    expect(said(source, problems)).toEqual(expected);
    expect(problems.flatMap(({ fixes }) => fixes)).toEqual([]);
  });
});

test.each([
  [
    "the values that a loss is given are this file's: mended here",
    "z = param([[1, 2, 3], [2, 1, 0]])\np = softmax(z, dim=1)\nL = f(p, [0, 1])",
    "def f(p, t):\n    return nll_loss(p, t)",
    ["Write log_softmax(z, dim=1)"],
  ],
  [
    "the same of shapes",
    "w = param([[0.1], [0.2], [0.3]])\nL = f(w, [1, 2, 3])",
    "def f(a, b):\n    return mse_loss(a, b)",
    ["Write squeeze(w, 1)", "Write unsqueeze([1, 2, 3], 1)"],
  ],
  [
    "functions of another file are not the library's, whatever they are called",
    "z = param([[1, 2, 3], [2, 1, 0]])\nL = f(z, [[0, 1, 0], [1, 0, 0]])",
    "def sigmoid(x):\n    return 2 * x\ndef cross_entropy(z, t):\n    return mean((z - t) ** 2)\ndef f(z, t):\n    return cross_entropy(sigmoid(z), t)",
    [],
  ],
])("%s", (_, lines, lib, titles) => {
  const source = `from "lib.grad" import f\n${lines}\nL.backward()\n--- lib.grad\n${lib}\n`;
  const problems = findingProblems(viewOf(source), ALL_ON);
  expect(problems.length).toBe(titles.length === 0 ? 0 : 1);
  expect(problems.flatMap(({ fixes }) => fixes.map(({ title }) => title))).toEqual(titles);
});

test("a loop's factor is told of the expression that carries it, with its numbers", () => {
  const source =
    'from "lib.grad" import f\nw = param(0.3)\nx = param(1)\nL = f(w, x)\nL.backward()\n--- lib.grad\n' +
    "def f(w, x):\n    for t in range(30):\n        a = w * x\n        x = sigmoid(a)\n    return x\n";
  const [only, ...more] = findingProblems(viewOf(source), ALL_ON);
  expect(more).toEqual([]);
  expect(only?.message).toContain("Over 30 turns the gradient of sigmoid(a) falls to 1.4e-34");
  expect(only?.message).toContain("each turn × 0.074: sigmoid 0.25, × w 0.3");
  expect(only?.data).toMatchObject({ steps: 30, all: 30, parts: "sigmoid 0.25, × w 0.3" });
});
