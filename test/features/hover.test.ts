/** The card under the pointer: what a value is, its gradient, and the chain rule with the file's own numbers. */
import { describe, expect, test } from "vitest";
import { hoverAt } from "../../src/features/hover.ts";
import { hover, viewOf } from "../check.ts";
import { at } from "./pointer.ts";

const lecture = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()";
const product =
  "x = [[2, 1, -3], [-3, 4, 2]]\nw = [[3, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]]\ny = x @ w\ny.backward([[2, 3, -3, 9], [-8, 1, 4, 6]])";
const neuron = "w = 2\nx = -1\nb = 3\ns = w * x + b\nf = sigmoid(s)";

describe("in the lecture's first example", () => {
  test("a leaf has its gradient, by the step that uses it", () => {
    expect(at(lecture, "x")).toMatchInlineSnapshot(`
      "  x = -2
      # ^
      **x** = \`-2\`  
      scalar · float64

      **∂f/∂x** = \`-4\`

      Upstream × local: \`∂f/∂x = ∂f/∂q · 1 = -4 · 1 = -4\`"
    `);
  });

  test("a value in the middle has what comes to it and what it sends back", () => {
    expect(at(lecture, "q")).toMatchInlineSnapshot(`
      "  q = x + y
      # ^
      **q** = \`3\`  
      scalar · float64

      **∂f/∂q** = \`-4\`

      Upstream × local: \`∂f/∂q = 1 · z = 1 · -4 = -4\`

      It sends back:
      - \`∂f/∂x = ∂f/∂q · 1 = -4 · 1 = -4\`
      - \`∂f/∂y = ∂f/∂q · 1 = -4 · 1 = -4\`

      *add distributes: each operand receives the upstream gradient unchanged.*"
    `);
  });

  test("the target starts with 1", () => {
    expect(at(lecture, "f")).toMatchInlineSnapshot(`
      "  f = q * z
      # ^
      **f** = \`-12\`  
      scalar · float64

      **∂f/∂f** = \`1\`

      It sends back:
      - \`∂f/∂q = 1 · z = 1 · -4 = -4\`
      - \`∂f/∂z = 1 · q = 1 · 3 = 3\`

      *mul swaps: each operand receives the upstream gradient times the other operand.*

      The backward pass starts here: its gradient with respect to itself is 1."
    `);
  });

  test("an operator is the step that it makes", () => {
    expect(at(lecture, "* z")).toMatchInlineSnapshot(`
      "  f = q * z
      #     ^^^^^
      **f** = \`-12\`  
      scalar · float64

      **∂f/∂f** = \`1\`

      It sends back:
      - \`∂f/∂q = 1 · z = 1 · -4 = -4\`
      - \`∂f/∂z = 1 · q = 1 · 3 = 3\`

      *mul swaps: each operand receives the upstream gradient times the other operand.*

      The backward pass starts here: its gradient with respect to itself is 1."
    `);
  });
});

describe("a call", () => {
  test("of a library function is one step, with what there is to read of it", () => {
    expect(at(neuron, "sigmoid")).toMatchInlineSnapshot(`
      "  f = sigmoid(s)
      #     ^^^^^^^^^^
      \`\`\`grad
      sigmoid(x)
      \`\`\`

      The logistic function: squeezes every number into (0, 1).

      σ(x) = 1 / (1 + exp(−x)). Also: special.expit.

      Local gradient: (1 − σ(x)) σ(x).

      \`\`\`grad
      backward(g):
          return g * (1 - s) * s
      \`\`\`

      In the lecture: Sigmoid.

      **f** = \`0.7311\`  
      scalar · float64

      **∂f/∂f** = \`1\`

      It sends back:
      - \`∂f/∂s = 1 · (1 - f) · f = 1 · 0.1966 = 0.1966\`

      The backward pass starts here: its gradient with respect to itself is 1."
    `);
  });

  test("of a function of the file is one step", () => {
    const source = "def neuron(w, x):\n    s = w * x\n    return tanh(s)\na = 2\nL = 3 * neuron(a, 0.5)";
    expect(at(source, "neuron(a")).toMatchInlineSnapshot(`
      "  L = 3 * neuron(a, 0.5)
      #         ^^^^^^^^^^^^^^
      \`\`\`grad
      neuron(w, x)
      \`\`\`

      **neuron(a, 0.5)** = \`0.7616\`  
      scalar · float64

      **∂L/∂(neuron(a, 0.5))** = \`3\`

      Upstream × local: \`∂L/∂(neuron(a, 0.5)) = 1 · 3 = 3\`

      It sends back:
      - \`∂L/∂a = ∂L/∂(neuron(a, 0.5)) · ∂(neuron(a, 0.5))/∂a = 3 · 0.21 = 0.63\`"
    `);
  });

  test("lets its inside be looked at, under the inside's names", () => {
    const source = "def neuron(w, x):\n    s = w * x\n    return tanh(s)\na = 2\nL = 3 * neuron(a, 0.5)";
    expect(at(source, "s =")).toMatchInlineSnapshot(`
      "      s = w * x
      #     ^
      **s** = \`1\`  
      scalar · float64

      **∂L/∂s** = \`1.26\`

      Upstream × local: \`∂L/∂s = ∂L/∂(tanh(s)) · (1 - square(tanh(s))) = 3 · 0.42 = 1.26\`

      It sends back:
      - \`∂L/∂w = ∂L/∂s · x = 1.26 · 0.5 = 0.63\`
      - \`∂L/∂x = ∂L/∂s · w = 1.26 · 2 = 2.52\`

      *mul swaps: each operand receives the upstream gradient times the other operand.*"
    `);
    expect(at(source, "w, x)")).toMatchInlineSnapshot(`
      "  def neuron(w, x):
      #            ^
      **w** = \`2\`  
      scalar · float64

      **∂L/∂w** = \`0.63\`

      Upstream × local: \`∂L/∂w = ∂L/∂s · x = 1.26 · 0.5 = 0.63\`"
    `);
  });
});

test("a call with two results adds what comes through both", () => {
  const source = "def f(x):\n    return x * x, 3 * x\na = 2\nu, v = f(a)\nL = 5 * u + v";
  expect(at(source, "a =")).toMatchInlineSnapshot(`
    "  a = 2
    # ^
    **a** = \`2\`  
    scalar · float64

    **∂L/∂a** = \`23\`

    Upstream × local: \`∂L/∂a = ∂L/∂u · ∂u/∂a + ∂L/∂v · ∂v/∂a = 23\`"
  `);
});

describe("a matrix product", () => {
  test("has its rule with shapes, and no Jacobian", () => {
    expect(at(product, "@")).toMatchInlineSnapshot(`
      "  y = x @ w
      #     ^^^^^
      **y** = \`[[-1, -1, 2, 6], [5, 2, 11, 7]]\`  
      [2, 4] · float64

      **dy** = \`[[2, 3, -3, 9], [-8, 1, 4, 6]]\`

      It sends back:
      - \`dx [2, 3] = dy [2, 4] @ w.T [4, 3] = [[0, 16, -9], [-24, 9, -30]]\`
      - \`dw [3, 4] = x.T [3, 2] @ dy [2, 4] = [[28, 3, -18, 0], [-30, 7, 13, 33], [-22, -7, 17, -15]]\`

      *matmul swaps, as mul does: each operand receives the upstream gradient times the other operand, transposed so that the shapes fit.*

      The backward pass starts here, with the upstream gradient that is given.

      The full Jacobian would have 8 × 6 = 48 entries; it is never formed."
    `);
  });

  test("gives each operand its gradient", () => {
    expect(at(product, "w")).toMatchInlineSnapshot(`
      "  w = [[3, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]]
      # ^
      **w** = \`[[3, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]]\`  
      [3, 4] · float64

      **dw** = \`[[28, 3, -18, 0], [-30, 7, 13, 33], [-22, -7, 17, -15]]\`

      Upstream × local: \`dw [3, 4] = x.T [3, 2] @ dy [2, 4] = [[28, 3, -18, 0], [-30, 7, 13, 33], [-22, -7, 17, -15]]\`"
    `);
  });
});

describe("nothing is said", () => {
  test.each([
    ["of a comment", "x = 2 # co$0mment"],
    ["of an empty line", "x = 2\n$0\ny = 3"],
    ["of a line that is broken", "x = 3 +\nx = $0q"],
    ["of a function that nobody calls", "def f(x):\n    y = x$0 * 2\n    return y"],
  ])("%s", (_, source) => expect(hover(source)).toBe("(none)"));
});

test("a link leads to each use where the editor can follow one", () => {
  const source = "x = 3\ny = x * x\nL = y + 5 * x";
  const found = hoverAt(viewOf(source), 0, { link: (text, offset) => `[${text}](at:${offset})` });
  expect(found?.markdown).toContain("| [line 2](at:10) |");
});

test("a hover fits into what VS Code draws", () => {
  const uses = Array.from({ length: 300 }, (_, i) => `y${i} = x * ${i}.5`);
  const found = hoverAt(viewOf(["x = rand(60, 60)", ...uses, "L = sum(x * x)"].join("\n")), 0, {
    link: undefined,
  });
  expect(found?.markdown.length).toBeLessThan(32_000);
});

test("of a text that is too long for one its first words are there", () => {
  const doc = Array.from({ length: 900 }, (_, i) => `# Line ${i} of what is said above a function.\n`).join(
    "",
  );
  const text = `${doc}def f(x): return x\ny = f(2)`;
  const found = hoverAt(viewOf(text), text.lastIndexOf("f("), { link: undefined })?.markdown ?? "";
  expect(found.length).toBeLessThan(32_000);
  expect(found).toContain("Line 600 of");
  expect(found.endsWith("…")).toBe(true);
});

describe("on values and places", () => {
  const pairs =
    "x = [[1, 5], [7, 3]]\nm = max(x, dim=1)\nv, i = topk(x, 1)\nk = max(x, dim=1)[1]\nL = sum(m)";

  test("a name for the values says so, and how the places are taken", () => {
    expect(at(pairs, "m")).toMatchInlineSnapshot(`
      "  m = max(x, dim=1)
      # ^
      **m** = \`[5, 7]\`  
      [2] · float64

      **∂L/∂m** = \`[1, 1]\`

      Upstream × local: \`dm [2] = broadcast_to(dL []) = [1, 1]\`

      It sends back:
      - \`dx [2, 2] = scatter_add(broadcast_to(0), argmax(x [2, 2]), reshape(dm [2])) = [[0, 1], [1, 0]]\`

      *max routes: along the dimension, the first largest element receives the whole gradient, the others 0.*

      m is the values of max(…) alone, m\\[0\\] their first element: v, i = max(…) takes the places too.

      The full Jacobian would have 2 × 4 = 8 entries; it is never formed."
    `);
    expect(at(pairs, "m)")).toContain(
      "m is the values of max(…) alone, m\\[0\\] their first element: v, i = max(…) takes the places too.",
    );
    expect(at("x = [1, 5]\nm = sort(x)\nn = m\ny = sum(n)", "n")).toContain(
      "n is the values of sort(…) alone",
    );
    expect(at("x = [[1, 5]]\nm = topk(x, 1)\ny = sum(m)", "m")).toContain(
      "\\[0\\] their first row: v, i = topk(…)",
    );
    expect(at("y = max([1, 5], dim=0)", "y")).toContain("y is the values of max(…) alone: v, i = max(…)");
  });

  test("names that took the pair apart are values like any other", () => {
    expect(at(pairs, "v")).not.toContain("alone");
    expect(at(pairs, "i =")).toMatchInlineSnapshot(`
      "  v, i = topk(x, 1)
      #    ^
      **i** = \`[[1], [0]]\`  
      [2, 1] · float64

      **∂L/∂i** –

      It is not on any path to L, so nothing comes back to it."
    `);
  });

  test("a call that is asked for its places has them", () => {
    expect(at(pairs, "max(x, dim=1)[1]")).toMatchInlineSnapshot(`
      "  k = max(x, dim=1)[1]
      #     ^^^^^^^^^^^^^
      \`\`\`grad
      max(x, other=None, dim=None, keepdim=False)
      \`\`\`

      The larger of two values, element by element; with one value, its largest element; with dim, the largest along it.

      v, i = max(x, dim=0) gives their places too. Second argument: other for maximum, or dim with keepdim.

      Local gradient: With two values a tie gives half of the gradient to each. With one, equal largest elements share it. Along dim, the first largest element receives all of it.

      **k** = \`[1, 0]\`  
      [2] · float64

      **∂L/∂k** –

      It is not on any path to L, so nothing comes back to it."
    `);
  });
});
