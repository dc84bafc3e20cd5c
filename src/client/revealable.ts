/** What a link in a hover may open: a file's own text could hold one that asks for anything. */
import { Uri, workspace } from "vscode";
import { libraryScheme } from "../protocol/manifest.ts";
import { isGrad } from "./active-file.ts";

export interface Revealable {
  /** Remembers a file that the analysis of an open document has read. */
  wasRead(uri: string): void;
  /** Whether this is the standard library, an open document, or a file that one of them names. */
  has(uri: Uri): boolean;
}

export function createRevealable(): Revealable {
  const read = new Set<string>();
  return {
    wasRead: (uri) => void read.add(Uri.parse(uri).toString()),
    has: (uri) =>
      uri.scheme === libraryScheme ||
      read.has(uri.toString()) ||
      workspace.textDocuments.some(
        (document) => isGrad(document) && document.uri.toString() === uri.toString(),
      ),
  };
}
