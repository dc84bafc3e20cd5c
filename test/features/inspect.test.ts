/** What the graph panel is told of a value and of its gradient. */
import { describe, expect, it } from "vitest";
import { mostInWindow, type InspectAnswer, type InspectQuestion } from "../../src/protocol/inspect.ts";
import { inspected } from "../webview/inspecting.ts";

const asked = (text: string, question: Partial<InspectQuestion> & object): Promise<InspectAnswer | null> => {
  const full = { id: "x#0", aspect: "value", kind: "tensor", ...question } as InspectQuestion;
  return inspected(text).answer(full);
};

const matrix = "x = [[1, -2, 0], [4, nan, inf]]\nL = sum(x * 2)\nL.backward()\n";

describe("what a tensor is like", () => {
  it("has its statistics, with where to find what they speak of first", async () => {
    expect(await asked(matrix, {})).toMatchObject({
      kind: "tensor",
      version: 1,
      sizes: [2, 3],
      width: 3,
      facts: [
        { name: "min", text: "-2", at: [0, 1] },
        { name: "max", text: "∞", at: [1, 2] },
        { name: "mean", text: "∞" },
        { name: "norm", text: "∞" },
        { name: "zeros", text: "1", at: [0, 2] },
        { name: "NaN", text: "1", at: [1, 1], alarm: true },
        { name: "infinite", text: "1", at: [1, 2], alarm: true },
      ],
      picture: { alt: "-2 to 4, 1 zero, 1 NaN, 1 ∞", ends: ["-2", "4"], notes: ["· 1 zero, × 1 NaN, ▲ 1 ∞"] },
    });
  });

  it("counts what is true of a condition", async () => {
    const text = "x = [1, -2, 3]\np = x > 0\nL = sum(where(p, x, 0))\nL.backward()\n";
    expect(await asked(text, { id: "p#0" })).toMatchObject({
      width: 5,
      facts: [
        { name: "True", text: "2", at: [0] },
        { name: "False", text: "1", at: [1] },
      ],
    });
  });

  it("is told of the gradient too", async () => {
    expect(await asked(matrix, { aspect: "gradient" })).toMatchObject({
      facts: [{ text: "2" }, { text: "2" }, { text: "2" }, { text: "4.899" }],
    });
  });

  it("is told of a value that was not told whole", async () => {
    const text = "x = arange(65536).reshape(16, 4096) / 8\nL = sum(x)\nL.backward()\n";
    expect(await asked(text, {})).toMatchObject({
      sizes: [16, 4096],
      facts: [
        { text: "0", at: [0, 0] },
        { text: "8191.9", at: [15, 4095] },
        {},
        {},
        { name: "zeros", text: "1" },
      ],
    });
  });
});

describe("a window", () => {
  const window = { starts: [0, 1], sizes: [2, 2] };

  it("has its elements as they are written, and how large each is beside the largest", async () => {
    expect(await asked(matrix, { kind: "window", window })).toEqual({
      kind: "window",
      version: 1,
      window,
      texts: ["-2", "0", "NaN", "∞"],
      levels: [-1, 0, 0, 0],
    });
  });

  it("is brought from a value of which only statistics were told", async () => {
    const text = "x = arange(65536).reshape(16, 4096)\nL = sum(x)\nL.backward()\n";
    const part = { starts: [15, 4094], sizes: [1, 2] };
    expect(await asked(text, { kind: "window", window: part })).toMatchObject({ texts: ["65534", "65535"] });
  });

  it("is nothing where it lies beyond, is too large, or no such value is drawn", async () => {
    const beyond = { starts: [1, 1], sizes: [2, 2] };
    expect(await asked(matrix, { kind: "window", window: beyond })).toBe(null);
    const large = `x = zeros(${mostInWindow + 1})\nL = sum(x)\nL.backward()\n`;
    const all = { starts: [0], sizes: [mostInWindow + 1] };
    expect(await asked(large, { kind: "window", window: all })).toBe(null);
    expect(await asked(matrix, { id: "y#0" })).toBe(null);
  });
});
