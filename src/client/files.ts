/** Reads files of the workspace for the server: it names them, and only VS Code knows where they are. */
import { FileSystemError, Uri, workspace } from "vscode";
import type { ReadFileParams, ReadFileResult } from "../protocol/requests.ts";

/** Larger files are not sent to the server. */
const MAX_BYTES = 256 * 2 ** 20;

export async function readForServer({ uri, document }: ReadFileParams): Promise<ReadFileResult> {
  const target = Uri.parse(uri);
  if (!isInWorkspace(target, document))
    return { kind: "failed", reason: "It lies outside of the workspace." };
  try {
    const { size } = await workspace.fs.stat(target);
    if (size > MAX_BYTES) {
      return {
        kind: "failed",
        reason: `It has ${Math.round(size / 2 ** 20)} MB; up to ${MAX_BYTES / 2 ** 20} MB can be loaded.`,
      };
    }
    return { kind: "read", base64: encode(await workspace.fs.readFile(target)) };
  } catch (error) {
    const missing = error instanceof FileSystemError && error.code === "FileNotFound";
    return { kind: "failed", reason: missing ? "There is no such file." : String(error) };
  }
}

/** In one of the workspace's folders; without folders, beside the document or below. */
function isInWorkspace(target: Uri, document: string): boolean {
  if (
    workspace.workspaceFolders !== undefined &&
    workspace.getWorkspaceFolder(Uri.parse(document)) !== undefined
  ) {
    return workspace.getWorkspaceFolder(target) !== undefined;
  }
  return target.toString().startsWith(document.slice(0, document.lastIndexOf("/") + 1));
}

function encode(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192)
    chunks.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(chunks.join(""));
}
