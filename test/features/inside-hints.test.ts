/** Hints inside of lines: shapes behind names, and parameters before arguments that are written out. */
import { describe, expect, test } from "vitest";
import { insideHints } from "../../src/features/inside-hints.ts";
import { lineHints } from "../../src/features/hints.ts";
import { checkInsideHints, PLAIN_HINTS, viewOf } from "../check.ts";

test("a name that a line binds has its shape, with the names of its dimensions, unless it is annotated or a number", () => {
  checkInsideHints(
    `
      x: [N, D] = [[1, 2, 3], [4, 5, 6]]
      w = zeros(3, 4)
    #  ^ : [3, 4]
      h = x @ w
    #  ^ : [N=2, 4]
      v, i = topk(x, 2)
    #  ^ : [N=2, 2]
    #     ^ : [N=2, 2]
      h += 1
      m = x > 2
    #  ^ : [N=2, D=3]
      L = sum(h) + sum(v)
      sum(h, dim=1)
    `,
    { shape: true },
  );
});

test("in a loop it is that of the turn, in a function that of the call that is shown", () => {
  const source = (own: string): string => `
      def f(a):
          b = a * 2
    #      ^ ${own}
          return b
      x = f([1, 2])
    #  ^ : [2]
      y = f([1, 2, 3])
    #  ^ : [3]
      s = [1]
    #  ^ : [1]
      for t in range(3):
          s = cat([s, s])
    #      ^ : [8]
    `;
  checkInsideHints(source(": [3]"), { shape: true });
  checkInsideHints(source(": [2]"), { shape: true }, new Map([["f", 0]]));
});

describe("an argument by position that is written out has the parameter's name", () => {
  test("but not the receiver, nor an operand whose name says nothing", () => {
    checkInsideHints(
      `
        x = [[0.5, -2], [3, 4]]
        y = clamp(x, 0, 1)
      #              ^ min=
      #                 ^ max=
        z = x.clamp(-1, +1).sum(0)
      #             ^ min=      ^ dim=
      #                 ^ max=
        m = maximum(x, 0) + maximum(2, x) + where(x > 0, 1, 0)
        t = transpose(x, 0, (1))
      #                  ^ dim0=
      #                     ^ dim1=
        p = polygamma(1, 0.5)
      `,
      { parameterNames: true },
    );
  });

  test("a text, a list, a word and a number of the language, the first of several alone", () => {
    checkInsideHints(
      `
        a = ones(2, 3)
        e = einsum("ij,jk->ik", a, a.T)
      #            ^ equation=
        r = reshape(a, 3, 2)
      #                ^ shape=
        q = reshape(a, [3, -1])
      #                ^ shape=
        s = sum(a, None, True)
      #            ^ dim=
      #                  ^ keepdim=
        c = clamp(a, -inf, pi)
      #              ^ min=
      #                    ^ max=
        f = full([2, 3], 7)
      #          ^ size= ^ fill_value=
      `,
      { parameterNames: true },
    );
  });

  test("not one that has a name, is computed, is alone, or may be for either of two", () => {
    checkInsideHints(
      `
        pi = 3
        x = [[1, 2], [3, 4]]
        k = 1
        a = topk(x, k) + topk(x, k=1)
        b = sum(x, k - 1) + x.clamp(0 + 1, [k])
        c = eye(2) + zeros(2, 2) + exp(0)
        d = max(x, 2) + clamp(x, pi)
        p = pad(x, [0, 0])
        e = clamp(x, k, 2)
      #                 ^ max=
      `,
      { parameterNames: true },
    );
  });

  test("of functions of the file and of the language too, in blocks, defaults and calls within calls", () => {
    checkInsideHints(
      `
        def scaled(x, scale=clamp(2, 0, 1), μ₀=0):
      #                              ^ min=
      #                                 ^ max=
            y = x * scale + scaled_by(1, 2) + μ₀
      #                                  ^ y=
            return y
        backward(g):
            return g.clamp(0, 1), None, None
      #                    ^ min=
      #                       ^ max=
        def scaled_by(x, y):
            return x * y
        for i in range(2):
            u = scaled(scaled(1, 2, 3), 4)
      #                          ^ scale=
      #                             ^ μ₀=
      #                                 ^ scale=
        unknown(1, 2)
        t = scaled(1, 2, 3, 4)
      #               ^ scale=
      #                  ^ μ₀=
      `,
      { parameterNames: true },
    );
  });

  test("while the call is being typed", () => {
    checkInsideHints(
      `
        x = [1, 2]
        y = clamp(x, 0,
      #              ^ min=
      `,
      { parameterNames: true },
    );
  });

  test("and says what the parameter is for, where that is known", () => {
    const view = viewOf("x = tril([[1, 2], [3, 4]], 1)");
    const [hint] = insideHints(view, { shape: false, parameterNames: true }, { start: 0, end: 99 });
    expect(hint?.tooltip).toMatch(/^`diagonal=0` {2}\n\w.*\.$/);
  });
});

test("only the part that is asked for is answered, and nothing while both are off", () => {
  const lines = Array.from({ length: 50 }, (_, i) => `x${i} = clamp([1, 2], 0, 1)`);
  const view = viewOf(lines.join("\n"));
  const both = { shape: true, parameterNames: true };
  const start = view.analysis.lines.startOf(20);
  const end = view.analysis.lines.endOf(21);
  const hints = insideHints(view, both, { start, end });
  expect(hints.map(({ offset }) => view.analysis.lines.lineAt(offset))).toEqual([20, 20, 20, 21, 21, 21]);
  expect(insideHints(view, { shape: false, parameterNames: false }, { start: 0, end: 9999 })).toEqual([]);
});

test("the numbers at line ends are the same, and stand where they stood", () => {
  const view = viewOf("x = [1, 2]\ny = clamp(x, 0, 1)\nL = sum(y)\nL.backward()");
  const off = lineHints(view, PLAIN_HINTS);
  const all = lineHints(view, { ...PLAIN_HINTS, ...{ shape: true, parameterNames: true } });
  const plain = (hints: typeof off): unknown =>
    hints.map(({ offset, parts, tooltip }) => ({ offset, parts, tooltip }));
  expect(plain(all)).toEqual(plain(off));
});
