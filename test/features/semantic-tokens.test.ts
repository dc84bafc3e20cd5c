/** Semantic tokens as text: what a name is, where the grammar cannot know. */
import { expect, test } from "vitest";
import { semanticTokens } from "../../src/features/semantic-tokens.ts";
import manifest from "../../package.json" with { type: "json" };
import { tokenModifiers, tokenTypes } from "../../src/features/semantic-tokens.ts";
import { analyse } from "../check.ts";
import { render, sourceOf } from "../labels.ts";

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

test("a name is what its last line made of it", () => {
  const fixture = `
    x: [N] = [1, 2]
  # ^ variable declaration leaf
  #     ^ dimension
    W = param(3)
  # ^ variable declaration leaf trained
  #     ^^^^^ function defaultLibrary gate
    y = x * W
  # ^ variable declaration
  #     ^ variable leaf
  #         ^ variable leaf trained
    W = W - pi
  # ^ variable declaration
  #     ^ variable leaf trained
  #         ^^ variable readonly
    def f(a): return a * W
  #     ^ function declaration
  #       ^ parameter declaration
  #                  ^ parameter
  #                      ^ variable
    L = f(sum(softmax(y, dim=0)))
  # ^ variable declaration target
  #     ^ function    ^ variable
  #       ^^^ function defaultLibrary gate
  #           ^^^^^^^ function defaultLibrary composite
  #                      ^^^ parameter
    L.backward()
  # ^ variable target
  `;
  const source = sourceOf(fixture);
  const labels = semanticTokens(analyse(source)).map(({ span, type, modifiers }) => ({
    span,
    text: [type, ...modifiers].join(" "),
  }));
  expect(render(source, labels)).toBe(render(fixture));
});

test("what no editor knows is told in package.json, with a colour for each", () => {
  const { semanticTokenTypes, semanticTokenModifiers, semanticTokenScopes } = manifest.contributes;
  const own = [...semanticTokenTypes, ...semanticTokenModifiers].map(({ id }) => id);
  const known = [
    "variable",
    "parameter",
    "function",
    "property",
    "declaration",
    "readonly",
    "defaultLibrary",
  ];
  expect([...known, ...own].sort()).toEqual([...tokenTypes, ...tokenModifiers].sort());
  const coloured = Object.keys(semanticTokenScopes[0]!.scopes).flatMap((name) => name.split("."));
  expect(new Set([...coloured, "declaration"])).toEqual(new Set<string>([...tokenTypes, ...tokenModifiers]));
});
