"""Records test/golden/jacobians.json with PyTorch 1.13: python3 test/golden/jacobians.py > test/golden/jacobians.json

Each case: leaves, the line that computes y in the language and in PyTorch, and what it is differentiated by. Jacobians and Hessians
are torch.autograd.functional's, "out"; "grads" is the gradient, by every leaf, of sum(out * w) with w = 0.3 + sin(1.7 k) for its k-th element.
"""

import json

import torch
import torch.nn.functional as F
from torch.autograd.functional import hessian, jacobian

torch.set_default_dtype(torch.float64)

A = [[0.5, -1.2, 2.1], [-0.4, 1.7, 0.3]]
B = [[0.3, 1.2], [0.7, -0.6], [1.1, 0.4]]
V = [0.5, -1.5, 2.5]

CASES = [
    # leaves, y in the language, y in PyTorch, by, kind
    ({"x": 1.5}, "x ** 3", lambda x: x**3, "x", "jacobian"),
    ({"x": V}, "sum(x ** 3)", lambda x: (x**3).sum(), "x", "jacobian"),
    ({"x": V}, "tanh(x)", lambda x: torch.tanh(x), "x", "jacobian"),
    ({"x": V}, "softmax(x)", lambda x: F.softmax(x, dim=0), "x", "jacobian"),
    ({"x": V}, "relu(x)", lambda x: F.relu(x), "x", "jacobian"),
    ({"x": V}, "x[:2] * x[1:]", lambda x: x[:2] * x[1:], "x", "jacobian"),
    ({"x": V}, "cumprod(x, 0)", lambda x: torch.cumprod(x, 0), "x", "jacobian"),
    ({"s": 0.7, "x": V}, "sin(s * x) + s", lambda s, x: torch.sin(s * x) + s, "s", "jacobian"),
    ({"s": 0.7, "x": V}, "[sum(s * x), s]", lambda s, x: torch.stack([(s * x).sum(), s]), "x", "jacobian"),
    ({"a": A, "b": B}, "a @ b", lambda a, b: a @ b, "a", "jacobian"),
    ({"a": A, "b": B}, "a @ b", lambda a, b: a @ b, "b", "jacobian"),
    ({"a": A, "b": B}, "sigmoid(a @ b)", lambda a, b: torch.sigmoid(a @ b), "a", "jacobian"),
    ({"a": A, "x": V}, "tanh(a @ x)", lambda a, x: torch.tanh(a @ x), "x", "jacobian"),
    ({"a": A, "x": V}, "tanh(a @ x)", lambda a, x: torch.tanh(a @ x), "a", "jacobian"),
    ({"a": A, "x": V}, "outer(x, a[0])", lambda a, x: torch.outer(x, a[0]), "x", "jacobian"),
    ({"a": A}, "a.T", lambda a: a.T, "a", "jacobian"),
    ({"a": A}, "exp(a) / sum(exp(a), dim=1, keepdim=True)",
     lambda a: torch.exp(a) / torch.exp(a).sum(1, keepdim=True), "a", "jacobian"),
    ({"a": A}, "layer_norm(a, [3])", lambda a: F.layer_norm(a, [3]), "a", "jacobian"),
    ({"a": A, "x": V}, "a + x", lambda a, x: a + x, "x", "jacobian"),
    ({"a": A}, "amax(a, 1)", lambda a: torch.amax(a, 1), "a", "jacobian"),
    ({"x": V, "a": A}, "[x[0], x[1], x[2], x[0] * x[1]] * sum(a)",
     lambda x, a: torch.stack([x[0], x[1], x[2], x[0] * x[1]]) * a.sum(), "x", "jacobian"),
    ({"x": V, "a": A}, "sum(a)", lambda x, a: a.sum(), "x", "jacobian"),
    ({"x": [[V]], "w": [[[0.2, -0.4]]]}, "conv1d(x[0], w)", lambda x, w: F.conv1d(x[0], w), "x", "jacobian"),
    ({"x": 1.5}, "x ** 4 - log(x)", lambda x: x**4 - torch.log(x), "x", "hessian"),
    ({"x": V}, "sum(x ** 3) * x[0]", lambda x: (x**3).sum() * x[0], "x", "hessian"),
    ({"x": V}, "logsumexp(x, 0)", lambda x: torch.logsumexp(x, 0), "x", "hessian"),
    ({"a": A, "x": V}, "sum(tanh(a @ x) ** 2)", lambda a, x: (torch.tanh(a @ x) ** 2).sum(), "x", "hessian"),
    ({"a": A, "x": V}, "sum(tanh(a @ x) ** 2)", lambda a, x: (torch.tanh(a @ x) ** 2).sum(), "a", "hessian"),
    ({"a": A}, "cross_entropy(a, [2, 0])", lambda a: F.cross_entropy(a, torch.tensor([2, 0])), "a", "hessian"),
    ({"x": V, "s": 2.0}, "100 * (x[1] - x[0] ** 2) ** 2 + (s - x[0]) ** 2",
     lambda x, s: 100 * (x[1] - x[0] ** 2) ** 2 + (s - x[0]) ** 2, "x", "hessian"),
    ({"x": V}, "sum(2 * x)", lambda x: (2 * x).sum(), "x", "hessian"),
]


def written(value):
    return json.dumps(value)


def record(leaves, formula, function, by, kind):
    names = list(leaves)
    values = [torch.tensor(leaves[name], requires_grad=True) for name in names]
    at = names.index(by)

    def of(x):
        return function(*values[:at], x, *values[at + 1 :])

    derivative = {"jacobian": jacobian, "hessian": hessian}[kind]
    result = derivative(of, values[at], create_graph=True)
    weights = 0.3 + torch.sin(1.7 * torch.arange(result.numel(), dtype=torch.float64))
    total = (result.flatten() * weights).sum()
    again = torch.autograd.grad(total, values, allow_unused=True) if total.requires_grad else [None] * len(values)
    source = "".join(f"{name} = {written(leaves[name])}\n" for name in names)
    return {
        "source": f"{source}y = {formula}\nout = {kind}(y, {by})\n",
        "shape": list(result.shape),
        "out": result.flatten().tolist(),
        "grads": {
            name: [0.0] * value.numel() if grad is None else grad.flatten().tolist()
            for name, value, grad in zip(names, values, again)
        },
    }


print("[")
print(",\n".join(json.dumps(record(*case), separators=(",", ":")) for case in CASES))
print("]")
