/** What a run will hold, worked out before it begins: its passes are found as it will find them, without any numbers. */
import { findFusion, LEAST, noUsers } from "./fusion.ts";
import { MISSING, PRESENT, type Store } from "./store.ts";

/** What smaller values take is told well enough by their sum. */
export const LEAST_BYTES = LEAST * Float64Array.BYTES_PER_ELEMENT;

/**
 * The bytes of all values that are marked. What shows another value's numbers takes none, and neither does what a pass need not write.
 * `whole` as for a run; `fuses`: whether it has passes.
 */
export function heldBytes(store: Store, whole: number, fuses: boolean): number {
  const { marks, marking, bytes, steps, tensors } = store;
  // Passes are found in a copy of what is there, in which each value is there once its turn has come.
  const ahead = { ...store, states: store.states.slice() };
  const users = noUsers();
  const own = (slot: number): number => {
    const { gate } = steps[slot]!;
    return gate.isView === true || gate.run === "same" ? 0 : bytes[slot]!;
  };
  let total = 0;
  const alone = (slot: number): void => {
    ahead.states[slot] = PRESENT;
    total += own(slot);
  };
  for (let slot = 0; slot < store.ids.length; slot++) {
    if (marks[slot] !== marking.number) continue;
    // A pass before it has it, or waited for it.
    if (store.states[slot] === MISSING && ahead.states[slot] !== MISSING) continue;
    if (bytes[slot] === Float64Array.BYTES_PER_ELEMENT) {
      ahead.states[slot] = PRESENT;
      total += Float64Array.BYTES_PER_ELEMENT;
      continue;
    }
    if (store.states[slot] !== MISSING) {
      const computed = tensors[slot]?.computed;
      total += computed === undefined || computed() !== undefined ? own(slot) : 0;
      continue;
    }
    const isLarge = bytes[slot]! > LEAST_BYTES || bytes[store.a[slot]!]! > LEAST_BYTES;
    const fusion = fuses && isLarge ? findFusion(ahead, slot, whole, users, alone) : undefined;
    if (fusion === undefined) {
      alone(slot);
      continue;
    }
    // Several values may be one.
    const counted = new Set<number>();
    for (const [other, place] of fusion.places) {
      ahead.states[other] = PRESENT;
      const value = fusion.values[place]!;
      if (counted.has(place) || (value.kind === "map" && !value.isKept)) continue;
      counted.add(place);
      total += bytes[other]!;
    }
  }
  return total;
}
