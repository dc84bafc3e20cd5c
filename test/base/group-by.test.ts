/** Items by a key: each group in the order of its items, the groups in the order in which they are met. */
import { expect, test } from "vitest";
import { groupBy } from "../../src/base/group-by.ts";

test("keeps the order of the items, and of the groups as they are met", () => {
  const groups = groupBy([3, 10, 4, 11, 5], (item) => (item < 10 ? "low" : "high"));
  expect([...groups]).toEqual([
    ["low", [3, 4, 5]],
    ["high", [10, 11]],
  ]);
  expect(groupBy([], () => 0).size).toBe(0);
});
