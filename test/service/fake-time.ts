/** Time that a test moves: the same every run, and as fast as the machine is. */
import type { Timers } from "../../src/service.ts";

export interface FakeTime extends Timers {
  /** Moves the time on, timer by timer; between two milliseconds everything that waits for nothing but a turn goes on. */
  pass(milliseconds: number): Promise<void>;
  /** Moves the time on at once, as a machine does that was busy: what was due meanwhile comes late, one after the other. */
  oversleep(milliseconds: number): void;
}

/** `settle` lets promises and messages go on. */
export function createFakeTime(settle: () => Promise<void> = turn): FakeTime {
  let now = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + Math.max(0, milliseconds), callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    oversleep(milliseconds) {
      now += milliseconds;
      const due = timers.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { callback } of due) callback();
    },
    async pass(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.callback();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** A turn of the event loop: promises that wait for nothing else have gone on. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
