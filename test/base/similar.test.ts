/** The name that a person probably meant, and how long it is looked for. */
import { describe, expect, test } from "vitest";
import { createEffort, inTurn, mostSimilar } from "../../src/base/similar.ts";
import { analyse } from "../check.ts";

describe("the most similar name", () => {
  test.each([
    ["sigmod", ["sign", "sigmoid", "softmax"], "sigmoid"],
    ["wieght", ["height", "weight"], "weight"],
    ["RELU", ["real", "relu"], "relu"],
    ["x1", ["x2", "y1"], "x2"],
    ["loss", ["cost", "lr"], undefined],
    ["x", ["y"], undefined],
  ])("to %s in %j is %s", (name, candidates, expected) => {
    expect(mostSimilar(name, candidates)).toBe(expected);
  });

  test("is looked for in several lists", () => {
    expect(mostSimilar("sigmod", inTurn(["sign"], [], new Set(["sigmoid"]).values()))).toBe("sigmoid");
  });

  test("is none for a name that nobody types by hand, and those are not compared", () => {
    const candidates = {
      [Symbol.iterator](): Iterator<string> {
        throw new Error("somebody looked");
      },
    };
    expect(mostSimilar("a".repeat(61), candidates)).toBeUndefined();
    expect(mostSimilar("a".repeat(60), [`${"a".repeat(59)}b`])).toBe(`${"a".repeat(59)}b`);
  });

  test("takes small letters that are longer than the capital", () => {
    expect(mostSimilar("İ".repeat(60), [`${"İ".repeat(59)}I`])).toBe(`${"İ".repeat(59)}I`);
  });
});

describe("the effort", () => {
  test("is what was compared, and ends the search", () => {
    const effort = createEffort();
    const { left } = effort;
    expect(mostSimilar("weigth", ["a", "weight"], effort)).toBe("weight");
    expect(left - effort.left).toBe(2 + 6 * 6);
    effort.left = 0;
    expect(mostSimilar("weigth", ["weight"], effort)).toBeUndefined();
  });

  test("is enough for a file with a hundred mistakes, and ends for one with twenty thousand", () => {
    const text = (count: number): string =>
      Array.from({ length: count }, (_, i) => `value${i} = 1\nb${i} = valeu${i} + sigmod(1)`).join("\n");
    const suggested = (count: number): number =>
      analyse(text(count)).problems.filter(({ message }) => message.includes("Did you mean")).length;
    expect(suggested(50)).toBe(100);
    const many = suggested(10_000);
    expect(many).toBeGreaterThan(100);
    expect(many).toBeLessThan(10_000);
  });
});
