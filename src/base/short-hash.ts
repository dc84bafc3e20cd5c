/** A text's short hash: the same for the same text on every machine, and nothing of the text can be read from it. */

/** Eight hexadecimal digits (FNV-1a over UTF-16 units). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
