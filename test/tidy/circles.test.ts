/** Files import one another in circles only where what they do is a circle. */
import { expect, test } from "vitest";
import { filesOf, importsOf } from "./files.ts";

/** The circles that there are, each with why it cannot be cut. */
const inherent: readonly { readonly why: string; readonly files: readonly string[] }[] = [
  {
    why: "An expression is made of operands, and an operand may have whole expressions in its brackets or behind its sign.",
    files: ["src/syntax/expressions.ts", "src/syntax/operands.ts", "src/syntax/signs.ts"],
  },
  {
    why: "A statement may be a header with a block, and a block is made of statements.",
    files: [
      "src/syntax/definitions.ts",
      "src/syntax/foreign.ts",
      "src/syntax/loops.ts",
      "src/syntax/statements.ts",
    ],
  },
  {
    why: "An expression may be a call, a call writes out statements (a function's body, its backward block), a statement may be an import of others, and statements are made of expressions.",
    files: [
      "src/lower/backward-block.ts",
      "src/lower/calls.ts",
      "src/lower/expressions.ts",
      "src/lower/imports.ts",
      "src/lower/indexing.ts",
      "src/lower/statements.ts",
      "src/lower/targets.ts",
    ],
  },
];

test("no files import one another in a circle but these", () => {
  const files = filesOf("src/**/*.ts", "webview/**/*.ts");
  const imports = new Map(files.map((file) => [file.path, importsOf(file)]));
  const found = circlesOf(imports).map((circle) => circle.toSorted().join("\n"));
  const wanted = inherent.map(({ files: circle }) => circle.join("\n"));
  expect(found.toSorted()).toEqual(wanted.toSorted());
});

test("a circle is found, with all that is in it and nothing else", () => {
  const imports = new Map([
    ["a", ["b", "elsewhere"]],
    ["b", ["c", "d"]],
    ["c", ["a"]],
    ["d", ["e"]],
    ["e", []],
  ]);
  expect(circlesOf(imports).map((circle) => circle.toSorted())).toEqual([["a", "b", "c"]]);
});

/** The largest sets of files of which each one leads to each other one. */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const behind = new Map([...imports.keys()].map((path) => [path, reach(imports, path)]));
  const left = new Set([...imports.keys()].filter((path) => behind.get(path)!.has(path)));
  const circles: string[][] = [];
  for (const path of left) {
    const circle = [...left].filter((other) => behind.get(path)!.has(other) && behind.get(other)!.has(path));
    for (const one of circle) left.delete(one);
    circles.push(circle);
  }
  return circles;
}

/** All that a file leads to; itself only in a circle. */
function reach(imports: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(imports.get(from) ?? [])];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path) || !imports.has(path)) continue;
    found.add(path);
    open.push(...(imports.get(path) ?? []));
  }
  return found;
}
