/** What is told of a block of numbers, and its sums: each sum runs in the order of the plain fold (`../reduce.ts`), so the bits are the same. */

/**
 * Goes on with what is known of the numbers before: at `known` stand two smallest and two largest numbers, four sums and four sums
 * of squares (of every fourth number), and as whole numbers two counts of zeros and two of zeros without a sign. All blocks but the last one have
 * a multiple of four numbers. Where there is a NaN, that is in the sums, and the smallest and largest numbers say nothing.
 */
export function tellBlock(known: usize, from: usize, count: i32): void {
  let min = v128.load(known);
  let max = v128.load(known, 16);
  let sum0 = v128.load(known, 32);
  let sum1 = v128.load(known, 48);
  let squares0 = v128.load(known, 64);
  let squares1 = v128.load(known, 80);
  let zeros = v128.load(known, 96);
  let bare = v128.load(known, 112);
  const zero = f64x2.splat(0);
  const four = from + ((<usize>(count & ~3)) << 3);
  const end = from + ((<usize>count) << 3);
  for (; from < four; from += 32) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    min = f64x2.pmin(min, f64x2.pmin(a, b));
    max = f64x2.pmax(max, f64x2.pmax(a, b));
    sum0 = f64x2.add(sum0, a);
    sum1 = f64x2.add(sum1, b);
    squares0 = f64x2.add(squares0, f64x2.mul(a, a));
    squares1 = f64x2.add(squares1, f64x2.mul(b, b));
    zeros = i64x2.sub(zeros, i64x2.add(f64x2.eq(a, zero), f64x2.eq(b, zero)));
    bare = i64x2.sub(bare, i64x2.add(i64x2.eq(a, zero), i64x2.eq(b, zero)));
  }
  // One number at a time, as the first of every four; the other lane stays.
  for (; from < end; from += 8) {
    const a = f64x2.replace_lane(zero, 0, load<f64>(from));
    const first = i64x2.replace_lane(i64x2.splat(0), 0, -1);
    min = v128.bitselect(f64x2.pmin(min, a), min, first);
    max = v128.bitselect(f64x2.pmax(max, a), max, first);
    sum0 = v128.bitselect(f64x2.add(sum0, a), sum0, first);
    squares0 = v128.bitselect(f64x2.add(squares0, f64x2.mul(a, a)), squares0, first);
    zeros = i64x2.sub(zeros, v128.and(f64x2.eq(a, zero), first));
    bare = i64x2.sub(bare, v128.and(i64x2.eq(a, zero), first));
  }
  v128.store(known, min);
  v128.store(known, max, 16);
  v128.store(known, sum0, 32);
  v128.store(known, sum1, 48);
  v128.store(known, squares0, 64);
  v128.store(known, squares1, 80);
  v128.store(known, zeros, 96);
  v128.store(known, bare, 112);
}

/** A sum of more neighbours is four sums that do not wait for each other. */
const SHORT: i32 = 64;

/** The sum of each row. */
export function sumRows(to: usize, from: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++, to += 8) {
    const end = from + ((<usize>columns) << 3);
    let sum: f64 = 0;
    if (columns > SHORT) {
      const four = from + ((<usize>(columns & ~3)) << 3);
      let even = f64x2.splat(0);
      let odd = even;
      for (; from < four; from += 32) {
        even = f64x2.add(even, v128.load(from));
        odd = f64x2.add(odd, v128.load(from, 16));
      }
      const b = f64x2.extract_lane(even, 1);
      const rest = f64x2.extract_lane(odd, 0) + f64x2.extract_lane(odd, 1);
      sum = f64x2.extract_lane(even, 0) + (b + rest);
    }
    for (; from < end; from += 8) sum += load<f64>(from);
    store<f64>(to, sum);
  }
}

/** The largest number of each row; NaN where there is one. Of zeros the first one's sign stays. */
export function maxRows(to: usize, from: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++, to += 8) {
    const first = from;
    const end = from + ((<usize>columns) << 3);
    const even = from + ((<usize>(columns & ~1)) << 3);
    let max = f64x2.splat(-Infinity);
    let ordered = i64x2.splat(-1);
    for (; from < even; from += 16) {
      const value = v128.load(from);
      max = f64x2.pmax(max, value);
      ordered = v128.and(ordered, f64x2.eq(value, value));
    }
    let best = Math.max(f64x2.extract_lane(max, 0), f64x2.extract_lane(max, 1));
    let isOrdered = i64x2.all_true(ordered);
    if (from < end) {
      const value = load<f64>(from);
      best = value > best ? value : best;
      isOrdered = isOrdered && value == value;
      from += 8;
    }
    if (!isOrdered) best = NaN;
    else if (best == 0)
      for (let at = first; at < end; at += 8) {
        const value = load<f64>(at);
        if (value == 0) {
          best = value;
          break;
        }
      }
    store<f64>(to, best);
  }
}

/** Goes on with the sum of each column of rows of `columns` numbers, in a row that begins at `sums`; the block begins at a place of its row. */
export function sumColumns(sums: usize, columns: i32, place: i32, from: usize, count: i32): void {
  const end = from + ((<usize>count) << 3);
  while (from < end) {
    const length = <usize>min<i32>(columns - place, <i32>((end - from) >> 3));
    let to = sums + ((<usize>place) << 3);
    const even = from + ((length & ~1) << 3);
    for (; from < even; from += 16, to += 16) v128.store(to, f64x2.add(v128.load(to), v128.load(from)));
    if ((length & 1) !== 0) {
      store<f64>(to, load<f64>(to) + load<f64>(from));
      from += 8;
    }
    place = 0;
  }
}

/** Goes on with four sums of every fourth number; the count is a multiple of four. */
export function sumFours(sums: usize, from: usize, count: i32): void {
  let even = v128.load(sums);
  let odd = v128.load(sums, 16);
  for (const end = from + ((<usize>count) << 3); from < end; from += 32) {
    even = f64x2.add(even, v128.load(from));
    odd = f64x2.add(odd, v128.load(from, 16));
  }
  v128.store(sums, even);
  v128.store(sums, odd, 16);
}

/**
 * Writes `count` numbers of rows of `columns` numbers, each of which comes `times` times; the first one is the number `at` of the row
 * at `from` with all its repeats.
 */
export function repeatRows(to: usize, from: usize, at: i32, count: i32, columns: i32, times: i32): void {
  const end = to + ((<usize>count) << 3);
  if (columns === 1) {
    for (let left = times - at; to < end; left = times, from += 8) {
      const value = f64x2.splat(load<f64>(from));
      const stop = min<usize>(end, to + ((<usize>left) << 3));
      for (; to + 16 <= stop; to += 16) v128.store(to, value);
      if (to < stop) {
        store<f64>(to, f64x2.extract_lane(value, 0));
        to += 8;
      }
    }
    return;
  }
  const row: usize = (<usize>columns) << 3;
  let place: usize = (<usize>(at % columns)) << 3;
  let turn = at / columns;
  while (to < end) {
    const stop = min<usize>(end, to + row - place);
    let source = from + place;
    for (; to + 16 <= stop; to += 16, source += 16) v128.store(to, v128.load(source));
    if (to < stop) {
      store<f64>(to, load<f64>(source));
      to += 8;
    }
    place = 0;
    if (++turn === times) {
      turn = 0;
      from += row;
    }
  }
}

/** The largest numbers of the columns of `count` rows, for each of `outer` blocks of rows; NaN where there is one. There are two columns at least. */
export function maxColumns(to: usize, from: usize, outer: i32, count: i32, columns: i32): void {
  const rowBytes: usize = (<usize>columns) << 3;
  for (let block = 0; block < outer; block++, from += rowBytes * count, to += rowBytes)
    for (let at: usize = 0; at < rowBytes; at += 16) {
      // The last two of an odd number are looked at with the one before.
      const column = min<usize>(at, rowBytes - 16);
      let best = f64x2.splat(-Infinity);
      let place = from + column;
      for (let row = 0; row < count; row++, place += rowBytes) {
        const value = v128.load(place);
        best = v128.bitselect(best, f64x2.pmax(best, value), f64x2.ne(best, best));
        best = v128.bitselect(value, best, f64x2.ne(value, value));
      }
      v128.store(to + column, best);
    }
}

/** In which row each of them stands: the first NaN where there is one, or the first one of the largest. */
export function argmaxColumns(to: usize, from: usize, outer: i32, count: i32, columns: i32): void {
  const rowBytes: usize = (<usize>columns) << 3;
  for (let block = 0; block < outer; block++, from += rowBytes * count, to += rowBytes)
    for (let at: usize = 0; at < rowBytes; at += 16) {
      // The last two of an odd number are looked at with the one before.
      const column = min<usize>(at, rowBytes - 16);
      let place = from + column;
      let best = v128.load(place);
      let found = f64x2.splat(0);
      for (let row = 1; row < count; row++) {
        place += rowBytes;
        const value = v128.load(place);
        const isNaN = v128.andnot(f64x2.ne(value, value), f64x2.ne(best, best));
        const isLarger = v128.or(f64x2.gt(value, best), isNaN);
        best = v128.bitselect(value, best, isLarger);
        found = v128.bitselect(f64x2.splat(row), found, isLarger);
      }
      v128.store(to + column, found);
    }
}
