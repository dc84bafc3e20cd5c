/** What can stand in a file's place: text in UTF-8, or a reason why there is none. */

/** The text, without a byte order mark; undefined where the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function describeReadError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file";
    case "EISDIR":
      return "this is a directory, not a file";
    case "EACCES":
    case "EPERM":
      return "this file may not be read (permission denied)";
    default:
      return `this file could not be read (${error instanceof Error ? error.message : String(error)})`;
  }
}
