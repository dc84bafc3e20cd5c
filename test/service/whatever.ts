/** What holds of a text whatever some of its lines become: the oracle for gradients that stay while a line is not whole. */
import { PLAIN_HINTS } from "../check.ts";
import { openSession, uri, type Session } from "./session.ts";

/** The parts of every hint. */
export type Hints = ReadonlyMap<number, readonly string[]>;

/** Every hint by the end of its line, without those that say that they are old. */
export function newHints({ service }: Session): Hints {
  const hints = service.hints(uri, { ...PLAIN_HINTS, columns: 10_000, maximumLength: 10_000 })?.hints ?? [];
  const own = hints.filter(({ old }) => !old);
  return new Map(own.map(({ offset, parts }) => [offset, parts.map(({ text }) => text.trim())]));
}

const known = new Map<string, Promise<Hints>>();

/** The hints of a text that nobody has edited. */
export async function hintsOf(text: string): Promise<Hints> {
  const read = async (): Promise<Hints> => {
    const session = openSession(text);
    await session.time.pass(1);
    const hints = newHints(session);
    session.service.dispose();
    return hints;
  };
  const found = known.get(text) ?? read();
  known.set(text, found);
  return found;
}

export const isGradient = (part: string): boolean => part.startsWith("∂") || part.startsWith("d");

/** How else a line could go on: other values of the same shape. */
const others: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.replace(/^(\s*(?:\w+ =|return) )([^#]*)$/u, "$1($2) + 1"),
  (line) => line.replace(/^(\s*(?:\w+ =|return) )([^#]*)$/u, "$1($2) * 1.5 + 0.25"),
];

/**
 * Whether a part of the hint at an offset of `now` is said by `whole` in the same line, and would be with other values in the
 * lines that differ.
 */
export async function holdsWhatever(
  whole: string,
  now: string,
  offset: number,
  part: string,
): Promise<boolean> {
  const [own, old] = [now.split("\n"), whole.split("\n")];
  const isSame = (a = "", b = ""): boolean => a === b || (a.startsWith("#") && b.startsWith("#"));
  const most = Math.min(own.length, old.length);
  let first = 0;
  while (first < most && isSame(own[first], old[first])) first += 1;
  let end = 0;
  while (end < most - first && isSame(own.at(-1 - end), old.at(-1 - end))) end += 1;
  const line = now.slice(0, offset).split("\n").length - 1;
  if (line >= first && line < own.length - end) return false;
  const at = line < first ? line : line + old.length - own.length;
  let told = 0;
  for (const other of others) {
    const text = old.map((text, i) => (i >= first && i < old.length - end ? other(text) : text));
    const hints = await hintsOf(text.join("\n"));
    // One that is not whole itself says nothing.
    if (![...hints.values()].some((parts) => parts.some(isGradient))) continue;
    told += 1;
    const parts = hints.get(text.slice(0, at + 1).join("\n").length);
    if (parts?.includes(part) !== true) return false;
  }
  return told > 0;
}
