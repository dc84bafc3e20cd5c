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
