/** Reads data files into tensors: which format, and one sentence where it cannot be read. */
import { readCsv } from "./csv.ts";
import { readNpy } from "./npy.ts";
import { failed, type ReadResult } from "./result.ts";
import type { Steps } from "./steps.ts";

type Reader = (bytes: Uint8Array, mostBytes: number) => Steps<ReadResult>;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["csv", readCsv],
  ["npy", readNpy],
]);

/** The ends of the names that are read as data, in small letters. */
export const dataExtensions: readonly string[] = [...readers.keys()];

export function isDataFile(path: string): boolean {
  return readers.has(extensionOf(path));
}

/** The numbers may take `mostBytes`. */
export function* readData(path: string, bytes: Uint8Array, mostBytes: number): Steps<ReadResult> {
  const reader = readers.get(extensionOf(path));
  return reader === undefined ? failed("load reads .csv and .npy files.") : yield* reader(bytes, mostBytes);
}

export function extensionOf(path: string): string {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
}
