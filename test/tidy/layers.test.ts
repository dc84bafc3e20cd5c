/** Imports run one way, and only the rim knows VS Code, Node, LSP and the DOM. */
import { expect, test } from "vitest";
import { filesOf, importsOf, type SourceFile } from "./files.ts";

/** From the bottom up: a layer imports what stands in an earlier row, and itself. */
const layers: readonly (readonly string[])[] = [
  ["base"],
  ["problems", "stdlib", "examples"],
  ["tensor", "syntax"],
  ["graph", "data"],
  ["ops"],
  ["grad", "eval", "export"],
  ["check"],
  ["lower"],
  ["insight", "train"],
  ["analysis"],
  ["run"],
  ["protocol"],
  ["picture"],
  ["features"],
  ["service"],
  ["server"],
  // The command line starts the server for editors that speak LSP.
  ["cli"],
];

/** The layers outside that order, and the whole of what each may import from this repository. */
const apart: ReadonlyMap<string, readonly string[]> = new Map([
  ["protocol", ["protocol"]],
  ["client", ["client", "protocol"]],
  ["picture", ["picture", "protocol"]],
  ["webview", ["webview", "picture", "protocol"]],
]);

/** What each layer of the rim may import from outside this repository; every other layer imports nothing. */
const outside: ReadonlyMap<string, RegExp> = new Map([
  [
    "server",
    /^(vscode-languageserver(-textdocument|\/node|\/browser)?|node:[a-z_/]+|virtual:worker-source|virtual:kernels|docs\/findings\.md)$/,
  ],
  ["examples", /^examples\/.*\.grad$/],
  ["cli", /^(node:[a-z_/]+|package\.json)$/],
  ["client", /^(vscode|vscode-languageclient(\/node|\/browser)?|node:[a-z_/]+)$/],
  ["webview", /^(@hpcc-js\/wasm-graphviz|uplot|virtual:layout-worker-source)$/],
]);

const sources = filesOf("src/**/*.ts", "webview/**/*.ts").filter(({ path }) => !path.endsWith(".d.ts"));

test("every source file belongs to a layer", () => {
  const known = new Set([...layers.flat(), ...apart.keys()]);
  expect(sources.filter((file) => !known.has(layerOf(file.path))).map(({ path }) => path)).toEqual([]);
});

test("a layer imports lower layers only", () => {
  expect(offences(isLower)).toEqual([]);
});

test("only the rim imports from outside", () => {
  expect(
    offences((layer, imported) => !isOutside(imported) || (outside.get(layer)?.test(imported) ?? false)),
  ).toEqual([]);
});

function offences(allowed: (layer: string, imported: string) => boolean): readonly string[] {
  const of = (file: SourceFile): readonly string[] =>
    importsOf(file)
      .filter((imported) => !allowed(layerOf(file.path), imported))
      .map((imported) => `${file.path} imports ${imported}`);
  return sources.flatMap(of);
}

function isLower(layer: string, imported: string): boolean {
  if (isOutside(imported)) return true;
  const other = layerOf(imported);
  if (other === layer) return true;
  const only = apart.get(layer);
  if (only !== undefined) return only.includes(other);
  const rank = (name: string): number => layers.findIndex((row) => row.includes(name));
  return rank(other) >= 0 && rank(other) < rank(layer);
}

function isOutside(imported: string): boolean {
  return !imported.startsWith("src/") && !imported.startsWith("webview/");
}

/** `src/lower/lower.ts` is of the layer `lower`, `src/analysis.ts` of `analysis`, `webview/…` of `webview`. */
function layerOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? second.replace(/\.ts$/, "") : first;
}
