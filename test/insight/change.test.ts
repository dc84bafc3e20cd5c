/** What became of a number: another one or not, and what of that is marked. */
import { expect, test } from "vitest";
import { changeBetween, type Measured } from "../../src/insight/change.ts";

function measured(...elements: readonly number[]): Measured {
  return { sizes: [elements.length], norm: Math.hypot(...elements), elements };
}

const marks = (before: Measured, after: Measured): readonly unknown[] => changeBetween(before, after).marks;

test("the same numbers are no change, and a NaN is itself", () => {
  expect(changeBetween(measured(1, -2), measured(1, -2))).toEqual({ isSame: true, marks: [] });
  expect(changeBetween(measured(NaN), measured(NaN)).isSame).toBe(true);
  expect(changeBetween(measured(1, -2), measured(1, -3))).toEqual({ isSame: false, marks: [] });
});

test("a change of sign is counted; a zero has none", () => {
  expect(marks(measured(1, -2, 3), measured(-1, -2, 3))).toEqual([{ kind: "signs", count: 1, of: 3 }]);
  expect(marks(measured(1, 0), measured(1, -2))).toEqual([]);
});

test("more than ten times as much is marked, and less than a tenth; exactly ten times is not", () => {
  expect(marks(measured(1), measured(10))).toEqual([]);
  expect(marks(measured(1), measured(11))).toEqual([{ kind: "factor", factor: 11 }]);
  expect(marks(measured(8), measured(0.5))).toEqual([{ kind: "factor", factor: 0.0625 }]);
  expect(marks(measured(1), measured(-20))).toEqual([
    { kind: "signs", count: 1, of: 1 },
    { kind: "factor", factor: -20 / -1 },
  ]);
});

test("to and from zero, to and from what is not finite, and another shape, are said as what they are", () => {
  expect(marks(measured(1), measured(0))).toEqual([{ kind: "to zero" }]);
  expect(marks(measured(0), measured(1e-9))).toEqual([{ kind: "from zero" }]);
  expect(marks(measured(1), measured(NaN))).toEqual([{ kind: "not finite" }]);
  expect(marks(measured(Infinity), measured(1))).toEqual([{ kind: "finite" }]);
  expect(marks(measured(1), measured(1, 2))).toEqual([{ kind: "shape" }]);
});

test("of large values the norm is compared", () => {
  const large = (norm: number): Measured => ({ sizes: [64, 4096], norm, elements: undefined });
  expect(changeBetween(large(3), large(3)).isSame).toBe(true);
  expect(marks(large(3), large(60))).toEqual([{ kind: "factor", factor: 20 }]);
});
