/** Brings the files that a .grad file names, for the terminal: from the disk, and from no farther than the folder that it works in. */
import { PLAIN_REQUEST, type AnalysisRequest } from "../analysis.ts";
import { heldBytes, readEntry, sizeLimit, type SourceEntry } from "../data/entry.ts";
import { failed } from "../data/result.ts";
import { atOnce } from "../data/steps.ts";
import { analyse, LIMIT_BYTES } from "./evaluate.ts";

/** Reads a path relative to the .grad file's folder; gives a reason in sentences where it cannot. */
export type ReadBeside = (path: string, mostBytes: number) => Promise<Uint8Array | string>;

/** The request to analyse a text with: reads what it names, and what that names, until nothing is missing. */
export async function requestFor(path: string, text: string, read: ReadBeside): Promise<AnalysisRequest> {
  const sources = new Map<string, SourceEntry>();
  for (;;) {
    const request: AnalysisRequest = { ...PLAIN_REQUEST, path, sources: new Map(sources) };
    const { missing } = analyse(text, request).analysis.program;
    if (missing.length === 0) return request;
    for (const name of missing) {
      const held = [...sources.values()].reduce((sum, entry) => sum + heldBytes(entry), 0);
      sources.set(name, await entryOf(name, read, LIMIT_BYTES - held));
    }
  }
}

async function entryOf(path: string, read: ReadBeside, leftBytes: number): Promise<SourceEntry> {
  const most = sizeLimit(path);
  if (typeof most !== "number") return most;
  const found = await read(path, most);
  return typeof found === "string" ? failed(found) : atOnce(readEntry(path, found, leftBytes));
}
