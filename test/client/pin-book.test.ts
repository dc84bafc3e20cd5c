/** What pinned values are compared with: the numbers from before the last edit, and those of the last save. */
import { expect, test } from "vitest";
import { createPinBook, type Pin } from "../../src/client/pin-book.ts";
import type { PinsResult } from "../../src/protocol/pins-view.ts";

const pins: readonly Pin[] = [{ id: "q#0", name: "q" }];

function row(text: string): PinsResult["rows"][number] {
  return {
    id: "q#0",
    name: "q",
    gradientLabel: "∂f/∂q",
    line: 4,
    steps: ["q#0"],
    value: { short: text, long: text, stale: false },
    gradient: undefined,
    now: { value: { text, sizes: [], norm: text, elements: [text] } },
  };
}

const unknown = (): PinsResult["rows"][number] => ({ ...row(""), value: undefined, now: {} });

test("an edit is all keys in a line without a rest", () => {
  const book = createPinBook();
  const before = (): string | undefined => book.asked(pins, "edit", false)[0]?.before?.value?.text;
  book.answered(pins, [row("3")], true);
  expect(before()).toBeUndefined();
  book.edited(0, 1000);
  book.answered(pins, [row("1")], false);
  book.edited(0, 1500);
  book.answered(pins, [row("12")], false);
  expect(before()).toBe("3");
  book.edited(1, 1600);
  expect(before()).toBe("12");
  book.answered(pins, [row("13")], false);
  book.edited(1, 9000);
  expect(before()).toBe("13");
});

test("since the last save everything adds up, and a save begins anew", () => {
  const book = createPinBook();
  const before = (isSaved: boolean): string | undefined =>
    book.asked(pins, "save", isSaved)[0]?.before?.value?.text;
  book.answered(pins, [row("3")], true);
  book.edited(0, 1000);
  book.answered(pins, [row("4")], false);
  book.edited(2, 9000);
  book.answered(pins, [row("5")], false);
  expect(before(false)).toBe("3");
  expect(before(true)).toBeUndefined();
  book.answered(pins, [row("5")], true);
  expect(before(false)).toBe("5");
});

test("a number that is on its way has the old one marked, and is still remembered", () => {
  const book = createPinBook();
  book.answered(pins, [row("3")], true);
  expect(book.answered(pins, [unknown()], false)[0]?.value).toEqual({ short: "3", long: "3", stale: true });
  book.edited(0, 1000);
  expect(book.asked(pins, "edit", false)[0]?.before?.value?.text).toBe("3");
});

test("a value that the file has no more keeps its name and its pin; one that is unpinned is forgotten", () => {
  const book = createPinBook();
  book.answered(pins, [row("3")], true);
  const [gone] = book.answered(pins, [], false);
  expect([gone?.name, gone?.line, gone?.value]).toEqual(["q", 0, undefined]);
  expect(book.answered([], [row("3")], true)).toEqual([]);
  book.edited(0, 1000);
  expect(book.asked(pins, "edit", false)).toEqual([{ id: "q#0" }]);
});
