/** Faults of ours: what was thrown where nothing should be, on its way to whoever tells of it. */
import type { Span } from "./span.ts";

/** A throw that was caught and goes on with more to say; it still tells where it came from. */
export class Rethrown extends Error {
  constructor(thrown: unknown) {
    super(messageOf(thrown), { cause: thrown });
    this.stack = stackOf(thrown);
  }
}

/** A throw with the place in the text that was being worked on. */
export class PlacedFault extends Rethrown {
  readonly span: Span;

  constructor(thrown: unknown, span: Span) {
    super(thrown);
    this.span = span;
  }
}

/** The throw with its place; one that has a place already, further inside, keeps it. */
export function placedFault(thrown: unknown, span: Span): PlacedFault {
  return thrown instanceof PlacedFault ? thrown : new PlacedFault(thrown, span);
}

/** What was thrown, in one line, without the mark of our own throws. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const line = text.split("\n", 1)[0] ?? "";
  return line.replace(/^internal: /, "").replace(/\.$/, "");
}

/** The same for a log: with the places in our own code. */
export function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
