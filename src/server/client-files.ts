/** Reads files by the client, where they are on no disk that the server sees. */
import type { Connection } from "vscode-languageserver";
import { isInFolder } from "../base/uris.ts";
import { readFileRequest, type ReadFileParams, type ReadFileResult } from "../protocol/requests.ts";
import type { Read, ReadFile } from "./files.ts";

export function createClientReader(connection: Connection, pause: () => Promise<void>): ReadFile {
  return async (uri, folders, mostBytes): Promise<Read> => {
    // The innermost: a link on the way to it is what the person has named.
    const [folder] = folders.filter((one) => isInFolder(uri, one)).sort((a, b) => b.length - a.length);
    if (folder === undefined) return { kind: "failed", why: "outside" };
    const params: ReadFileParams = { uri, folder, mostBytes };
    const result = await connection.sendRequest<ReadFileResult>(readFileRequest, params);
    return result.kind === "failed" ? result : { kind: "read", bytes: await decode(result, pause) };
  };
}

async function decode(
  { base64, bytes: count }: Extract<ReadFileResult, { readonly kind: "read" }>,
  pause: () => Promise<void>,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  let filled = 0;
  for (const piece of base64) {
    const text = atob(piece);
    for (let i = 0; i < text.length; i++) bytes[filled++] = text.charCodeAt(i);
    await pause();
  }
  return bytes;
}
