/** Which documents are copies of others: they are looked at, and nothing is said about them. */
import { findingsFolder, libraryScheme } from "./manifest.ts";

/** Old versions, other sides of a comparison, our own library: schemes under which nobody edits. */
const copies: readonly string[] = [
  "git",
  "gitfs",
  "gitlens",
  "review",
  "timeline-diff",
  "vscode-local-history",
  "vscode-timeline",
  libraryScheme,
];

/** A file of the library where a client finds it that opens files only. Whichever version of Nabla put it there, it is known by its name. */
const libraryOnDisk = new RegExp(`^file:.*/${libraryScheme}/[0-9a-f]{16}/(?:[\\w-]+/)?[\\w-]+\\.grad$`, "u");

/** Whether nobody can edit a document. */
export function isReadOnly(uri: string): boolean {
  return copies.includes(uri.slice(0, uri.indexOf(":"))) || libraryOnDisk.test(uri);
}

/**
 * Whether a document is a copy: it has hovers and hints, but no diagnostics, lenses or panel. A finding's page is none, as what is
 * found in it is what it is for.
 */
export function isCopy(uri: string): boolean {
  return isReadOnly(uri) && !uri.startsWith(`${libraryScheme}:/${findingsFolder}`);
}
