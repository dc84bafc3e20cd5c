/** Bytes as text, with the language's own means: the core knows no host that would bring a decoder. */

const CHUNK = 8192;

/** Each byte as the character of its number (Latin-1). */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

/** UTF-8 without a byte order mark; undefined where the bytes are not UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    const text = latin1(bytes).replace(/[\x80-\xff]+/g, (run) =>
      decodeURIComponent(run.replace(/./g, (byte) => `%${byte.charCodeAt(0).toString(16)}`)),
    );
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}

/** `512 MB`, `1.50 GB`, `64.0 TB`. */
export function showBytes(count: number): string {
  if (count >= 2 ** 50) return `${(count / 2 ** 50).toPrecision(3)} PB`;
  if (count >= 1000 * 2 ** 30) return `${(count / 2 ** 40).toPrecision(3)} TB`;
  if (count >= 2 ** 30) return `${(count / 2 ** 30).toPrecision(3)} GB`;
  if (count >= 2 ** 20) return `${(count / 2 ** 20).toPrecision(3)} MB`;
  return `${Math.ceil(count / 1024)} KB`;
}
