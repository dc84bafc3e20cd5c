/** Keeps files of the standard library among what the user's programs may throw away: for editors that open files only. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { env, pid, platform } from "node:process";
import { pathToFileURL } from "node:url";
import { libraryScheme } from "../protocol/manifest.ts";
import type { LibraryUri } from "./library-uri.ts";

/** In a folder for each text: what an older version of Nabla has put there stays as the editor has it open. */
export const keepInCache: LibraryUri = async (path, text) => {
  const folder = join(
    cacheFolder(),
    libraryScheme,
    createHash("sha256").update(text).digest("hex").slice(0, 16),
  );
  const file = join(folder, path);
  if ((await textOf(file)) !== text) {
    await mkdir(dirname(file), { recursive: true });
    // As a whole: two servers may write it at the same time, and an editor read it.
    const own = `${file}.${pid}`;
    await writeFile(own, text, { mode: 0o444 });
    await rename(own, file);
  }
  return pathToFileURL(file).href;
};

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}

function cacheFolder(): string {
  const own = env[platform === "win32" ? "LOCALAPPDATA" : "XDG_CACHE_HOME"] ?? "";
  if (isAbsolute(own)) return own;
  return join(
    homedir(),
    platform === "win32" ? "AppData/Local" : platform === "darwin" ? "Library/Caches" : ".cache",
  );
}
