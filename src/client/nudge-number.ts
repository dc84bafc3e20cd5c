/** A number of a text, raised or lowered by one unit of its last digit: as many digits stand there as before. */

export interface Nudged {
  /** What is replaced, in the line. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A sign belongs to its number where nothing stands before it that it would be taken from. */
const NUMBER =
  /(?<sign>(?<![\w.)\]}'"]\s*)[-−])?(?<![\w.])(?<digits>\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?<power>[eE][+-]?\d+)?(?![\w.])/gu;

/** The number that a place of a line touches; undefined where there is none. */
export function nudgedAt(line: string, at: number, by: 1 | -1): Nudged | undefined {
  for (const found of line.matchAll(NUMBER)) {
    const start = found.index;
    const end = start + found[0].length;
    if (at < start) return undefined;
    if (at > end) continue;
    const { sign = "", digits = "", power = "" } = found.groups ?? {};
    return { start, end, text: nudged(sign, digits, by) + power };
  }
  return undefined;
}

function nudged(sign: string, digits: string, by: 1 | -1): string {
  const plain = digits.replaceAll("_", "");
  const point = plain.indexOf(".");
  const places = point < 0 ? 0 : plain.length - point - 1;
  const value = BigInt(plain.replace(".", ""));
  const next = (sign === "" ? value : -value) + BigInt(by);
  const size = (next < 0n ? -next : next).toString().padStart(places + (point === 0 ? 0 : 1), "0");
  const whole = grouped(size.slice(0, size.length - places), digits.includes("_"));
  const fraction = point < 0 ? "" : `.${size.slice(size.length - places)}`;
  return (next < 0n ? sign || "-" : "") + whole + fraction;
}

/** `1_000`, where the number was written so. */
function grouped(whole: string, isGrouped: boolean): string {
  return isGrouped ? whole.replace(/\B(?=(\d{3})+$)/g, "_") : whole;
}
