/** The gate `block_diag`: matrices on the diagonal of one. */
import type { Node, OperandSpec, Refusal } from "../graph/ir.ts";
import { shapeOf, showShape, type Shape } from "../tensor/shape.ts";
import { filled, type Tensor } from "../tensor/tensor.ts";
import { defineListGate, type Listing } from "./define.ts";
import { index } from "./indexing.ts";
import { reshape } from "./reshape.ts";
import { subscript } from "./subscript.ts";

const TENSORS = [
  { name: "tensors", doc: "The matrices, one after another; a vector is one row.", rest: true },
] as const satisfies readonly OperandSpec[];

export const block_diag = defineListGate({
  name: "block_diag",
  operands: TENSORS,
  doc: "Matrices on the diagonal of one, with 0 beside them: block_diag(A, B). A vector is one row, and a number one element.",
  pattern: {
    kind: "relabeling",
    text: "block_diag relabels: each matrix receives its own block of the gradient.",
  },
  formula: "∂L/∂tᵢ = the block of g where tᵢ stands",
  shape: (tensors) => joined(tensors),
  kernel: (tensors, _, sizes) => {
    const result = filled(sizes, 0);
    const width = sizes[1] as number;
    for (const { tensor, row, column, columns } of placed(tensors)) {
      for (let i = 0; i * columns < tensor.data.length; i++) {
        const line = tensor.data.subarray(i * columns, (i + 1) * columns);
        result.data.set(line, (row + i) * width + column);
      }
    }
    return result;
  },
  vjp: ({ tensors, g }) =>
    placed(tensors).map(({ tensor, row, rows, column, columns }) => {
      const block = index(
        [g],
        subscript([
          { kind: "slice", start: row, stop: row + rows, step: null },
          { kind: "slice", start: column, stop: column + columns, step: null },
        ]),
      );
      return tensor.sizes.length === 2 ? block : reshape(block, { shape: tensor.sizes });
    }),
  python: {
    torch: "torch.block_diag({tensors})",
    jax: "jax.scipy.linalg.block_diag({tensors})",
    numpy: "scipy.linalg.block_diag({tensors})",
  },
  samples: [
    {
      shapes: [
        [2, 3],
        [1, 2],
      ],
    },
    { shapes: [[2], [], [2, 1]] },
    {
      shapes: [
        [0, 2],
        [2, 2],
      ],
    },
  ],
  rejects: [
    { shapes: [], reason: "block_diag needs at least one matrix." },
    {
      shapes: [
        [2, 2],
        [1, 2, 2],
      ],
      reason: "block_diag takes matrices, one after another; one of them is [1, 2, 2].",
    },
  ],
});

function joined(tensors: readonly Shape[]): Shape | Refusal {
  if (tensors.length === 0) return { refused: "block_diag needs at least one matrix." };
  const odd = tensors.findIndex((tensor) => tensor.length > 2);
  if (odd >= 0)
    return {
      refused: `block_diag takes matrices, one after another; one of them is ${showShape(tensors[odd] as Shape)}.`,
      operand: odd,
    };
  const blocks = tensors.map((tensor) => matrixSizes(tensor.map(({ size }) => size)));
  const total = (dim: 0 | 1): number => blocks.reduce((sum, sizes) => sum + sizes[dim], 0);
  return shapeOf([total(0), total(1)]);
}

/** A vector is one row, a number one element. */
function matrixSizes(sizes: readonly number[]): readonly [rows: number, columns: number] {
  return [sizes.length === 2 ? (sizes[0] as number) : 1, sizes.at(-1) ?? 1];
}

/** Where each matrix stands in the result. */
function placed<T extends Tensor | Node>(
  tensors: readonly T[],
): readonly { tensor: T; row: number; rows: number; column: number; columns: number }[] {
  let row = 0;
  let column = 0;
  return tensors.map((tensor) => {
    const [rows, columns] = matrixSizes(tensor.sizes);
    const place = { tensor, row, rows, column, columns };
    row += rows;
    column += columns;
    return place;
  });
}

/** This file's part of the table of gates. */
export const blockDiagGates: Listing = { "Joining and picking": [block_diag] };
