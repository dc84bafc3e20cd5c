/** Programs that people reported, with the right numbers beside them, by PyTorch or by mathematics: `test/reported/*.grad`. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fileResult } from "./file-result.ts";

/*
 * A comment at a line's end says what holds there: `value [5, 9]; [1, 2]` and `grad 2; 7` of the line's names,
 * `problem` and a part of its words. A line without one may have any numbers, and no problem.
 */
const folder = new URL("reported/", import.meta.url);

test.each(readdirSync(folder))("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const { result } = fileResult(file, text);
  text.split(/\r\n|[\r\n]/).forEach((line, index) => {
    const names = (/^[\w, ]+(?= = )/.exec(line)?.[0] ?? "").split(", ");
    const [, kind, said = ""] = /# (value|grad|problem) (.*)$/.exec(line) ?? [];
    const problems = result.problems.filter((problem) => problem.line === index + 1);
    // Where the right number is not finite, that this begins here is right too.
    const messages = problems
      .filter(({ severity, code }) => severity !== "information" && !/^(?:nan|inf)-/.test(code))
      .map(({ message }) => message);
    if (kind === "problem") expect(messages, line).toEqual([expect.stringContaining(said)]);
    else expect(messages, line).toEqual([]);
    if (kind !== "value" && kind !== "grad") return;
    const found = names.map((name) => (kind === "value" ? result.values[name] : result.grads[name]));
    const right = said
      .split("; ")
      .map((one) => JSON.parse(one.replace(/-?(?:inf|nan)\b/g, '"$&"')) as unknown);
    expect(found.map(asNumbers), line).toEqual(right.map(asNumbers));
  });
});

/** Nested lists of numbers with 12 digits; a number that JSON cannot hold is written as a word. */
function asNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value === "number") return Number(value.toPrecision(12)) + 0;
  return typeof value === "string" ? value.toLowerCase().replace("infinity", "inf") : value;
}
