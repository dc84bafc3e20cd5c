/** Storage of values: none overlaps another, whatever is taken and let go, and zeros are zeros. */
import { expect, test } from "vitest";
import { hold, letGoOf, newBuffer, newZeros } from "../../src/tensor/buffers.ts";

/** Around what shares a buffer, around that buffer's own length, and around what is used again. */
const LENGTHS = [0, 1, 2, 3, 14, 127, 128, 129, 1000, 1024, 1025, 4095, 4096, 4097];

test("no two values have a number in common", () => {
  const taken = Array.from({ length: 40 }, () =>
    LENGTHS.flatMap((length) => [newBuffer(length), newZeros(length)]),
  ).flat();
  taken.forEach((numbers, i) => numbers.fill(i));
  taken.forEach((numbers, i) => expect(numbers.every((number) => number === i)).toBe(true));
});

test("zeros are zeros, also where others have written and let go", () => {
  for (let turn = 0; turn < 20; turn++)
    for (const length of LENGTHS) {
      const zeros = newZeros(length);
      expect(zeros.length).toBe(length);
      expect(zeros.every((number) => number === 0)).toBe(true);
      for (const numbers of [zeros, newBuffer(length)]) {
        hold(numbers.fill(7));
        letGoOf(numbers);
      }
    }
});
