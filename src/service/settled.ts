/** Waits for a document's run to end. */
import type { Asked } from "./run-now.ts";
import type { Timers } from "./runner.ts";

/** Calls its argument when the wait is not wanted any more. */
export type OnCancel = (listener: () => void) => void;

/** Resolves when no run is going on, after `milliseconds` at the latest, but not before the text was read. */
export function settled(
  { document, waiting, reading }: Asked,
  timers: Timers,
  milliseconds: number,
  onCancel?: OnCancel,
): Promise<void> {
  if (!document.isRunning && !document.isReading) return Promise.resolve();
  return new Promise((resolve) => {
    const go = (): void => {
      stop();
      waiting.delete(go);
      reading.delete(go);
      resolve();
    };
    const stop = timers.after(milliseconds, () => {
      // Of a text that is not read there is nothing to say, however long that takes.
      if (document.isReading) reading.add(go);
      else go();
    });
    waiting.add(go);
    onCancel?.(go);
  });
}
