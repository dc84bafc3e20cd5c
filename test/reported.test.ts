/** Programs that people reported, with the right numbers beside them, by PyTorch or by mathematics: `test/reported/*.grad`. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isFinding } from "../src/features/switches.ts";
import { fileResult } from "./file-result.ts";

/*
 * A comment at a line's end says what holds there: `value [5, 9]; [1, 2]` and `grad 2; 7` of the line's names,
 * `problem` and a part of its words; `with inf-forward` behind it, which finding stands there. A line without one may
 * have any numbers, and neither problem nor finding.
 */
const folder = new URL("reported/", import.meta.url);

test.each(readdirSync(folder))("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const { result } = fileResult(file, text);
  text.split(/\r\n|[\r\n]/).forEach((line, index) => {
    const names = (/^[\w, ]+(?= = )/.exec(line)?.[0] ?? "").split(", ");
    const [, kind, said = "", finding] = /# (value|grad|problem) (.*?)(?:, with (\S+))?$/.exec(line) ?? [];
    const here = result.problems.filter((problem) => problem.line === index + 1);
    const messages = here.filter((one) => !isFinding(one) && one.severity !== "information");
    expect(
      here.filter(isFinding).map(({ code }) => code),
      line,
    ).toEqual(finding === undefined ? [] : [finding]);
    const right = kind === "problem" ? [expect.stringContaining(said) as string] : [];
    expect(
      messages.map(({ message }) => message),
      line,
    ).toEqual(right);
    if (kind !== "value" && kind !== "grad") return;
    const found = names.map((name) => (kind === "value" ? result.values[name] : result.grads[name]));
    const numbers = said
      .split("; ")
      .map((one) => JSON.parse(one.replace(/-?(?:inf|nan)\b/g, '"$&"')) as unknown);
    expect(found.map(asNumbers), line).toEqual(numbers.map(asNumbers));
  });
});

/** Nested lists of numbers with 12 digits; a number that JSON cannot hold is written as a word. */
function asNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value === "number") return Number(value.toPrecision(12)) + 0;
  return typeof value === "string" ? value.toLowerCase().replace("infinity", "inf") : value;
}
