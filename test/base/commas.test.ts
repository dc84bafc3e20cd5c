/** Whole numbers with commas are what the platform makes of them in English. */
import { expect, test } from "vitest";
import { withCommas } from "../../src/base/commas.ts";

test("whole numbers are written as the English locale writes them", () => {
  for (const count of [
    0,
    7,
    12,
    999,
    1000,
    12_345,
    100_000,
    999_999,
    1_000_000,
    2 ** 31,
    2 ** 53,
    -1,
    -123,
    -1234,
  ])
    expect(withCommas(count)).toBe(count.toLocaleString("en"));
});
