/** When a gradient that a person wrote counts as the derivative. */
import { describe, expect, test } from "vitest";
import { isSameGradient } from "../../src/insight/own-backward.ts";

describe("is the same", () => {
  test.each([
    ["but for rounding", [1, 2 + 1e-9], [1, 2]],
    ["but for what is nothing beside the largest entry", [1e6, 1e-5], [1e6, 0]],
    ["where nothing can be compared", [NaN, 1], [2, 1]],
    ["of an empty tensor", [], []],
  ])("%s", (_, found, derived) => expect(isSameGradient(found, derived)).toBe(true));
});

describe("is another", () => {
  test.each([
    ["with a sign", [1, -2], [1, 2]],
    ["in one place", [1, 2.00001], [1, 2]],
    ["where it is zero", [0, 0], [0, 1]],
    ["of another length", [1], [1, 1]],
  ])("%s", (_, found, derived) => expect(isSameGradient(found, derived)).toBe(false));
});
