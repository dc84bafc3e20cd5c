/** What a file exports, somebody imports: what nobody does is the file's own, or is dead. */
import { dirname, join, normalize } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { filesOf, nodesOf, placeOf, type SourceFile } from "./files.ts";

/** VS Code starts the extension by these. */
const entries = new Set(["src/client/browser.ts", "src/client/node.ts"]);

/** Compiled to WebAssembly: its exports are called through the module's interface in `src/tensor/kernel-module.ts`. */
const isKernel = ({ path }: SourceFile): boolean => path.startsWith("src/tensor/kernels/");

const sources = filesOf("src/**/*.ts", "webview/**/*.ts").filter((file) => !isKernel(file));
const imported = new Set(filesOf("{src,webview,scripts,bench,test}/**/*.ts").flatMap(importedBy));

test("every function and constant that a file exports is imported by another", () => {
  const exported = sources.filter(({ path }) => !entries.has(path)).flatMap(exportsOf);
  expect(exported.length).toBeGreaterThan(500);
  const isUsed = ({ path, name }: Export): boolean =>
    imported.has(`${path} ${name}`) || imported.has(`${path} *`);
  expect(exported.filter((one) => !isUsed(one)).map(({ place, name }) => `${place} ${name}`)).toEqual([]);
});

interface Export {
  readonly path: string;
  readonly name: string;
  readonly place: string;
}

/**
 * The functions and constants that a file exports; a type goes with the function that speaks of it. A gate's record is there for
 * the rule of any other, whether one uses it yet or not.
 */
function exportsOf(file: SourceFile): readonly Export[] {
  return nodesOf(file).flatMap((node) => {
    if (!ts.isFunctionDeclaration(node) && !ts.isVariableStatement(node)) return [];
    if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) return [];
    const names = ts.isFunctionDeclaration(node)
      ? [node.name]
      : node.declarationList.declarations.filter((one) => !isGate(one)).map(({ name }) => name);
    return names.flatMap((name) =>
      name !== undefined && ts.isIdentifier(name)
        ? [{ path: file.path, name: name.text, place: placeOf(file, node) }]
        : [],
    );
  });
}

function isGate({ initializer }: ts.VariableDeclaration): boolean {
  return (
    initializer !== undefined &&
    ts.isCallExpression(initializer) &&
    /^(define\w*Gate|unary|binary|broadcasting)$/.test(initializer.expression.getText())
  );
}

/** `path name` of everything that a file imports or exports again from another; `path *` where that is all of it. */
function importedBy(file: SourceFile): readonly string[] {
  return nodesOf(file).flatMap((node) => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return [`${pathIn(file, node.arguments[0])} *`];
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    const path = pathIn(file, node.moduleSpecifier);
    const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
    if (bindings === undefined || ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings))
      return [`${path} *`];
    return bindings.elements.map(({ name, propertyName }) => `${path} ${(propertyName ?? name).text}`);
  });
}

function pathIn({ path }: SourceFile, specifier: ts.Expression | undefined): string {
  const text = specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : "";
  return text.startsWith(".") ? normalize(join(dirname(path), text)).replaceAll("\\", "/") : text;
}
