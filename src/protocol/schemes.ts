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

/**
 * Whether a document is a copy: it has hovers and hints, but no diagnostics, lenses or panel. A finding's page is none, as what is
 * found in it is what it is for.
 */
export function isCopy(uri: string): boolean {
  if (uri.startsWith(`${libraryScheme}:/${findingsFolder}`)) return false;
  return copies.includes(uri.slice(0, uri.indexOf(":")));
}
