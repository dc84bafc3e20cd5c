/** The names that every object of JavaScript has are words like others: unknown where nobody bound them, known where somebody did. */
import { describe, expect, test } from "vitest";
import { fileResult } from "../file-result.ts";
import { isDataFile } from "../../src/data/read.ts";
import { completionsAt } from "../../src/features/completion.ts";
import { lineHints } from "../../src/features/hints.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { semanticTokens } from "../../src/features/semantic-tokens.ts";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import { builtins } from "../../src/check/functions.ts";
import { analyse, PLAIN_HINTS, viewOf } from "../check.ts";

const words = Object.getOwnPropertyNames(Object.prototype);

/** No name is like it, so that nothing is suggested. */
const neutral = "qqqqqqqqqqqqqqqqqq";

const places: readonly (readonly [what: string, text: (word: string) => string])[] = [
  ["an argument's name", (word) => `y = sum([1, 2], ${word}=1)\n`],
  ["an argument's name of a gate", (word) => `y = exp(1, ${word}=1)\n`],
  ["an argument's name of the file's own function", (word) => `def f(x): return x\ny = f(1, ${word}=1)\n`],
  ["a function", (word) => `y = ${word}(1)\n`],
  ["a method", (word) => `x = 2\ny = x.${word}()\n`],
  ["a name", (word) => `y = ${word} + 1\n`],
  ["an attribute", (word) => `x = [1, 2]\ny = x.${word}\n`],
  ["a decorated name", (word) => `y = torch.${word}(1)\n`],
  ["an imported name", (word) => `from "a.grad" import ${word}\n--- a.grad\nx = 1\n`],
  ["a size's name", (word) => `x: [${word}, 2] = [[1, 2], [3, 4]]\ny: [${word}] = [1, 2, 3]\n`],
  ["a target", (word) => `x = 2\n${word}.backward()\n`],
  ["an escape", (word) => `x = relu("\\${word}")\n`],
];

describe.each(places)("%s", (_, text) => {
  test.each(words)("%s", (word) => {
    const codes = (source: string): readonly string[] => analyse(source).problems.map(({ code }) => code);
    const expected = codes(text(neutral));
    expect(expected.length).toBeGreaterThan(0);
    expect(codes(text(word))).toEqual(expected);
    useEverywhere(text(word).split("--- ")[0]!);
  });
});

test("a text in an argument's place is refused like any other word", () => {
  const takers = [...builtins.values()].flatMap(({ signature: { name, params } }) =>
    params.map((param) => ({ name, param: param.name })),
  );
  expect(takers.length).toBeGreaterThan(300);
  const lines = (word: string): string =>
    takers.map(({ name, param }) => `${name}([1, 2], ${param}="${word}")\n`).join("");
  const codes = (source: string): readonly string[] => analyse(source).problems.map(({ code }) => code);
  const expected = codes(lines(neutral));
  for (const word of words) expect(codes(lines(word))).toEqual(expected);
});

test.each(words)("%s as the name of a file, of its format, and of both", (word) => {
  for (const path of [word, `x.${word}`, `.${word}`, `${word}.csv`]) {
    expect(isDataFile(path)).toBe(path.endsWith(".csv"));
    const source = `x = load("${path}")\nfrom "${path}" import y\n`;
    expect(analyse(source).program.missing).toEqual([path]);
  }
});

test.each(words)("%s bound by the file is that value, that function and that argument", (word) => {
  const source = [
    `${word} = 3`,
    `def f(${word}, x=1):`,
    `    return ${word} * x`,
    `y = f(${word}=${word}) * 2`,
    "y.backward()",
    "",
  ].join("\n");
  const { result } = fileResult("a.grad", source);
  expect(result.problems).toEqual([]);
  expect(Object.entries(result.values)).toContainEqual([word, 3]);
  expect(Object.entries(result.grads)).toContainEqual([word, 2]);
  expect(fileResult("a.grad", `def ${word}(x): return x * 2\ny = ${word}(4)\n`).result.values).toEqual({
    y: 8,
  });
  useEverywhere(source);
});

/** Every feature at every place. */
function useEverywhere(source: string): void {
  const view = viewOf(source);
  expect(lineHints(view, PLAIN_HINTS)).toBeDefined();
  expect(semanticTokens(view.analysis)).toBeDefined();
  for (let offset = 0; offset <= source.length; offset++) {
    hoverAt(view, offset, { link: undefined });
    completionsAt(view, offset);
    signatureHelpAt(view, offset);
  }
}
