/** Which file a path means, seen from the file in which it is written. */
import { expect, test } from "vitest";
import { resolvePath } from "../../src/check/source.ts";

test.each([
  ["net.grad", "x.csv", "x.csv"],
  ["net.grad", "./a//b/../x.csv", "a/x.csv"],
  ["net.grad", "..\\data\\x.csv", "../data/x.csv"],
  ["net.grad", "../../x.csv", "../../x.csv"],
  ["lib/a.grad", "../x.csv", "x.csv"],
  ["lib/a.grad", "../../x.csv", "../x.csv"],
  ["../lib/a.grad", "../x.csv", "../x.csv"],
  ["net.grad", "/data/x.csv", "/data/x.csv"],
  ["net.grad", "/data/../../x.csv", "/x.csv"],
  ["net.grad", "C:\\data\\x.csv", "C:/data/x.csv"],
  ["/data/lib.grad", "x.csv", "/data/x.csv"],
  ["/data/lib.grad", "../../../x.csv", "/x.csv"],
  ["lib/a.grad", "/x.csv", "/x.csv"],
])("in %s, %j is %s", (from, written, expected) => {
  expect(resolvePath(from, written)).toBe(expected);
});
