/** What the library says of arguments that do not fit: one sentence at the call, with what was found and what was expected. */
import { expect, test } from "vitest";
import { fileResult } from "../file-result.ts";

/** What a word must be: that is said at the word. */
const isOfWord = (message: string): boolean => /^[\w.]+: \w+ is (?:one of )?"/u.test(message);

test.each([
  [
    "prelu(zeros(2, 3), [1, 2])",
    "prelu: the value is [2, 3] and has [3] channels; what holds one number for each is [2].",
  ],
  [
    "prelu(zeros(2, 3), [[1, 2, 3]])",
    "prelu: weight is [1, 3]; it holds one slope, or one for each channel.",
  ],
  ["glu(zeros(2, 3))", "glu: dimension -1 of [2, 3] is cut in half; its size must be even."],
  ["glu(zeros(2, 4), dim=2)", "glu: dim 2 is out of range for a value of shape [2, 4]; it has dims -2 … 1."],
  [
    "repeat(zeros(2, 3), 2)",
    "repeat: the value is [2, 3]; it needs a number for each dimension, and [2] has 1.",
  ],
  ["repeat(zeros(2), 1.5)", "repeat: sizes must be a whole number, not 1.5."],
  ["repeat(zeros(2), -1)", "repeat: A size cannot be negative; [-2] holds -2."],
  ["tile(zeros(2), [[1]])", "tile: [_] was said, but the value is [1, 1]."],
  ["view(zeros(2, 3), 4, 2)", "view: x of shape [2, 3] has 6 elements; [4, 2] has 8."],
  ["zeros(2, 3).view(4, -1)", "view: x of shape [2, 3] has 6 elements; they do not divide into [4, -1]."],
  [
    "expand(zeros(2, 3), 4, 3)",
    "expand: x of shape [2, 3] does not broadcast to [4, 3]: counted from the right, its sizes must be equal or 1.",
  ],
  ["roll(zeros(2, 3), [1, 2], 0)", "roll: it needs a shift for each dimension; these are [1, 2] and [0]."],
  ["roll(zeros(2, 3), 1, 5)", "roll: dim 5 is out of range for a value of shape [2, 3]; it has dims -2 … 1."],
  ["rot90(zeros(3))", "rot90: dim 1 is out of range for x of shape [3]; it has dims -1 … 0."],
  ["rot90(zeros(3, 3), 0.5)", "rot90: k must be a whole number, not 0.5."],
  [
    "movedim(zeros(2, 3), 0, 2)",
    "movedim: dim 2 is out of range for a value of shape [2, 3]; it has dims -2 … 1.",
  ],
  [
    "movedim(zeros(2, 3), [0, 1], 0)",
    "movedim: source and destination name as many dimensions; these are [0, 1] and 0.",
  ],
  ["movedim(zeros(2, 3), [0, 0], [0, 1])", "movedim: dim 0 is named twice in [0, 0]."],
  ["split(zeros(4), [1, 2])", "split: the parts [1, 2] do not add up to the size 4."],
  ["split(zeros(4), 0)", "split: a part has size 0; it must be at least 1."],
  ["chunk(zeros(4), 0)", "chunk: chunks is 0; it must be at least 1."],
  ["chunk(zeros(4), 2, 1)", "chunk: dim 1 is out of range for a value of shape [4]; it has dims -1 … 0."],
  ["unbind(zeros(3), 1)", "unbind: dim 1 is out of range for a value of shape [3]; it has dims -1 … 0."],
  ["meshgrid([1, 2], [[3]])", "meshgrid: it takes vectors; one is [1, 1]."],
  [
    'meshgrid([1, 2], [3, 4], indexing="yx")',
    'meshgrid: indexing is one of "ij", "xy", not "yx". Did you mean "xy"?',
  ],
  [
    "diagonal(zeros(3))",
    "diagonal: dim [0, 1] is out of range for a value of shape [3]; it has dims -1 … 0.",
  ],
  ["diag(zeros(2, 2, 2))", "diag: it takes a vector or a matrix; this is [2, 2, 2]."],
  ["trace(zeros(2))", "trace: it takes a matrix; this is [2]."],
  [
    "index_select(zeros(2, 3), 2, [0])",
    "index_select: dim 2 is out of range for a value of shape [2, 3]; it has dims -2 … 1.",
  ],
  [
    "index_select(zeros(2, 3), 0, [2])",
    "index_select: Index 2 is out of range: dimension 0 of x has size 2 (0 … 1, or -2 … -1).",
  ],
  [
    "take_along_dim(zeros(2, 3), [0], 1)",
    "take_along_dim: x is [2, 3] and indices is [1]; they need as many dimensions.",
  ],
  [
    "take_along_dim(zeros(2, 3), [[3]], 1)",
    "take_along_dim: Index 3 is out of range: dimension 1 of x has size 3 (0 … 2).",
  ],
  [
    "masked_fill(zeros(2, 3), zeros(2, 3), 1)",
    "masked_fill: mask must be true or false (a comparison): write mask != 0.",
  ],
  [
    "masked_fill(zeros(2, 3), [True, False], 1)",
    "masked_fill: mask is [2] and x is [2, 3]: where(mask, value, x) needs sizes that, counted from the right, are equal or 1.",
  ],
  ["one_hot([0, 3], 3)", "one_hot: Index 3 is out of range: dimension 1 of x has size 3 (0 … 2)."],
  ["one_hot([0.5], 3)", "one_hot: An index must be a whole number; 0.5 is not."],
  ["sort(zeros(2, 3), 2)", "sort: dim 2 is out of range for x of shape [2, 3]; it has dims -2 … 1."],
  ["topk(zeros(3), 4)", "topk: k is 4; the dimension has size 3."],
  ["topk(zeros(3), 2, 1)", "topk: dim 1 is out of range for a value of shape [3]; it has dims -1 … 0."],
  ["kthvalue(zeros(3), 0)", "kthvalue: k is 0; it counts from 1 to the dimension's size, 3."],
  ["median(zeros(2, 0), 1)", "median: it needs at least one element to choose from; the value is [2, 0]."],
  ["median(zeros(3), 1)", "median: dim 1 is out of range for a value of shape [3]; it has dims -1 … 0."],
  ["cummax(zeros(3), 1)", "cummax: dim 1 is out of range for x of shape [3]; it has dims -1 … 0."],
  [
    "logcumsumexp(zeros(3), 1)",
    "logcumsumexp: dim 1 is out of range for x of shape [3]; it has dims -1 … 0.",
  ],
  [
    "l1_loss(zeros(2), zeros(3))",
    "l1_loss: input is [2] and target is [3]: input - target needs sizes that, counted from the right, are equal or 1.",
  ],
  ['l1_loss(zeros(2), zeros(2), "avg")', 'l1_loss: reduction is "mean", "sum" or "none".'],
  [
    "binary_cross_entropy_with_logits(zeros(2), zeros(3))",
    "binary_cross_entropy_with_logits: input is [2] and target is [3]; they need one shape.",
  ],
  [
    "binary_cross_entropy([0.5, 1.2], [1, 0])",
    "binary_cross_entropy: input holds 1.2, but a probability lies between 0 and 1. For scores write binary_cross_entropy_with_logits, or take their sigmoid first.",
  ],
  [
    "binary_cross_entropy([-1e-9, 7], [1, 0])",
    "binary_cross_entropy: input holds -1e-9, but a probability lies between 0 and 1. For scores write binary_cross_entropy_with_logits, or take their sigmoid first.",
  ],
  [
    "binary_cross_entropy(nan, 1)",
    "binary_cross_entropy: input holds nan, but a probability lies between 0 and 1. For scores write binary_cross_entropy_with_logits, or take their sigmoid first.",
  ],
  [
    "gaussian_nll_loss([1, 2], [1, 2], [0, -0.5])",
    "gaussian_nll_loss: var holds -0.5, but a variance is not negative.",
  ],
  ["huber_loss([1, 2], [0, 0], delta=0)", "huber_loss: delta is 0; it must be above 0."],
  ["smooth_l1_loss([1, 2], [0, 0], beta=-1)", "smooth_l1_loss: beta is -1; it must not be negative."],
  ["celu([1, 2], alpha=0)", "celu: alpha is 0; x is divided by it, so it cannot be 0."],
  ["rrelu([1, 2], 0.5, 0.25)", "rrelu: lower is 0.5; it must not be above upper."],
  ["dropout([1, 2], p=1.5)", "dropout: p is 1.5, but a probability lies between 0 and 1."],
  [
    "scaled_dot_product_attention([[1]], [[1]], [[1]], dropout_p=-1)",
    "scaled_dot_product_attention: p is -1, but a probability lies between 0 and 1.",
  ],
  ["multigammaln([2.5, 1], 3)", "multigammaln: every element must be above (p − 1) / 2; one is 1."],
  ["mvlgamma(2, 0)", "mvlgamma: p is 0; it must be at least 1."],
  ["multigammaln(2, 1.5)", "multigammaln: p must be a whole number, not 1.5."],
  ["polygamma(-1, 2)", "n says which derivative, counted from 0; this is -1."],
  ['kl_div(zeros(2), zeros(2), reduction="avg")', 'kl_div: reduction is "mean", "sum" or "none".'],
  [
    "gaussian_nll_loss(zeros(2, 3), zeros(2, 3), zeros(3))",
    "gaussian_nll_loss: input is [2, 3] and var is [3]; var has input's shape, or one number for each row.",
  ],
  [
    "multi_margin_loss(zeros(2, 3), [0, 1, 2])",
    "multi_margin_loss: input is [2, 3] and target is [3]; the target needs one class for each sample.",
  ],
  [
    "multi_margin_loss(zeros(2, 3), [0, 1], p=3)",
    "multi_margin_loss: input is [2, 3] and p is 3; it takes [N, C] or [C], and p is 1 or 2.",
  ],
  [
    "multi_margin_loss(zeros(2, 3), [0, 3])",
    "multi_margin_loss: Index 3 is out of range: dimension 1 of x has size 3 (0 … 2).",
  ],
  [
    "multilabel_margin_loss(zeros(2, 3), [[0, -1]])",
    "multilabel_margin_loss: input is [1, 2] and target is [2, 3]; they need one shape.",
  ],
  [
    "multilabel_margin_loss(zeros(1, 3), [[0, 3, -1]])",
    "multilabel_margin_loss: Index 3 is out of range: dimension 1 of x has size 3 (0 … 2).",
  ],
  [
    "cosine_embedding_loss(zeros(2, 3), zeros(2, 3), [[1], [1]])",
    "cosine_embedding_loss: input1 is [2, 3], input2 is [2, 3] and target is [2, 1]; they are [N, D], [N, D] and [N], or [D], [D] and one.",
  ],
  [
    "cosine_embedding_loss(zeros(2, 3), zeros(2, 3), [1, 1, 1])",
    "cosine_embedding_loss: input1 is [2, 3], input2 is [2, 3] and target is [3]; they are [N, D], [N, D] and [N], or [D], [D] and one.",
  ],
  [
    "triplet_margin_loss(zeros(2, 3), zeros(2, 2), zeros(2, 3))",
    "triplet_margin_loss: anchor is [2, 3] and positive is [2, 2]: anchor - positive needs sizes that, counted from the right, are equal or 1.",
  ],
  [
    "soft_margin_loss(zeros(2), zeros(3))",
    "soft_margin_loss: input is [2] and target is [3]; they need one shape.",
  ],
  [
    "batch_norm(zeros(3))",
    "batch_norm: the value is [3]; it needs dimensions [N, C, …] and more than one element in each channel.",
  ],
  [
    "batch_norm(zeros(1, 3))",
    "batch_norm: the value is [1, 3]; it needs dimensions [N, C, …] and more than one element in each channel.",
  ],
  [
    "batch_norm(zeros(2, 3), [1, 2])",
    "batch_norm: the value is [2, 3] and has [3] channels; what holds one number for each is [2].",
  ],
  [
    "instance_norm(zeros(2, 3))",
    "instance_norm: the value is [2, 3]; it needs more than one element in each channel of a sample.",
  ],
  [
    "group_norm(zeros(2, 3), 2)",
    "group_norm: the value is [2, 3]; its channels (dimension 1) must divide into 2 groups.",
  ],
  [
    "group_norm(zeros(3), 3)",
    "group_norm: the value is [3]; its channels (dimension 1) must divide into 3 groups.",
  ],
  ["normalize(zeros(3))", "normalize: dim 1 is out of range for x of shape [3]; it has dims -1 … 0."],
  [
    "embedding([5], zeros(3, 2))",
    "embedding: Index 5 is out of range: dimension 0 of weight has size 3 (0 … 2, or -3 … -1).",
  ],
  ["embedding([0.5], zeros(3, 2))", "embedding: An index must be a whole number; 0.5 is not."],
  [
    "embedding_bag([0, 1], zeros(3, 2))",
    "embedding_bag: input is [2]; it has a bag in each row, or is a vector with offsets.",
  ],
  [
    "embedding_bag([[0, 1]], zeros(3, 2), [0])",
    "embedding_bag: input is [1, 2]; it has a bag in each row, or is a vector with offsets.",
  ],
  [
    'embedding_bag([[0, 1]], zeros(3, 2), mode="min")',
    'embedding_bag: mode is one of "sum", "mean", "max", not "min".',
  ],
  [
    "embedding_bag([[0, 1]], zeros(3, 2), per_sample_weights=[[1, 1]])",
    'embedding_bag: per_sample_weights has input\'s shape and goes with mode="sum"; it is [1, 2].',
  ],
  [
    'embedding_bag([[0, 1]], zeros(3, 2), mode="sum", per_sample_weights=[1, 1])',
    'embedding_bag: per_sample_weights has input\'s shape and goes with mode="sum"; it is [2].',
  ],
  [
    "sparse_linear([[0, 5]], [[1, 2]], zeros(2, 4), zeros(2))",
    "sparse_linear: Index 5 is out of range: dimension 0 of weight has size 4 (0 … 3, or -4 … -1).",
  ],
  [
    "index_linear([0, 1], [1, 2], zeros(4, 2), zeros(2))",
    "index_linear: indices is [2] and values is [2]; both are [N, K].",
  ],
  [
    "index_linear([[0, 1]], [[1, 2, 3]], zeros(4, 2), zeros(2))",
    "index_linear: indices is [1, 2] and values is [1, 3]; both are [N, K].",
  ],
  [
    "bilinear(zeros(2, 3), zeros(2, 4), zeros(5, 3, 3))",
    "bilinear: input1 is [2, 3], input2 is [2, 4] and weight is [5, 3, 3]; weight needs a number for each pair of their last dimensions, [K, D1, D2].",
  ],
  ["mm(zeros(2), zeros(2))", "mm: it takes two matrices; these are [2] and [2]."],
  [
    "mm(zeros(2, 3), zeros(2, 3))",
    "mm: x is [2, 3] and mat2 is [2, 3]: x @ mat2 needs x's last dimension (3) to equal mat2's first (2).",
  ],
  [
    "bmm(zeros(2, 3, 4), zeros(3, 4, 5))",
    "bmm: it takes two batches of as many matrices; these are [2, 3, 4] and [3, 4, 5].",
  ],
  [
    "mv(zeros(2, 3), zeros(2))",
    "mv: x is [2, 3] and vec is [2]: x @ vec needs x's last dimension (3) to equal vec's first (2).",
  ],
  [
    "tensordot(zeros(2, 3), zeros(2, 3), 1)",
    "tensordot: x is [2, 3] and other is [2, 3]; dimension 1 of x, of size 3, cannot fold with dimension 0 of other, of size 2.",
  ],
  [
    "tensordot(zeros(2, 3), zeros(3), 2)",
    "tensordot: x is [2, 3] and other is [3]; they have no 2 dimensions to fold.",
  ],
  ["tensordot(zeros(2), zeros(2), -1)", "tensordot: dims is -1; it must be at least 0."],
  ["tensordot(zeros(2), zeros(2), [[0.5], [0]])", "tensordot: dims must be a whole number, not 0.5."],
  [
    "tensordot(zeros(2, 3), zeros(2, 3), [[0], [0, 1]])",
    "tensordot: dims names [0] of x and [0, 1] of other; it names as many of both.",
  ],
  [
    "tensordot(zeros(2, 3), zeros(2, 3), [[0, -2], [0, 1]])",
    "tensordot: it names a dimension of [2, 3] twice: [0, -2].",
  ],
  [
    "tensordot(zeros(2, 3), zeros(2, 3), ([0], [2]))",
    "tensordot: dim [2] is out of range for a value of shape [2, 3]; it has dims -2 … 1.",
  ],
  [
    "tensordot(zeros(2), zeros(2), [0])",
    "tensordot: dims is a number of dimensions, or two lists of them, as in [[0, 1], [1, 0]].",
  ],
  ["cross([1, 2], [3, 4])", "cross: x is [2] and other is [2]; they need a dimension of size 3."],
  ["solve(zeros(2, 3), zeros(2))", "solve: A is [2, 3]; a system of equations needs a square matrix."],
  ["solve([[1, 2], [2, 4]], [1, 2])", "solve: The matrix is singular: it has no inverse."],
  [
    "solve(eye(2), [1, 2, 3])",
    "solve: A is [2, 2] and B is [3]: the right side needs as many rows as the matrix (2).",
  ],
  ["inverse(zeros(2, 3))", "inverse: it needs a square matrix; this is [2, 3]."],
  ["inverse([[1, 2], [2, 4]])", "inverse: The matrix is singular: it has no inverse."],
  ["inverse(zeros(3))", "inverse: it needs a square matrix; this is [3]."],
  ["det(zeros(2, 3))", "zeros(2, 3) is [2, 3]; a determinant needs a square matrix."],
  ["logdet(zeros(2, 3))", "logdet: x is [2, 3]; a determinant needs a square matrix."],
  ["cholesky([[1, 2], [2, 1]])", "[[1, 2], [2, 1]] has no Cholesky factor: it is not positive definite."],
  ["cholesky(zeros(2, 3))", "zeros(2, 3) is [2, 3]; cholesky needs a square matrix."],
  ["matrix_power(eye(2), 0.5)", "matrix_power: n must be a whole number, not 0.5."],
  ["matrix_power(zeros(2, 3), 2)", "matrix_power: it needs a square matrix; this is [2, 3]."],
  [
    "cosine_similarity(zeros(2, 3), zeros(2, 4))",
    "cosine_similarity: x1 is [2, 3] and x2 is [2, 4]: x1 * x2 needs sizes that, counted from the right, are equal or 1.",
  ],
  [
    "pairwise_distance(zeros(2, 3), zeros(2, 4))",
    "pairwise_distance: x1 is [2, 3] and x2 is [2, 4]: x1 - x2 needs sizes that, counted from the right, are equal or 1.",
  ],
  [
    "cdist(zeros(2, 3), zeros(2, 4))",
    "cdist: x1 is [2, 3] and x2 is [2, 4]; they are sets of vectors of one length.",
  ],
  [
    "cdist(zeros(3), zeros(2, 3))",
    "cdist: x1 is [3] and x2 is [2, 3]; they are sets of vectors of one length.",
  ],
  [
    "lerp(zeros(2), zeros(3), 0.5)",
    "lerp: end is [3] and input is [2]: end - input needs sizes that, counted from the right, are equal or 1.",
  ],
  [
    'einsum("ij,jk->ik", zeros(2, 3), zeros(4, 5))',
    'j is 3 in tensors[0] and 4 in tensors[1]; in "ij,jk->ik" they must be equal.',
  ],
  ['einsum("ij,jk->ik", zeros(2, 3))', '"ij,jk->ik" has 2 operands; 1 is given.'],
  ["diff(zeros(2, 3), 1, 2)", "diff: dim 2 is out of range for a value of shape [2, 3]; it has dims -2 … 1."],
  ["argsort(zeros(2), 1)", "dim 1 is out of range for zeros(2) of shape [2]; it has dims -1 … 0."],
])("%s", (call, message) => {
  const { result } = fileResult("", `y = ${call}`);
  expect(result.problems.map((problem) => [problem.message, problem.line, problem.column])).toEqual([
    [message, 1, isOfWord(message) ? 5 + call.search(/"\w+"/u) : 5],
  ]);
  expect(result.values).toEqual({});
});

test("several results can only be taken apart", () => {
  const { result } = fileResult("", "y = split([1, 2, 3, 4], 2)");
  expect(result.problems.map(({ message }) => message)).toEqual([
    "This gives 2 results, which can only be taken apart: a, b = split([1, 2, 3, 4], 2).",
  ]);
});

test("one wrong argument is one problem, whatever follows from it inside", () => {
  for (const call of ['hardtanh("a")', 'huber_loss(1, 2, delta="a")']) {
    expect(fileResult("", `y = ${call}`).result.problems.length, call).toBe(1);
  }
});
