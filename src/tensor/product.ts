/** Batches of products of matrices that lie as views show them: rows, columns and what is summed over by steps, the batch by offsets. */
import { stridesOf } from "./axes.ts";
import { newBuffer, newZeros } from "./buffers.ts";
import type { Kernels } from "./kernels.ts";
import { elementCount, type Tensor } from "./tensor.ts";
import { joined, layoutOf, permuteTensor, type Dim } from "./views.ts";

/** A tensor, and what a product does with each of its dimensions. */
export interface Operand {
  readonly tensor: Tensor;
  /** The dimensions that stand for each size of the batch: undefined where the tensor has none. */
  readonly batch: readonly (number | undefined)[];
  /** Those that the result keeps. */
  readonly kept: readonly number[];
  /** Those that are summed over. */
  readonly shared: readonly number[];
}

/** An operand in storage; what the result keeps of it is walked by one step. */
interface Laid {
  readonly data: Float64Array;
  readonly batch: readonly Dim[];
  readonly step: number;
  readonly shared: readonly Dim[];
}

/** Something long, in steps between which its run can be left; it is nobody's but the run's, so it need not be ended. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** The number of multiplications of a step: some milliseconds. */
export const STEP = 2 ** 26;
/** A step of less rows, columns or entries of what is summed over packs too much for what it multiplies. */
const STEP_ROWS = 128;
const STEP_COLUMNS = 512;
const STEP_SHARED = 504;
/** A row and a matrix of no more numbers are multiplied as they are. */
const FEW = 4096;

/** All steps at once. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** How the products lie: how far entries of each size of the batch and rows are apart. The numbers of a row are neighbours. */
export interface Written {
  readonly batchSteps: readonly number[];
  readonly rowStep: number;
}

/**
 * The products [batch, kept by a, kept by b], or as they are to be `written`. An operand of another size than the batch's stands for
 * every matrix of it.
 */
export function* multiplyBatch(
  kernels: Kernels,
  batch: readonly number[],
  a: Operand,
  b: Operand,
  written?: Written,
): Steps<Float64Array> {
  const count = ({ tensor }: Operand, dims: readonly number[]): number =>
    elementCount(dims.map((dim) => tensor.sizes[dim] as number));
  const [rows, columns] = [count(a, a.kept), count(b, b.kept)];
  // A row by a matrix is the matrix, read across, by a vector: kernels have a way of their own for that.
  if (rows === 1 && columns > 1 && columns * count(a, a.shared) > FEW) {
    const batchSteps = written?.batchSteps ?? stridesOf(batch).map((step) => step * columns);
    return yield* multiplyBatch(kernels, batch, b, a, { batchSteps, rowStep: 1 });
  }
  const [left, right, shared] = laidOut(batch, a, b);
  const inner = shared.at(-1);
  const [depth, stepA, stepB] = inner ?? [1, 1, 1];
  const length = elementCount(batch) * rows * columns;
  // What is summed over nothing is written by nobody.
  const data = depth === 0 ? newZeros(length) : newBuffer(length);
  const outer = shared.slice(0, -1);
  const [outerA, outerB] = [
    offsetsOf(outer.map(([size, step]) => ({ size, step }))),
    offsetsOf(outer.map(([size, , step]) => ({ size, step }))),
  ];
  const [batchA, batchB] = [offsetsOf(left.batch), offsetsOf(right.batch)];
  const rowStep = written?.rowStep ?? columns;
  const batchTo = written && offsetsOf(batch.map((size, i) => ({ size, step: written.batchSteps[i]! })));
  const isLong = rows * depth * columns > STEP;
  const width = isLong ? Math.min(columns, STEP_COLUMNS) : columns;
  // A product with a vector reads its matrix once, as it lies: rows are parted, no sum is.
  const part = isLong && columns > 1 ? Math.min(depth, STEP_SHARED) : depth;
  const height = isLong ? Math.max(1, Math.floor(STEP / (width * part * STEP_ROWS))) * STEP_ROWS : rows;
  let done = 0;
  for (let i = 0; i < batchA.length; i++)
    for (let turn = 0; turn < outerA.length; turn++)
      for (let column = 0; column < columns; column += width)
        for (let row = 0; row < rows; row += height)
          for (let k = 0; k < depth; k += part) {
            if (done > STEP) {
              done = 0;
              yield;
            }
            const size = [
              Math.min(height, rows - row),
              Math.min(part, depth - k),
              Math.min(width, columns - column),
            ] as const;
            done += size[0] * size[1] * size[2];
            kernels.multiply(
              {
                data,
                at: (batchTo?.[i] ?? i * rows * columns) + row * rowStep + column,
                rowStep,
                goesOn: turn + k > 0,
              },
              {
                data: left.data,
                at: batchA[i]! + outerA[turn]! + row * left.step + k * stepA,
                rowStep: left.step,
                columnStep: stepA,
              },
              {
                data: right.data,
                at: batchB[i]! + outerB[turn]! + k * stepB + column * right.step,
                rowStep: stepB,
                columnStep: right.step,
              },
              ...size,
            );
          }
  return data;
}

type Shared = readonly (readonly [size: number, stepA: number, stepB: number])[];

/** Both operands where they lie; where no steps can walk them together they are copied in the order in which they are walked. */
function laidOut(batch: readonly number[], a: Operand, b: Operand): readonly [Laid, Laid, Shared] {
  const left = lay(batch, a) ?? copied(batch, a);
  const right = lay(batch, b) ?? copied(batch, b);
  const shared = together(left.shared, right.shared);
  if (shared !== undefined) return [left, right, shared];
  const [first, second] = [copied(batch, a), copied(batch, b)];
  return [first, second, together(first.shared, second.shared) as Shared];
}

/** The batch first, then what the result keeps, then what is summed over. */
function copied(batch: readonly number[], { tensor, batch: own, kept, shared }: Operand): Laid {
  const order = [...own.filter((dim) => dim !== undefined), ...kept, ...shared];
  const sizes = order.map((dim) => tensor.sizes[dim]!);
  const { data } = permuteTensor(tensor, order, sizes);
  const place = (dim: number): number => order.indexOf(dim);
  return lay(batch, {
    tensor: { sizes, data },
    batch: own.map((dim) => (dim === undefined ? undefined : place(dim))),
    kept: kept.map(place),
    shared: shared.map(place),
  }) as Laid;
}

/** Undefined where what the result keeps is not walked by one step. */
function lay(batch: readonly number[], { tensor, batch: own, kept, shared }: Operand): Laid | undefined {
  const { data, dims } = layoutOf(tensor);
  const rows = joined(kept.flatMap((dim) => dims[dim]!));
  if (rows.length > 1) return undefined;
  return {
    data,
    step: rows[0]?.step ?? 1,
    shared: joined(shared.flatMap((dim) => dims[dim]!)),
    batch: joined(
      batch.flatMap((size, i) => {
        const dim = own[i];
        return dim === undefined || tensor.sizes[dim] !== size ? [{ size, step: 0 }] : dims[dim]!;
      }),
    ),
  };
}

/** The dimensions that both are walked along, split where the other one's have to be; undefined where that does not come out. */
function together(a: readonly Dim[], b: readonly Dim[]): Shared | undefined {
  const [left, right] = [[...a], [...b]];
  const result: [number, number, number][] = [];
  for (let [x, y] = [left.pop(), right.pop()]; x !== undefined || y !== undefined;) {
    if (x === undefined || y === undefined) return undefined;
    const size = Math.min(x.size, y.size);
    if (size === 0) return [[0, 1, 1]];
    if (x.size % size !== 0 || y.size % size !== 0) return undefined;
    result.unshift([size, x.step, y.step]);
    x = x.size === size ? left.pop() : { size: x.size / size, step: x.step * size };
    y = y.size === size ? right.pop() : { size: y.size / size, step: y.step * size };
  }
  return result;
}

/** Where each entry of the dimensions lies, the last one fastest. */
function offsetsOf(dims: readonly Dim[]): readonly number[] {
  let offsets = [0];
  for (const { size, step } of dims)
    offsets = offsets.flatMap((offset) => Array.from({ length: size }, (_, i) => offset + i * step));
  return offsets;
}
