/** What no file of the repository may have: too many lines, `any`, switched-off rules or tests, places of one machine. */
import ts from "typescript";
import { expect, test } from "vitest";
import { allPaths, filesOf, nodesOf, placeOf, type SourceFile } from "./files.ts";

const most = 400;
const typescript = filesOf("{src,webview,test,scripts,bench}/**/*.ts", "*.ts");
const sources = [...typescript, ...filesOf("{webview,src}/**/*.{css,grad}")];
const everything = filesOf("**/*.{ts,js,json,css,grad,md,svg,sh,txt}", ".ci/run", ".npmrc", ".vscodeignore");

test(`no source file has more than ${most} lines`, () => {
  const long = sources.filter(({ text }) => text.trimEnd().split("\n").length > most);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("every source file opens with a sentence that says what it is", () => {
  const opening = /^(#!.*\n)?\/\*\*\s+(\* )?\S[\s\S]*?[.:)`]?\s*\*\//;
  expect(typescript.filter(({ text }) => !opening.test(text)).map(({ path }) => path)).toEqual([]);
});

test("nothing has the type any", () => {
  expect(placesOf(typescript, (node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([]);
});

test("no rule and no test is switched off", () => {
  expect(matches(typescript, /@ts-(ignore|nocheck|expect-error)|eslint-disable|prettier-ignore/)).toEqual([]);
  const runners = new Set(["test", "it", "describe", "suite"]);
  const off = new Set(["skip", "only", "todo", "fails"]);
  const isOff = (node: ts.Node): boolean =>
    ts.isPropertyAccessExpression(node) && off.has(node.name.text) && runners.has(node.expression.getText());
  expect(placesOf(typescript, isOff)).toEqual([]);
});

test("the server and the command line load no locale: its data takes a tenth of a start", () => {
  const asking = /\btoLocale\w*\(|\blocaleCompare\(|\bIntl\./;
  expect(matches(filesOf("src/**/*.ts"), asking)).toEqual([]);
});

test("no test waits for a time: it waits for a fact", () => {
  const waiting = /\bwaitForTimeout\(|new Promise\b.*\bsetTimeout\(/;
  const files = filesOf("{test,scripts}/**/*.ts").filter(({ path }) => path !== "test/host/eventually.ts");
  expect(matches(files, waiting)).toEqual([]);
});

test("no file names a place of one machine, or a host of packages", () => {
  expect(matches(everything, /(?<![\w.])\/(work|root|home|Users|tmp)\//)).toEqual([]);
  expect(matches(everything, /https?:\/\/[^\s"'`)]*(registry|mirror|artifact)/i)).toEqual([]);
});

test("file names are in kebab-case", () => {
  const ours = allPaths().filter((path) => /^(src|webview|test|scripts|bench)\/.*\.ts$/.test(path));
  expect(ours.filter((path) => !/^[a-z0-9/-]+(\.(test|config|d))?\.ts$/.test(path))).toEqual([]);
});

function placesOf(files: readonly SourceFile[], wanted: (node: ts.Node) => boolean): readonly string[] {
  return files.flatMap((file) =>
    nodesOf(file)
      .filter(wanted)
      .map((node) => placeOf(file, node)),
  );
}

// This file holds the patterns that it looks for.
function matches(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files
    .filter(({ path }) => path !== "test/tidy/text.test.ts")
    .flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.slice(0, 120)}`] : [])),
    );
}
