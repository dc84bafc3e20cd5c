/** Reads and makes URIs of files, whichever way their client escapes them. */

/** Scheme and authority, the path, and what stands behind it. */
const PARTS = /^([a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?)?([^?#]*)(.*)$/is;

/** What is the same text for all URIs of one file: every escape is read that can be, as VS Code escapes more than others do. */
export function fileKey(uri: string): string {
  const [, origin = "", path = "", rest = ""] = PARTS.exec(uri) ?? [];
  // Windows: some clients write `C:`, some `c%3A`.
  const plain = readEscapes(path).replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());
  return origin.toLowerCase() + plain + rest;
}

/** What is the same for all names that a file system may take for one: on many, case and composed letters make no difference. */
export function looseFileKey(uri: string): string {
  return fileKey(uri).normalize("NFC").toLowerCase();
}

/** The last part of a URI's path, as a person reads it. */
export function fileName(uri: string): string {
  const [, , path = ""] = PARTS.exec(uri) ?? [];
  return readEscapes(path.slice(path.lastIndexOf("/") + 1));
}

/** The URI of a file's folder, without a slash at its end; undefined for a document that is in none, such as an unsaved one. */
export function folderOf(uri: string): string | undefined {
  const [, origin = "", path = ""] = PARTS.exec(uri) ?? [];
  return path.includes("/") ? origin + path.slice(0, path.lastIndexOf("/")) : undefined;
}

/** The URI that a path means in a folder; of an absolute path, the folder gives only the scheme and the host. */
export function resolveIn(folder: string, path: string): string {
  const [, origin = "", base = ""] = PARTS.exec(folder) ?? [];
  const names = isAbsolute(path) ? [] : base.split("/").filter((name) => name !== "");
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(encodeURIComponent(name.toWellFormed()));
  }
  return `${origin}/${names.join("/")}`;
}

/** The path by which a file in a folder names another one of the same host; undefined where there is none. */
export function relativePath(folder: string, uri: string): string | undefined {
  const from = fileKey(`${folder}/`).split("/");
  const to = fileKey(uri).split("/");
  const same = from.findIndex((part, i) => part !== to[i]);
  // Scheme and host are the first three.
  if (same < Math.min(3, from.length - 1)) return undefined;
  const up = from.slice(same, -1).map(() => "..");
  return [...up, ...to.slice(same)].join("/");
}

/** `/data/x.csv`, `C:/data/x.csv`. */
export function isAbsolute(path: string): boolean {
  return /^(?:\/|[a-z]:\/)/i.test(path);
}

/** Whether a file is in a folder, at any depth, by its name alone. */
export function isInFolder(uri: string, folder: string): boolean {
  return fileKey(uri).startsWith(`${fileKey(folder).replace(/\/+$/, "")}/`);
}

function readEscapes(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
