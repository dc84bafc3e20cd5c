/** What a run tells of its values. */
import type { Tensor } from "../tensor/tensor.ts";
import type { RunAnswer } from "./feed.ts";
import { PRESENT, type Store } from "./store.ts";

/**
 * The values that the run wanted and the last telling run, by its number, did not tell; values of more elements than `whole` as
 * the numbers that `tell` makes of them. From now on they count as told. Wanted values that there are none of are missing.
 */
export function collect(
  store: Store,
  lastTold: number,
  whole: number,
  tell: (value: Tensor) => readonly number[],
): Pick<RunAnswer, "told" | "missing"> {
  const { ids, states, bytes, tensors, numbers, told, run } = store;
  const { ids: wanted, slots } = store.marking;
  const places = new Int32Array(wanted.length);
  const summaries = new Map<number, readonly number[]>();
  const missing: number[] = [];
  let count = 0;
  let length = 0;
  for (let i = 0; i < wanted.length; i++) {
    const slot = slots[i]!;
    if (states[slot] !== PRESENT) {
      missing.push(wanted[i]!);
      continue;
    }
    const before = told[slot]!;
    told[slot] = run;
    // A value may be wanted twice.
    if (before === run || (before !== 0 && before === lastTold)) continue;
    places[count++] = slot;
    let own = bytes[slot]! / Float64Array.BYTES_PER_ELEMENT;
    if (own > whole) {
      const summary = tell(tensors[slot]!);
      summaries.set(slot, summary);
      own = summary.length;
    }
    length += own;
  }
  const tellIds = new Uint32Array(count);
  const offsets = new Float64Array(count + 1);
  const data = new Float64Array(length);
  let end = 0;
  for (let i = 0; i < count; i++) {
    const slot = places[i]!;
    const tensor = tensors[slot];
    tellIds[i] = ids[slot]!;
    if (tensor === undefined) data[end++] = numbers[slot]!;
    else {
      const values = summaries.get(slot) ?? tensor.data;
      data.set(values, end);
      end += values.length;
    }
    offsets[i + 1] = end;
  }
  return { told: { ids: tellIds, offsets, data }, missing: Uint32Array.from(missing) };
}
