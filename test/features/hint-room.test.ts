/** What a hint says in the room that it has: elements or norms, how many digits, which names. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lineHints } from "../../src/features/hints.ts";
import { checkHints, PLAIN_HINTS, viewOf } from "../check.ts";

describe("options", () => {
  const fixture = (first: string, second: string) => `
      x: [N] = [1, 2]
    #                ^ ${first}
      y = sum(x * x)
    #               ^ ${second}
    `;
  test("each kind has a switch", () => {
    checkHints(fixture("∂y/∂x = [2, 4]", "= 5  ∂y/∂y = 1"));
    checkHints(fixture("∂y/∂x = [2, 4]", "∂y/∂y = 1"), { value: false });
    checkHints("\n      x = 3\n      y = x * x\n    #          ^ = 9\n", { gradient: false });
  });

  test("tensors are written out as long as the line ends within the columns", () => {
    const matrices = (first: string, second: string): string => `
      X = [[0.5, -1.2, 0.3], [1.5, 0.2, -0.7]]
    #                                         ^ ${first}
      Y = X * X
    #          ^ ${second}
      L = sum(Y * X)
    #               ^ = 1.464  ∂L/∂L = 1
    `;
    checkHints(matrices("∂ ‖8.19‖", "‖2.73‖  ∂ ‖2.14‖"));
    checkHints(
      matrices(
        "∂L/∂X = [[0.75, 4.32, 0.27], [6.75, 0.12, 1.47]]",
        "= [[0.25, 1.44, 0.09], [2.25, 0.04, 0.49]]  ∂L/∂Y = [[0.5, -1.2, 0.3], [1.5, 0.2, -0.7]]",
      ),
      { columns: 120, maximumLength: 120 },
    );
    // A value beside its gradient has half of the room.
    checkHints(matrices("∂ ‖8.19‖", "‖2.73‖  ∂L/∂Y = [[0.5, -1.2, 0.3], [1.5, 0.2, -0.7]]"), { columns: 70 });
  });

  test("in a lecture, whose text is large, numbers too are written shorter that would lead beyond the columns", () => {
    const source =
      "x = 0.123456\nq = tanh(0.5 * x + 0.25 * x * x)\nw = x + 2 * x + 3 * x + 4 * x\nw.backward()";
    const said = (revealed: number | undefined): readonly string[] =>
      lineHints({ ...viewOf(source), revealed, isLarge: revealed !== undefined }, PLAIN_HINTS).map(
        ({ parts }) => parts.map(({ text }) => text).join(""),
      );
    expect(said(undefined)).toEqual(["∂w/∂x = 10", "= 0.06544  ∂w/∂q –", "= 1.235  ∂w/∂w = 1"]);
    expect(said(2)).toEqual(["∂w/∂x = 10", "= 0.06544  ∂ –", "= 1.235  ∂ 1"]);
    // Where gradients are only to be predicted, the text is as it was.
    const predicted = lineHints({ ...viewOf(source), revealed: 2, isLarge: false }, PLAIN_HINTS);
    expect(predicted.map(({ parts }) => parts.map(({ text }) => text).join(""))).toEqual(said(undefined));
  });

  test("of a tensor that is shown by its norm the tooltip has the rest", () => {
    const source = "X: [N, D] = [[0.5, -1.2, 0.3], [1.5, 0.2, -0.7]]\nY = X * X\nL = sum(Y * X)";
    const [, hint] = lineHints(viewOf(source), PLAIN_HINTS);
    expect(hint?.tooltip.split("  \n")).toEqual([
      "`Y = [[0.25, 1.44, 0.09], [2.25, 0.04, 0.49]]` 0.04 … 2.25 ‖2.729‖",
      "`∂L/∂Y = [[0.5, -1.2, 0.3], [1.5, 0.2, -0.7]]` -1.2 … 1.5 ‖2.135‖",
      "shape [N=2, D=3]",
    ]);
    const [many] = lineHints(viewOf("w = 0.5 + arange(2000)"), PLAIN_HINTS);
    expect(many?.tooltip).toBe("`w` 0.5 … 2000 ‖51640‖  \nshape [2000]");
  });

  test("what is like all elements is said for them", () => {
    checkHints(`
      z = zeros(64, 64)
    #                  ^ all 0  ∂ all 2
      e = zeros(0, 3)
    #                ^ = []  ∂L/∂e –
      n = sqrt(-1 * arange(30))
    #                          ^ 29 NaN ⚠  ∂L/∂n –
      L = sum(2 * z)
    #               ^ = 0  ∂L/∂L = 1
    `);
  });

  describe("at 20 characters", () => {
    const short = { maximumLength: 20, columns: 20 };
    test("the sign for the gradient is shortened, then digits go down to two", () => {
      checkHints(
        `
      alpha = 0.73219
    #                ^ ∂loss/∂alpha = 2
      beta = alpha * 0.5371
    #                      ^ = 0.3933  ∂ 3.724
      gamma = beta / 41
    #                  ^ = 0.009592  ∂ 152.7
      delta = gamma * 152.73
    #                       ^ = 1.465  ∂ 0.9998
      eps = delta / 4.1e12
    #                     ^ = 3.6e-13  ∂ 4.1e+12
      loss = eps * 4.099e12
    #                      ^ = 1.465  ∂ 1
    `,
        short,
      );
    });

    test("tensors are told by value and gradient", () => {
      checkHints(
        `
      x = 0.1 * arange(1, 9)
    #                       ^ ‖1.43‖  ∂ ‖2.86‖
      y = 1e-7 * x ** 2
    #                  ^ ‖9.4e-8‖  ∂ all 1e+7
      L = sum(1e7 * y * 0.5) * 2
    #                           ^ = 2.04  ∂L/∂L = 1
    `,
        short,
      );
    });

    test("where both have no room the gradient stays", () => {
      checkHints(
        `
      x = 1.234e-120
    #               ^ ∂y/∂x = 2.468e+123
      y = 1e123 * x * x / 1e-120
    #                           ^ = 1523  ∂y/∂y = 1
    `,
        short,
      );
    });

    test("of several names the last ones stay", () => {
      const several = (hint: string): string => `
      a, b, c = 1.2345678, 2.3456789, 3.456789
    #                                         ^ ${hint}
      d, e, g = a * b, b * c, a * c
    #                              ^ … g = 4.268  ∂ 1
      f = d + e + g
    #              ^ = 15.27  ∂f/∂f = 1
    `;
      checkHints(several("… ∂b 4.691 · ∂c 3.58"), short);
    });
  });

  test("of names that have no room together the last ones stay, and the tooltip has all", () => {
    const source = "a, b, c = 1.2345678, 2.3456789, 3.456789\nd, e, g = a * b, b * c, a * c\nf = d + e + g";
    const hints = lineHints(viewOf(source), { ...PLAIN_HINTS, maximumLength: 40 });
    const texts = hints.map(({ parts }) => parts.map(({ text }) => text).join(""));
    expect(texts[1]).toBe("… e = 8.109  ∂ 1 · g = 4.268  ∂ 1");
    expect(hints[1]?.tooltip).toBe(
      "`d = 2.896`  \n`∂f/∂d = 1`\n\n`e = 8.109`  \n`∂f/∂e = 1`\n\n`g = 4.268`  \n`∂f/∂g = 1`",
    );
  });

  test("how often a loop was gone through is left out before a number is", () => {
    const source = "s = 0.12345\nfor i in range(3):\n    s = s * 1.000234";
    const shown = (maximumLength: number): string | undefined =>
      lineHints(viewOf(source), { ...PLAIN_HINTS, maximumLength })
        .at(-1)
        ?.parts.map(({ text }) => text)
        .join("");
    expect([shown(80), shown(20), shown(17)]).toEqual([
      "= 0.1235  ∂s/∂s = 1 ×3",
      "= 0.1235  ∂ 1 ×3",
      "= 0.1235  ∂ 1 ×3",
    ]);
  });
});

test("beside the graph every gradient of the two-layer net can be read", () => {
  const path = join(import.meta.dirname, "../../examples/09-two-layer-net.grad");
  const view = viewOf(readFileSync(path, "utf8"));
  const lines = lineHints(view, PLAIN_HINTS).flatMap(({ offset, parts }) => {
    const { lines: index, text } = view.analysis;
    const line = index.lineAt(offset);
    const hint = parts.map((part) => part.text).join("");
    const hasGradient = parts.some(({ kind, text: said }) => kind === "gradient" && !/[–✓]/u.test(said));
    return hasGradient ? [`${text.slice(index.startOf(line), index.endOf(line))}  ${hint}`] : [];
  });
  expect(lines).toHaveLength(11);
  expect(lines.filter((line) => line.length > PLAIN_HINTS.columns)).toEqual([]);
  expect(lines).toContain("z = X @ W1 + b1  ‖2.81‖  ∂ ‖0.90‖");
});
