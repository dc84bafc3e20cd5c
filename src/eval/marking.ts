/** What a run needs of all that is kept: found by one scan downwards, and again only where another run may need something else. */
import { MISSING, release, type Marking, type Store } from "./store.ts";

/**
 * What a run does not need stays, without its value, so that an edit taken back finds it, until there are this many more nodes
 * than those that are needed, or given values of so many more bytes.
 */
const SLACK = 4096;
const SLACK_BYTES = 2 ** 20;

/** Begins a run: marks what the wanted values need, and lets go of all other values that were computed. */
export function mark(store: Store, wanted: Uint32Array): Marking {
  store.run += 1;
  if (!store.isMarked || !isSameList(wanted, store.marking.ids)) {
    store.marking = markAnew(store, wanted);
    store.isMarked = true;
  }
  return store.marking;
}

function markAnew(store: Store, wanted: Uint32Array): Marking {
  const number = store.marking.number + 1;
  const { slots, marks, a, b, c, many, states, given, ids, bytes, wanted: wants } = store;
  const wantedSlots = new Int32Array(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const slot = (wantedSlots[i] = slots.get(wanted[i]!));
    marks[slot] = number;
    wants[slot] = number;
  }
  let needed = 0;
  let total = 0;
  let most = 0;
  let idle = 0;
  for (let slot = ids.length - 1; slot >= 0; slot--) {
    if (marks[slot] !== number) {
      if (given[slot] === 1) idle += bytes[slot]!;
      else if (states[slot] !== MISSING) release(store, slot);
      continue;
    }
    needed++;
    const own = bytes[slot]!;
    total += own;
    if (own > most) most = own;
    marks[a[slot]!] = number;
    marks[b[slot]!] = number;
    marks[c[slot]!] = number;
    const all = many[slot];
    if (all !== undefined) for (const operand of all) marks[operand] = number;
  }
  const isCrowded = ids.length > 2 * needed + SLACK || idle > total + SLACK_BYTES;
  return { number, ids: wanted, slots: wantedSlots, bytes: total, largest: most, isCrowded };
}

function isSameList(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether the latest run tells the value. */
export function wants({ wanted, marking }: Store, slot: number): boolean {
  return wanted[slot] === marking.number;
}

/** The ids of the latest run's largest values; their order depends on the runs before. */
export function largest({ ids, bytes, marks, marking }: Store): readonly number[] {
  let most = 0;
  let found: number[] = [];
  for (let slot = 0; slot < ids.length; slot++) {
    if (marks[slot] !== marking.number || bytes[slot]! < most) continue;
    if (bytes[slot]! > most) found = [];
    most = bytes[slot]!;
    found.push(ids[slot]!);
  }
  return found;
}
