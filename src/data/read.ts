/** Reads data files into tensors: which format, how large, and one sentence where it cannot be read. */
import { readCsv } from "./csv.ts";
import { readNpy } from "./npy.ts";
import { failed, type ReadResult } from "./result.ts";

/** Larger files are refused before they are read. */
export const MAX_FILE_BYTES = 256 * 2 ** 20;

const readers: ReadonlyMap<string, (bytes: Uint8Array) => ReadResult> = new Map([
  ["csv", readCsv],
  ["npy", readNpy],
]);

/** The ends of the names that are read as data, in small letters. */
export const dataExtensions: readonly string[] = [...readers.keys()];

export function isDataFile(path: string): boolean {
  return readers.has(extensionOf(path));
}

export function readData(path: string, bytes: Uint8Array): ReadResult {
  const reader = readers.get(extensionOf(path));
  if (reader === undefined) return failed("load reads .csv and .npy files.");
  if (bytes.length > MAX_FILE_BYTES) {
    return failed(
      `The file has ${Math.round(bytes.length / 2 ** 20)} MB; up to ${MAX_FILE_BYTES / 2 ** 20} MB can be loaded.`,
    );
  }
  return reader(bytes);
}

function extensionOf(path: string): string {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
}
