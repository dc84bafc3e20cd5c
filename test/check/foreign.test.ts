/** Pasted Python, NumPy and PyTorch: each word says what is written instead, and one action writes all of it. */
import { describe, expect, test } from "vitest";
import { PLAIN_REQUEST } from "../../src/analysis.ts";
import { fixAll } from "../../src/features/fix-all.ts";
import { parse } from "../../src/syntax/parser.ts";
import { analyse, fixed, fixedAll } from "../check.ts";
import { numbersOf } from "../numbers.ts";

const WHOLE = { start: 0, end: Infinity };
const healed = (text: string): string => fixAll(text, WHOLE, PLAIN_REQUEST).text;
const errors = (text: string): readonly string[] =>
  analyse(text)
    .problems.filter(({ severity }) => severity === "error")
    .map(({ message }) => message);

const v = "v = [1, 4, 2, 8, 5, 7]\n";
const m = "m = [[1, 5, 2], [7, 3, 9]]\n";

// The values are NumPy's and PyTorch's.
describe("a function that means something else with its module is translated", () => {
  test.each([
    ["np.std(v)", "std(v, correction=0)", v, 2.5],
    ["np.std(v, ddof=1)", "std(v, correction=1)", v, Math.sqrt(7.5)],
    ["numpy.var(v)", "var(v, correction=0)", v, 6.25],
    ["np.var(m, 0, keepdims=True)", "var(m, dim=0, correction=0, keepdim=True)", m, [[9, 1, 12.25]]],
    ["np.median(v)", "((median(v) - median(-v)) / 2)", v, 4.5],
    ["np.median(m, axis=1)", "((median(m, dim=1) - median(-m, dim=1)) / 2)", m, [2, 7]],
    ["np.repeat(v[:2], 2)", "repeat_interleave(v[:2], 2)", v, [1, 1, 4, 4]],
    ["np.max(v, 0)", "amax(v, dim=0)", v, 8],
    ["np.min(m, axis=1)", "amin(m, dim=1)", m, [1, 3]],
    ["torch.max(m, 1)", "max(m, dim=1)", m, [5, 9]],
    ["torch.min(m, -1, True)", "min(m, dim=-1, keepdim=True)", m, [[1], [3]]],
    ["np.dot(m, [1, 0, 2])", "matmul(m, [1, 0, 2])", m, [5, 25]],
    ["np.expand_dims(v, 1)[0]", "unsqueeze(v, 1)[0]", v, [1]],
    ["np.transpose(m)[2]", "m.T[2]", m, [2, 9]],
    ["np.ndim(m)", "len(m.shape)", m, 2],
    ["v[:2][np.newaxis, :]", "v[:2][None, :]", v, [[1, 4]]],
    ["nn.MSELoss()(v, v + 2)", "mse_loss(v, v + 2)", v, 4],
  ])("%s", (call, after, operands, value) => {
    const source = `${operands}y = ${call}`;
    expect(fixed(source)).toBe(`${operands}y = ${after}`);
    const [, line] = parse(fixed(source)).tree.statements;
    const whole = line?.kind === "bind" ? line.value.kind : undefined;
    expect(["call", "paren", "attribute", "index"], "it stays whole in a formula").toContain(whole);
    expect(numbersOf(source).values["y"], "no number before it is clear which").toBeUndefined();
    expect(numbersOf(fixed(source)).values["y"]).toEqual(value);
  });

  test("np.split gives so many parts", () => {
    const source = `${v}x, y, z = np.split(v, 3)`;
    expect(healed(source)).toBe(`${v}x, y, z = chunk(v, 3)`);
    expect(numbersOf(healed(source)).values["y"]).toEqual([2, 8]);
  });

  test("two tensors are compared by torch.max as by max", () => {
    expect(healed(`${v}y = torch.max(v, 4 * v - 6)`)).toBe(`${v}y = max(v, 4 * v - 6)`);
    expect(healed(`${m}y = torch.max(m, dim=1)`)).toBe(`${m}y = max(m, dim=1)`);
  });

  test("what cannot be translated says so, and is left", () => {
    const source = `${v}y = np.std(v, where=v > 2)`;
    expect(errors(source)).toEqual(["np.std divides by N, std by N − 1. Write std(a, correction=0)."]);
    expect(healed(source)).toBe(source);
  });
});

describe("what has no meaning here", () => {
  test.each([
    [
      "optimizer = torch.optim.SGD([w], lr=0.1)",
      ["There is no optimizer: a step is written out, as in w = w - lr * grad(loss, w)."],
    ],
    [
      "y = nn.Linear(2, 1)",
      [
        "nn.Linear makes a layer that holds its own weights; here weights are values, and a function takes them: W = randn(out, in), b = zeros(out), then linear(x, W, b).",
      ],
    ],
    ["x = [1]\ny = x.ndim", ["The number of dimensions is len(x.shape)."]],
    ["x = [1]\ny = float(x)", ["Every number is float64: strike float and its brackets."]],
    [
      "x = [1]\ny = sum(x, dtype=torch.float32)",
      ["dtype has no meaning here, as every number is float64: strike it."],
    ],
    ["x = -3\ny = |x|", ["| has no meaning here: write abs(x)."]],
    ["x = 4\ny = √x", ["√ has no meaning here: write sqrt(x)."]],
    ["x = 4\ny = 2 * √(x + 5)", ["√ has no meaning here: write sqrt(x + 5)."]],
    ["x = [3, 4]\ny = ‖x‖ + 1", ["‖ has no meaning here: write norm(x)."]],
    [">>> y = 1", [">>> is an interpreter's prompt: strike it."]],
    ["x = 1\ny = x\u200B + 1", ["A character that cannot be seen (U+200B) stands here: strike it."]],
  ])("%s", (source, messages) => {
    expect(errors(source)).toEqual(messages);
  });

  test.each([
    ["x = -3\ny = |x| + |x - 1|", "x = -3\ny = abs(x) + abs(x - 1)", 7],
    ["x = 4\ny = √x * √(x + 5)", "x = 4\ny = sqrt(x) * sqrt(x + 5)", 6],
    [">>> y = 1\n>>> z = y", "y = 1\nz = y", 1],
    ["y = 1\u200B", "y = 1", 1],
    ["y = torch.tensor([3.0], dtype=torch.float32, requires_grad=True).sum()", "y = [3.0].sum()", 3],
    ["y = tensor(3.0)", "y = 3.0", 3],
    ["x = [1, 2]\ny = x.to('cuda').float().sum().item()", "x = [1, 2]\ny = x.sum()", 3],
    ["x = [1, 2]\ny = x.data.sum()", "x = [1, 2]\ny = detach(x).sum()", 3],
    [
      'def f(x):\n    """Doubles x.\n\n    Always.\n    """\n    return 2 * x\ny = f(1)',
      "def f(x):\n    # Doubles x.\n    # Always.\n    return 2 * x\ny = f(1)",
      2,
    ],
    ["y = torch.zeros(2, requires_grad=True, dtype=torch.float).sum()", "y = zeros(2).sum()", 0],
    [
      "import numpy as np\nnp.random.seed(0)\ny = np.exp(0)\nprint(f'y {y}')\nprint('done', y)",
      "y = exp(0)\n",
      1,
    ],
    ["x = 3\nl = x * x\nl.backward()\ny = x.grad", "x = 3\nl = x * x\nl.backward()\ny = grad(l, x)", 6],
    ["x = 3\nwith torch.no_grad():\n    y = x * 2\n    z = y", "x = 3\ny = x * 2\nz = y", 6],
    ["x = 3\ny = x * x\ny.backward(retain_graph=True)", "x = 3\ny = x * x\ny.backward()", 9],
    ["x = [1]\nx.add_(2)\ny = x.sum()", "x = [1]\nx = x + 2\ny = x.sum()", 3],
  ])("%s", (source, after, y) => {
    expect(healed(source)).toBe(after);
    expect(errors(after)).toEqual([]);
    expect(numbersOf(after).values["y"]).toBe(y);
  });

  test.each([
    "x = expp(1)",
    "xs = 1\ny = xss + 1",
    "x = sum([1], dimm=0)",
    "x = exp((1",
    "x = exp(1))",
    'x = load("a',
    "x = (1 + 2)(3)",
    "x = exp(1)\nif x = 2",
  ])("what only a person can tell is left: %s", (source) => {
    expect(healed(source)).toBe(source);
  });

  test("a name of the file's own is no module", () => {
    expect(errors("optim = 3\ny = optim.sum()")).toEqual([]);
  });
});

test("a pasted training cell is healed, or each rest explained", () => {
  const cell = `import torch
import torch.nn.functional as F
torch.manual_seed(0)

X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
y = torch.tensor([[1.0], [0.0]])
W = torch.tensor([[0.1], [0.2]], requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.1

for epoch in range(10):
    out = torch.sigmoid(X @ W + b)
    loss = F.binary_cross_entropy(out, y)
    loss.backward()
    with torch.no_grad():
        W -= lr * W.grad
        b -= lr * b.grad
        W.grad.zero_()
        b.grad.zero_()
    if epoch % 5 == 0:
        print(f"epoch {epoch}: {loss.item():.4f}")

pred = (torch.sigmoid(X @ W + b) > 0.5).float()
print("accuracy", (pred == y).float().mean().item())
`;
  const after = healed(cell);
  expect(after).toBe(`
X = [[1.0, 2.0], [3.0, 4.0]]
y = [[1.0], [0.0]]
W = [[0.1], [0.2]]
b = zeros(1)
lr = 0.1

for epoch in range(10):
    out = sigmoid(X @ W + b)
    loss = binary_cross_entropy(out, y)
    W -= lr * grad(loss, W)
    b -= lr * grad(loss, b)
loss.backward()

pred = (sigmoid(X @ W + b) > 0.5)
`);
  expect(errors(after)).toEqual([]);
});

test("a cell with a class of layers: what one line is for is said at that line, once", () => {
  const cell = `import torch.nn as nn
device = "cuda" if torch.cuda.is_available() else "cpu"
X = torch.randn(4, 2)
y = torch.randint(0, 3, (4,)).to(device)

class Net(nn.Module):
    def forward(self, x):
        return self.fc(x)

model = Net().to(device)
out = model(X)
loss = nn.CrossEntropyLoss()(X, y)
loss.backward()
`;
  const after = healed(cell);
  expect(after).toBe(`X = randn(4, 2)
y = floor(0 + (3 - 0) * rand((4,)))

class Net(nn.Module):
    def forward(self, x):
        return self.fc(x)

model = Net()
out = model(X)
loss = cross_entropy(X, y)
loss.backward()
`);
  expect(errors(after)).toEqual([
    "There are no classes: write functions with def, and pass what they need.",
    "model is a value and cannot be called. To multiply, write model * (…), for matrices (…) @ model.",
  ]);
});

test("random numbers without a size are single ones", () => {
  const cell = `a = np.random.randn()
b = np.random.rand() + np.random.random()
c = np.random.normal() * np.random.uniform(-1, 1)
d = np.random.randint(0, 3)
e = np.random.randn(2, 3)
`;
  const after = healed(cell);
  expect(after).toBe(`a = randn(())
b = rand(()) + rand(())
c = (0 + 1 * randn(())) * (-1 + (1 - (-1)) * rand(()))
d = floor(0 + (3 - 0) * rand(()))
e = randn(2, 3)
`);
  expect(errors(after)).toEqual([]);
});

test("what stands below its use is moved above it, and a lambda is a function", () => {
  const program = "y = f(x) # one\r\n\r\nx = 2  # two\r\ndef f(a):\r\n    return 2 * a";
  const above = fixed(program);
  expect(fixed(above)).toBe("def f(a):\r\n    return 2 * a\r\nx = 2  # two\r\ny = f(x) # one\r\n\r\n");
  // What is said of a line right above it goes with it, and stays with the line that it is moved above.
  expect(
    fixed(
      "\uFEFF# the result\ny = f(2)\n\n# apart\n\n# twice\n# its argument\ndef f(a):\n    return 2 * a\n",
    ),
  ).toBe("\uFEFF# twice\n# its argument\ndef f(a):\n    return 2 * a\n# the result\ny = f(2)\n\n# apart\n\n");
  expect(fixed("y = x\n# the input\nx = 2 # two")).toBe("# the input\nx = 2 # two\ny = x\n");
  expect(fixed("f = lambda x, k=2: x ** k\ny = f(3)")).toBe("def f(x, k=2):\n    return x ** k\ny = f(3)");
  expect(fixed("c = not 3\n")).toBe("c = not 3 != 0\n");
  expect(fixed("n = 3 << 2\n")).toBe("n = 3 * 2 ** 2\n");
});

test("a name from elsewhere is known, and a product is written out", () => {
  const fixesOf = (text: string) =>
    analyse(text).problems.flatMap(({ message, fixes }) => [message, ...fixes.map(({ title }) => title)]);
  expect(fixesOf("x = 2\nf = x * 3\nf.backwards()")).toEqual([
    "There is no function backwards. Did you mean backward?",
    "Change to backward",
  ]);
  expect(fixesOf("L = MSE([1, 2], [0, 1])")).toEqual([
    "There is no function MSE. Did you mean mse_loss?",
    "Change to mse_loss",
  ]);
  expect(fixesOf("w = 2\nL = w(3)")).toEqual([
    "w is a value and cannot be called. To multiply, write w * (…), for matrices (…) @ w.",
    "Write w * (3)",
    "Write (3) @ w",
  ]);
});

test("a part alone is repaired, to the end of its last line", () => {
  const text = "a = np.exp(0)\nb = np.exp(1)\nnp.random.seed(3)\nc = np.exp(2)\n";
  const start = text.indexOf("b =");
  const end = text.indexOf("\nc =");
  const { text: after, within } = fixAll(text, { start, end }, PLAIN_REQUEST);
  expect(after).toBe("a = np.exp(0)\nb = exp(1)\n\nc = np.exp(2)\n");
  expect(after.slice(within.start, within.end)).toBe("b = exp(1)\n");
});

describe("a target that needs more than its name offers both ways", () => {
  test.each([
    [
      "x = [1, 2]\ny = 2 * x\ny.backward()",
      ["x = [1, 2]\ny = 2 * x\ny.backward(ones(2))", "x = [1, 2]\ny = 2 * x\nsum(y).backward()"],
    ],
    [
      "x = [1, 2]\ny = 2 * x",
      ["x = [1, 2]\ny = 2 * x\ny.backward(ones(2))", "x = [1, 2]\ny = 2 * x\nsum(y).backward()"],
    ],
  ])("%s", (source, after) => {
    expect(fixedAll(source)).toEqual(after);
    for (const one of after) expect(numbersOf(one).gradients["x"]).toEqual([2, 2]);
  });
});

test.each([
  ["y = model(3)", "A model is a function here, and its weights are values: write what it computes"],
  ["y = Net()", "A model is a function here, and its weights are values: write what it computes"],
  ["L = criterion(3, 4)", "A loss is a function here: mse_loss(y, target), cross_entropy(logits, classes)"],
])("%s says what stands for it", (source, said) => {
  expect(errors(source)).toEqual([expect.stringContaining(said)]);
});
