/** Functions of the library differentiated twice: gradients of gradients against central differences. */
import { expect, test } from "vitest";
import { fileResult } from "../file-result.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { combine, dot } from "../ops/evaluate.ts";
import { drawn, flat, written, type Operands } from "./against.ts";

const image = drawn("image", [1, 2, 4, 4]);
const w = drawn("weight", [2, 2, 2, 2]);
const table = drawn("table", [3, 3]);
const other = drawn("other", [3, 3]);
const square = drawn("square", [3, 3]);

const cases: readonly (readonly [call: string, operands: Operands])[] = [
  ["conv2d(x, w, padding=1, stride=2)", { x: image, w }],
  ["conv2d(x, w[:, :1], groups=2, dilation=2)", { x: image, w }],
  ["conv_transpose2d(x, w, stride=2, padding=1)", { x: image, w }],
  ["max_pool2d(x, 2, stride=1)", { x: image }],
  ["avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True)", { x: image }],
  ["lp_pool2d(x, 2, 2)", { x: image }],
  ["adaptive_avg_pool2d(x, 3)", { x: image }],
  ["adaptive_max_pool2d(x, 3)", { x: image }],
  ["max_unpool1d(x, [[[1, 2, 5, 6]]], 2)", { x: drawn("short", [1, 1, 4]) }],
  ["local_response_norm(x, 2, alpha=1)", { x: image }],
  ['pad(x, [1, 2, 0, 1], mode="reflect")', { x: image }],
  ["pad(x, [1, -1], value=v)", { x: image, v: { sizes: [], data: Float64Array.of(0.4) } }],
  ['interpolate(x, scale_factor=1.5, mode="bicubic")', { x: image }],
  ['interpolate(x, [2, 3], mode="bicubic", antialias=True)', { x: image }],
  ["vander(x[0], 4) @ linalg.vander(x[1], 4).T + linalg.cross(x, y)", { x: table, y: other }],
  [
    "block_diag(x, y[0]) @ block_diag(y, y[1]).T + linalg.matrix_norm(x, 1) * linalg.norm(y)",
    { x: table, y: other },
  ],
  [
    "repeat_interleave(x, [2, 0, 1], 1) * linalg.tensorinv(reshape(y, 3, 1, 3), ind=1)[0] + hstack([x[0, 0], y[0, :2]])",
    { x: table, y: other },
  ],
  ["tensordot(x, y, dims=[[0, 1], [1, 0]]) * tensordot(x, y, ([1], [1]))", { x: table, y: other }],
  ["scaled_dot_product_attention(x, x, x, is_causal=True)", { x: drawn("tokens", [3, 2]) }],
  ["celu(x, 0.75) + mish(x) + softsign(x) + tanhshrink(x) + logit(sigmoid(x)) + sinc(x)", { x: table }],
  ["softshrink(x) ** 3 + hardtanh(x) ** 3 + hardswish(x) + selu(x)", { x: table }],
  ["logcumsumexp(x, 1) + cummax(x, 0)", { x: table }],
  ["logaddexp(x, y) + lerp(x, y, 0.3) + rsqrt(x ** 2 + 1) + xlogy(x, y ** 2 + 1)", { x: table, y: other }],
  [
    "special.entr(y ** 2 + 0.1) + special.xlog1py(x, y ** 2) + special.ndtr(x) + multigammaln(y ** 2 + 1.1, 3)",
    { x: table, y: other },
  ],
  ["lgamma(y ** 2 + 0.5) + digamma(x ** 2 + 3) * polygamma(2, y ** 2 + 1)", { x: table, y: other }],
  ["batch_norm(x, y[0], y[1]) + normalize(x, dim=0)", { x: table, y: other }],
  ["group_norm(reshape(x, [1, 4, 3]), 2)", { x: drawn("grouped", [4, 3]) }],
  ["cosine_similarity(x, y) + pairwise_distance(x, y)", { x: table, y: other }],
  ["cdist(x, y) + cdist(x, y, 4)", { x: table, y: other }],
  [
    "smooth_l1_loss(x, y, 'none') ** 2 + huber_loss(x, y) + kl_div(x, softmax(y)) + gaussian_nll_loss(x, y, y ** 2 + 1)".replaceAll(
      "'",
      '"',
    ),
    { x: table, y: other },
  ],
  ["binary_cross_entropy_with_logits(x, sigmoid(y), pos_weight=x[0] ** 2)", { x: table, y: other }],
  [
    "cosine_embedding_loss(x, y, [1, -1, 1], margin=-0.9) + triplet_margin_loss(x, y, x * y, 5)",
    { x: table, y: other },
  ],
  [
    "multilabel_soft_margin_loss(x, sigmoid(y)) + multi_margin_loss(x, [0, 1, 2], p=2, margin=5)",
    { x: table, y: other },
  ],
  ["inverse(x + 3 * eye(3)) + solve(y + 4 * eye(3), x)", { x: square, y: other }],
  ["logdet(x @ x.T + eye(3)) + det(y) + trace(matrix_power(x, 3))", { x: square, y: other }],
  ["cholesky(x @ x.T + eye(3))", { x: square }],
  ['einsum("ij,jk,ii->k", x, y, x) + einsum("ij->j", y)', { x: square, y: other }],
  ["kron(x, y) + outer(flatten(x), flatten(y)) @ ones(9, 9)", { x: square, y: other }],
  ["sort(x, 0) * topk(x, 3) + median(x, 1, keepdim=True) ** 2", { x: square }],
  ["diag(diagonal(x, 1), -1) + roll(x, 1, 0) * rot90(x) + tril(repeat(x, 1, 1))", { x: square }],
  ['embedding_bag([[0, 2], [1, 1]], x, mode="sum", per_sample_weights=y[:2, :2])', { x: square, y: other }],
  [
    "index_linear([[0, 2], [1, 1]], y[:2, :2], x) + bilinear(y[:2], y[1:], stack([x, x, x]))",
    { x: square, y: other },
  ],
  ["gru_cell(x, x, a, a)", { x: drawn("state", [2, 2]), a: drawn("a", [6, 2]) }],
];

test.each(cases)("the gradient of %s has the slope of central differences", (call, operands) => {
  const names = Object.keys(operands);
  const run = (given: Operands) => {
    const lines = [
      ...Object.entries(given).map(([name, tensor]) => `${name} = ${written(tensor)}`),
      `out = ${call}`,
      "L = sum(sin(out + 1.3 * reshape(arange(len(flatten(out))), out.shape)))",
      ...names.map((name) => `g_${name} = grad(L, ${name})`),
      ...names.map((name, i) => `p_${name} = sum(g_${name} * ${i + 1} * cos(g_${name}))`),
      `P = ${names.map((name) => `p_${name}`).join(" + ")}`,
    ];
    const { result } = fileResult("case.grad", `${lines.join("\n")}\n`);
    expect(result.problems).toEqual([]);
    return result;
  };
  const { grads } = run(operands);
  for (const name of names) {
    const at = operands[name] as Tensor;
    const direction = drawn(`direction ${name} ${call}`, at.sizes);
    const value = (step: number): number =>
      Number(run({ ...operands, [name]: combine(at, 1, direction, step) }).values["P"]);
    const h = 1e-4;
    const slope = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
    const data = Float64Array.from(flat(grads[name]));
    const found = dot({ sizes: at.sizes, data }, direction);
    expect(Math.abs(slope)).toBeGreaterThan(1e-6);
    expect(
      Math.abs(found - slope) / Math.max(1, Math.abs(slope)),
      `${name}: ${found} against ${slope}`,
    ).toBeLessThan(1e-6);
  }
});
