/** The gate `@`: products of vectors, matrices and batches of matrices. */
import type { Node, OperandSpec, Refusal } from "../graph/ir.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { finished, multiplyBatch, type Steps } from "../tensor/product.ts";
import { broadcast, showShape, type Dim, type Shape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { defineGate, type GateFunction, type Listing } from "./define.ts";
import { permute, transpose } from "./permute.ts";
import { reshape, squeeze, unsqueeze } from "./reshape.ts";

const OPERANDS = [
  { name: "a", doc: "The left operand: a vector, a matrix, or a batch of matrices." },
  { name: "b", doc: "The right operand: a vector, a matrix, or a batch of matrices." },
] as const satisfies readonly OperandSpec[];

export const matmul: GateFunction<typeof OPERANDS> = defineGate({
  name: "matmul",
  also: ["linalg.matmul"],
  operands: OPERANDS,
  doc: "The product of matrices: rows of a times columns of b. A vector stands for a row on the left and a column on the right; further dimensions are a batch and broadcast.",
  pattern: {
    kind: "switcher",
    text: "matmul swaps, as mul does: each operand receives the upstream gradient times the other operand, transposed so that the shapes fit.",
  },
  formula: "∂L/∂a = g bᵀ, ∂L/∂b = aᵀ g",
  infix: { token: "@", precedence: 7 },
  symbol: "@",
  shape: ([a, b]) => productShape(a, b),
  kernel: ([a, b], _, sizes, kernels) => finished(multiply(a, b, sizes, kernels)),
  inSteps: ([a, b], _, sizes, kernels) => multiply(a, b, sizes, kernels),
  multiplyAdds: ([a], _, sizes) => elementCount(sizes) * (a.at(-1) ?? 1),
  // Each pair of ranks in the terms of matrices; the sum over a batch that was broadcast is the caller's.
  vjp: ({ a, b, g }) => {
    if (a.sizes.length === 1 && b.sizes.length === 1) return { a: mul(g, b), b: mul(g, a) };
    if (a.sizes.length === 1) return { a: timesColumn(b, g), b: mul(unsqueeze(a, { dim: 1 }), row(g)) };
    if (b.sizes.length === 1) return { a: mul(column(g), b), b: timesColumn(transposed(a), g) };
    if (a.sizes.length > 2 && b.sizes.length === 2)
      return { a: matmul(g, transposed(b)), b: matmul(transposed(asRows(a)), asRows(g)) };
    if (a.sizes.length === 2 && b.sizes.length > 2)
      return { a: matmul(asColumns(g), asRows(transposed(b))), b: matmul(transposed(a), g) };
    return { a: matmul(g, transposed(b)), b: matmul(transposed(a), g) };
  },
  python: { torch: "{a} @ {b}", jax: "{a} @ {b}", numpy: "{a} @ {b}" },
  samples: [
    {
      shapes: [
        [2, 3],
        [3, 4],
      ],
    },
    { shapes: [[3], [3]] },
    { shapes: [[3], [3, 2]] },
    { shapes: [[2, 3], [3]] },
    {
      shapes: [
        [2, 3, 4],
        [4, 2],
      ],
    },
    {
      shapes: [
        [2, 3],
        [2, 3, 2],
      ],
    },
    {
      shapes: [
        [2, 1, 2, 3],
        [3, 3, 2],
      ],
    },
    { shapes: [[2, 2, 3], [3]] },
    { shapes: [[3], [2, 3, 2]] },
    {
      shapes: [
        [2, 0],
        [0, 3],
      ],
    },
  ],
  rejects: [
    {
      shapes: [
        [2, 3],
        [4, 5],
      ],
      reason:
        "{a} is [2, 3] and {b} is [4, 5]: {a} @ {b} needs {a}'s last dimension (3) to equal {b}'s first (4).",
    },
    {
      shapes: [[3], [4]],
      reason: "{a} is [3] and {b} is [4]: {a} @ {b} needs {a}'s last dimension (3) to equal {b}'s first (4).",
    },
    {
      shapes: [
        [2, 3],
        [2, 4, 5],
      ],
      reason:
        "{a} is [2, 3] and {b} is [2, 4, 5]: {a} @ {b} needs {a}'s last dimension (3) to equal {b}'s second to last (4).",
    },
    {
      shapes: [
        [2, 3, 4],
        [5, 4, 3],
      ],
      reason: "{a} is [2, 3, 4] and {b} is [5, 4, 3]: the batches [2] and [5] of {a} @ {b} do not broadcast.",
    },
    {
      shapes: [[2, 3], []],
      reason: "{b} is a number, and @ multiplies vectors and matrices: write {a} * {b}.",
    },
    {
      shapes: [[], [2, 3]],
      reason: "{a} is a number, and @ multiplies vectors and matrices: write {a} * {b}.",
    },
  ],
});

function productShape(a: Shape, b: Shape): Shape | Refusal {
  if (a.length === 0 || b.length === 0)
    return {
      refused: `${a.length === 0 ? "{a}" : "{b}"} is a number, and @ multiplies vectors and matrices: write {a} * {b}.`,
      operand: a.length === 0 ? 0 : 1,
    };
  const both = `{a} is ${showShape(a)} and {b} is ${showShape(b)}`;
  const left = (a.at(-1) as Dim).size;
  const right = (b.at(Math.max(-2, -b.length)) as Dim).size;
  if (left !== right)
    return {
      refused: `${both}: {a} @ {b} needs {a}'s last dimension (${left}) to equal {b}'s ${b.length > 2 ? "second to last" : "first"} (${right}).`,
    };
  const [batchA, batchB] = [a.slice(0, -2), b.slice(0, -2)];
  const batch = broadcast(batchA, batchB);
  if (batch === undefined)
    return {
      refused: `${both}: the batches ${showShape(batchA)} and ${showShape(batchB)} of {a} @ {b} do not broadcast.`,
    };
  return [...batch, ...a.slice(0, -1).slice(-1), ...(b.length === 1 ? [] : b.slice(-1))];
}

function* multiply(a: Tensor, b: Tensor, sizes: readonly number[], kernels: Kernels): Steps<Tensor> {
  const [rankA, rankB] = [a.sizes.length, b.sizes.length];
  const isOne = rankB <= 2;
  // One right operand for all: the batch is only more rows.
  const batch = isOne ? [] : sizes.slice(0, Math.max(rankA, rankB) - 2);
  /** Which of an operand's dimensions stands for each of the batch's. */
  const dims = (rank: number): readonly (number | undefined)[] =>
    batch.map((_, i) => (i + rank - 2 < batch.length ? undefined : i + rank - 2 - batch.length));
  const data = yield* multiplyBatch(
    kernels,
    batch,
    {
      tensor: a,
      batch: dims(rankA),
      kept: isOne ? range(0, rankA - 1) : range(Math.max(0, rankA - 2), rankA - 1),
      shared: [rankA - 1],
    },
    { tensor: b, batch: dims(rankB), kept: rankB === 1 ? [] : [rankB - 1], shared: [Math.max(0, rankB - 2)] },
  );
  return { sizes, data };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function transposed(x: Node): Node {
  return transpose(x, { dim0: -2, dim1: -1 });
}

/** A vector, or each of a batch of vectors, as a matrix of one column. */
function column(x: Node): Node {
  return unsqueeze(x, { dim: -1 });
}

/** A vector, or each of a batch of vectors, as a matrix of one row. */
function row(x: Node): Node {
  return unsqueeze(x, { dim: -2 });
}

/** Each matrix of a batch times the vector that belongs to it. */
function timesColumn(matrices: Node, vectors: Node): Node {
  if (vectors.sizes.length === 1) return matmul(matrices, vectors);
  return squeeze(matmul(matrices, column(vectors)), { dim: -1 });
}

/** A batch of matrices as one matrix with all their rows: its product with a matrix sums over the batch. */
function asRows(x: Node): Node {
  return reshape(x, { shape: [elementCount(x.sizes.slice(0, -1)), x.sizes.at(-1) as number] });
}

/** A batch of matrices as one matrix with all their columns. */
function asColumns(x: Node): Node {
  const rank = x.sizes.length;
  const batch = x.sizes.slice(0, -2).map((_, dim) => dim);
  const rowsFirst = permute(x, { dims: [rank - 2, ...batch, rank - 1] });
  const [rows, ...columns] = rowsFirst.sizes;
  return reshape(rowsFirst, { shape: [rows as number, elementCount(columns)] });
}

/** This file's part of the table of gates. */
export const matmulGates: Listing = { Arithmetic: [matmul] };
