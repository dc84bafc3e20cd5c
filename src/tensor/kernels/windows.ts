/** Windows of a plane that lies in memory: one element of all of them at a time, as `../windows.ts` does it. */

/**
 * Writes rows of `count` numbers: the entries from `first` to `end` are read from the row of the plane that `before` names for it, from
 * its place `start` on in steps of `step`; what lies outside is 0.
 */
export function readRows(
  to: usize,
  plane: usize,
  before: usize,
  rows: i32,
  count: i32,
  first: i32,
  end: i32,
  size: i32,
  start: i32,
  step: i32,
): void {
  const rowBytes: usize = (<usize>count) << 3;
  for (let row = 0; row < rows; row++, to += rowBytes, before += 4) {
    const place = load<i32>(before);
    if (place < 0 || first >= end) {
      memory.fill(to, 0, rowBytes);
      continue;
    }
    for (let i = 0; i < first; i++) store<f64>(to + ((<usize>i) << 3), 0);
    for (let i = end; i < count; i++) store<f64>(to + ((<usize>i) << 3), 0);
    let at = to + ((<usize>first) << 3);
    let from = plane + ((<usize>(place * size + start)) << 3);
    const stop = to + ((<usize>end) << 3);
    if (step === 1) {
      for (; at + 16 <= stop; at += 16, from += 16) v128.store(at, v128.load(from));
      if (at < stop) store<f64>(at, load<f64>(from));
    } else {
      const stepBytes: usize = (<usize>step) << 3;
      for (; at < stop; at += 8, from += stepBytes) store<f64>(at, load<f64>(from));
    }
  }
}

/** Adds the same rows, which stand at `from`, to the plane; what lies outside is dropped. */
export function addRows(
  from: usize,
  plane: usize,
  before: usize,
  rows: i32,
  count: i32,
  first: i32,
  end: i32,
  size: i32,
  start: i32,
  step: i32,
): void {
  const rowBytes: usize = (<usize>count) << 3;
  for (let row = 0; row < rows; row++, from += rowBytes, before += 4) {
    const place = load<i32>(before);
    if (place < 0) continue;
    let at = from + ((<usize>first) << 3);
    let to = plane + ((<usize>(place * size + start)) << 3);
    const stop = from + ((<usize>end) << 3);
    if (step === 1) {
      for (; at + 16 <= stop; at += 16, to += 16) v128.store(to, f64x2.add(v128.load(to), v128.load(at)));
      if (at < stop) store<f64>(to, load<f64>(to) + load<f64>(at));
    } else {
      const stepBytes: usize = (<usize>step) << 3;
      for (; at < stop; at += 8, to += stepBytes) store<f64>(to, load<f64>(to) + load<f64>(at));
    }
  }
}
