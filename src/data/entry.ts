/** What stands behind a path that a file names, as the host brought it. */
import { utf8 } from "../base/bytes.ts";
import { extensionOf, isDataFile, readData } from "./read.ts";
import { failed, type Failed, type ReadResult } from "./result.ts";
import type { Steps } from "./steps.ts";

/** Larger files are refused before they are read. */
const MAX_DATA_BYTES = 256 * 2 ** 20;
/** No program that can be run has more text. */
export const MAX_TEXT_BYTES = 16 * 2 ** 20;

export type SourceEntry = { readonly kind: "text"; readonly text: string } | ReadResult;

/** By path, relative to the folder of the file that is checked, with `/` and without `.` and inner `..`. */
export type SourceTable = ReadonlyMap<string, SourceEntry>;

/** What an entry holds in memory, in bytes. */
export function heldBytes(entry: SourceEntry): number {
  switch (entry.kind) {
    case "failed":
      return 0;
    case "text":
      return 2 * entry.text.length;
    case "data":
      return entry.tensor.data.buffer.byteLength;
    case "table": {
      const readings = [entry.plain, entry.withHeader, entry.withoutHeader];
      // They share their numbers.
      return Math.max(...readings.map((reading) => (reading.kind === "data" ? heldBytes(reading) : 0)));
    }
  }
}

/** How large a file may be that is read under this name, or why none is. */
export function sizeLimit(path: string): number | Failed {
  if (isDataFile(path)) return MAX_DATA_BYTES;
  return extensionOf(path) === "grad"
    ? MAX_TEXT_BYTES
    : failed("load reads .csv and .npy files; from … import reads .grad files.");
}

/** What a file's bytes say; its numbers may take `mostBytes`. */
export function* readEntry(path: string, bytes: Uint8Array, mostBytes: number): Steps<SourceEntry> {
  if (isDataFile(path)) return yield* readData(path, bytes, mostBytes);
  const text = utf8(bytes);
  return text === undefined ? failed("It is not text in UTF-8.") : { kind: "text", text };
}
