/** An operator's name stands as a string in its record and in tests, nowhere else. */
import { matchesGlob } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { gates } from "../../src/ops/index.ts";
import { filesOf, nodesOf, placeOf } from "./files.ts";

const composites = filesOf("src/stdlib/*.grad").flatMap(({ text }) =>
  [...text.matchAll(/^def (\w+)/gm)].map((found) => found[1]!),
);
const names = new Set([...gates.map(({ name }) => name), ...composites]);

/** Words that happen to be an operator's name too, where they mean something else. */
const homonyms: readonly {
  readonly words: readonly string[];
  readonly where: string;
  readonly meaning: string;
}[] = [
  {
    words: ["index"],
    where: "src/{syntax,check,lower,features,features/refactor}/*.ts",
    meaning: "a kind of expression in the tree",
  },
  {
    words: ["T", "mT"],
    where: "src/{check/functions,lower/clash,features/block-fixes}.ts",
    meaning: "the two attributes that the language writes after a dot",
  },
  {
    words: ["min", "max", "mean", "norm", "zeros"],
    where: "src/{eval/statistics,features/inspect}.ts",
    meaning: "fields of a summary",
  },
  { words: ["data"], where: "src/{check,lower,data,graph}/*.ts", meaning: "what a file that was read holds" },
  { words: ["any"], where: "src/{check,lower,graph,syntax}/*.ts", meaning: "a size that may be any" },
  { words: ["data"], where: "src/server/about.ts", meaning: "a field of LSP's actions" },
  { words: ["abs", "norm", "sqrt"], where: "src/syntax/signs.ts", meaning: "what is written for a sign" },
  { words: ["dist"], where: "src/client/*.ts", meaning: "the folder of the bundles" },
  { words: ["all"], where: "src/features/switches.ts", meaning: "every code, in the settings" },
  {
    words: ["sign", "transpose"],
    where: "src/{insight,features}/*{block,claims,backward,predict}*.ts",
    meaning: "a kind of mistake in a gradient",
  },
  { words: ["data"], where: "src/problems/row.ts", meaning: "a field of a row" },
  { words: ["constant"], where: "src/insight/*.ts", meaning: "the code of a finding" },
  {
    words: ["softmax", "sigmoid", "log"],
    where: "src/{insight,features}/{loss-input,loss-inputs,probabilities}.ts",
    meaning: "a mistake of what a loss is given",
  },
  {
    words: ["constant"],
    where: "{src/features,src/protocol,src/picture,webview}/*.ts",
    meaning: "a kind of drawn node",
  },
  { words: ["round"], where: "{src/picture,webview}/*.ts", meaning: "a gate's outline" },
  { words: ["div"], where: "webview/*.ts", meaning: "an HTML element" },
  { words: ["sign"], where: "{src/picture,webview}/*.ts", meaning: "a sign in a gate or a control" },
  { words: ["select"], where: "webview/*.ts", meaning: "what a person does with a node" },
  { words: ["dot"], where: "webview/layout-worker.ts", meaning: "Graphviz's engine" },
  { words: ["min", "max"], where: "src/picture/layout.ts", meaning: "Graphviz's ranks" },
  { words: ["linear"], where: "webview/run-along.ts", meaning: "an easing" },
  { words: ["norm", "place"], where: "webview/flow.ts", meaning: "the class of a cell" },
];

/** They say of words of other libraries and languages what is written here. */
const foreignTables = ["table", "methods", "words"].map((of) => `src/syntax/foreign-${of}.ts`);
const sources = filesOf("src/**/*.ts", "webview/**/*.ts").filter(
  ({ path }) => !path.startsWith("src/ops/") && !foreignTables.includes(path),
);
const strings = sources.flatMap((file) =>
  nodesOf(file)
    .filter((node): node is ts.StringLiteralLike => ts.isStringLiteralLike(node) && names.has(node.text))
    .map((node) => ({ path: file.path, word: node.text, place: placeOf(file, node) })),
);

test("there are names to look for", () => {
  expect(names.size).toBeGreaterThan(20);
});

test("no string outside a record is an operator's name", () => {
  const found = strings.filter((string) => !homonyms.some((row) => isMeant(row, string)));
  expect(found.map(({ place, word }) => `${place} "${word}"`)).toEqual([]);
});

test("every homonym still stands where it is allowed", () => {
  const stale = homonyms.flatMap((row) =>
    row.words
      .filter((word) => !strings.some((string) => string.word === word && isMeant(row, string)))
      .map((word) => `${word} in ${row.where}`),
  );
  expect(stale).toEqual([]);
});

function isMeant(
  row: (typeof homonyms)[number],
  string: { readonly path: string; readonly word: string },
): boolean {
  return row.words.includes(string.word) && matchesGlob(string.path, row.where);
}
