/** A value as a picture: which grey or colour each element is, and how that is told. */
import { expect, it } from "vitest";
import type { InspectQuestion, TensorWindow } from "../../src/protocol/inspect.ts";
import { inspected } from "../webview/inspecting.ts";

interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly bytes: readonly number[];
  readonly notes: readonly string[];
}

async function picture(text: string, window: TensorWindow, more: Partial<InspectQuestion> = {}) {
  const question = { kind: "image", id: "x#0", aspect: "value", window, ...more } as InspectQuestion;
  const answer = await inspected(`${text}\nL = sum(x ** 2)\nL.backward()\n`).answer(question);
  if (answer?.kind !== "image") return answer;
  const { rows, columns, pixels, notes } = answer;
  return { rows, columns, bytes: Array.from(pixels, (one) => one.charCodeAt(0)), notes } satisfies Picture;
}

const grey = (...shades: readonly number[]): readonly number[] =>
  shades.flatMap((shade) => [shade, shade, shade]);

it("is black at 0 and white at the largest of all elements, not of the part", async () => {
  const window = { starts: [1, 0, 0], sizes: [1, 2, 2] };
  expect(await picture("x = [[[0, 4], [1, 2]], [[0, 2], [1, 0.5]]]", window)).toEqual({
    rows: 2,
    columns: 2,
    bytes: grey(0, 128, 64, 32),
    notes: ["black is 0, white 4"],
  });
});

it("has 0 in the middle where elements are below it, as of a gradient", async () => {
  const window = { starts: [0, 0], sizes: [2, 2] };
  expect(await picture("x = [[0, -2], [1, 2]]", window, { aspect: "gradient" })).toMatchObject({
    bytes: grey(128, 0, 191, 255),
    notes: ["black is -4, white 4, 0 the grey between"],
  });
});

it("is in colour of three matrices, each pixel from the three of its place", async () => {
  const text = "x = [[[1, 0], [0, 0]], [[0, 1], [0, 0]], [[0, 0], [1, 0]]]";
  expect(await picture(text, { starts: [0, 0, 0], sizes: [3, 2, 2] })).toMatchObject({
    bytes: [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0],
    notes: ["red, green and blue from 0 to 1"],
  });
});

it("marks what is no number, and says so", async () => {
  expect(await picture("x = [[1, nan], [inf, -inf]]", { starts: [0, 0], sizes: [2, 2] })).toMatchObject({
    bytes: [...grey(255), 207, 69, 165, ...grey(255, 0)],
    notes: ["black is 0, white 1", "1 pixel is NaN, in pink"],
  });
});

it("of a large value has the mean of each block, and never more pixels than can be seen", async () => {
  const text = "x = arange(512 * 256).reshape(512, 256) % 2 * 8";
  const told = (await picture(text, { starts: [0, 0], sizes: [512, 256] })) as Picture;
  expect([told.rows, told.columns, told.bytes.length]).toEqual([128, 64, 128 * 64 * 3]);
  expect(new Set(told.bytes)).toEqual(new Set([128]));
  expect(told.notes).toEqual(["black is 0, white 8", "a pixel is the mean of 4×4 elements"]);
});

it("is none of a part that has other matrices than one or three", async () => {
  const text = "x = arange(16).reshape(4, 2, 2)";
  expect(await picture(text, { starts: [0, 0, 0], sizes: [4, 2, 2] })).toBeNull();
});
