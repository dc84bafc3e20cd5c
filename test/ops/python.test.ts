/** Every record's texts for NumPy and PyTorch over the record's own samples, run by them: they give what the kernel gives. */
import { expect, test } from "vitest";
import { type Case, casesFor, pythonWith, wrong } from "./python-texts.ts";

const numpyRunner = `
import functools, itertools, json, sys
import numpy as np
from numpy import inf as Infinity
asked = json.load(sys.stdin)
if any("scipy" in text for text, _ in asked):
    import scipy.linalg, scipy.special
np.seterr(all="ignore")
answers = []
for text, arrays in asked:
    names = {name: np.array([float(one.replace("Infinity", "inf")) for one in data]).astype(dtype).reshape(sizes) for name, (dtype, sizes, data) in arrays.items()}
    try:
        value = np.asarray(eval(text, {**globals(), **names}))
        answers.append([list(value.shape), [str(float(number)) for number in value.ravel()]])
    except Exception as problem:
        answers.append(repr(problem))
json.dump(answers, sys.stdout)`;

const torchRunner = `
import functools, itertools, json, math, sys
import torch
import torch.nn.functional as F
from math import inf as Infinity
torch.set_default_dtype(torch.float64)
dtypes = {"bool": torch.bool, "int": torch.int64, "float": torch.float64}
asked = json.load(sys.stdin)
if any("scipy" in text for text, _ in asked):
    import scipy.special
answers = []
for text, arrays in asked:
    names = {name: torch.tensor([float(one.replace("Infinity", "inf")) for one in data], dtype=torch.float64).to(dtypes[dtype]).reshape(sizes) for name, (dtype, sizes, data) in arrays.items()}
    try:
        value = torch.as_tensor(eval(text, {**globals(), **names}))
        answers.append([list(value.shape), [str(float(number)) for number in value.reshape(-1)]])
    except Exception as problem:
        answers.append(repr(problem))
json.dump(answers, sys.stdout)`;

const numpyCases = casesFor("numpy");
const torchCases = casesFor("torch");
const needsSciPy = ({ text }: Case): boolean => text.includes("scipy");

test("most records have samples to run", () => {
  expect(new Set(numpyCases.map(({ gate }) => gate)).size).toBeGreaterThan(90);
});

const withNumPy = pythonWith("numpy");
const withSciPy = pythonWith("numpy, scipy");
const withTorch = pythonWith("torch");
const withTorchAndSciPy = pythonWith("torch, scipy");

test.skipIf(withNumPy === undefined)("records' texts for NumPy, run by python3 with numpy", () => {
  const own = numpyCases.filter((one) => !needsSciPy(one));
  expect(wrong(own, withNumPy!, numpyRunner)).toEqual([]);
});

test.skipIf(withSciPy === undefined)("records' texts for SciPy, run by python3 with numpy and scipy", () => {
  expect(wrong(numpyCases.filter(needsSciPy), withSciPy!, numpyRunner)).toEqual([]);
});

test.skipIf(withTorch === undefined)("records' texts for PyTorch, run by python3 with torch", () => {
  const own = torchCases.filter((one) => !needsSciPy(one));
  expect(wrong(own, withTorch!, torchRunner)).toEqual([]);
});

test.skipIf(withTorchAndSciPy === undefined)(
  "records' texts for PyTorch with SciPy, run by python3 with torch and scipy",
  () => {
    expect(wrong(torchCases.filter(needsSciPy), withTorchAndSciPy!, torchRunner)).toEqual([]);
  },
);
