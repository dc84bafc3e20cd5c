/** Hovers for tests: the program with the pointer at a text. */
import { hover } from "../check.ts";

/** The hover at the n-th place where a text stands. */
export function at(source: string, text: string, n = 1): string {
  let offset = -1;
  for (let i = 0; i < n; i++) offset = source.indexOf(text, offset + 1);
  if (offset < 0) throw new Error(`${text} is not there ${n} times`);
  return hover(`${source.slice(0, offset)}$0${source.slice(offset)}`);
}
