/** Nothing above a hint is said of random healthy programs, and no block of the library is called wrong in a file of one's own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { libraryFiles } from "../../src/check/library.ts";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { analyse, viewOf } from "../check.ts";
import { randomNet } from "../random-net.ts";
import { healthyProgram, picks } from "../random-program.ts";
import { cases, type Case } from "../stdlib/block-cases.ts";

/** The choices of so many programs, the same in every run. */
const choices = fc.sample(fc.array(fc.nat(999), { minLength: 60, maxLength: 60 }), { numRuns: 60, seed: 5 });

describe.each([
  ["formula", healthyProgram],
  ["network", randomNet],
])("a random %s", (_, program) => {
  test("is right and healthy", () => {
    const sources = new Set(choices.map((numbers) => program(picks(numbers))));
    expect(sources.size).toBeGreaterThan(50);
    for (const source of sources) {
      const view = viewOf(source);
      expect(view.analysis.problems, source).toEqual([]);
      expect(view.numbers?.summary(view.analysis.target!.node)?.nans, source).toBe(0);
      const found = findingProblems(view, ALL_ON).filter(({ severity }) => severity !== "hint");
      expect(
        found.map(({ message }) => message),
        source,
      ).toEqual([]);
    }
  });
});

/** The functions of the library as text, by name; those with a backward block. */
const defs = new Map<string, string>();
const withBlocks = new Set<string>();
for (const { text, tree } of libraryFiles) {
  for (const stmt of tree.statements) {
    if (stmt.kind !== "def") continue;
    defs.set(stmt.name.name, text.slice(stmt.span.start, stmt.span.end));
    if (stmt.backward !== undefined) withBlocks.add(stmt.name.name);
  }
}

/** A function with the helpers that it calls, under names of a file's own. */
function ownDefs(name: string): string {
  const names = new Set([name]);
  for (const one of names)
    for (const [helper] of defs.get(one)?.matchAll(/\b_\w+/gu) ?? []) if (defs.has(helper)) names.add(helper);
  const texts = [...names].map((one) => defs.get(one)!.replace(`def ${one}(`, `def my${one}(`));
  return texts.join("\n").replace(/\b_(?=\w)/gu, "my_");
}

/** A file with its own copy of the function that a case calls. */
function copyOf({ call, wrt }: Case, leaves: Case["leaves"]): string {
  return [
    ownDefs(nameIn(call)),
    ...Object.entries(leaves).map(
      ([leaf, text]) => `${leaf} = ${wrt.includes(leaf) ? `param(${text})` : text}`,
    ),
    `out = my${call}`,
    "L = sum(out * (0.3 + sin(1.7 * reshape(arange(len(flatten(out))), out.shape))))",
    "L.backward()",
    "",
  ].join("\n");
}

function nameIn(call: string): string {
  return call.slice(0, call.indexOf("("));
}

/** One of its numbers instead of each leaf: a block of the library may leave the sum over what was stretched to the language. */
function asNumbers(leaves: Case["leaves"]): Case["leaves"] {
  const numberIn = (text: string): string => [...text.matchAll(/-?\d+(?:\.\d+)?/gu)].slice(0, 5).at(-1)![0];
  return Object.fromEntries(Object.entries(leaves).map(([leaf, text]) => [leaf, numberIn(text)]));
}

describe("a file's own copy of a block of the library", () => {
  // What a file cannot say (a word of the library, a gate without a name for files) is a problem there.
  const copies = cases
    .filter(({ call }) => withBlocks.has(nameIn(call)))
    .flatMap((one) =>
      [one.leaves, asNumbers(one.leaves)].map((leaves) => ({ call: one.call, source: copyOf(one, leaves) })),
    )
    .filter(({ source }) => analyse(source).problems.length === 0);

  test("can be made of many", () => {
    expect(new Set(copies.map(({ call }) => nameIn(call))).size).toBeGreaterThan(20);
  });

  test("is looked at", () => {
    const { source } = copies.find(({ call }) => call === "sigmoid(x)")!;
    const wrong = source.replace("return g * (1 - s) * s", "return -g * (1 - s) * s");
    expect(wrongBlocks(wrong)).toEqual([expect.stringContaining("the sign is wrong")]);
  });

  test.each(copies)("is right: $call", ({ source }) => {
    expect(wrongBlocks(source), source).toEqual([]);
  });
});

function wrongBlocks(source: string): readonly string[] {
  const found = findingProblems(viewOf(source), ALL_ON).filter(({ code }) => code === "wrong-backward");
  return found.map(({ message }) => message);
}
