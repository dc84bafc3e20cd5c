/** The card of a value: uses that add up, kinks, broadcasts, turns, and what no gradient reaches. */
import { describe, expect, test } from "vitest";
import { at } from "./pointer.ts";

describe("a value", () => {
  test("that is used more than once has a ledger, and the sum", () => {
    expect(at("x = 3\ny = x * x\nL = y + 5 * x", "x")).toMatchInlineSnapshot(`
      "  x = 3
      # ^
      **x** = \`3\`  
      scalar · float64

      **∂L/∂x** = \`11\`

      Used 3 times; what comes back adds up:

      | in | where | sends back |
      | --- | --- | --- |
      | y, operand 1 | line 2 | \`3\` |
      | y, operand 2 | line 2 | \`3\` |
      | 5 \\* x | line 3 | \`5\` |
      | **sum** | | \`11\` |"
    `);
  });

  test("that is used many times has the first uses in its ledger, and says how many there are", () => {
    const card = at(`x = 3\ny = 0\n${"y = y + x\n".repeat(40)}y.backward()`, "x");
    expect(card).toMatch("Used 40 times; what comes back adds up:");
    expect(card.match(/^\| y of line \d+ \| line/gm)?.length).toBe(12);
    expect(card).toMatch("| the other 28 | | `28` |\n| **sum** | | `40` |");
  });

  test("that is made of many sends back to the first of them, and says so of the others", () => {
    const card = at(`x = 3\ny = [${"x, ".repeat(40)}]\nL = sum(y)`, "y");
    expect(card.match(/^- `dx \[\] = index/gm)?.length).toBe(12);
    expect(card).toMatch("- `… and so on for 28 more operands`");
  });

  test("that is used more often than a person can read has rows for some, and one for the others, that add up", () => {
    const source = "W = 0.5\nh = 1\nfor i in range(30):\n    h = tanh(h * W)\nL = h ** 2\nL.backward()";
    const said = at(source, "W");
    expect(said).toContain("Used 30 times; what comes back adds up:");
    const rows = [...said.matchAll(/^\| (?!in |---)(.*?) \|(.*?)\| `(.*)` \|$/gm)];
    expect(rows.map(([, what, where]) => `${what!.replace("\\", "")}${where}`.trim())).toEqual([
      ...Array.from({ length: 12 }, (_, i) => `h * W line 4, turn ${i + 1}`),
      "the other 18",
      "**sum**",
    ]);
    const numbers = rows.map(([, , , number]) => Number(number));
    const sum = numbers.pop()!;
    expect(numbers.reduce((a, b) => a + b)).toBeCloseTo(sum, 18);
    expect(sum).toBe(8.416e-17);
  });

  test("that is used in loops within loops says the turn of each", () => {
    const source = "w = 2\nL = 0\nfor i in range(2):\n    for j in range(2):\n        L = L + w * j";
    expect(at(source, "w")).toContain("line 5, turn 2.1");
  });

  test("at a kink says which slope is used, here and elsewhere", () => {
    expect(at("x = 0\ny = abs(x)", "abs")).toMatchInlineSnapshot(`
      "  y = abs(x)
      #     ^^^^^^
      \`\`\`grad
      abs(x)
      \`\`\`

      The absolute value, element by element.

      Also: absolute.

      Local gradient: ∂/∂x = sign(x)

      At 0 the two slopes −1 and 1 meet; the slope used there is 0.

      *abs scales by the sign: the gradient changes its sign where x is negative.*

      **y** = \`0\`  
      scalar · float64

      **∂y/∂y** = \`1\`

      It sends back:
      - \`∂y/∂x = 1 · sign(x) = 1 · 0 = 0\`

      The backward pass starts here: its gradient with respect to itself is 1.

      This is at a kink. At 0 the two slopes −1 and 1 meet; the slope used there is 0. PyTorch and TensorFlow use 0 too; JAX uses 1."
    `);
  });

  test("that was broadcast says that its gradient is summed", () => {
    expect(at("x = [[1, 2], [3, 4]]\nb = [1, 10]\nL = sum(x * b)", "* b")).toMatchInlineSnapshot(`
      "  L = sum(x * b)
      #         ^^^^^
      **x \\* b** = \`[[1, 20], [3, 40]]\`  
      [2, 2] · float64

      **∂L/∂(x \\* b)** = \`[[1, 1], [1, 1]]\`

      Upstream × local: \`d(x * b) [2, 2] = broadcast_to(dL []) = [[1, 1], [1, 1]]\`

      It sends back:
      - \`∂L/∂x = ∂L/∂(x * b) ⊙ b = [[1, 1], [1, 1]] ⊙ [[1, 10], [1, 10]] = [[1, 10], [1, 10]]\`
      - \`∂L/∂b = ∂L/∂(x * b) ⊙ x = [[1, 1], [1, 1]] ⊙ [[1, 2], [3, 4]], summed to [2] = [4, 6]\`

      *mul swaps: each operand receives the upstream gradient times the other operand.*

      b is \\[2\\] and was broadcast to \\[2, 2\\]: what comes back is summed over the repeated places."
    `);
  });

  test("that does not lead to the target says so", () => {
    expect(at("x = 3\nu = x * 7\nL = x * x\nL.backward()", "u")).toMatchInlineSnapshot(`
      "  u = x * 7
      # ^
      **u** = \`21\`  
      scalar · float64

      **∂L/∂u** –

      It is not on any path to L, so nothing comes back to it."
    `);
  });

  test("behind a wall says why nothing comes back", () => {
    expect(at("x = 3.5\nL = floor(x) * 2", "floor(")).toMatchInlineSnapshot(`
      "  L = floor(x) * 2
      #     ^^^^^^^^
      \`\`\`grad
      floor(x)
      \`\`\`

      The largest whole number that is not above x, element by element.

      Local gradient: floor is a staircase: it is flat between its jumps, so the gradient that passes is 0.

      At whole numbers the staircase jumps; the slope used there is 0.

      *floor is a wall: its steps are flat, so no gradient passes.*

      **floor(x)** = \`3\`  
      scalar · float64

      **∂L/∂(floor(x))** = \`2\`

      Upstream × local: \`∂L/∂(floor(x)) = 1 · 2 = 2\`

      It sends back:
      - \`∂L/∂x: 0. floor is a staircase: it is flat between its jumps, so the gradient that passes is 0.\`"
    `);
  });

  test("in a loop has its other turns", () => {
    expect(at("x = 2\nfor i in range(3):\n    x = x * x", "x = x")).toMatchInlineSnapshot(`
      "      x = x * x
      #     ^
      **x** = \`256\`  
      scalar · float64

      **∂x/∂x** = \`1\`

      It sends back:
      - \`∂x/∂(x in turn 2) = 1 · (x in turn 2) = 1 · 16 = 16\`
      - \`∂x/∂(x in turn 2) = 1 · (x in turn 2) = 1 · 16 = 16\`

      *mul swaps: each operand receives the upstream gradient times the other operand.*

      The backward pass starts here: its gradient with respect to itself is 1.

      ‖∂x/∂x‖ over 3 turns: \`█▅▁\` 1 … 256, on a log scale

      3 turns:

      | turn | value | gradient |
      | --- | --- | --- |
      | 1 | \`4\` | \`256\` |
      | 2 | \`16\` | \`32\` |
      | 3 | \`256\` | \`1\` |

      for i: **turn 3 of 3**"
    `);
  });

  test("that is true or false has no gradient", () => {
    expect(at("x = 3\nb = x > 2\nL = x * x", "b")).toMatchInlineSnapshot(`
      "  b = x > 2
      # ^
      **b** = \`True\`  
      scalar · bool

      *\\> is a wall: its answer does not change when a or b change a little, so no gradient passes.*"
    `);
  });

  test("that is a literal inside a formula has no gradient, and the step that uses it does not speak of one", () => {
    const source = "x = -3\ny = 4\nk = 2\nL = (x + y - 5) ** 2 + x * (1 / 2) + x ** k";
    for (const text of ["5", "2 +", "1 / 2", "/ 2"]) {
      const said = at(source, text);
      expect(said).not.toContain("∂L");
      expect(said).not.toContain("NaN");
    }
    expect(at(source, "** 2")).not.toContain("NaN");
    expect(at(source, "k =")).toContain("**∂L/∂k** = `NaN`");
  });

  test("that a function was given as a literal has a gradient inside under its parameter's name, and none outside", () => {
    const source = "def f(a, b):\n    return a * b\nx = 3\nL = f(x, 2)";
    expect(at(source, "b")).toContain("**∂L/∂b** = `3`");
    expect(at(source, "2)")).not.toContain("∂L");
    expect(at(source, "f(x")).not.toContain("∂2");
  });

  test("that a run refused says so", () => {
    expect(at("x = [1, 2]\ny = x[0.5 + 0 * rand(1)[0]]\nL = sum(y)", "x")).toMatchInlineSnapshot(`
      "  x = [1, 2]
      # ^
      **x** = \`[1, 2]\`  
      [2] · float64

      It has no gradient: a gate on the way refused what it was given."
    `);
    expect(at("x = [1, 2]\ny = x[0.5 + 0 * rand(1)[0]]\nL = sum(y)", "y")).toMatchInlineSnapshot(`
      "  y = x[0.5 + 0 * rand(1)[0]]
      # ^
      **y**  
      scalar · float64

      **∂L/∂y** = \`1\`

      Upstream × local: \`∂L/∂y = ∂L/∂L · ∂L/∂y = 1\`

      It sends back:
      - \`∂L/∂x = ∂L/∂y · ∂y/∂x\`
      - \`∂L/∂(0.5 + 0 * rand(1)[0]): 0. No gradient passes to an index, a class or a condition.\`

      *An index routes: each element receives the gradients of the places that it was read for, and 0 where it was not read.*

      It has no value: a gate on the way refused what it was given."
    `);
  });

  test("of a file without a target has no gradient", () => {
    expect(at("x = [1, 2]\ny = [x, x]", "y")).toMatchInlineSnapshot(`
      "  y = [x, x]
      # ^
      **y** = \`[[1, 2], [1, 2]]\`  
      [2, 2] · float64

      *stack relabels: each tensor receives its own part of the gradient.*"
    `);
  });

  test("that is large is told in summary", () => {
    expect(at("x = arange(1000)\nL = sum(x * x)", "x")).toMatchInlineSnapshot(`
      "  x = arange(1000)
      # ^
      **x** = \`[1000] 0 … 999 ‖18240‖\`  
      [1000] · float64

      **∂L/∂x** = \`[1000] 0 … 1998 ‖36490‖\`

      Used 2 times; what comes back adds up:

      | in | where | sends back |
      | --- | --- | --- |
      | x \\* x, operand 1 | line 2 | \`[1000] 0 … 999 ‖18240‖\` |
      | x \\* x, operand 2 | line 2 | \`[1000] 0 … 999 ‖18240‖\` |
      | **sum** | | \`[1000] 0 … 1998 ‖36490‖\` |"
    `);
  });
});

describe("a result of a call", () => {
  const source =
    "def cell(x, c0):\n    c1 = c0 * x\n    return c1 * c1, c1\nx = 2\nh, c = cell(x, 3)\nL = 5 * h + 7 * c + c";

  test("has in its ledger what comes through its name", () => {
    expect(at(source, "c = cell")).toMatchInlineSnapshot(`
      "  h, c = cell(x, 3)
      #    ^
      **c** = \`6\`  
      scalar · float64

      **∂L/∂c** = \`8\`

      Used 2 times; what comes back adds up:

      | in | where | sends back |
      | --- | --- | --- |
      | L | line 6 | \`1\` |
      | 7 \\* c | line 6 | \`7\` |
      | **sum** | | \`8\` |

      It sends back:
      - \`∂L/∂x = ∂L/∂h · ∂h/∂x + ∂L/∂c · ∂c/∂x = 204\`"
    `);
  });

  test("has inside the function a ledger of what the function did, and of the result", () => {
    expect(at(source, "c1", 1)).toMatchInlineSnapshot(`
      "      c1 = c0 * x
      #     ^^
      **c1** = \`6\`  
      scalar · float64

      **∂L/∂c1** = \`68\`

      Used 3 times; what comes back adds up:

      | in | where | sends back |
      | --- | --- | --- |
      | h, operand 1 | line 3 | \`30\` |
      | h, operand 2 | line 3 | \`30\` |
      | return c1 | line 3 | \`8\` |
      | **sum** | | \`68\` |

      It sends back:
      - \`∂L/∂c0 = ∂L/∂c1 · x = 68 · 2 = 136\`
      - \`∂L/∂x = ∂L/∂c1 · c0 = 68 · 3 = 204\`

      *mul swaps: each operand receives the upstream gradient times the other operand.*"
    `);
  });
});

test("a value that a function takes twice is told once, with the sum; with a backward block each place has its own", () => {
  const source = "def f(x, y): return x * y\na = 3\nL = f(a, a)";
  expect(at(source, "f(a")).toMatchInlineSnapshot(`
    "  L = f(a, a)
    #     ^^^^^^^
    \`\`\`grad
    f(x, y)
    \`\`\`

    **L** = \`9\`  
    scalar · float64

    **∂L/∂L** = \`1\`

    It sends back:
    - \`∂L/∂a = ∂L/∂L · ∂L/∂a = 1 · 6 = 6\`

    The backward pass starts here: its gradient with respect to itself is 1."
  `);
  expect(at(source.replace("\na", "\nbackward(g): return g * y, 10 * g * x\na"), "a ="))
    .toMatchInlineSnapshot(`
    "  a = 3
    # ^
    **a** = \`3\`  
    scalar · float64

    **∂L/∂a** = \`33\`

    Used 2 times; what comes back adds up:

    | in | where | sends back |
    | --- | --- | --- |
    | L, operand 1 | line 4 | \`3\` |
    | L, operand 2 | line 4 | \`30\` |
    | **sum** | | \`33\` |"
  `);
});
