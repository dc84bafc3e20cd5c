/** The gate behind `solve`: systems of linear equations, and with them every inverse. */
import type { OperandSpec, Refusal, Sample } from "../graph/ir.ts";
import { factorise, pivots, solveFactors } from "../tensor/factor.ts";
import { broadcast, showShape, sizesOf, type Shape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { neg } from "./arithmetic.ts";
import { defineGate, type GateFunction, type Listing } from "./define.ts";
import { spread } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { transpose } from "./permute.ts";
import { unsqueeze } from "./reshape.ts";

const OPERANDS = [
  { name: "a", doc: "A square matrix, or a batch of them." },
  { name: "b", doc: "The right side: a vector or a matrix, or a batch of them." },
] as const satisfies readonly OperandSpec[];

export const solve_linear: GateFunction<typeof OPERANDS> = defineGate({
  name: "solve_linear",
  operands: OPERANDS,
  doc: "The x with a @ x = b.",
  pattern: {
    kind: "switcher",
    text: "solve swaps: b receives the solution of the transposed system, and a that times x, negated.",
  },
  formula: "∂L/∂b = solve(aᵀ, g), ∂L/∂a = −(∂L/∂b) xᵀ",
  internal: true,
  symbol: "solve",
  written: ([a, b]) => `solve(${a}, ${b})`,
  shape: ([a, b]) => solved(a, b),
  kernel: ([a, b], _, sizes) => solutions(a, b, sizes),
  multiplyAdds: ([a, b]) => (a.at(-1) ?? 1) * (elementCount(a) + elementCount(b)),
  vjp: ({ a, b, out, g }) => {
    const right = solve_linear(transpose(a, { dim0: -2, dim1: -1 }), g);
    const [column, row] = hasVectors(a.sizes, b.sizes)
      ? [unsqueeze(right, { dim: -1 }), unsqueeze(out, { dim: -2 })]
      : [right, transpose(out, { dim0: -2, dim1: -1 })];
    return { a: neg(matmul(column, row)), b: right };
  },
  python: {
    torch: "torch.linalg.solve({a}, {b})",
    jax: "jnp.linalg.solve({a}, {b})",
    numpy:
      "np.linalg.solve({a}, {b}[..., None])[..., 0] if {b}.shape == {a}.shape[:-1] or {b}.ndim == 1 else np.linalg.solve({a}, {b})",
  },
  samples: [
    sample([2, 2], [2]),
    sample([3, 3], [3, 2]),
    sample([2, 2, 2], [2, 1]),
    sample([2, 2, 2], [2, 2]),
    sample([2, 2], [2, 2, 1]),
    sample([0, 0], [0, 2]),
  ],
  rejects: [
    { shapes: [[2, 3], [2]], reason: "{a} is [2, 3]; a system of equations needs a square matrix." },
    {
      shapes: [[2, 2], [3]],
      reason: "{a} is [2, 2] and {b} is [3]: the right side needs as many rows as the matrix (2).",
    },
    {
      shapes: [
        [2, 2, 2],
        [3, 2, 1],
      ],
      reason: "{a} is [2, 2, 2] and {b} is [3, 2, 1]: their batches do not broadcast.",
    },
  ],
});

/** Whether the right side is a vector for each matrix: one for all of them, or a batch of the same sizes. */
function hasVectors(a: readonly number[], b: readonly number[]): boolean {
  return b.length === 1 || (b.length === a.length - 1 && b.every((size, i) => size === a[i]));
}

function solved(a: Shape, b: Shape): Shape | Refusal {
  const [rows, columns] = [a.at(-2), a.at(-1)];
  if (columns === undefined || rows?.size !== columns.size)
    return { refused: `{a} is ${showShape(a)}; a system of equations needs a square matrix.`, operand: 0 };
  const both = `{a} is ${showShape(a)} and {b} is ${showShape(b)}`;
  const last = hasVectors(sizesOf(a), sizesOf(b)) ? 1 : 2;
  if (b.at(-last)?.size !== columns.size)
    return {
      refused: `${both}: the right side needs as many rows as the matrix (${columns.size}).`,
      operand: 1,
    };
  const batch = broadcast(a.slice(0, -2), b.slice(0, -last));
  if (batch === undefined) return { refused: `${both}: their batches do not broadcast.`, operand: 1 };
  return [...batch, columns, ...(last === 1 ? [] : b.slice(-1))];
}

function solutions(a: Tensor, b: Tensor, sizes: readonly number[]): Tensor | Refusal {
  const n = a.sizes.at(-1) as number;
  const own = sizes.slice(hasVectors(a.sizes, b.sizes) ? -1 : -2);
  const batch = sizes.slice(0, sizes.length - own.length);
  const step = elementCount(own);
  const matrices = spread(a, [...batch, n, n], elementCount(batch) * n * n);
  const sides = spread(b, sizes, elementCount(sizes));
  const data = new Float64Array(elementCount(sizes));
  for (let i = 0; i < elementCount(batch); i++) {
    const factors = factorise(matrices.subarray(i * n * n, (i + 1) * n * n), n);
    if (pivots(factors).includes(0))
      return { refused: "The matrix is singular: it has no inverse.", operand: 0 };
    data.set(solveFactors(factors, sides.subarray(i * step, (i + 1) * step), own[1] ?? 1), i * step);
  }
  return { sizes, data };
}

/** Matrices that are far from singular, whatever their number and size. */
function sample(a: readonly number[], b: readonly number[]): Sample {
  const n = a.at(-1) as number;
  const data = Float64Array.from(
    { length: elementCount(a) },
    (_, i) => Math.sin(2 * i + 1) + (i % (n + 1) === 0 ? 3 : 0),
  );
  return { shapes: [a, b], fixed: { 0: { sizes: a, data } } };
}

/** This file's part of the table of gates. */
export const linearSystemGates: Listing = { Arithmetic: [solve_linear] };
