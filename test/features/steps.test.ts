/** The steps of a pass: their order, their sentences with a file's numbers, what is kept, and how sums grow at forks. */
import { describe, expect, test } from "vitest";
import { fork, neuron, product, stepped } from "../webview/step-views.ts";

/** Each step as it is told. */
const told = (source: string, opened: readonly string[] = []): readonly string[] =>
  stepped(source, opened).steps.steps.map(({ title, sentence }) => `${title} : ${sentence}`);

const lines = (source: string): readonly (number | undefined)[] =>
  stepped(source).steps.steps.map(({ range }) => range && range.start.line + 1);

describe("the lecture's examples", () => {
  test("f = (x + y) z: forward in the order of evaluation, backward against it, each at its line", () => {
    expect(told(product)).toEqual([
      "inputs : x = -2, y = 5, z = -4",
      "+ : q = x + y = -2 + 5 = 3",
      "× : f = q · z = 3 · -4 = -12; kept for the backward pass: z, q",
      "f : ∂f/∂f = 1, the backward pass starts here",
      "× : ∂f/∂q = upstream 1 · z (-4) = -4; ∂f/∂z = upstream 1 · q (3) = 3",
      "+ : ∂f/∂x = upstream -4 · 1 = -4; ∂f/∂y = upstream -4 · 1 = -4",
    ]);
    expect(lines(product)).toEqual([undefined, 4, 5, 5, 5, 4]);
  });

  test("at a fork each part arrives, and the sum grows", () => {
    expect(told(fork).slice(-2)).toEqual([
      "+ : ∂f/∂x = upstream 1.5 · 1 = 1.5; ∂f/∂a = upstream 1.5 · 1 = 1.5; so far ∂f/∂x = 1.5, 1 of 2 parts",
      "× : ∂f/∂x = upstream 1.5 · y (2) = 3; ∂f/∂y = upstream 1.5 · x (3) = 4.5; in sum ∂f/∂x = 1.5 + 3 = 4.5",
    ]);
    const { steps } = stepped(fork).steps;
    expect(steps.flatMap(({ sums }) => sums)).toEqual([
      { node: "x#0", text: "1.5", total: "1.5" },
      { node: "x#0", text: "1.5 + 3 = 4.5", total: "4.5" },
    ]);
    expect(steps.map(({ completes }) => completes)).toEqual([
      ...[[], [], [], []],
      ["target", "f#0"],
      ["b#0"],
      ["a#0"],
      ["x#0", "y#0"],
    ]);
  });

  test("a value that one gate reads twice gets both parts in one step", () => {
    expect(told("x = 3\nf = x * x").at(-1)).toBe(
      "× : ∂f/∂x = upstream 1 · x (3) = 3; ∂f/∂x = upstream 1 · x (3) = 3; in sum ∂f/∂x = 3 + 3 = 6",
    );
    expect(told("x = 3\nf = x - x").at(-1)).toContain("in sum ∂f/∂x = 1 + (-1) = 0");
    expect(told("x = 1\na = 2 * x\nf = 3 * x + a").at(-1)).toContain("in sum ∂f/∂x = 3 + 2 = 5");
  });

  test("the sign of a negative number leaves it in brackets", () => {
    expect(told("x = [-4, 1]\nf = -sum(x)")[2]).toBe("− : f = -sum(x) = -(-3) = 3");
  });

  test("a neuron's sigmoid is one step while it is closed, and opened as many as it has gates", () => {
    expect(told(neuron).filter((text) => text.startsWith("sigmoid"))).toEqual([
      "sigmoid : f = sigmoid(s) = sigmoid(1) = 0.7311; kept for the backward pass: f",
      "sigmoid : ∂f/∂s = upstream 1 · (1 - f) · f (0.1966) = 0.1966",
    ]);
    const opened = told(neuron, ["sigmoid#0"]);
    expect(opened.slice(4, 8)).toEqual([
      "− : -s = -1",
      "exp : exp(-x) = exp(-1) = 0.3679; kept for the backward pass: exp(-x)",
      "1+ : 1 + exp(-x) = 1 + 0.3679 = 1.368",
      "1/x : f = reciprocal(1 + exp(-x)) = reciprocal(1.368) = 0.7311; kept for the backward pass: f",
    ]);
    expect(opened).toHaveLength(told(neuron).length + 6);
    expect(opened).toContain("exp : ∂f/∂(-x) = upstream -0.5344 · exp(-x) (0.3679) = -0.1966");
  });

  test("a matrix product tells shapes, a large one norms", () => {
    const small =
      "x = [[2, 1, -3], [-3, 4, 2]]\nw = [[3, 2], [2, 1], [3, 2]]\ny = x @ w\ny.backward([[2, 3], [-8, 1]])\n";
    expect(told(small).filter((text) => text.startsWith("@"))).toEqual([
      "@ : y = x @ w = [[2, 1, -3], [-3, 4, 2]] @ [[3, 2], [2, 1], [3, 2]] = [[-1, -1], [5, 2]]; kept for the backward pass: x, w",
      "@ : dx [2, 3] = dy [2, 2] @ w.T [2, 3] = [[12, 7, 12], [-22, -15, -22]]; dw [3, 2] = x.T [3, 2] @ dy [2, 2] = [[28, 3], [-30, 7], [-22, -7]]",
    ]);
    expect(told(small)).toContain("y : dy = [[2, 3], [-8, 1]], given, where the backward pass starts");
    const large = "x = ones(64, 4096)\nw = 0.01 * ones(4096, 10)\ny = x @ w\nL = mean(y)\n";
    expect(told(large).filter((text) => text.startsWith("@"))).toEqual([
      "@ : y = x [64, 4096] @ w [4096, 10] = [64×10] all 40.96; kept for the backward pass: x, w",
      "@ : dx [64, 4096] = dy [64, 10] @ w.T [10, 4096] = [64×4096] all 1.563e-4; dw [4096, 10] = x.T [4096, 64] @ dy [64, 10] = [4096×10] all 0.1",
    ]);
  });
});

describe("what is one step, and what is none", () => {
  const loop = "w = param(0.5)\nh = 1\nfor t in range(3):\n    h = w * h\nL = h ** 2\n";

  test("a folded loop is one step, with what all its turns keep and send", () => {
    expect(told(loop).filter((text) => text.startsWith("for"))).toEqual([
      "for t ×3 : h = 0.125 after 3 turns; kept for the backward pass: w, h of line 2, 2 values inside",
      "for t ×3 : ∂L/∂w = 0.1875 through all turns; ∂L/∂(h of line 2) = 0.03125 through all turns",
    ]);
  });

  test("an opened one is its turn, and the turns around it", () => {
    expect(told(loop, ["loop t#0"]).slice(1, 3)).toEqual([
      "turns 1 – 2 : h in turn 2 = 0.25 after 2 turns; kept for the backward pass: w, h of line 2, 1 value inside",
      "× : h = w · (h in turn 2) = 0.5 · 0.25 = 0.125; kept for the backward pass: w, h in turn 2",
    ]);
  });

  test("a call stands where it is called, its gates where they are written", () => {
    const source = "def f(t):\n    s = t * t\n    return s * 3\nx = 2\ny = f(x)\nL = y + 1\n";
    expect(lines(source)).toEqual([undefined, 5, 6, 6, 6, 5]);
    expect(stepped(source, ["f#0"]).steps.steps.map(({ range }) => range && range.start.line + 1)).toEqual([
      undefined,
      ...[2, 3, 6, 6, 6, 3, 2],
    ]);
  });

  test("what is on no way to the target is no step; where no gradient passes a gate the sentence says so", () => {
    expect(told("x = 2\ny = x * 3\nL = x ** 2").map((text) => text.split(" : ")[0])).toEqual([
      "inputs",
      "^2",
      "L",
      "^2",
    ]);
    expect(told("x = 2.5\ny = floor(x)\nL = y * x").at(-1)).toMatch(/^floor|^⌊/u);
  });

  test("nothing is there to step through where no line computes anything", () => {
    expect(told("x = 2\n")).toEqual([]);
  });

  test("a step is the same one when numbers and lines above it change", () => {
    const ids = (source: string): readonly string[] => stepped(source).steps.steps.map(({ id }) => id);
    expect(ids(`# a comment\n${product.replace("5", "7")}`)).toEqual(ids(product));
    const longer = ids(product.replace("f = q * z", "f = q * z + 1"));
    expect(longer).toContain("forward q#0");
    expect(longer).toContain("backward q#0");
  });
});
