/** Products of a matrix with a vector: each is four sums of every fourth product, as in the plain kernel (`../matmul.ts`), bit for bit. */

/**
 * For each row at `a` the sum of its products with the numbers at `b`. After an odd number of rows one more number is written, and
 * read beyond the last row is nothing.
 */
export function multiplyRows(to: usize, a: usize, b: usize, rows: i32, shared: i32): void {
  const rowBytes: usize = (<usize>shared) << 3;
  const fours: usize = (<usize>(shared & ~3)) << 3;
  for (let row = 0; row < rows; row += 2, a += 2 * rowBytes, to += 16) {
    const next = row + 1 < rows ? a + rowBytes : a;
    let even = f64x2.splat(0);
    let odd = even;
    let nextEven = even;
    let nextOdd = even;
    let at: usize = 0;
    for (; at < fours; at += 32) {
      const b0 = v128.load(b + at);
      const b1 = v128.load(b + at, 16);
      even = f64x2.add(even, f64x2.mul(v128.load(a + at), b0));
      odd = f64x2.add(odd, f64x2.mul(v128.load(a + at, 16), b1));
      nextEven = f64x2.add(nextEven, f64x2.mul(v128.load(next + at), b0));
      nextOdd = f64x2.add(nextOdd, f64x2.mul(v128.load(next + at, 16), b1));
    }
    let total = sumOf(even, odd);
    let nextTotal = sumOf(nextEven, nextOdd);
    for (; at < rowBytes; at += 8) {
      const factor = load<f64>(b + at);
      total += load<f64>(a + at) * factor;
      nextTotal += load<f64>(next + at) * factor;
    }
    store<f64>(to, total);
    store<f64>(to, nextTotal, 8);
  }
}

function sumOf(even: v128, odd: v128): f64 {
  const rest = f64x2.extract_lane(odd, 0) + f64x2.extract_lane(odd, 1);
  return f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1) + rest;
}

/**
 * Goes on with the four sums of every row, [4, rows] at `sums`, where the matrix lies with the neighbours of a column together:
 * [shared, rows] at `a`. Rows are even, what is summed over is a multiple of four.
 */
export function addColumns(sums: usize, a: usize, b: usize, rows: i32, shared: i32): void {
  const columnBytes: usize = (<usize>rows) << 3;
  const end = b + ((<usize>shared) << 3);
  for (let at: usize = 0; at < columnBytes; at += 16) {
    const sum = sums + at;
    let s0 = v128.load(sum);
    let s1 = v128.load(sum + columnBytes);
    let s2 = v128.load(sum + 2 * columnBytes);
    let s3 = v128.load(sum + 3 * columnBytes);
    let from = a + at;
    for (let factor = b; factor < end; factor += 32) {
      s0 = f64x2.add(s0, f64x2.mul(v128.load(from), v128.load_splat<f64>(factor)));
      from += columnBytes;
      s1 = f64x2.add(s1, f64x2.mul(v128.load(from), v128.load_splat<f64>(factor, 8)));
      from += columnBytes;
      s2 = f64x2.add(s2, f64x2.mul(v128.load(from), v128.load_splat<f64>(factor, 16)));
      from += columnBytes;
      s3 = f64x2.add(s3, f64x2.mul(v128.load(from), v128.load_splat<f64>(factor, 24)));
      from += columnBytes;
    }
    v128.store(sum, s0);
    v128.store(sum + columnBytes, s1);
    v128.store(sum + 2 * columnBytes, s2);
    v128.store(sum + 3 * columnBytes, s3);
  }
}
