/**
 * The standard library as the checker sees it. What its functions are called and what stands above them is found in the text; a file is
 * parsed when more is asked of one of its functions, so that a program does not wait for what it does not call.
 */
import { docAbove } from "../syntax/definitions.ts";
import { parse } from "../syntax/parser.ts";
import type { Tree } from "../syntax/tree.ts";
import { librarySources, type LibrarySource } from "../stdlib/index.ts";
import { docList, docTag, type DocTag } from "./doc-tags.ts";
import { defSignature, libraryName, renamed, type Callable, type Signature } from "./signature.ts";
import type { Def, SourceFile } from "./source.ts";

/** A function of the library before its file is parsed. */
interface Outline {
  readonly name: string;
  readonly doc: string;
  readonly callable: Callable;
}

/** The files of the standard library. */
export const libraryFiles: readonly SourceFile[] = librarySources.map(fileOf);

const outlines: readonly Outline[] = libraryFiles.flatMap(outlinesOf);

/** Every function of the library, its helpers too, and what it is called by its own name. */
export const libraryCallables: readonly (readonly [string, Callable])[] = outlines.map(
  ({ name, callable }) => [name, callable],
);

/** The same by their other names, as the text above a function has them behind "Also:". */
export const otherLibraryNames: readonly (readonly [string, Callable])[] = outlines.flatMap(
  ({ doc, callable }) => docList(doc, "Also").map((name) => [name, renamed(callable, name)] as const),
);

const docs: ReadonlyMap<string, string> = new Map(
  outlines.flatMap(({ name, doc }) => [name, ...docList(doc, "Also")].map((one) => [one, doc] as const)),
);

/** What the text above a function of the library says behind a tag, by any of its names; read once for each. */
export function saidOf<T>(
  tag: DocTag,
  read: (said: string) => T | undefined,
): (name: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  return (name) => {
    if (known.has(name)) return known.get(name);
    const said = docTag(docs.get(name) ?? "", tag);
    const value = said === undefined ? undefined : read(said);
    known.set(name, value);
    return value;
  };
}

function fileOf({ path, text, module }: LibrarySource): SourceFile {
  let tree: Tree | undefined;
  return {
    text,
    get tree() {
      return (tree ??= parse(text).tree);
    },
    library: path,
    path,
    module,
  };
}

function outlinesOf(source: SourceFile): readonly Outline[] {
  return Array.from(source.text.matchAll(/^def ([^\s(]+)\(/gmu), ({ index, 1: own = "" }) => ({
    name: libraryName(own, source.module),
    doc: docAbove(source.text, index),
    callable: functionAt(source, index),
  }));
}

function functionAt(source: SourceFile, start: number): Callable {
  let def: Def | undefined;
  let signature: Signature | undefined;
  return {
    kind: "def",
    source,
    get def() {
      return (def ??= defAt(source, start));
    },
    get signature() {
      return (signature ??= defSignature(this.def, source));
    },
  };
}

function defAt({ tree, path }: SourceFile, start: number): Def {
  const def = tree.statements.find((stmt) => stmt.span.start === start);
  if (def?.kind !== "def") throw new Error(`internal: no function begins at ${start} of ${path}`);
  return def;
}
