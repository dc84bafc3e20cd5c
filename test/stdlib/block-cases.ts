/** Calls of the functions that have a backward block, with the leaves that their gradients are compared by. */

export interface Case {
  /** The call, over the names of the leaves. */
  readonly call: string;
  readonly leaves: Readonly<Record<string, string>>;
  /** The leaves whose gradients are compared; the others are sizes, modes or classes. */
  readonly wrt: readonly string[];
  /** Where the plain derivative of the forward block is nan, which is why there is a block. */
  readonly derivedIsNan?: true;
  /** How far the block may be from the derivative, where PyTorch rounds a number in it to single precision. */
  readonly single?: true;
}

const wide = "[-800, -30, -1.5, -0.2, 0.3, 2, 30, 800]";
const matrix = "[[0.5, -1.2, 2.1], [-0.4, 1.7, 0.3]]";
const scores = "[[0.5, -1.2, 2.1, 0.1], [-0.4, 1.7, 0.3, -2.2], [3.1, 0.2, -0.9, 1.1]]";
const cube = "[[[0.5, -1.2], [2.1, 0.3]], [[-0.4, 1.7], [0.9, -2.5]], [[1.1, 0.6], [-0.8, 0.2]]]";
const shares = "[[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25]]";
const chances = "[[0.3, 0.5, 0.8], [0.7, 0.25, 0.4]]";
const x = ["x"];

export const cases: readonly Case[] = [
  { call: "sigmoid(x)", leaves: { x: matrix }, wrt: x },
  { call: "sigmoid(x)", leaves: { x: wide }, wrt: x, derivedIsNan: true },
  { call: "logsigmoid(x)", leaves: { x: wide }, wrt: x },
  { call: "relu(x)", leaves: { x: wide }, wrt: x },
  { call: "leaky_relu(x)", leaves: { x: wide }, wrt: x },
  { call: "leaky_relu(x, slope)", leaves: { x: matrix, slope: "0.2" }, wrt: ["x", "slope"] },
  { call: "elu(x)", leaves: { x: wide }, wrt: x },
  { call: "elu(x, alpha)", leaves: { x: wide, alpha: "0.7" }, wrt: ["x", "alpha"] },
  { call: "silu(x)", leaves: { x: matrix }, wrt: x },
  { call: "silu(x)", leaves: { x: wide }, wrt: x, derivedIsNan: true },
  { call: "gelu(x)", leaves: { x: wide }, wrt: x },
  { call: 'gelu(x, approximate="tanh")', leaves: { x: wide }, wrt: x },
  { call: "softplus(x)", leaves: { x: wide }, wrt: x },
  { call: "softplus(x, beta, threshold=3)", leaves: { x: wide, beta: "1.7" }, wrt: ["x", "beta"] },
  { call: "softmax(x)", leaves: { x: matrix }, wrt: x },
  { call: "softmax(x, dim=0)", leaves: { x: matrix }, wrt: x },
  { call: "softmax(x, dim=1)", leaves: { x: cube }, wrt: x },
  { call: "softmax(x)", leaves: { x: "[1000, 999.5, -1000, 0]" }, wrt: x },
  { call: "log_softmax(x)", leaves: { x: matrix }, wrt: x },
  { call: "log_softmax(x, dim=0)", leaves: { x: cube }, wrt: x },
  { call: "log_softmax(x)", leaves: { x: "[1000, 999.5, -1000, 0]" }, wrt: x },
  { call: "logsumexp(x)", leaves: { x: matrix }, wrt: x },
  { call: "logsumexp(x, dim=[0, 2], keepdim=True)", leaves: { x: cube }, wrt: x },
  { call: "logsumexp(x, dim=1)", leaves: { x: cube }, wrt: x },
  { call: "logsumexp(x)", leaves: { x: "[1000, 999.5, -1000, 0]" }, wrt: x },
  { call: "var(x)", leaves: { x: matrix }, wrt: x },
  { call: "var(x, dim=[0, 2], unbiased=False)", leaves: { x: cube }, wrt: x },
  { call: "var(x, 1, keepdim=True, correction=c)", leaves: { x: cube, c: "0.5" }, wrt: ["x", "c"] },
  { call: "std(x)", leaves: { x: matrix }, wrt: x },
  { call: "std(x, dim=1, keepdim=True)", leaves: { x: cube }, wrt: x },
  { call: "std(x, dim=0, correction=c)", leaves: { x: cube, c: "0.5" }, wrt: ["x", "c"] },
  {
    call: "scaled_dot_product_attention(x, x, y, attn_mask=[[0, -inf], [-inf, -inf]])",
    leaves: { x: "[[0.5, -1.2], [2.1, 0.3]]", y: "[[1.1, 0.4], [-0.7, 2]]" },
    wrt: ["x", "y"],
    derivedIsNan: true,
  },
  { call: "lp_pool2d(x, p, 2, 1)", leaves: { x: `abs(${cube})`, p: "3" }, wrt: ["x", "p"] },
  { call: "feature_lp_pool(x, 4, 2)", leaves: { x: cube }, wrt: x },
  { call: "norm(x)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, dim=1, keepdim=True)", leaves: { x: cube }, wrt: x },
  { call: "norm(x, p=1, dim=[0, 1])", leaves: { x: cube }, wrt: x },
  { call: "norm(x, 0)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, inf, dim=1)", leaves: { x: cube }, wrt: x },
  { call: "norm(x, p=-inf)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, p=3)", leaves: { x: matrix }, wrt: x },
  { call: "norm(x, p=1.5, dim=0)", leaves: { x: cube }, wrt: x },
  { call: "norm(x, p=0.5)", leaves: { x: matrix }, wrt: x },
  { call: "layer_norm(x, [2])", leaves: { x: cube }, wrt: x },
  {
    call: "layer_norm(x, 2, weight, bias, eps)",
    leaves: { x: cube, weight: "[0.7, -1.3]", bias: "[0.1, 0.4]", eps: "0.5" },
    wrt: ["x", "weight", "bias", "eps"],
  },
  {
    call: "layer_norm(x, x.shape[1:], weight)",
    leaves: { x: cube, weight: "[[0.7, -1.3], [2, 0.2]]" },
    wrt: ["x", "weight"],
  },
  { call: "mse_loss(x, y)", leaves: { x: matrix, y: "[0.2, 0.9, -1.1]" }, wrt: ["x", "y"] },
  { call: 'mse_loss(x, y, reduction="sum")', leaves: { x: matrix, y: "[0.2, 0.9, -1.1]" }, wrt: ["x", "y"] },
  { call: 'mse_loss(x, y, "none")', leaves: { x: matrix, y: "0.4" }, wrt: ["x", "y"] },
  {
    call: "binary_cross_entropy(x, y)",
    leaves: { x: chances, y: "[[0, 1, 0.9], [0.3, 0.5, 0]]" },
    wrt: ["x", "y"],
  },
  {
    call: 'binary_cross_entropy(x, y, weight=w, reduction="sum")',
    leaves: { x: chances, y: "[[0, 1, 0.9], [0.3, 0.5, 0]]", w: "[0.5, 2, 1.5]" },
    wrt: ["x", "y", "w"],
  },
  {
    call: 'binary_cross_entropy(x, y, w, "none")',
    leaves: { x: chances, y: "[[0, 1, 0.9], [0.3, 0.5, 0]]", w: "[[0.5], [2]]" },
    wrt: ["x", "y", "w"],
  },
  { call: "cross_entropy(x, [1, 0, 3])", leaves: { x: scores }, wrt: x },
  {
    call: "cross_entropy(x, [1, -100, 3], weight=w, label_smoothing=s)",
    leaves: { x: scores, w: "[0.5, 1, 2, 0.1]", s: "0.2" },
    wrt: ["x", "w", "s"],
  },
  {
    call: 'cross_entropy(x, y, weight=w, reduction="none", label_smoothing=s)',
    leaves: { x: scores, y: shares, w: "[0.5, 1, 2, 0.1]", s: "0.2" },
    wrt: ["x", "y", "w", "s"],
  },
  { call: "cross_entropy(x, y)", leaves: { x: cube, y: cube.replaceAll("-", "") }, wrt: ["x", "y"] },
  {
    call: "cross_entropy(x, [[0, 1], [1, 1], [0, 0]], weight=w)",
    leaves: { x: cube, w: "[0.4, 1.6]" },
    wrt: ["x", "w"],
  },
  { call: "cross_entropy(x, 2)", leaves: { x: "[0.5, -1, 2]" }, wrt: x },
  { call: "max_unpool1d(x, [[1, 2, 5], [0, 3, 4]], 2)", leaves: { x: matrix }, wrt: x },
  { call: "hardtanh(x)", leaves: { x: wide }, wrt: x },
  {
    call: "hardtanh(x, low, high)",
    leaves: { x: matrix, low: "-0.5", high: "1.1" },
    wrt: ["x", "low", "high"],
  },
  { call: "celu(x)", leaves: { x: wide }, wrt: x },
  { call: "celu(x, alpha)", leaves: { x: matrix, alpha: "0.7" }, wrt: ["x", "alpha"], single: true },
  { call: "mish(x)", leaves: { x: wide }, wrt: x },
  { call: "softsign(x)", leaves: { x: wide }, wrt: x },
  { call: "tanhshrink(x)", leaves: { x: wide }, wrt: x },
  { call: "softshrink(x, lambd)", leaves: { x: matrix, lambd: "0.45" }, wrt: ["x", "lambd"] },
  { call: "hardshrink(x, lambd)", leaves: { x: matrix, lambd: "0.45" }, wrt: ["x", "lambd"] },
  { call: "hardsigmoid(x)", leaves: { x: wide }, wrt: x, single: true },
  { call: "hardswish(x)", leaves: { x: wide }, wrt: x },
  { call: "threshold(x, 0.1, value)", leaves: { x: matrix, value: "-2" }, wrt: ["x", "value"] },
  { call: "logcumsumexp(x, dim=1)", leaves: { x: cube }, wrt: x },
  { call: "logcumsumexp(x, -1)", leaves: { x: "[-800, 2, 30, 1, 800, 799.5]" }, wrt: x },
  { call: "logaddexp(x, y)", leaves: { x: wide, y: "0.4" }, wrt: ["x", "y"] },
  { call: "rsqrt(x)", leaves: { x: chances }, wrt: x },
  { call: "sinc(x)", leaves: { x: matrix }, wrt: x },
  { call: "xlogy(x, y)", leaves: { x: matrix, y: chances }, wrt: ["x", "y"] },
  { call: "special.entr(x)", leaves: { x: chances }, wrt: x },
  { call: "special.xlog1py(x, y)", leaves: { x: matrix, y: "[-0.9, 1e-9, 3]" }, wrt: ["x", "y"] },
  { call: "lerp(x, y, w)", leaves: { x: matrix, y: chances, w: "[0.2, 0.8, -1.5]" }, wrt: ["x", "y", "w"] },
  {
    call: "batch_norm(x, w, b, eps)",
    leaves: { x: cube, w: "[0.7, -1.3]", b: "[0.1, 0.4]", eps: "0.5" },
    wrt: ["x", "w", "b", "eps"],
  },
  {
    call: "instance_norm(x, w, b)",
    leaves: { x: cube, w: "[0.7, -1.3]", b: "[0.1, 0.4]" },
    wrt: ["x", "w", "b"],
  },
  {
    call: "group_norm(x, 2, w, b)",
    leaves: { x: scores, w: "[0.7, -1.3, 0.2, 2]", b: "[0.1, 0.4, 0, 1]" },
    wrt: ["x", "w", "b"],
  },
  { call: "cosine_similarity(x, y)", leaves: { x: matrix, y: chances }, wrt: ["x", "y"] },
  { call: "cdist(x, y, inf)", leaves: { x: matrix, y: chances }, wrt: ["x", "y"] },
  { call: "cdist(x, y)", leaves: { x: matrix, y: chances }, wrt: ["x", "y"] },
  { call: "inverse(x)", leaves: { x: "[[2, 0.5, -1], [0.3, 1.5, 0.7], [-0.2, 0.4, 1.1]]" }, wrt: x },
  { call: "median(x)", leaves: { x: scores }, wrt: x },
  { call: "l1_loss(x, y)", leaves: { x: matrix, y: chances }, wrt: ["x", "y"] },
  { call: 'l1_loss(x, y, "none")', leaves: { x: matrix, y: "[0.2, 0.9, -1.1]" }, wrt: ["x", "y"] },
  { call: "smooth_l1_loss(x, y, beta=b)", leaves: { x: matrix, y: chances, b: "0.9" }, wrt: ["x", "y", "b"] },
  {
    call: 'smooth_l1_loss(x, y, reduction="sum", beta=0)',
    leaves: { x: matrix, y: chances },
    wrt: ["x", "y"],
  },
  { call: "huber_loss(x, y, delta=d)", leaves: { x: matrix, y: chances, d: "0.9" }, wrt: ["x", "y", "d"] },
  { call: "binary_cross_entropy_with_logits(x, y)", leaves: { x: matrix, y: chances }, wrt: ["x", "y"] },
  {
    call: "binary_cross_entropy_with_logits(x, y)",
    leaves: { x: wide, y: "[0, 0.2, 1, 0, 1, 0.9, 0, 1]" },
    wrt: x,
  },
  {
    call: 'binary_cross_entropy_with_logits(x, y, w, "sum", p)',
    leaves: { x: matrix, y: chances, w: "[[0.5], [2]]", p: "[0.5, 2, 1.5]" },
    wrt: ["x", "y", "w", "p"],
  },
];
