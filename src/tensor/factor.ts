/** Factorisations of square matrices: rows and columns put in order and split into triangles, and the square root of Cholesky. */

/** The matrix with its rows and columns in another order is the product of a lower and an upper triangle, which share one storage. */
export interface Factors {
  readonly n: number;
  /** Row-major: the upper triangle with the diagonal, and below it the lower one, whose diagonal is 1. */
  readonly triangles: Float64Array;
  /** Which row and which column of the matrix stands at each place. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** 1 where rows and columns were exchanged an even number of times, else -1. */
  readonly sign: number;
}

/**
 * Gaussian elimination that takes the largest element left as the next pivot, so that a matrix without an inverse ends in a row
 * of zeros (Golub and Van Loan, Matrix Computations, 3.4.8).
 */
export function factorise(matrix: Float64Array, n: number): Factors {
  const triangles = matrix.slice();
  const rows = Array.from({ length: n }, (_, i) => i);
  const columns = rows.slice();
  let sign = 1;
  for (let step = 0; step < n; step++) {
    const [row, column] = largest(triangles, n, step);
    if (row !== step) {
      for (let j = 0; j < n; j++) swap(triangles, step * n + j, row * n + j);
      swap(rows, step, row);
      sign = -sign;
    }
    if (column !== step) {
      for (let i = 0; i < n; i++) swap(triangles, i * n + step, i * n + column);
      swap(columns, step, column);
      sign = -sign;
    }
    const pivot = triangles[step * n + step] as number;
    if (pivot === 0) break;
    for (let i = step + 1; i < n; i++) {
      const factor = (triangles[i * n + step] as number) / pivot;
      triangles[i * n + step] = factor;
      if (factor === 0) continue;
      for (let j = step + 1; j < n; j++)
        triangles[i * n + j] =
          (triangles[i * n + j] as number) - factor * (triangles[step * n + j] as number);
    }
  }
  return { n, triangles, rows, columns, sign };
}

/** The pivots: the diagonal of the upper triangle. Their product is the determinant, but for the sign. */
export function pivots({ n, triangles }: Factors): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => triangles[i * n + i] as number);
}

/** Solves for each column of a right side [n, width]; the pivots must not be 0. */
export function solveFactors(factors: Factors, right: Float64Array, width: number): Float64Array {
  const { n, triangles, rows, columns } = factors;
  const work = new Float64Array(n * width);
  rows.forEach((row, i) => work.set(right.subarray(row * width, (row + 1) * width), i * width));
  for (let i = 0; i < n; i++)
    for (let k = 0; k < i; k++) subtractRow(work, i, k, triangles[i * n + k] as number, width);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(work, i, k, triangles[i * n + k] as number, width);
    const pivot = triangles[i * n + i] as number;
    for (let j = i * width; j < (i + 1) * width; j++) work[j] = (work[j] as number) / pivot;
  }
  const result = new Float64Array(n * width);
  columns.forEach((column, i) => result.set(work.subarray(i * width, (i + 1) * width), column * width));
  return result;
}

/**
 * The matrix of cofactors: the derivative of the determinant by each element. Only the last pivot can be 0 where the derivative
 * is not, and nothing is divided by it: with U = [[V, u], [0, p]] and d the product of V's pivots,
 * det(U) U⁻¹ = [[p d V⁻¹, −d V⁻¹ u], [0, d]].
 */
export function cofactors(factors: Factors): Float64Array {
  const { n, triangles, rows, columns, sign } = factors;
  const result = new Float64Array(n * n);
  if (n === 0) return result;
  const diagonal = pivots(factors);
  const last = diagonal[n - 1] as number;
  const before = diagonal.subarray(0, n - 1).reduce((product, pivot) => product * pivot, sign);
  if (before === 0) return result;
  // The adjugate of U, column by column: U⁻¹ times the column's scale, by substitution from the diagonal upwards.
  const adjugate = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const isLast = column === n - 1;
    adjugate[column * n + column] = isLast ? before : (before * last) / (diagonal[column] as number);
    for (let i = column - 1; i >= 0; i--) {
      let sum = 0;
      for (let k = i + 1; k <= column; k++)
        sum += (triangles[i * n + k] as number) * (adjugate[k * n + column] as number);
      adjugate[i * n + column] = -sum / (diagonal[i] as number);
    }
  }
  // The inverse of L from the right: X L = adjugate, row by row from the last column.
  for (let i = 0; i < n; i++)
    for (let j = n - 1; j >= 0; j--) {
      let value = adjugate[i * n + j] as number;
      for (let k = j + 1; k < n; k++)
        value -= (adjugate[i * n + k] as number) * (triangles[k * n + j] as number);
      adjugate[i * n + j] = value;
    }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      result[(rows[j] as number) * n + (columns[i] as number)] = adjugate[i * n + j] as number;
  return result;
}

/** The lower triangle whose product with its transpose is the symmetric matrix; undefined where that is not positive definite. */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array | undefined {
  const lower = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let value = ((matrix[i * n + j] as number) + (matrix[j * n + i] as number)) / 2;
      for (let k = 0; k < j; k++) value -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      if (i > j) lower[i * n + j] = value / (lower[j * n + j] as number);
      else if (value > 0) lower[j * n + j] = Math.sqrt(value);
      else return undefined;
    }
  }
  return lower;
}

/** Where the largest element stands, from a row and column on; a NaN is taken at once, so that it is not lost. */
function largest(matrix: Float64Array, n: number, from: number): readonly [row: number, column: number] {
  let [row, column, best] = [from, from, -1];
  for (let i = from; i < n; i++)
    for (let j = from; j < n; j++) {
      const size = Math.abs(matrix[i * n + j] as number);
      if (size <= best) continue;
      [row, column, best] = [i, j, size];
      if (Number.isNaN(size)) return [row, column];
    }
  return [row, column];
}

function subtractRow(work: Float64Array, to: number, from: number, factor: number, width: number): void {
  if (factor === 0) return;
  for (let j = 0; j < width; j++)
    work[to * width + j] = (work[to * width + j] as number) - factor * (work[from * width + j] as number);
}

function swap(values: Float64Array | number[], i: number, j: number): void {
  const kept = values[i] as number;
  values[i] = values[j] as number;
  values[j] = kept;
}
