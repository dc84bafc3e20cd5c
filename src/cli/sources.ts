/** Brings the files that a .grad file names, for the terminal: from the disk, and from no farther than the folder that it works in. */
import { PLAIN_REQUEST, type AnalysisRequest } from "../analysis.ts";
import { readEntry, type SourceEntry } from "../data/entry.ts";
import { atOnce } from "../data/steps.ts";
import { analyse } from "./evaluate.ts";
import { describeReadError } from "./read.ts";

/** What reads a path relative to the .grad file's folder. */
export type ReadBeside = (path: string) => Promise<Uint8Array>;

/** The request to analyse a text with: reads what it names, and what that names, until nothing is missing. */
export async function requestFor(path: string, text: string, read: ReadBeside): Promise<AnalysisRequest> {
  const sources = new Map<string, SourceEntry>();
  for (;;) {
    const request: AnalysisRequest = { ...PLAIN_REQUEST, path, sources: new Map(sources) };
    const { missing } = analyse(text, request).analysis.program;
    if (missing.length === 0) return request;
    for (const name of missing) sources.set(name, await entryOf(name, read));
  }
}

async function entryOf(path: string, read: ReadBeside): Promise<SourceEntry> {
  try {
    return atOnce(readEntry(path, await read(path), Infinity));
  } catch (error) {
    return { kind: "failed", reason: `${sentence(describeReadError(error))}.` };
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
