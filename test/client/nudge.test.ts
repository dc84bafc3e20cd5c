/** Nudging a number: its last digit, its sign, and which number a place touches. */
import { expect, test } from "vitest";
import { nudgedAt } from "../../src/client/nudge-number.ts";

/** `|` is the caret. */
function nudge(text: string, by: 1 | -1): string | undefined {
  const at = text.indexOf("|");
  const line = text.replace("|", "");
  const found = nudgedAt(line, at, by);
  return found && line.slice(0, found.start) + found.text + line.slice(found.end);
}

test.each([
  ["x = |3", "x = 4", "x = 2"],
  ["x = 0.1|", "x = 0.2", "x = 0.0"],
  ["x = 0.0|", "x = 0.1", "x = -0.1"],
  ["x = -|0.1", "x = 0.0", "x = -0.2"],
  ["x = |-2", "x = -1", "x = -3"],
  ["x = 9|", "x = 10", "x = 8"],
  ["x = 10|", "x = 11", "x = 9"],
  ["x = 1.00|", "x = 1.01", "x = 0.99"],
  ["x = 0.99|", "x = 1.00", "x = 0.98"],
  ["x = .9|", "x = 1.0", "x = .8"],
  ["x = 5.|", "x = 6.", "x = 4."],
  ["x = 1.5|e-3", "x = 1.6e-3", "x = 1.4e-3"],
  ["x = 999_999|", "x = 1_000_000", "x = 999_998"],
  ["x = 0.1234567890123456789|", "x = 0.1234567890123456790", "x = 0.1234567890123456788"],
  ["f = a -|0.1", "f = a -0.2", "f = a -0.0"],
  ["f = a - 0.0|", "f = a - 0.1", "f = a - -0.1"],
  ["f(-1|)", "f(0)", "f(-2)"],
  ["w = [1, -2|, 3]", "w = [1, -1, 3]", "w = [1, -3, 3]"],
  ["f = 2 * -3|", "f = 2 * -2", "f = 2 * -4"],
  ["f = x1 * |2", "f = x1 * 3", "f = x1 * 1"],
])("%s", (text, up, down) => {
  expect([nudge(text, 1), nudge(text, -1)]).toEqual([up, down]);
});

test.each(["x| = 3", "w1| = 3", "f = |a", "", "|"])("no number is touched in %s", (text) => {
  expect(nudge(text, 1)).toBeUndefined();
});
