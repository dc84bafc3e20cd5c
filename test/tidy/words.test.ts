/** A table is asked for a word in a way that never finds what every object has: `constructor`, `toString`, `__proto__`. */
import { dirname } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./files.ts";

const program = readProject("tsconfig.json");
const checker = program.getTypeChecker();
const sources = program.getSourceFiles().filter(({ fileName }) => /^(src|webview)\//.test(pathOf(fileName)));

test("there are files to read", () => {
  expect(sources.length).toBeGreaterThan(200);
});

test("a plain object is asked for a word by Object.hasOwn first (or by own), or it is a Map", () => {
  expect(sources.flatMap(lookups)).toEqual([]);
});

test("the rule sees what it is for", () => {
  const text = `
    declare const table: Readonly<Record<string, number>>;
    declare const word: string;
    declare const kind: "a" | "b";
    declare const list: readonly number[];
    table[word];
    table["a"];
    list[0];
    ({ a: 1, b: 2 })[kind];
    word in table;
    "a" in table;
    Object.hasOwn(table, word) ? table[word] : 0;
    Object.hasOwn(table, word) ? 0 : table[word];
    function f<K extends string>(key: K) { return table[key]; }
  `;
  expect(lookupsOfText(text)).toEqual(["table[word]", "word in table", "table[word]", "table[key]"]);
});

function lookups(file: ts.SourceFile): readonly string[] {
  const found = lookupsIn(file, checker);
  return found.map((node) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    return `${pathOf(file.fileName)}:${line + 1} ${node.getText()}`;
  });
}

function lookupsIn(file: ts.SourceFile, types: ts.TypeChecker): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const key = keyOf(node);
    if (key !== undefined && isAnyWord(types.getTypeAtLocation(key), types) && !isOwn(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** What is looked up, where the node is a look-up. */
function keyOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isElementAccessExpression(node)) return node.argumentExpression;
  const isIn = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword;
  return isIn ? node.left : undefined;
}

/** A string that may be any: not one of a few that a type names. */
function isAnyWord(type: ts.Type, types: ts.TypeChecker): boolean {
  if (type.isUnion()) return type.types.some((part) => isAnyWord(part, types));
  if ((type.flags & ts.TypeFlags.TypeParameter) === 0) return (type.flags & ts.TypeFlags.String) !== 0;
  const base = types.getBaseConstraintOfType(type);
  return base !== undefined && isAnyWord(base, types);
}

/** `Object.hasOwn(table, word) ? table[word] : …` */
function isOwn(node: ts.Node): boolean {
  if (!ts.isElementAccessExpression(node)) return false;
  const asked = `Object.hasOwn(${node.expression.getText()}, ${node.argumentExpression.getText()})`;
  for (let at: ts.Node = node; !ts.isStatement(at); at = at.parent) {
    if (ts.isConditionalExpression(at.parent) && at.parent.whenTrue === at)
      if (at.parent.condition.getText() === asked) return true;
  }
  return false;
}

function lookupsOfText(text: string): readonly string[] {
  const name = "example.ts";
  const host = ts.createCompilerHost({});
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const { getSourceFile } = host;
  host.getSourceFile = (path, options) => (path === name ? file : getSourceFile(path, options));
  const alone = ts.createProgram([name], { strict: true, target: ts.ScriptTarget.Latest, types: [] }, host);
  return lookupsIn(file, alone.getTypeChecker()).map((node) => node.getText());
}

function readProject(name: string): ts.Program {
  const path = `${root}/${name}`;
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { readonly config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path));
  const ours = fileNames.filter((file) => /^(src|webview)\//.test(pathOf(file)));
  return ts.createProgram(ours, options);
}

function pathOf(fileName: string): string {
  return fileName.slice(root.length + 1);
}
