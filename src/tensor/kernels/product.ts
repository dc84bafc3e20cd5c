/**
 * The inner loops of a product of matrices. Both operands lie packed in panels: four neighbours (rows of a, columns of b) for each
 * entry of the shared dimension. Each sum runs in the order of the shared dimension, one product after another, as in the plain
 * kernel: the numbers are the same bit for bit.
 */

/** Rows and columns of the tile whose sums stay in registers: four rows of two vectors. */
const TILE: i32 = 4;

/**
 * The block [rows, columns] at `to` becomes the product of the panels at `a` and `b`; with `goesOn` they are added to what it holds.
 * Rows and columns are multiples of the tile.
 */
export function multiplyPanels(
  to: usize,
  a: usize,
  b: usize,
  rows: i32,
  shared: i32,
  columns: i32,
  goesOn: bool,
): void {
  const panel: usize = (<usize>shared * TILE) << 3;
  const rowBytes: usize = (<usize>columns) << 3;
  let right = b;
  for (let column = 0; column < columns; column += TILE, right += panel) {
    let at = to + ((<usize>column) << 3);
    let left = a;
    for (let row = 0; row < rows; row += TILE, left += panel, at += rowBytes * TILE)
      multiplyTile(at, rowBytes, left, right, left + panel, goesOn);
  }
}

function multiplyTile(to: usize, rowBytes: usize, left: usize, right: usize, end: usize, goesOn: bool): void {
  const to1 = to + rowBytes;
  const to2 = to1 + rowBytes;
  const to3 = to2 + rowBytes;
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (goesOn) {
    s00 = v128.load(to);
    s01 = v128.load(to, 16);
    s10 = v128.load(to1);
    s11 = v128.load(to1, 16);
    s20 = v128.load(to2);
    s21 = v128.load(to2, 16);
    s30 = v128.load(to3);
    s31 = v128.load(to3, 16);
  }
  for (; left < end; left += 32, right += 32) {
    const b0 = v128.load(right);
    const b1 = v128.load(right, 16);
    const a0 = v128.load_splat<f64>(left);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    const a1 = v128.load_splat<f64>(left, 8);
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const a2 = v128.load_splat<f64>(left, 16);
    s20 = f64x2.add(s20, f64x2.mul(a2, b0));
    s21 = f64x2.add(s21, f64x2.mul(a2, b1));
    const a3 = v128.load_splat<f64>(left, 24);
    s30 = f64x2.add(s30, f64x2.mul(a3, b0));
    s31 = f64x2.add(s31, f64x2.mul(a3, b1));
  }
  v128.store(to, s00);
  v128.store(to, s01, 16);
  v128.store(to1, s10);
  v128.store(to1, s11, 16);
  v128.store(to2, s20);
  v128.store(to2, s21, 16);
  v128.store(to3, s30);
  v128.store(to3, s31, 16);
}

/**
 * Lays out panels of four rows, which lie one after another at `from`, `rowBytes` apart: for each of `depth` numbers of a row the four
 * of the panel. The last panel is filled up with zeros.
 */
export function packRows(to: usize, from: usize, rowBytes: usize, rows: i32, depth: i32): void {
  const even: usize = (<usize>(depth & ~1)) << 3;
  const length: usize = (<usize>depth) << 3;
  for (; rows >= TILE; rows -= TILE, from += rowBytes * TILE) {
    const from1 = from + rowBytes;
    const from2 = from1 + rowBytes;
    const from3 = from2 + rowBytes;
    let at: usize = 0;
    for (; at < even; at += 16, to += 64) {
      const r0 = v128.load(from + at);
      const r1 = v128.load(from1 + at);
      const r2 = v128.load(from2 + at);
      const r3 = v128.load(from3 + at);
      v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
      v128.store(to, v128.shuffle<f64>(r2, r3, 0, 2), 16);
      v128.store(to, v128.shuffle<f64>(r0, r1, 1, 3), 32);
      v128.store(to, v128.shuffle<f64>(r2, r3, 1, 3), 48);
    }
    if (at < length) {
      store<f64>(to, load<f64>(from + at));
      store<f64>(to, load<f64>(from1 + at), 8);
      store<f64>(to, load<f64>(from2 + at), 16);
      store<f64>(to, load<f64>(from3 + at), 24);
      to += 32;
    }
  }
  if (rows === 0) return;
  for (let at: usize = 0; at < length; at += 8, to += 32)
    for (let row = 0; row < TILE; row++)
      store<f64>(to + ((<usize>row) << 3), row < rows ? load<f64>(from + <usize>row * rowBytes + at) : 0);
}

/**
 * The same where the four neighbours of a panel lie together: `depth` rows of `count` numbers, `rowBytes` apart. `panel`: how many
 * bytes after one panel the next one begins.
 */
export function packColumns(
  to: usize,
  from: usize,
  rowBytes: usize,
  count: i32,
  depth: i32,
  panel: usize,
): void {
  const whole = count & ~3;
  for (let k = 0; k < depth; k++, to += 32, from += rowBytes) {
    let place = to;
    let source = from;
    for (let i = 0; i < whole; i += TILE, place += panel, source += 32) {
      v128.store(place, v128.load(source));
      v128.store(place, v128.load(source, 16), 16);
    }
    if (whole === count) continue;
    for (let i = whole; i < whole + TILE; i++, place += 8, source += 8)
      store<f64>(place, i < count ? load<f64>(source) : 0);
  }
}
