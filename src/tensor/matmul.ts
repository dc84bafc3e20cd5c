/** The product of matrices in plain TypeScript: register tiles over packed columns. */

/** Rows and columns of the tile whose sums stay in registers while the shared dimension runs. */
const TILE = 4;

/** Columns that are packed at once: a strip of them stays in the second-level cache while all rows pass. */
const STRIP = 64;

/** A square of so many rows and columns stays in the first-level cache on both sides of a copy. */
const SQUARE = 32;

/** The sums of so many rows stay in the first-level cache. */
const BLOCK = 512;

/** Below this many multiplications the plain loop is faster than packing. */
const SMALL = 2048;

/** A matrix in row-major storage that begins at `at`. */
export interface Matrix {
  readonly data: Float64Array;
  readonly at: number;
}

/** Where a product is written: in place of the numbers that are there, or added to them. */
export interface Sum extends Matrix {
  /** How far its rows are apart; the numbers of a row are neighbours. */
  readonly rowStep: number;
  readonly goesOn: boolean;
}

/** A matrix whose neighbours in a column and in a row lie so far apart: transposed ones, and parts of larger tensors. */
export interface MatrixView extends Matrix {
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Writes the product of a [rows, shared] and b [shared, columns] to `to`, or adds it. */
export function multiplyMatrices(
  to: Sum,
  left: MatrixView,
  right: MatrixView,
  rows: number,
  shared: number,
  columns: number,
): void {
  if (!to.goesOn)
    for (let row = 0, at = to.at; row < rows; row++, at += to.rowStep) to.data.fill(0, at, at + columns);
  const b = rowMajor(right, shared, columns);
  if (columns === 1) {
    if (left.columnStep === 1) multiplyVector(to, left, b, rows, shared);
    else multiplyVectorAcross(to, left, b, rows, shared);
    return;
  }
  const a = rowMajor(left, rows, shared);
  if (rows < TILE || columns < TILE || rows * shared * columns < SMALL)
    multiplyPlain(to, a, b, rows, shared, columns);
  else multiplyTiled(to, a, b, rows, shared, columns);
}

/** The matrix in row-major storage: itself where it lies so. */
function rowMajor(matrix: MatrixView, rows: number, columns: number): Matrix {
  const { data, at, rowStep, columnStep } = matrix;
  if ((columns === 1 || columnStep === 1) && (rows === 1 || rowStep === columns)) return matrix;
  const result = new Float64Array(rows * columns);
  for (let top = 0; top < rows; top += SQUARE)
    for (let left = 0; left < columns; left += SQUARE) {
      const right = Math.min(columns, left + SQUARE);
      for (let row = top; row < Math.min(rows, top + SQUARE); row++)
        for (let column = left; column < right; column++)
          result[row * columns + column] = data[at + row * rowStep + column * columnStep] as number;
    }
  return { data: result, at: 0 };
}

/** A dot product for each row, in four sums that do not wait for each other. */
function multiplyVector(to: Sum, a: MatrixView, b: Matrix, rows: number, shared: number): void {
  const left = a.data;
  const right = b.data;
  const whole = shared - (shared % TILE);
  for (let row = 0; row < rows; row++) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    let i = a.at + row * a.rowStep;
    let j = b.at;
    for (const end = j + whole; j < end; i += TILE, j += TILE) {
      s0 += (left[i] as number) * (right[j] as number);
      s1 += (left[i + 1] as number) * (right[j + 1] as number);
      s2 += (left[i + 2] as number) * (right[j + 2] as number);
      s3 += (left[i + 3] as number) * (right[j + 3] as number);
    }
    let total = s0 + s1 + (s2 + s3);
    for (const end = b.at + shared; j < end; i++, j++) total += (left[i] as number) * (right[j] as number);
    const place = to.at + row * to.rowStep;
    to.data[place] = (to.data[place] as number) + total;
  }
}

/** The same four sums of every row, side by side: where neighbours stand in a column the matrix is read once, as it lies. */
function multiplyVectorAcross(to: Sum, a: MatrixView, b: Matrix, rows: number, shared: number): void {
  const left = a.data;
  const right = b.data;
  const { rowStep, columnStep } = a;
  const whole = shared - (shared % TILE);
  const newSums = (): Float64Array => new Float64Array(Math.min(rows, BLOCK));
  const [s0, s1, s2, s3] = [newSums(), newSums(), newSums(), newSums()];
  for (let top = 0; top < rows; top += BLOCK) {
    const count = Math.min(BLOCK, rows - top);
    for (const sums of [s0, s1, s2, s3]) sums.fill(0);
    for (let k = 0; k < whole; k += TILE) {
      const b0 = right[b.at + k]!;
      const b1 = right[b.at + k + 1]!;
      const b2 = right[b.at + k + 2]!;
      const b3 = right[b.at + k + 3]!;
      let i0 = a.at + top * rowStep + k * columnStep;
      let i1 = i0 + columnStep;
      let i2 = i1 + columnStep;
      let i3 = i2 + columnStep;
      for (let row = 0; row < count; row++) {
        s0[row] = s0[row]! + left[i0]! * b0;
        s1[row] = s1[row]! + left[i1]! * b1;
        s2[row] = s2[row]! + left[i2]! * b2;
        s3[row] = s3[row]! + left[i3]! * b3;
        i0 += rowStep;
        i1 += rowStep;
        i2 += rowStep;
        i3 += rowStep;
      }
    }
    for (let row = 0; row < count; row++) {
      let total = s0[row]! + s1[row]! + (s2[row]! + s3[row]!);
      for (let k = whole; k < shared; k++)
        total += left[a.at + (top + row) * rowStep + k * columnStep]! * right[b.at + k]!;
      const place = to.at + (top + row) * to.rowStep;
      to.data[place] = to.data[place]! + total;
    }
  }
}

/** Row by row, so that b and the result are read in the order in which they are stored. */
function multiplyPlain(to: Sum, a: Matrix, b: Matrix, rows: number, shared: number, columns: number): void {
  const left = a.data;
  const right = b.data;
  const result = to.data;
  for (let row = 0; row < rows; row++) {
    const start = to.at + row * to.rowStep;
    for (let k = 0; k < shared; k++) {
      const factor = left[a.at + row * shared + k] as number;
      const from = b.at + k * columns;
      for (let column = 0; column < columns; column++)
        result[start + column] =
          (result[start + column] as number) + factor * (right[from + column] as number);
    }
  }
}

function multiplyTiled(to: Sum, a: Matrix, b: Matrix, rows: number, shared: number, columns: number): void {
  const packed = new Float64Array(shared * Math.min(STRIP, columns));
  const fullColumns = columns - (columns % TILE);
  const fullRows = rows - (rows % TILE);
  for (let strip = 0; strip < fullColumns; strip += STRIP) {
    const end = Math.min(fullColumns, strip + STRIP);
    packColumns(packed, b, shared, columns, strip, end);
    for (let row = 0; row < fullRows; row += TILE)
      for (let column = strip; column < end; column += TILE)
        multiplyTile(to, a, packed, row, column, (column - strip) * shared, shared);
    for (let row = fullRows; row < rows; row++)
      for (let column = strip; column < end; column += TILE)
        multiplyRow(to, a, packed, row, column, (column - strip) * shared, shared);
  }
  for (let column = fullColumns; column < columns; column++)
    for (let row = 0; row < rows; row++) {
      const place = to.at + row * to.rowStep + column;
      let total = to.data[place] as number;
      for (let k = 0; k < shared; k++)
        total +=
          (a.data[a.at + row * shared + k] as number) * (b.data[b.at + k * columns + column] as number);
      to.data[place] = total;
    }
}

/** Lays the columns out tile by tile: for each tile, `TILE` neighbours for each entry of the shared dimension. */
function packColumns(
  packed: Float64Array,
  b: Matrix,
  shared: number,
  columns: number,
  start: number,
  end: number,
): void {
  const { data } = b;
  for (let k = 0; k < shared; k++) {
    let from = b.at + k * columns + start;
    for (let at = k * TILE; from < b.at + k * columns + end; from += TILE, at += shared * TILE) {
      packed[at] = data[from] as number;
      packed[at + 1] = data[from + 1] as number;
      packed[at + 2] = data[from + 2] as number;
      packed[at + 3] = data[from + 3] as number;
    }
  }
}

/** Four rows by four columns: sixteen sums from eight numbers a step. */
function multiplyTile(
  to: Sum,
  a: Matrix,
  packed: Float64Array,
  row: number,
  column: number,
  strip: number,
  shared: number,
): void {
  const left = a.data;
  const result = to.data;
  const at = to.at + row * to.rowStep + column;
  const at1 = at + to.rowStep;
  const at2 = at1 + to.rowStep;
  const at3 = at2 + to.rowStep;
  let s00 = result[at] as number;
  let s01 = result[at + 1] as number;
  let s02 = result[at + 2] as number;
  let s03 = result[at + 3] as number;
  let s10 = result[at1] as number;
  let s11 = result[at1 + 1] as number;
  let s12 = result[at1 + 2] as number;
  let s13 = result[at1 + 3] as number;
  let s20 = result[at2] as number;
  let s21 = result[at2 + 1] as number;
  let s22 = result[at2 + 2] as number;
  let s23 = result[at2 + 3] as number;
  let s30 = result[at3] as number;
  let s31 = result[at3 + 1] as number;
  let s32 = result[at3 + 2] as number;
  let s33 = result[at3 + 3] as number;
  const row0 = a.at + row * shared;
  const row1 = row0 + shared;
  const row2 = row1 + shared;
  const row3 = row2 + shared;
  for (let k = 0, at = strip; k < shared; k++, at += TILE) {
    const b0 = packed[at] as number;
    const b1 = packed[at + 1] as number;
    const b2 = packed[at + 2] as number;
    const b3 = packed[at + 3] as number;
    const a0 = left[row0 + k] as number;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    const a1 = left[row1 + k] as number;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    const a2 = left[row2 + k] as number;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    const a3 = left[row3 + k] as number;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  result[at] = s00;
  result[at + 1] = s01;
  result[at + 2] = s02;
  result[at + 3] = s03;
  result[at1] = s10;
  result[at1 + 1] = s11;
  result[at1 + 2] = s12;
  result[at1 + 3] = s13;
  result[at2] = s20;
  result[at2 + 1] = s21;
  result[at2 + 2] = s22;
  result[at2 + 3] = s23;
  result[at3] = s30;
  result[at3 + 1] = s31;
  result[at3 + 2] = s32;
  result[at3 + 3] = s33;
}

/** One row by four columns, for the rows that no tile takes. */
function multiplyRow(
  to: Sum,
  a: Matrix,
  packed: Float64Array,
  row: number,
  column: number,
  strip: number,
  shared: number,
): void {
  const result = to.data;
  const place = to.at + row * to.rowStep + column;
  let s0 = result[place] as number;
  let s1 = result[place + 1] as number;
  let s2 = result[place + 2] as number;
  let s3 = result[place + 3] as number;
  const start = a.at + row * shared;
  for (let k = 0, at = strip; k < shared; k++, at += TILE) {
    const factor = a.data[start + k] as number;
    s0 += factor * (packed[at] as number);
    s1 += factor * (packed[at + 1] as number);
    s2 += factor * (packed[at + 2] as number);
    s3 += factor * (packed[at + 3] as number);
  }
  result[place] = s0;
  result[place + 1] = s1;
  result[place + 2] = s2;
  result[place + 3] = s3;
}
