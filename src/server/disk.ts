/** Reads files from this computer's disk: regular ones only, by their real path in some folders, and only as large as is wanted. */
import { constants, type Dirent, type Stats } from "node:fs";
import { open, readdir, realpath, stat, type FileHandle } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { ReadFailure, WhyUnread } from "../protocol/requests.ts";
import { isNamable, type Read } from "./files.ts";

/** No single reading takes one of the host's few threads for long. */
const CHUNK_BYTES = 4 * 2 ** 20;

/** Reads a file that is in one of the folders. Both are taken by their real paths: a symbolic link leads nowhere else. */
export async function readIn(path: string, folders: readonly string[], mostBytes: number): Promise<Read> {
  try {
    const real = await Promise.all(folders.map(realFolder));
    // What is elsewhere is not touched: nobody learns whether it is there.
    if (![...folders, ...real].some((folder) => isIn(loose(path), loose(folder)))) return failure("outside");
    const found = await realpath(path);
    return real.some((folder) => isIn(found, folder))
      ? await readRegular(found, mostBytes)
      : failure("linked out");
  } catch (error) {
    return failureOf(error);
  }
}

/** Reads a file wherever it is: one that a person names for itself. */
export async function readAnywhere(path: string, mostBytes: number): Promise<Read> {
  try {
    return await readRegular(path, mostBytes);
  } catch (error) {
    return failureOf(error);
  }
}

/** How deep folders are looked into, and how many. */
export const MOST_DEPTH = 10;
const MOST_FOLDERS = 2000;

/** The URIs of the files in a folder, and below it, that a document can name; hidden folders and installed packages are left out, and links. */
export async function listIn(root: string, mostDepth: number): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [{ path: root, depth: 0 }];
  for (const { path, depth } of folders) {
    for (const entry of await entriesOf(path)) {
      const inner = join(path, entry.name);
      if (entry.isFile() && isNamable(entry.name)) found.push(pathToFileURL(inner).href);
      const isLookedInto = entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name);
      if (isLookedInto && depth < mostDepth && folders.length < MOST_FOLDERS)
        folders.push({ path: inner, depth: depth + 1 });
    }
  }
  return found;
}

/** None of a folder that may not be looked into. */
async function entriesOf(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What differs once a file has changed. Two writings in one tick of the disk's clock differ in it only by the size. */
export async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/** A folder's real path; of one that is not there, or may not be looked at, its name. */
export async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

/** Whether a path is below a folder, at any depth. */
export function isIn(path: string, folder: string): boolean {
  const inner = relative(folder, path);
  return inner !== "" && inner !== ".." && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
}

/** The same for all names that some disk takes for one. */
function loose(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

async function readRegular(path: string, mostBytes: number): Promise<Read> {
  // Before it is opened: a pipe waits for somebody who writes, and a device may do anything.
  const refused = refusalOf(await stat(path), mostBytes);
  if (refused !== undefined) return refused;
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    return refusalOf(stats, mostBytes) ?? (await readAll(handle, stats.size, mostBytes));
  } finally {
    await handle.close();
  }
}

function refusalOf(stats: Stats, mostBytes: number): ReadFailure | undefined {
  if (stats.isDirectory()) return failure("directory");
  if (!stats.isFile()) return failure("special");
  return stats.size > mostBytes ? tooLarge(stats.size) : undefined;
}

/** All bytes, also of a file that has grown since it was opened. */
async function readAll(handle: FileHandle, size: number, mostBytes: number): Promise<Read> {
  let buffer = new Uint8Array(size + 1);
  let filled = 0;
  for (;;) {
    const room = Math.min(CHUNK_BYTES, buffer.length - filled);
    const { bytesRead } = await handle.read(buffer, filled, room, filled);
    filled += bytesRead;
    if (bytesRead === 0) return { kind: "read", bytes: buffer.subarray(0, filled) };
    if (filled > mostBytes) return tooLarge(filled);
    if (filled < buffer.length) continue;
    const larger = new Uint8Array(Math.min(2 * filled + CHUNK_BYTES, mostBytes + 1));
    larger.set(buffer);
    buffer = larger;
  }
}

function tooLarge(bytes: number): ReadFailure {
  return { kind: "failed", why: "large", bytes };
}

function failure(why: WhyUnread): ReadFailure {
  return { kind: "failed", why };
}

const whys: ReadonlyMap<string, WhyUnread> = new Map<string, WhyUnread>([
  ["ENOENT", "missing"],
  ["ENOTDIR", "missing"],
  ["EISDIR", "directory"],
  ["ENXIO", "special"],
  ["ENODEV", "special"],
  ["EACCES", "denied"],
  ["EPERM", "denied"],
  ["EBUSY", "locked"],
  ["ELOOP", "circle"],
  ["ENAMETOOLONG", "name"],
  ["EINVAL", "name"],
  ["EILSEQ", "name"],
  ["ERR_INVALID_ARG_VALUE", "name"],
  ["ERR_INVALID_FILE_URL_HOST", "name"],
  ["ERR_INVALID_FILE_URL_PATH", "name"],
  ["EMFILE", "busy"],
  ["ENFILE", "busy"],
]);

/** What the host threw, as a reason of ours. */
export function failureOf(thrown: unknown): ReadFailure {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : undefined;
  const why = code === undefined ? undefined : whys.get(code);
  return why === undefined ? { kind: "failed", why: "unknown", code: code ?? String(thrown) } : failure(why);
}
