/** The gate `cholesky`: the triangular square root of a positive definite matrix. */
import type { Node, OperandSpec, Refusal } from "../graph/ir.ts";
import { transposeBatch } from "../tensor/axes.ts";
import { choleskyFactor } from "../tensor/factor.ts";
import { showShape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { eye } from "./creation.ts";
import { boolOf, defineGate, type GateFunction, type Listing } from "./define.ts";
import { solve_linear } from "./linear-system.ts";
import { matmul } from "./matmul.ts";
import { transpose, tril } from "./permute.ts";

const X = [
  { name: "x", doc: "A symmetric matrix with positive eigenvalues, or a batch of them." },
] as const satisfies readonly OperandSpec[];

export const cholesky: GateFunction<typeof X> = defineGate({
  name: "cholesky",
  also: ["linalg.cholesky"],
  operands: X,
  attrs: {
    upper: {
      kind: "bool",
      doc: "Whether to give the upper triangle, whose transpose times itself is x.",
      default: false,
    },
  },
  doc: "The lower triangle L with L @ L.T = x, for a symmetric matrix with positive eigenvalues. A matrix that is not symmetric counts as the mean of itself and its transpose.",
  pattern: {
    kind: "switcher",
    text: "cholesky sends back through two triangular systems what the upstream gradient says of the product L Lᵀ.",
  },
  formula: "∂L/∂x = L⁻ᵀ S L⁻¹ / 2, with S the lower triangle of Lᵀ g mirrored above its diagonal",
  shape: ([shape]) => {
    return shape.length >= 2 && shape.at(-1)?.size === shape.at(-2)?.size
      ? shape
      : { refused: `{x} is ${showShape(shape)}; cholesky needs a square matrix.`, operand: 0 };
  },
  kernel: ([x], attrs) => factored(x, boolOf(attrs, "upper")),
  multiplyAdds: ([x]) => (x.at(-1) ?? 1) * elementCount(x),
  // I. Murray, Differentiation of the Cholesky decomposition, 2016, equation 10.
  vjp: ({ out, g }, attrs) => {
    const [root, gradient] = boolOf(attrs, "upper") ? [turned(out), turned(g)] : [out, g];
    const below = tril(matmul(turned(root), gradient), { diagonal: 0 });
    const unit = eye({ n: root.sizes.at(-1) as number, m: null });
    const mirrored = sub(add(below, turned(below)), mul(below, unit));
    const half = solve_linear(turned(root), mirrored);
    return { x: mul(turned(solve_linear(turned(root), turned(half))), 0.5) };
  },
  python: {
    torch: "torch.linalg.cholesky({x}, upper={upper})",
    jax: "jnp.linalg.cholesky({x}, upper={upper})",
    numpy: "np.linalg.cholesky({x}, upper={upper})",
  },
  samples: [
    { shapes: [[1, 1]], range: [1, 2] },
    { shapes: [[2, 2]], fixed: { 0: { sizes: [2, 2], data: Float64Array.of(2, 0.5, 0.5, 1) } } },
    {
      shapes: [[3, 3]],
      attrs: { upper: true },
      fixed: { 0: { sizes: [3, 3], data: Float64Array.of(3, 0.5, -1, 0.5, 2, 0.3, -1, 0.3, 1.5) } },
    },
    {
      shapes: [[2, 2, 2]],
      fixed: { 0: { sizes: [2, 2, 2], data: Float64Array.of(2, 0.5, 0.5, 1, 1, -0.2, -0.2, 3) } },
    },
  ],
  rejects: [{ shapes: [[2, 3]], reason: "{x} is [2, 3]; cholesky needs a square matrix." }],
});

function turned(x: Node): Node {
  return transpose(x, { dim0: -2, dim1: -1 });
}

function factored({ sizes, data }: Tensor, upper: boolean): Tensor | Refusal {
  const n = sizes.at(-1) as number;
  const roots = new Float64Array(data.length);
  for (let at = 0; at < data.length; at += n * n) {
    const root = choleskyFactor(data.subarray(at, at + n * n), n);
    if (root === undefined)
      return {
        refused: "{x} has no Cholesky factor: it is not positive definite.",
        operand: 0,
      };
    roots.set(upper ? transposeBatch(root, n, n) : root, at);
  }
  return { sizes, data: roots };
}

/** This file's part of the table of gates. */
export const choleskyGates: Listing = { Arithmetic: [cholesky] };
