/** What stands behind a path that a file names, as the host brought it. */
import { utf8 } from "../base/bytes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { isDataFile, readData } from "./read.ts";

export type SourceEntry =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "data"; readonly tensor: Tensor }
  | { readonly kind: "failed"; readonly reason: string };

/** By path, relative to the folder of the file that is checked, with `/` and without `.` and inner `..`. */
export type SourceTable = ReadonlyMap<string, SourceEntry>;

export function readEntry(path: string, bytes: Uint8Array): SourceEntry {
  if (isDataFile(path)) return readData(path, bytes);
  if (!path.toLowerCase().endsWith(".grad")) {
    return { kind: "failed", reason: "load reads .csv and .npy files; from … import reads .grad files." };
  }
  const text = utf8(bytes);
  return text === undefined ? { kind: "failed", reason: "It is not text in UTF-8." } : { kind: "text", text };
}
