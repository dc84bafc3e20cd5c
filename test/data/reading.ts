/** Reads a data file in a test, and shows what came of it as nested lists or as the sentence that says why not. */
import { readData } from "../../src/data/read.ts";
import type { Data, Failed, ReadResult } from "../../src/data/result.ts";
import { atOnce } from "../../src/data/steps.ts";
import { toNested } from "../../src/tensor/tensor.ts";

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function read(name: string, bytes: Uint8Array, mostBytes = Infinity): ReadResult {
  return atOnce(readData(name, bytes, mostBytes));
}

export function shown(result: Data | Failed): unknown {
  return result.kind === "data" ? toNested(result.tensor) : result.reason;
}
