/** What stands between a fault of ours and the process: all that the outside calls goes through here, so that a throw costs that one call. */
import type { Timers } from "./runner.ts";

/** What was thrown while we did what (a noun), and of which document, where that is known. */
export interface Fault {
  readonly what: string;
  readonly thrown: unknown;
  readonly uri: string | undefined;
  /** The line, from 0, that was asked about, where there is one. */
  readonly line?: number | undefined;
}

/** Is told of a fault; must not throw itself. */
export type TellFault = (fault: Fault) => void;

/** Makes a callback that never throws, and whose promise is never left to reject. */
export type Guarded = <A extends readonly unknown[]>(
  what: string,
  body: (...args: A) => unknown,
  uriOf?: (...args: A) => string | undefined,
) => (...args: A) => void;

export function createGuarded(tell: TellFault): Guarded {
  return (what, body, uriOf) =>
    (...args) => {
      const fail = (thrown: unknown): void => tell({ what, thrown, uri: uriOf?.(...args) });
      try {
        const result = body(...args);
        if (result instanceof Promise) result.catch(fail);
      } catch (thrown) {
        fail(thrown);
      }
    };
}

/** A host's timers, each callback guarded. */
export function guardTimers({ now, after }: Timers, guarded: Guarded): Timers {
  return { now, after: (milliseconds, callback) => after(milliseconds, guarded("timer", callback)) };
}
