/** Semantic tokens as text: what a name is, where the grammar cannot know. */
import { expect, test } from "vitest";
import { semanticTokens } from "../../src/features/semantic-tokens.ts";
import { analyse } from "../check.ts";

test("of a module's function the last name is one, wherever the module's name stands", () => {
  const source = "x = eye(2)\ny = linalg.inv(x) + (linalg.\n    det(clip(x, 0, 1)))";
  const functions = semanticTokens(analyse(source)).filter(({ type }) => type === "function");
  expect(functions.map(({ span }) => source.slice(span.start, span.end))).toEqual([
    "eye",
    "inv",
    "det",
    "clip",
  ]);
  expect(functions.every(({ modifiers }) => modifiers.includes("defaultLibrary"))).toBe(true);
});
