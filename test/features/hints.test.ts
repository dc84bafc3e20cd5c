/** Hints at line ends: what a line computes, and the target's gradient with respect to what it binds. */
import { describe, test } from "vitest";
import { checkHints } from "../check.ts";

describe("a line that", () => {
  test.each([
    [
      "computes has a value, one that binds a gradient",
      `
      x = -2
    #       ^ ∂f/∂x = -4
      y = 5
    #      ^ ∂f/∂y = -4
      z = -4
    #       ^ ∂f/∂z = 3
      q = x + y
    #          ^ = 3  ∂f/∂q = -4
      f = q * z
    #          ^ = -12  ∂f/∂f = 1
      f.backward()
    `,
    ],
    [
      "binds again has its own gradient",
      `
      a = 3
    #      ^ ∂d/∂a = 18
      a = a * a
    #          ^ = 9  ∂d/∂a = 3
      d = 3 * a
    #          ^ = 27  ∂d/∂d = 1
    `,
    ],
    [
      "lost its gradient on the way says so",
      `
      A = [[1, 2], [2, 4]]
    #                     ^ ∂l/∂A = none ⚠
      l = logdet(A)
    #              ^ = -∞ ⚠  ∂l/∂l = 1
    `,
    ],
    [
      "shows has a value only",
      `
      x = 3
    #      ^ ∂y/∂x = 6
      x
    #  ^ = 3
      x > 2
    #      ^ = True
      y = x * x
    #          ^ = 9  ∂y/∂y = 1
    `,
    ],
    [
      "binds a bool has no gradient",
      `
      x = 3
    #      ^ ∂y/∂x = 6
      b = x > 2 and x < 5
    #                    ^ = True
      m = [1, 5] > x
    #               ^ = [False, True]
      n = arange(100) < 30
    #                     ^ 30 of 100 True
      y = x * x
    #          ^ = 9  ∂y/∂y = 1
    `,
    ],
    [
      "does not lead to the target has no gradient",
      `
      x = 3
    #      ^ ∂f/∂x = 6
      u = x * 7
    #          ^ = 21  ∂f/∂u –
      f = x * x
    #          ^ = 9  ∂f/∂f = 1
      f.backward()
    `,
    ],
    [
      "leads to the target by gates alone that let no gradient through has zeros",
      `
      x = [0.2, 1.7]
    #               ^ ∂L/∂x = [0, 0]
      c = [0.3, 0.9]
    #               ^ ∂L/∂c = [0, 0]
      q = detach(c)
    #              ^ = [0.3, 0.9]  ∂L/∂q = [1, 1]
      L = sum(round(x)) + [3, 5][argmax(x)] + sum(q)
    #                                               ^ = 8.2  ∂L/∂L = 1
    `,
    ],
    [
      "is in a file without a target has no gradient",
      `
      x = [1, 2]
      y = zeros(2)
    #             ^ = [0, 0]
      b = x > y
    #          ^ = [True, True]
    `,
    ],
    [
      "binds several names says which is which",
      `
      a, b = 3, 4
    #            ^ ∂f/∂a = 4 · ∂f/∂b = 3
      q, r = a * b, a
    #                ^ q = 12  ∂f/∂q = 1 · r = 3  ∂f/∂r –
      f = q + 0
    #          ^ = 12  ∂f/∂f = 1
    `,
    ],
    [
      "holds several statements shows them all",
      `
      x = 3; y = 4
    #             ^ ∂f/∂x = 4 · ∂f/∂y = 3
      q = x * y; f = q * 1; f.backward()
    #                     ^ q = 12  ∂f/∂q = 1 · f = 12  ∂f/∂f = 1
    `,
    ],
    [
      "goes on over lines shows it on the last",
      `
      x = [1,
           2]
    #        ^ ∂f/∂x = [2, 4]
      f = sum(x
              * x
             )
    #         ^ = 5  ∂f/∂f = 1
    `,
    ],
    [
      "has a comment shows it at the statement's end",
      `
      x = 3 # three
    #      ^ ∂f/∂x = 2
      f = 2 * x   # twice
    #          ^ = 6  ∂f/∂f = 1
    `,
    ],
    [
      "augments shows the new value",
      `
      s = 2
    #      ^ ∂s/∂s = 3
      s *= 3
    #       ^ = 6  ∂s/∂s = 1
    `,
    ],
    [
      "holds tensors shows small ones in full, others by their norm",
      `
      x = [1, -2, 3, -1]
    #                   ^ ∂L/∂x = [4, 0, 5, 0]
      y = relu(x)
    #            ^ = [1, 0, 3, 0]  ∂L/∂y = [4, -1, 5, 9]
      L = sum(y * [4, -1, 5, 9])
    #                           ^ = 19  ∂L/∂L = 1
      w = 0.5 + arange(100)
    #                      ^ ‖577‖  ∂L/∂w –
      L.backward()
    `,
    ],
    [
      "is in a file with a given upstream gradient has the lecture's signs",
      `
      x = [1, -2, 3, -1]
    #                   ^ dx = [4, 0, 5, 0]
      y = relu(x)
    #            ^ = [1, 0, 3, 0]  dy = [4, -1, 5, 9] given
      dy = [4, -1, 5, 9]
      u = 2 * dy
    #           ^ = [8, -2, 10, 18]  du –
      y.backward(dy)
    `,
    ],
    [
      "is in a file with a given upstream gradient that binds such a name itself",
      `
      x = [1, -2]
    #            ^ ∂/∂x = [4, 0]
      y = relu(x)
    #            ^ = [1, 0]  dy = [4, -1] given
      g = 4 * [1, -0.25]
    #                   ^ = [4, -1]
      y.backward(g)
      dx = g * (x > 0)
    #                 ^ = [4, 0] = ∂/∂x ✓
    `,
    ],
    [
      "is refused by the run says so, and is not waited for",
      `
      x = [1, 2]
    #           ^ ∂L/∂x = none ⚠
      i = 0.5 + 0 * rand(1)[0]
    #                         ^ = 0.5  ∂L/∂i = 0
      y = x[i]
    #         ^ = none ⚠
      L = sum(y)
    #           ^ = none ⚠
      z = x * 2
    #          ^ = [2, 4]  ∂L/∂z –
      L.backward()
    `,
    ],
    [
      "gives numbers that are no numbers says so",
      `
      x = 0
    #      ^ ∂y/∂x = -∞ ⚠
      y = 1 / x
    #          ^ = ∞ ⚠  ∂y/∂y = 1
      z = y - y
    #          ^ = NaN ⚠  ∂y/∂z –
      y.backward()
    `,
    ],
  ])("%s", (_, fixture) => checkHints(fixture));
});

describe("in a loop", () => {
  test.each([
    [
      "a line shows its last turn",
      `
      x = 2
    #      ^ ∂s/∂x = 6
      s = 0
    #      ^ ∂s/∂s = 1
      for i in range(4):
    #                   ^ ⟨turn 4 of 4⟩
          p = x * i
    #              ^ = 6  ∂s/∂p = 1 ×4
          s += p
    #           ^ = 12  ∂s/∂s = 1 ×4
    `,
    ],
    [
      "turns of loops within one another are counted together",
      `
      s = 1
    #      ^ ∂s/∂s = 64
      for i in range(3):
    #                   ^ ⟨turn 3 of 3⟩
          for j in range(2):
    #                       ^ ⟨turn 2 of 2⟩
              s = 2 * s
    #                  ^ = 64  ∂s/∂s = 1 ×6
    `,
    ],
    [
      "of no turn a line shows nothing",
      `
      s = 1
    #      ^ ∂f/∂s = 2
      for i in range(0):
          s = 2 * s
      f = 2 * s
    #          ^ = 2  ∂f/∂f = 1
    `,
    ],
    [
      "on one line all is at its end",
      `
      s = 1
    #      ^ ∂s/∂s = 8
      for i in range(3): s = 2 * s
    #                             ^ ⟨turn 3 of 3⟩  = 8  ∂s/∂s = 1 ×3
    `,
    ],
  ])("%s", (_, fixture) => checkHints(fixture));
});
