"""The programs of programs.ts as one writes them with PyTorch; each is given its leaves and gives back its loss."""

import math

import torch
import torch.nn.functional as F


def product(x, w):
    return ((x @ w) ** 2).mean()


def classes(rows):
    return torch.arange(rows) % 10


def mlp(x, W1, b1, W2, b2):
    return F.cross_entropy(F.linear(F.relu(F.linear(x, W1, b1)), W2, b2), classes(64))


def lenet(x, k1, c1, k2, c2, W1, b1, W2, b2, W3, b3):
    h1 = F.max_pool2d(F.relu(F.conv2d(x, k1, c1, padding=2)), 2)
    h2 = F.max_pool2d(F.relu(F.conv2d(h1, k2, c2)), 2)
    h3 = F.relu(F.linear(torch.flatten(h2, 1), W1, b1))
    h4 = F.relu(F.linear(h3, W2, b2))
    return F.cross_entropy(F.linear(h4, W3, b3), classes(64))


def residual(x, k1, c1, k2, c2):
    h = F.relu(F.conv2d(x, k1, c1, padding=1))
    return (F.relu(F.conv2d(h, k2, c2, padding=1) + x) ** 2).mean()


def attention(x, Wq, Wk, Wv, Wo, W1, b1, W2, b2, n1, m1, n2, m2):
    def heads(value):
        return value.reshape(8, 64, 4, 32).permute(0, 2, 1, 3)

    a = F.layer_norm(x, [128], n1, m1)
    q, k, v = (heads(F.linear(a, weight)) for weight in (Wq, Wk, Wv))
    s = torch.softmax(q @ k.mT / math.sqrt(32), dim=-1) @ v
    h = x + F.linear(s.permute(0, 2, 1, 3).reshape(8, 64, 128), Wo)
    out = h + F.linear(F.gelu(F.linear(F.layer_norm(h, [128], n2, m2), W1, b1)), W2, b2)
    return (out**2).mean()


def rnn(x, Wx, Wh, b):
    h = torch.zeros(16, 64)
    for t in range(x.shape[0]):
        h = torch.tanh(x[t] @ Wx + h @ Wh + b)
    return (h**2).mean()


def mixture(means, alphas, icf, x):
    logs = icf[:, :10]
    columns, rows = torch.triu_indices(10, 10, 1)
    lower = torch.zeros(25, 10, 10)
    lower[:, rows, columns] = icf[:, 10:]
    centered = x[:, None, :] - means
    scaled = torch.exp(logs) * centered + torch.einsum("kij,nkj->nki", lower, centered)
    inner = alphas + logs.sum(1) - 0.5 * (scaled**2).sum(2)
    prior = (0.5 * ((torch.exp(logs) ** 2).sum(1) + (icf[:, 10:] ** 2).sum(1)) - logs.sum(1)).sum()
    return torch.logsumexp(inner, 1).sum() - x.shape[0] * torch.logsumexp(alphas, 0) - prior


def lstm(main, extra, state, text):
    def cell_of(weight, bias, hidden, cell, value):
        gates = torch.cat((value, hidden, value, hidden)) * weight + bias
        c = cell * torch.sigmoid(gates[:14]) + torch.sigmoid(gates[14:28]) * torch.tanh(gates[42:])
        return torch.sigmoid(gates[28:42]) * torch.tanh(c), c

    h1, c1, h2, c2 = state
    total = 0
    for t in range(text.shape[0] - 1):
        h1, c1 = cell_of(main[0], main[1], h1, c1, text[t] * extra[0])
        h2, c2 = cell_of(main[2], main[3], h2, c2, h1)
        y = h2 * extra[1] + extra[2]
        total = total + (text[t + 1] * (y - torch.log(torch.exp(y).sum() + 2))).sum()
    return -total / ((text.shape[0] - 1) * 14)


def squares(w, X, y):
    return ((X @ w - y) ** 2).sum()


def elementwise(x, w):
    return (torch.tanh(x * w) + torch.sigmoid(x - w) * torch.exp(-torch.abs(w))).mean()


def norms(x, n, m):
    return -torch.log(torch.softmax(F.layer_norm(x, x.shape[-1:], n, m), dim=-1)).mean()


def scalars(turns, **leaves):
    total = 0
    for x in leaves.values():
        y = x
        for _ in range(turns):
            y = y * x + x
        total = total + y
    return total
