/** Sums over what was repeated, for every way in which shapes broadcast. */
import { expect, test } from "vitest";
import { sumTo } from "../../src/grad/unbroadcast.ts";
import { topologicalOrder } from "../../src/graph/order.ts";
import { printNodes } from "../../src/graph/print.ts";
import { constant } from "../../src/ops/define.ts";
import { filled } from "../../src/tensor/tensor.ts";

/** What is done to a gradient of the first shape for an operand of the second. */
const cases: readonly (readonly [readonly number[], readonly number[], string])[] = [
  [[2, 3], [2, 3], ""],
  [[], [], ""],
  [[2, 3], [], "%1 = sum(%0, dim=[0, 1], keepdim=false) : []"],
  [[2, 3], [3], "%1 = sum(%0, dim=[0], keepdim=false) : [3]"],
  [[2, 3], [1, 3], "%1 = sum(%0, dim=[0], keepdim=false) : [3]\n%2 = reshape(%1, shape=[1, 3]) : [1, 3]"],
  [[2, 3], [2, 1], "%1 = sum(%0, dim=[1], keepdim=false) : [2]\n%2 = reshape(%1, shape=[2, 1]) : [2, 1]"],
  [
    [4, 2, 3],
    [2, 1],
    "%1 = sum(%0, dim=[0, 2], keepdim=false) : [2]\n%2 = reshape(%1, shape=[2, 1]) : [2, 1]",
  ],
  [[2, 1], [1], "%1 = sum(%0, dim=[0], keepdim=false) : [1]"],
  [[1], [], "%1 = sum(%0, dim=[0], keepdim=false) : []"],
  [[0, 3], [1, 3], "%1 = sum(%0, dim=[0], keepdim=false) : [3]\n%2 = reshape(%1, shape=[1, 3]) : [1, 3]"],
];

test.each(cases)("%j to %j", (from, to, expected) => {
  const gradient = constant({ value: filled(from, 1) });
  const result = sumTo(gradient, to);
  expect(result.sizes).toEqual(to);
  expect(
    printNodes(topologicalOrder([result]))
      .split("\n")
      .slice(1)
      .join("\n"),
  ).toBe(expected);
});

test.each([
  [[2, 3], [2]],
  [[3], [2, 3]],
  [[2], [3]],
])("%j for %j is a rule's mistake", (from, to) => {
  expect(() => sumTo(constant({ value: filled(from, 1) }), to)).toThrow("internal:");
});
