/** Determinants: their value, their logarithm, and the cofactors that they differentiate to. */
import type { Node, OperandSpec, Refusal } from "../graph/ir.ts";
import { cofactors, factorise, pivots, type Factors } from "../tensor/factor.ts";
import { showShape, type Shape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { eye } from "./creation.ts";
import { defineGate, type GateFunction, type Listing } from "./define.ts";
import { solve_linear } from "./linear-system.ts";
import { matmul } from "./matmul.ts";
import { transpose } from "./permute.ts";
import { sum } from "./reduction.ts";
import { broadcast_to, unsqueeze } from "./reshape.ts";

const X = [
  { name: "x", doc: "A square matrix, or a batch of them." },
] as const satisfies readonly OperandSpec[];

export const det: GateFunction<typeof X> = defineGate({
  name: "det",
  also: ["linalg.det"],
  operands: X,
  doc: "The determinant of a square matrix: how much it stretches volumes, negative where it mirrors them. The gradient is right also where there is no inverse; PyTorch 1.13 gives 0 there.",
  pattern: {
    kind: "switcher",
    text: "det swaps: each element receives the upstream gradient times its cofactor, the signed determinant of the rest.",
  },
  formula: "∂L/∂x = g · det(x) · (x⁻¹)ᵀ, the cofactors of x",
  shape: ([x]) => square(x)?.slice(0, -2) ?? notSquare(x),
  kernel: ([x], _, sizes) => {
    const each = (factors: Factors): number =>
      pivots(factors).reduce((product, pivot) => product * pivot, factors.sign);
    return { sizes, data: Float64Array.from(factorsOf(x), each) };
  },
  multiplyAdds: ([x]) => (x.at(-1) ?? 1) * elementCount(x),
  vjp: ({ x, g }) => ({ x: mul(forEachMatrix(g), cofactor(x)) }),
  python: { torch: "torch.linalg.det({x})", jax: "jnp.linalg.det({x})", numpy: "np.linalg.det({x})" },
  samples: [{ shapes: [[2, 2]] }, { shapes: [[3, 3]] }, { shapes: [[2, 2, 2]] }, { shapes: [[0, 0]] }],
  rejects: [
    { shapes: [[2, 3]], reason: "{x} is [2, 3]; a determinant needs a square matrix." },
    { shapes: [[3]], reason: "{x} is [3]; a determinant needs a square matrix." },
  ],
});

export const cofactor: GateFunction<typeof X> = defineGate({
  name: "cofactor",
  operands: X,
  doc: "The cofactors of a square matrix: det(x) times the transposed inverse, and right also where there is no inverse.",
  pattern: {
    kind: "switcher",
    text: "cofactor swaps: each element receives the gradients of the cofactors that it is part of, times their other factors.",
  },
  formula: "∂L/∂x = (c Σ g c − c gᵀ c) / det(x), where the matrix has an inverse",
  internal: true,
  shape: ([x]) => square(x) ?? notSquare(x),
  kernel: ([x], _, sizes) => {
    const data = new Float64Array(elementCount(sizes));
    const step = (sizes.at(-1) as number) ** 2;
    factorsOf(x).forEach((factors, i) => data.set(cofactors(factors), i * step));
    return { sizes, data };
  },
  multiplyAdds: ([x]) => (x.at(-1) ?? 1) * elementCount(x),
  vjp: ({ x, out, g }) => {
    const total = sum(mul(g, out), { dim: [-2, -1], keepdim: true });
    const crossed = matmul(matmul(out, transpose(g, { dim0: -2, dim1: -1 })), out);
    return { x: div(sub(mul(total, out), crossed), forEachMatrix(det(x))) };
  },
  python: {
    torch: "torch.linalg.det({x})[..., None, None] * torch.linalg.inv({x}).mT",
    jax: "jnp.linalg.det({x})[..., None, None] * jnp.linalg.inv({x}).mT",
    numpy: "np.linalg.det({x})[..., None, None] * np.swapaxes(np.linalg.inv({x}), -1, -2)",
  },
  samples: [{ shapes: [[1, 1]] }, { shapes: [[2, 2]] }, { shapes: [[3, 3]] }, { shapes: [[2, 2, 2]] }],
  rejects: [{ shapes: [[2, 3]], reason: "{x} is [2, 3]; a determinant needs a square matrix." }],
});

export const log_abs_det: GateFunction<typeof X> = defineGate({
  name: "log_abs_det",
  operands: X,
  doc: "The logarithm of the determinant's size, also where the determinant itself would be too large or too small for a number.",
  pattern: {
    kind: "switcher",
    text: "log_abs_det sends each element the upstream gradient times the element of the transposed inverse.",
  },
  formula: "∂L/∂x = g · (x⁻¹)ᵀ",
  internal: true,
  symbol: "log|det|",
  shape: ([x]) => square(x)?.slice(0, -2) ?? notSquare(x),
  kernel: ([x], _, sizes) => {
    const each = (factors: Factors): number =>
      pivots(factors).reduce((total, pivot) => total + Math.log(Math.abs(pivot)), 0);
    return { sizes, data: Float64Array.from(factorsOf(x), each) };
  },
  multiplyAdds: ([x]) => (x.at(-1) ?? 1) * elementCount(x),
  vjp: ({ x, g }) => {
    // One unit matrix for each: a single one beside a batch could be taken for its vectors.
    const unit = broadcast_to(eye({ n: x.sizes.at(-1) as number, m: null }), { size: x.sizes });
    return { x: mul(forEachMatrix(g), solve_linear(transpose(x, { dim0: -2, dim1: -1 }), unit)) };
  },
  python: {
    torch: "torch.linalg.slogdet({x}).logabsdet",
    jax: "jnp.linalg.slogdet({x})[1]",
    numpy: "np.linalg.slogdet({x})[1]",
  },
  samples: [{ shapes: [[2, 2]] }, { shapes: [[3, 3]] }, { shapes: [[2, 2, 2]] }],
  rejects: [{ shapes: [[2, 3]], reason: "{x} is [2, 3]; a determinant needs a square matrix." }],
});

/** The shape, where its last two dimensions are of one size. */
function square(x: Shape): Shape | undefined {
  return x.length >= 2 && x.at(-1)?.size === x.at(-2)?.size ? x : undefined;
}

function notSquare(x: Shape): Refusal {
  return { refused: `{x} is ${showShape(x)}; a determinant needs a square matrix.`, operand: 0 };
}

/** One number for each matrix, beside the matrices' elements. */
function forEachMatrix(numbers: Node): Node {
  return unsqueeze(unsqueeze(numbers, { dim: -1 }), { dim: -1 });
}

function factorsOf({ sizes, data }: Tensor): readonly Factors[] {
  const n = sizes.at(-1) as number;
  const count = elementCount(sizes.slice(0, -2));
  return Array.from({ length: count }, (_, i) => factorise(data.subarray(i * n * n, (i + 1) * n * n), n));
}

/** This file's part of the table of gates. */
export const determinantGates: Listing = { Arithmetic: [det, cofactor, log_abs_det] };
