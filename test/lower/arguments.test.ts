/** Arguments: by position or by name, PyTorch's names and NumPy's, sizes in a list or one after another. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { checkNumbers } from "../numbers.ts";

const x = "x = [[1, 2, 3], [4, 5, 6]]\n";

describe("the same call", () => {
  test.each<readonly [expression: string, value: unknown]>([
    ["sum(x, 1)", [6, 15]],
    ["sum(x, dim=1)", [6, 15]],
    ["sum(dim=1, x=x)", [6, 15]],
    ["sum(input=x, dim=1)", [6, 15]],
    ["x.sum(1)", [6, 15]],
    ["x.sum(axis=1)", [6, 15]],
    ["x.sum(axis=-1, keepdims=True)", [[6], [15]]],
    ["tensordot(x, x, axes=2)", 91],
    ["linalg.norm(x, ord=1, axis=1)", [6, 15]],
    ["x[0].polygamma(0)[0]", -0.5772156649015329],
    ["polygamma(0, x[0])[0]", -0.5772156649015329],
    ["x[0].polygamma(n=0)[0]", -0.5772156649015329],
    ["sum(x, dim=[0, 1])", 21],
    ["sum(x, dim=(0, 1))", 21],
    ["sum(x, dim=None)", 21],
    [
      "permute(x, 1, 0)",
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      "x.permute(1, 0)",
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      "x.permute([1, 0])",
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      "x.permute((1, 0))",
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      "x.permute(dims=[1, 0])",
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      "reshape(x, 3, 2)",
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [
      "x.reshape([3, -1])",
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [
      "x.reshape(x.shape[1], -1)",
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    ["zeros(1, 2)", [[0, 0]]],
    ["zeros([1, 2])", [[0, 0]]],
    ["zeros((1, 2))", [[0, 0]]],
    ["zeros(x.shape)[0]", [0, 0, 0]],
    ["zeros(2)", [0, 0]],
    ["add(1, 2)", 3],
    ["add(input=1, other=2)", 3],
    ["sub(input=1, other=2)", -1],
    ["mul(other=2, a=3)", 6],
    ["div(3, b=2)", 1.5],
    ["pow(input=3, exponent=2)", 9],
    ["maximum(input=3, other=2)", 3],
    [
      "matmul(input=x, other=x.T)",
      [
        [14, 32],
        [32, 77],
      ],
    ],
    ["exp(input=0)", 1],
    ["atan2(input=0, other=1)", 0],
    ["relu(input=-2)", 0],
    ["softplus(input=0 * x, beta=1).sum() * 0", 0],
    ["gather(input=x, dim=1, index=[[0], [2]])", [[1], [6]]],
    ["mse_loss(input=[1, 2], target=[1, 4])", 2],
    ["where(condition=True, input=1, other=2)", 1],
    ["clamp(input=5, max=2)", 2],
    ["cat(tensors=[[1], [2]], dim=0)", [1, 2]],
    ["stack(tensors=[1, 2])", [1, 2]],
    ["transpose(x, dim0=0, dim1=1)[0]", [1, 4]],
    ["unsqueeze(input=3, dim=0)", [3]],
    ["norm(input=[3, 4])", 5],
  ])("%s", (expression, value) => {
    checkNumbers(`${x}y = ${expression}\nz = sum(x * sum(y))`, { y: value });
  });
});

test("a word that is none of a function's choices is marked, with all of them to choose from", () => {
  const titles = (call: string): readonly (readonly [string, ...string[]])[] =>
    analyse(`x = [[1, 2]]\ny = ${call}`).problems.map(({ span, fixes }) => [
      `y = ${call}`.slice(span.start - 13, span.end - 13),
      ...fixes.map(({ title }) => title),
    ]);
  const words = ['Change to "sum"', 'Change to "mean"', 'Change to "none"'];
  expect(titles('mse_loss(x, x, reduction="sun")')).toEqual([['"sun"', ...words]]);
  expect(titles('x.mse_loss(x, "sun")')).toEqual([['"sun"', ...words]]);
  expect(titles('gelu(x, approximate="tan")')).toEqual([['"tan"', 'Change to "tanh"', 'Change to "none"']]);
  const image = "ones(1, 1, 2, 2), ones(1, 1, 1, 1)";
  expect(titles(`conv2d(${image}, padding="sam")`)).toEqual([
    ['"sam"', 'Change to "same"', 'Change to "valid"'],
  ]);
  expect(titles(`conv2d(${image}, stride="same")`).map(([marked]) => marked)).toEqual([
    `conv2d(${image}, stride="same")`,
  ]);
  expect(titles("mse_loss(x, x, reduction=3)")).toEqual([["mse_loss(x, x, reduction=3)"]]);
  expect(titles('linalg.norm(ones(1, 1, 2), ord="fo")').map(([marked]) => marked)).toEqual([
    'linalg.norm(ones(1, 1, 2), ord="fo")',
  ]);
});

describe("what does not fit", () => {
  test.each([
    `
      x = [[1, 2], [3, 4]]
      a = sum()
    #     ^^^ sum needs x: sum(x, dim=None, keepdim=False).
      b = sigmoid(x, 3)
    #     ^^^^^^^ sigmoid takes at most 1 argument, sigmoid(x); 2 were given.
      c = sum(x, dims=1)
    #            ^^^^ sum has no argument dims. Did you mean dim?
      d = sum(x, dim=1, axis=1)
    #                   ^^^^ sum is given dim twice.
      e = sum(x, requires_grad=True)
    #            ^^^^^^^^^^^^^^^^^^ requires_grad has no meaning here, as every value has its gradient: strike it.
      f = sum(dim=1, x)
    #                ^ An argument by position cannot follow one by name.
      g = x.sum(x=2)
    #           ^ sum is given x twice.
      h = len()
    #     ^^^ len needs x: len(x).
      i = len(x, x)
    #     ^^^ len takes at most 1 argument, len(x); 2 were given.
    `,
    `
      a = mse_loss([1, 2], [3, 4], reduction="summ")
    #                                        ^^^^^^ mse_loss: reduction is "mean", "sum" or "none".
      b = linear([1, 2, 3], ones(2, 4))
    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ linear: x is [3] and weight.T is [4, 2]: x @ weight.T needs x's last dimension (3) to equal weight.T's first (4).
      c = softmax(zeros(2, 3, 4))
    #     ^^^^^^^^^^^^^^^^^^^^^^^ softmax: the value is [2, 3, 4]; beyond a matrix say along which dimension, as in dim=-1.
    `,
  ])("problems %#", checkProblems);
});
