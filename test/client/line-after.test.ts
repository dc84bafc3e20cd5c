/** Where a line stands after an edit, or that it is gone. */
import { expect, test } from "vitest";
import { lineAfter, placeAfter, type Replaced } from "../../src/client/line-after.ts";

type Place = readonly [line: number, character: number];

const replaced = ([line, character]: Place, [endLine, end]: Place, text: string): Replaced => ({
  range: { start: { line, character }, end: { line: endLine, character: end } },
  text,
});

test.each<readonly [what: string, changes: readonly Replaced[], line: number, after: number | undefined]>([
  ["a letter in the line", [replaced([2, 3], [2, 3], "a")], 2, 2],
  ["a letter at its start", [replaced([2, 0], [2, 0], "a")], 2, 2],
  ["Enter at its end", [replaced([2, 9], [2, 9], "\n")], 2, 2],
  ["Enter at its start", [replaced([2, 0], [2, 0], "\n")], 2, 3],
  ["Enter above", [replaced([1, 4], [1, 4], "\n")], 2, 3],
  ["Enter below", [replaced([3, 4], [3, 4], "\n")], 2, 2],
  ["the line deleted", [replaced([2, 0], [3, 0], "")], 2, undefined],
  ["the line above deleted", [replaced([1, 0], [2, 0], "")], 2, 1],
  ["two lines above deleted", [replaced([0, 0], [2, 0], "")], 2, 0],
  ["joined with the line above", [replaced([1, 5], [2, 0], "")], 2, undefined],
  ["joined with an empty line above", [replaced([1, 0], [2, 0], "")], 2, 1],
  ["joined with the line below", [replaced([2, 5], [3, 0], "")], 2, 2],
  ["the last line deleted", [replaced([1, 5], [2, 5], "")], 2, undefined],
  ["all replaced", [replaced([0, 0], [4, 0], "a\nb\n")], 2, undefined],
  ["lines above replaced by whole lines", [replaced([0, 2], [2, 0], "a\nb\n")], 2, 2],
  ["several carets", [replaced([3, 0], [3, 0], "\n"), replaced([1, 0], [1, 0], "\n")], 2, 3],
])("%s", (_, changes, line, after) => {
  expect(lineAfter(line, changes)).toBe(after);
});

test.each<readonly [what: string, changes: readonly Replaced[], after: Place | undefined]>([
  ["a letter before it", [replaced([2, 3], [2, 3], "ab")], [2, 9]],
  ["a letter behind it", [replaced([2, 8], [2, 8], "a")], [2, 7]],
  ["letters taken away before it", [replaced([2, 1], [2, 3], "")], [2, 5]],
  ["two at once", [replaced([2, 5], [2, 5], "a"), replaced([2, 1], [2, 1], "a")], [2, 9]],
  ["Enter above", [replaced([1, 4], [1, 4], "\n")], [3, 7]],
  ["Enter in its line", [replaced([2, 3], [2, 3], "\n")], [2, 7]],
  ["the line deleted", [replaced([2, 0], [3, 0], "")], undefined],
])("a place after %s", (_what, changes, after) => {
  const [line, character] = after ?? [];
  expect(placeAfter({ line: 2, character: 7 }, changes)).toEqual(
    after === undefined ? undefined : { line, character },
  );
});
