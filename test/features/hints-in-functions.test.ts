/** The hints in the lines of a function and of its backward block: those of one call. */
import { describe, test } from "vitest";
import { checkHints } from "../check.ts";

describe("in a function", () => {
  test.each([
    [
      "a line shows one call's numbers, the last",
      `
      def f(x):
    #          ^ ⟨call 2 of 2, line 5⟩
          y = x * x
    #              ^ = 16  ∂L/∂y = 3
          return 3 * y
    #                 ^ = 48
      a = 2
    #      ^ ∂L/∂a = 36
      L = f(a) + f(a + 2)
    #                    ^ = 60  ∂L/∂L = 1
    `,
    ],
    [
      "that nobody calls a line shows nothing",
      `
      def f(x):
          y = x * x
          return 3 * y
      a = 2
    #      ^ ∂L/∂a = 2
      L = a * 2
    #          ^ = 4  ∂L/∂L = 1
    `,
    ],
    [
      "with a loop turns are those of the call",
      `
      def f(x):
    #          ^ ⟨call 2 of 2, line 5⟩
          for i in range(3): x = x * 2
    #                                 ^ ⟨turn 3 of 3⟩  = 40  ∂L/∂x = 1 ×3
          return x
    #             ^ = 40
      a = f(1)
    #         ^ = 8  ∂L/∂a –
      L = f(5)
    #         ^ = 40  ∂L/∂L = 1
      L.backward()
    `,
    ],
    [
      "with several results and a backward block all lines have numbers, and what the block gives differs from autodiff once",
      `
      def f(x, y, n):
          q = x * y
    #              ^ = 18  ∂L/∂q = 37
          return q * q, q
    #                    ^ q * q = 324 · q = 18
      backward(g, h):
    #              ^ g = 1 · h = 1
          dq = 2 * x * y * g + h
    #                           ^ = 37
          for i in range(2):
              e = dq * i
    #                   ^ = 37
          return dq * y, dq * x * 2, None
    #                                    ^ dx = 222 · dy = 222 (autodiff 111)
      a = 3
    #      ^ ∂L/∂a = 222
      b = [2, 4]
    #           ^ ∂L/∂b = [222, 222]
      u, v = f(a, sum(b), 2)
    #                       ^ u = 324  ∂L/∂u = 1 · v = 18  ∂L/∂v = 1
      L = u + v
    #          ^ = 342  ∂L/∂L = 1
      L.backward()
    `,
    ],
    [
      "with a backward block that no gradient comes to its lines have none",
      `
      def f(x):
          return x * 2
    #                 ^ = 6
      backward(g):
          return g * 2
      a = f(3)
    #         ^ = 6  ∂L/∂a –
      L = 5 * 1
    #          ^ = 5  ∂L/∂L = 1
      L.backward()
    `,
    ],
    [
      "on one line call and numbers are one hint",
      `
      def f(x): y = x * x; return y
    #                              ^ y = 9  ∂L/∂y = 1 · return = 9
      a = 3
    #      ^ ∂L/∂a = 6
      L = f(a)
    #         ^ = 9  ∂L/∂L = 1
    `,
    ],
    [
      "with a backward block its lines show what would flow without it",
      `
      def f(x):
          y = x * x
    #              ^ = 9  ∂L/∂y = 2
          return y
    #             ^ = 9
      backward(g):
    #           ^ g = 2
          return g * 100
    #                   ^ dx = 200 (autodiff 12)
      a = 3
    #      ^ ∂L/∂a = 200
      L = 2 * f(a)
    #             ^ = 18  ∂L/∂L = 1
    `,
    ],
  ])("%s", (_, fixture) => checkHints(fixture));

  test("another call may be picked", () => {
    checkHints(
      `
      def f(x):
    #          ^ ⟨call 1 of 2, line 5⟩
          y = x * x
    #              ^ = 4  ∂L/∂y = 3
          return 3 * y
    #                 ^ = 12
      a = 2
    #      ^ ∂L/∂a = 36
      L = f(a) + f(a + 2)
    #                    ^ = 60  ∂L/∂L = 1
    `,
      {},
      new Map([["f", 0]]),
    );
  });
});
