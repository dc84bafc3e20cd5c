/** The pins of one file while it is open: their last numbers, and those from before the last edit and of the last save. */
import type { Against, PinMeasures, PinRow, PinsParams, PinsResult } from "../protocol/pins-view.ts";

/** What is kept of a pin from one session to the next. */
export interface Pin {
  readonly id: string;
  /** For while the file has no such value. */
  readonly name: string;
}

export interface PinBook {
  /** The text was changed in a line. Keys that follow one another in it are one edit. */
  edited(line: number, now: number): void;
  /** What is asked of the server; where the file is as it was saved, nothing can have changed since. */
  asked(pins: readonly Pin[], against: Against, isSaved: boolean): PinsParams["pins"];
  /** Takes an answer, and says what is shown. */
  answered(pins: readonly Pin[], rows: PinsResult["rows"], isSaved: boolean): readonly PinRow[];
}

/** After a rest as long as this another edit begins (ms). */
const REST = 2000;

export function createPinBook(): PinBook {
  const latest = new Map<string, PinsResult["rows"][number]>();
  let edit = new Map<string, PinMeasures>();
  const save = new Map<string, PinMeasures>();
  let last = { line: -1, at: -Infinity };
  return {
    edited(line, now) {
      const isAnother = line !== last.line || now - last.at > REST;
      last = { line, at: now };
      if (isAnother) edit = new Map([...latest].map(([id, row]) => [id, row.now]));
    },
    asked(pins, against, isSaved) {
      const known = against === "edit" ? edit : isSaved ? undefined : save;
      return pins.map(({ id }) => {
        const before = known?.get(id);
        return before === undefined ? { id } : { id, before };
      });
    },
    answered(pins, rows, isSaved) {
      const found = new Map(rows.map((row) => [row.id, row]));
      const pinned = new Set(pins.map(({ id }) => id));
      for (const known of [latest, edit, save])
        for (const id of known.keys()) if (!pinned.has(id)) known.delete(id);
      return pins.map(({ id, name }): PinRow => {
        const row = found.get(id);
        const before = latest.get(id);
        if (row === undefined) return { ...missing, id, name };
        const shown = {
          ...row,
          value: row.value ?? old(before?.value),
          gradient:
            row.gradient ?? (before?.gradientLabel === row.gradientLabel ? old(before.gradient) : undefined),
          now: { ...before?.now, ...row.now },
        };
        latest.set(id, shown);
        if (isSaved) save.set(id, shown.now);
        const { now: _, ...seen } = shown;
        return seen;
      });
    },
  };
}

const missing = { gradientLabel: "", line: 0, steps: [], value: undefined, gradient: undefined } as const;

/** A number of an earlier version, while the new one is on its way. */
function old(number: PinRow["value"]): PinRow["value"] {
  if (number === undefined) return undefined;
  const { short, long } = number;
  return { short, long, stale: true };
}
