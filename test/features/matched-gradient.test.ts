/** Homework marks itself: what the hint of a value says that is a gradient, or one but for a slip; and where nothing is said. */
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { requestFor } from "../../src/cli/sources.ts";
import { createAnalyser } from "../../src/analysis.ts";
import { lineHints } from "../../src/features/hints.ts";
import { plainView, type View } from "../../src/features/view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { denseLayer } from "../fixtures/dense-layer.ts";
import { PLAIN_HINTS, viewOf } from "../check.ts";

/** What is said of each name: the hint from the `=` of the comparison on. */
function said(source: string, view: View = viewOf(source)): Readonly<Record<string, string>> {
  const hints = lineHints(view, { ...PLAIN_HINTS, columns: 10 });
  const found = hints.flatMap(({ offset, parts }): (readonly [string, string])[] => {
    const { text, lines } = view.analysis;
    const line = text.slice(lines.startOf(lines.lineAt(offset)), offset);
    const match = parts.find(({ kind, text: own }) => kind === "gradient" && /^ ?= /.test(own));
    return match === undefined ? [] : [[/^[^\s:=]*/.exec(line.trim())![0], match.text.trim().slice(2)]];
  });
  return Object.fromEntries(found);
}

const classes = `
s: [N, C] = param([[3.2, 5.1, -1.7], [0.3, -0.2, 0.9], [1.1, 0.4, -0.6], [2, 1, 0.5], [0, 0.1, 0.7]])
t = [0, 2, 1, 0, 1]
L = cross_entropy(s, t)
L.backward()
p = softmax(s, dim=1)
`;

describe("homework that is right", () => {
  test("the backward pass of a dense layer", () => {
    const own = `
dE = 2 * E / 8
dP = dE
dW = X.T @ dP
db = sum(dP, dim=0)
dX = dP @ W.T`;
    expect(said(denseLayer + own)).toEqual({
      dE: "∂L/∂E ✓",
      dP: "∂L/∂P ✓",
      dW: "∂L/∂W ✓",
      db: "∂L/∂b ✓",
      dX: "∂L/∂X ✓",
    });
  });

  test("softmax and cross-entropy, under any name", () => {
    expect(said(`${classes}guess = (p - one_hot(t, 3)) / 5`)).toEqual({ guess: "∂L/∂s ✓" });
    expect(said(`${classes}(p - one_hot(t, 3)) / 5`)).toEqual({ "(p": "∂L/∂s ✓" });
  });

  test("numbers, by names that say what they are", () => {
    const product = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n";
    expect(said(`${product}dx = -4\nd_y = z + 0\ngrad_q = 1 * z\ndf_dz = 3`)).toEqual({
      dx: "∂f/∂x ✓",
      d_y: "∂f/∂y ✓",
      grad_q: "∂f/∂q ✓",
      df_dz: "∂f/∂z ✓",
    });
  });

  test("literals, to the digits that they are written with", () => {
    const neuron = "w = [2, -3, -3]\nx = [-1, -2, 1]\nf = sigmoid(sum(w * x))\nf.backward()\n";
    expect(said(`${neuron}dw = [-0.197, -0.393, 0.197]\ndx = [0.393, -0.59, -0.59]`)).toEqual({
      dw: "∂f/∂w ✓",
      dx: "∂f/∂x ✓",
    });
    expect(said(`${neuron}dw = [-0.197, -0.395, 0.197]`)).toEqual({});
    expect(said(`${neuron}dw = [-0.2, -0, 0.2]`)).toEqual({});
    expect(
      said("x = [1, -2, 3, -1]\ny = relu(x)\ndy = [4, -1, 5, 9]\ny.backward(dy)\nguess = [4, 0, 5, 0]"),
    ).toEqual({
      guess: "dx ✓",
    });
    // A whole number alone has been rounded to nothing.
    expect(said("x = 1.5\nf = x * x * 1.43\nf.backward()\ndx = 4")).toEqual({});
  });

  test("the tooltip says it in a sentence, of all gradients that are the same", () => {
    const source =
      "a = [1, 2, 3]\nb = [2, 5, 1]\ns = a + b\nL = sum(s * s)\nL.backward()\nboth = 2 * (a + b)";
    const hint = lineHints(viewOf(source), PLAIN_HINTS).at(-1);
    expect(hint?.parts.map(({ text }) => text).join("")).toBe("= [6, 14, 8] = ∂L/∂a ✓");
    expect(hint?.tooltip).toContain("It is `∂L/∂a, ∂L/∂b, ∂L/∂s`.");
  });
});

describe("homework with a slip", () => {
  test.each([
    ["the sign", "dW = X.T @ (Y - P) / 4", "−1 × ∂L/∂W"],
    ["a forgotten 2", "dW = X.T @ E / 8", "½ × ∂L/∂W"],
    ["a factor 2 too much", "dW = 4 * X.T @ E / 8", "2 × ∂L/∂W"],
    ["a forgotten 1/N", "dW = X.T @ E", "N × ∂L/∂W"],
    ["1/N twice", "dW = X.T @ E / 16", "1/N × ∂L/∂W"],
    ["a forgotten mean", "dW = 2 * X.T @ E", "8 × ∂L/∂W"],
    ["a transpose", "dW = E.T @ X / 4", "(∂L/∂W)ᵀ"],
  ])("%s", (_, line, expected) => {
    expect(said(`${denseLayer}${line}`)).toEqual({ dW: expected });
  });

  test("a sum in place of a mean over samples", () => {
    expect(said(`${classes}ds = p - one_hot(t, 3)`)).toEqual({ ds: "N × ∂L/∂s" });
    expect(said(`${classes}ds = (one_hot(t, 3) - p) / 5`)).toEqual({ ds: "−1 × ∂L/∂s" });
  });

  test("of few elements the sign alone is told, and only by name", () => {
    const cosine = "x = 0.5\ny = cos(x)\ny.backward()\n";
    expect(said(`${cosine}dx = sin(x)`)).toEqual({ dx: "−1 × ∂y/∂x" });
    expect(said(`${cosine}slope = sin(x)`)).toEqual({});
    expect(said(`${cosine}dx = 2 * sin(x)`)).toEqual({});
    expect(said(`${cosine}right = -sin(x)`)).toEqual({});
  });
});

describe("nothing is said of", () => {
  const pass = "x = [1, 2, 3]\nw = [0.5, -1, 2]\nL = sum(w * x)\nL.backward()\n";
  test.each([
    ["a value on the way to the target", "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()", {}],
    ["what grad made", `${pass}dx = grad(L, x)\nmine = 1 * dx\ng = mine + 0`, {}],
    ["zeros", "x = [1, 2]\nc = detach(x)\nL = sum(c * round(x))\nL.backward()\ndx = 0 * x", {}],
    ["plain constants", `${pass}dt = 1\nd = 0.5\nrate = -1\ndx = ones(3)\ndepth = 2`, {}],
    ["numbers written down that no name calls a gradient", "x = 3\nL = 3 * x\ndepth = 3\ndata = 3", {}],
    [
      "another way to a value that a gradient is made of",
      `${pass}copy = x\nagain = x * 1\nhalf = 2 * x / 2`,
      {},
    ],
    ["another gradient than the name says", `${pass}dx = x * 1`, {}],
    ["what is not quite it", `${pass}dx = w + [0, 0, 1e-8]`, {}],
    ["a wrong shape", `${pass}dx = w[:, None]`, {}],
    ["what is no number", `${pass}dx = w / 0`, {}],
    ["a condition", `${pass}dx = w > 0`, {}],
    ["a parameter that nothing uses", `${pass}dx = param([0.5, -1, 2])`, {}],
    ["a file without a target", "x = [1, 2, 3]\ndx = [1, 1, 1]", {}],
  ])("%s", (_, source, expected) => {
    expect(said(source)).toEqual(expected);
  });

  test("anything, where the setting is off", () => {
    const hints = lineHints(viewOf(`${denseLayer}dP = 2 * E / 8`), { ...PLAIN_HINTS, compare: false });
    expect(hints.at(-1)?.parts.map(({ text }) => text)).toEqual(["‖0.65‖", "  ∂L/∂dP –"]);
  });

  test("gradients that are hidden, until they are shown", () => {
    const source = `${denseLayer}dE = E / 4\ndW = X.T @ dE`;
    const view = (revealed: number): View => ({ ...viewOf(source), revealed });
    expect(said(source, view(0))).toEqual({});
    expect(said(source, view(2))).toEqual({ dE: "∂L/∂E ✓" });
    expect(said(source, view(100))).toEqual({ dE: "∂L/∂E ✓", dW: "∂L/∂W ✓" });
  });
});

test("parameters may be trained with grad before: a gradient by what came of it is marked", () => {
  const trained = `
x = [0.5, -1.2, 0.3]
w = param([0.2, 0.7, -0.4])
for i in range(2):
    dw = grad(sum((w * x) ** 2), w)
    w = w - 0.1 * dw
L = sum((w * x) ** 2)
L.backward()
mine = 2 * w * x * x`;
  expect(said(trained)).toEqual({ mine: "∂L/∂w ✓" });
});

test("of the examples these say so, and no other line", async () => {
  const folder = join(import.meta.dirname, "../../examples");
  const found: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".grad"))) {
    const text = await readFile(join(folder, file), "utf8");
    const analysis = createAnalyser().analyse(
      text,
      1,
      await requestFor(file, text, (name) => readFile(join(folder, name))),
    );
    const numbers = runAnalysis(createEngine(), analysis, 1e9).numbers;
    const view = plainView(analysis, numbers, true);
    for (const [name, match] of Object.entries(said(text, view)))
      found.push(`${file.slice(0, 2)} ${name} = ${match}`);
  }
  expect(found).toEqual([
    "06 g1 = ∂L/∂x1 ✓",
    "06 g0 = ∂L/∂x0 ✓",
    "07 dx = ∂/∂x ✓",
    "08 dx = ∂/∂x ✓",
    "08 dw = ∂/∂w ✓",
    "09 ds = ∂J/∂s ✓",
    "10 expected = ∂L/∂scores ✓",
    "11 dx = ∂L/∂x ✓",
    "14 ds = ∂L/∂scores ✓",
  ]);
});

test("only values of homework are compared, and only with gradients of as many elements", () => {
  const lines = Array.from({ length: 300 }, (_, i) => `a${i} = a${i - 1} * 1.01`).with(
    0,
    "a0 = [0.5, 0.25, 2]",
  );
  const count = (source: string, compare: boolean): number => {
    const view = viewOf(source);
    let asked = 0;
    const numbers = view.numbers!;
    const tensor: typeof numbers.tensor = (node) => {
      asked += 1;
      return numbers.tensor(node);
    };
    const spied: typeof numbers = {
      has: (node) => numbers.has(node),
      summary: (node) => numbers.summary(node),
      norm: (node) => numbers.norm(node),
      notFinite: () => numbers.notFinite(),
      tensor,
    };
    const hints = lineHints({ ...view, numbers: spied }, { ...PLAIN_HINTS, compare });
    expect(hints.length).toBeGreaterThan(300);
    return asked;
  };
  const without = [...lines, "L = sum(a299)", "L.backward()"].join("\n");
  expect(count(without, true)).toBe(count(without, false));
  // The value itself, and the one gradient by which it could be told.
  expect(count(`${without}\nda7 = 0 * a0`, true) - count(`${without}\nda7 = 0 * a0`, false)).toBe(1);
  const right = `${without}\nda299 = 0 * a0 + [1, 1, 1]`;
  expect(count(right, true) - count(right, false)).toBe(2);
  // One that nothing is said of: each gradient is asked for once, whatever slips it is compared with.
  const other = `${without}\nguess = [0.125, 5, 7] * sum(a0)`;
  expect(count(other, true) - count(other, false)).toBe(1 + lines.length);
  const small = `${without}\nguess = [1, 2] * 1.5 * sum(a0)`;
  expect(count(small, true) - count(small, false)).toBe(1);
});
