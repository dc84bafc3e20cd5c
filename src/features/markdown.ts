/** Text of a file inside Markdown: whatever is in it, it shows as it is written. */

/** Characters that begin markup, HTML, an entity or an icon. */
const MARKS = /[\\`*_{}[\]<>#|~!$&@]/g;

/** What would be a link without any mark: an address. */
const ADDRESSES = /(:)(?=\/\/)|(?<=\bwww)(\.)/gi;

/** What would begin a list where it stands first. */
const LIST = /^(?:[+-]|\d+[.)])/;

/** A text as plain words; its line breaks are spaces. */
export function plain(text: string): string {
  return oneLine(text)
    .replace(MARKS, "\\$&")
    .replace(ADDRESSES, "\\$&")
    .replace(LIST, (mark) => `${mark.slice(0, -1)}\\${mark.slice(-1)}`);
}

/** The same of a part of a line: a blank at its ends stays. */
export function plainPart(text: string): string {
  const [before, after] = [/^\s/, /\s$/].map((blank) => (blank.test(text) ? " " : ""));
  return `${before}${plain(text)}${after}`;
}

/** A text as code in a line, between more backticks than any in it; its line breaks are spaces. */
export function codeSpan(text: string): string {
  const code = oneLine(text);
  const ticks = "`".repeat(longestRun(code) + 1);
  // Markdown takes one blank off each side, where both sides have one.
  const pad = /^`|`$|^ .*[^ ].* $/.test(code) ? " " : "";
  return `${ticks}${pad}${code}${pad}${ticks}`;
}

/** The same in a cell of a table, which a bar would end. */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll("|", "\\|");
}

/** A text as a block of code, between fences longer than any run of backticks in it. */
export function fence(code: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${ticks}grad\n${code}\n${ticks}`;
}

/** A link; what could end its address is encoded. */
export function link(text: string, address: string): string {
  const encoded = address.replace(/[()<>\\\s]/g, (mark) =>
    encodeURIComponent(mark).replace(/[()]/, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`),
  );
  return `[${plain(text)}](${encoded})`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n]\s*/g, " ");
}
