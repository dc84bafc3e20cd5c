/** What a run tells of its values. */
import type { Tensor } from "../tensor/tensor.ts";
import type { RunAnswer } from "./feed.ts";
import { PRESENT, type Store } from "./store.ts";

/**
 * The wanted values that the last telling run, by its number, did not tell; values of more elements than `whole` as the numbers
 * that `tell` makes of them. From now on they count as told. Wanted values that there are none of are missing.
 */
export function collect(
  store: Store,
  wanted: Uint32Array,
  lastTold: number,
  whole: number,
  tell: (value: Tensor) => readonly number[],
): Pick<RunAnswer, "told" | "missing"> {
  const { slots, ids, states, bytes, tensors, numbers, told, run } = store;
  const places = new Int32Array(wanted.length);
  const missing: number[] = [];
  let count = 0;
  for (let i = 0; i < wanted.length; i++) {
    const slot = slots.get(wanted[i]!);
    if (states[slot] !== PRESENT) {
      missing.push(wanted[i]!);
      continue;
    }
    const before = told[slot]!;
    told[slot] = run;
    // A value may be wanted twice.
    if (before === run || (before !== 0 && before === lastTold)) continue;
    places[count++] = slot;
  }
  const tellIds = new Uint32Array(count);
  const offsets = new Float64Array(count + 1);
  const summaries = new Map<number, readonly number[]>();
  for (let i = 0; i < count; i++) {
    const slot = places[i]!;
    tellIds[i] = ids[slot]!;
    let length = bytes[slot]! / Float64Array.BYTES_PER_ELEMENT;
    if (length > whole) {
      const summary = tell(tensors[slot]!);
      summaries.set(slot, summary);
      ({ length } = summary);
    }
    offsets[i + 1] = offsets[i]! + length;
  }
  const data = new Float64Array(offsets[count]!);
  for (let i = 0; i < count; i++) {
    const slot = places[i]!;
    const tensor = tensors[slot];
    if (tensor === undefined) data[offsets[i]!] = numbers[slot]!;
    else data.set(summaries.get(slot) ?? tensor.data, offsets[i]);
  }
  return { told: { ids: tellIds, offsets, data }, missing: Uint32Array.from(missing) };
}
