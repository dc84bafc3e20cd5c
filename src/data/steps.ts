/** Long work in steps: whoever has it done can do something else between them. */

/** Work that gives way every few milliseconds, and its result. */
export type Steps<T> = Generator<undefined, T>;

/** How much is done between two steps, in bytes or numbers. */
export const STEP = 1 << 17;

/** Does the work without giving way. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
