/** A page for each finding, as a file of the library: the program of docs/findings.md that shows it, and the one that mends it. */
import findings from "../../docs/findings.md";
import { commented } from "../features/commented.ts";
import { findingsFolder, libraryScheme } from "../protocol/manifest.ts";

/** Where the page of a finding is. */
export function findingPageUri(code: string): string {
  return `${libraryScheme}:/${findingsFolder}${code}.grad`;
}

let made: ReadonlyMap<string, string> | undefined;

/** The page with this path in the library; undefined where there is none. */
export function findingPage(path: string): string | undefined {
  if (!path.startsWith(findingsFolder)) return undefined;
  made ??= makePages();
  return made.get(path.slice(findingsFolder.length));
}

/** The pages by their names. */
function makePages(): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const section of findings.split(/^## /mu).slice(1)) {
    const [opening = "", ...entries] = section.split(/^### /mu);
    for (const entry of entries) {
      const code = firstLine(entry);
      const [sick = "", mended = ""] = [...entry.matchAll(/```grad\n([^]*?)```/gu)].map(([, text]) => text);
      // What is said of all findings of a section is said of one that has no words of its own.
      const about = proseOf(entry) || proseOf(opening);
      const other = `${code}-mended`;
      pages.set(
        `${code}.grad`,
        `${commented(`${code}\n\n${about}`)}\n${sick}\n# Mended: ${findingPageUri(other)}\n`,
      );
      pages.set(
        `${other}.grad`,
        `# ${code}, mended\n\n${mended}\n# What it mends: ${findingPageUri(code)}\n`,
      );
    }
  }
  return pages;
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf("\n"));
}

/** What stands between the title and the first program. */
function proseOf(text: string): string {
  return text.slice(firstLine(text).length).split("```")[0]!.trim();
}
