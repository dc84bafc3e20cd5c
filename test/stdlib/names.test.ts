/** Names under which PyTorch and NumPy know the same functions: each stands for one function, says which, and does what that one does. */
import { describe, expect, test } from "vitest";
import { builtins } from "../../src/check/functions.ts";
import { languageFunctions } from "../../src/check/language.ts";
import { fileResult } from "../file-result.ts";
import { referenceOf, referenceText } from "../../src/features/reference.ts";
import { hover } from "../check.ts";

const others = [...builtins].filter(([, { signature }]) => signature.standsFor !== undefined);

/** Names that pasted code uses, and those of the two modules. */
const asked =
  `clip concat concatenate absolute multiply subtract divide true_divide negative power float_power arccos arcsin arctan
  arctan2 arccosh arcsinh arctanh eq ne lt le gt ge greater less greater_equal less_equal not_equal fix moveaxis swapaxes
  swapdims row_stack vstack hstack dstack column_stack ger t adjoint sgn ravel det inverse square rsqrt addcmul
  linalg.cross linalg.norm linalg.vector_norm linalg.matrix_norm linalg.inv linalg.det linalg.slogdet linalg.solve
  linalg.cholesky linalg.matrix_power linalg.multi_dot linalg.vecdot linalg.diagonal linalg.matmul linalg.tensorinv
  linalg.tensorsolve linalg.vander special.gammaln special.expit special.logit special.xlogy special.erf special.erfc
  special.digamma special.psi special.polygamma special.softmax special.log_softmax special.logsumexp special.entr special.sinc
  special.exp2 special.expm1 special.log1p special.round special.multigammaln special.xlog1py special.ndtr`.split(
    /\s+/,
  );

test("the names that people ask for are there", () => {
  expect(asked.filter((name) => !builtins.has(name))).toEqual([]);
});

describe.each(others)("%s", (name, { signature: { standsFor } }) => {
  const original = builtins.get(standsFor as string);

  test("is the other name of one function, and of no other", () => {
    expect(original?.signature.standsFor).toBeUndefined();
    expect(original).toBeDefined();
    expect(languageFunctions.has(name)).toBe(false);
    expect(others.filter(([other]) => other === name)).toHaveLength(1);
    expect(name).toMatch(/^(linalg\.|special\.)?[a-z_]\w*$/);
  });

  test("says which one, and that one says its other names", () => {
    const reference = referenceOf(builtins.get(name)!);
    expect(reference.signature.startsWith(`${name}(`)).toBe(true);
    expect(reference.sentence).toBe(`Another name of ${standsFor}.`);
    const own = referenceOf(original!);
    expect(reference.rest.startsWith(own.sentence)).toBe(true);
    expect(/Also: (.*)\.$/.exec(own.rest)?.[1]?.split(", ")).toContain(name);
    expect(referenceText(reference).replaceAll("\\", "")).toContain(own.gradient.slice(0, 20));
  });
});

test("no name is given twice, and none is a function's first name", () => {
  const first = [...builtins.values()].map(({ signature }) => signature.standsFor ?? signature.name);
  expect(others.filter(([name]) => first.includes(name))).toEqual([]);
});

test.each([
  ["clip(x, 0, 1.5)", "clamp(x, 0, 1.5)"],
  ["x.clip(0, max=1.5)", "clamp(x, 0, 1.5)"],
  ["concat([x, x])", "cat([x, x])"],
  ["concatenate([x, x], axis=1)", "cat([x, x], 1)"],
  ["absolute(negative(x))", "abs(-x)"],
  ["multiply(x, subtract(x, divide(x, 3)))", "x * (x - x / 3)"],
  ["true_divide(x, 3) + power(x, 3) + float_power(x, 2)", "x / 3 + x ** 3 + x ** 2"],
  ["swapaxes(x, 0, 1) @ swapdims(x, 0, 1)", "x.T @ x.T"],
  ["x.t() @ adjoint(x)", "x.T @ x.T"],
  ["moveaxis(x, 0, 1)", "movedim(x, 0, 1)"],
  ["linalg.inv(x)", "inverse(x)"],
  ["linalg.matmul(x, x) * linalg.det(x)", "x @ x * det(x)"],
  ["linalg.solve(x, x[0]) @ linalg.matrix_power(x, 3)", "solve(x, x[0]) @ matrix_power(x, 3)"],
  ["special.expit(x) + special.logit(x / 9) + special.expm1(x)", "sigmoid(x) + logit(x / 9) + expm1(x)"],
  ["special.softmax(x, 1) * special.log_softmax(x, dim=0)", "softmax(x, 1) * log_softmax(x, 0)"],
  ["arctan2(x, 2) + arcsinh(x) + arctan(x)", "atan2(x, 2) + asinh(x) + atan(x)"],
])("%s is %s, with its gradient", (call, same) => {
  const run = (text: string): unknown => {
    const { result } = fileResult("", `x = [[1, 2], [0.5, 3]]\ny = ${text}\nL = sum(y * y)`);
    expect(result.problems).toEqual([]);
    return [result.values["y"], result.grads["x"]];
  };
  expect(run(call)).toEqual(run(same));
});

test("a problem speaks of the function by the name that was written", () => {
  const { result } = fileResult("", "a = clip([1, 2])\nb = linalg.inv([1, 2])\nc = clip(1, low=2)");
  expect(result.problems.map(({ message }) => message)).toEqual([
    "clip: it needs min, max or both.",
    "linalg.inv: it needs a square matrix; this is [2].",
    "clip has no argument low. It is clip(x, min=None, max=None).",
  ]);
});

test.each([
  ["linalg.ivn(x)", "There is no function linalg.ivn. Did you mean linalg.inv?"],
  ["linalg.relu(x)", "There is no function linalg.relu. Did you mean relu?"],
  ["inv(x)", "There is no function inv. Did you mean linalg.inv?"],
  ["x.inv()", "There is no function inv."],
  ["special.nothing_of_the_kind(x)", "There is no function special.nothing_of_the_kind."],
  ["linalg.inv", "linalg.inv is a function: call it, as in linalg.inv(x)."],
])("%s is one problem", (text, message) => {
  const { result } = fileResult("", `x = eye(2)\ny = ${text}`);
  expect(result.problems.map((problem) => problem.message)).toEqual([message]);
});

test("a module's name that the file binds is a value", () => {
  const { result } = fileResult("", "linalg = [4, 9]\ny = linalg.sqrt()\nL = sum(y)");
  expect(result.problems).toEqual([]);
  expect(result.values["y"]).toEqual([2, 3]);
});

test("a file's own function hides another name as it hides a first one", () => {
  const { result } = fileResult("", "def clip(x):\n    return 2 * x\ny = clip(3)");
  expect(result.problems).toEqual([]);
  expect(result.values["y"]).toBe(6);
});

test("the hover on either half of a module's function is about all of it", () => {
  const half = "y = linalg.i$0nv([[2]])";
  expect(hover(half)).toBe(hover("y = li$0nalg.inv([[2]])"));
  expect(hover(half)).toMatch(/\n```grad\nlinalg\.inv\(x\)\n```\n\nAnother name of inverse\.\n/);
});
