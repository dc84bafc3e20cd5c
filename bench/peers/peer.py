"""Answers one line with another: takes leaves, times a program forward and backward, writes its loss and gradients."""

import json
import sys
import time

import numpy
import torch

import programs

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

program = None
leaves = {}
options = {}


def load(name, folder, sizes, data, more):
    global program, leaves, options

    def read(name, shape):
        return torch.from_numpy(numpy.fromfile(f"{folder}/{name}.f64").reshape(shape))

    program = getattr(programs, name)
    leaves = {leaf: read(leaf, shape).requires_grad_() for leaf, shape in sizes.items()}
    options = {**more, **{name: read(name, shape) for name, shape in data.items()}}
    return {}


def backward():
    for leaf in leaves.values():
        leaf.grad = None
    loss = program(**options, **leaves)
    loss.backward()
    return loss


def measure():
    start = time.perf_counter()
    backward()
    return {"milliseconds": (time.perf_counter() - start) * 1000}


def values(path):
    loss = backward()
    parts = [loss.detach().reshape(1), *(leaf.grad.reshape(-1) for leaf in leaves.values())]
    torch.cat(parts).numpy().tofile(path)
    return {}


def version():
    return {"version": torch.__version__}


for line in sys.stdin:
    order = json.loads(line)
    answer = globals()[order.pop("do")](**order)
    print(json.dumps(answer), flush=True)
