/** The programs that are timed beside PyTorch: each computes its loss `L` from the leaves that it lists, as `programs.py` does. */
import { SCALAR_CHAINS, scalarGraphText } from "../scalar-graph.ts";

export interface PeerProgram {
  /** The function of `programs.py`. */
  readonly name: string;
  readonly what: string;
  readonly text: string;
  /** The leaves whose gradients both compute; a turn changes the first one's numbers. */
  readonly leaves: readonly string[];
  /** Multiplications and additions of its products, forward and backward, where it is made of them. */
  readonly flops?: number;
  /** The sizes of loaded data, which has no gradient. */
  readonly data?: Readonly<Record<string, readonly number[]>>;
  /** What the function takes beside leaves and data. */
  readonly more?: Readonly<Record<string, number>>;
  /** Every turn begins with the text. */
  readonly cold?: true;
}

/** A product forward, and one for each operand's gradient. */
function products(...shapes: readonly (readonly number[])[]): number {
  return shapes.reduce((sum, shape) => sum + 6 * shape.reduce((product, size) => product * size, 1), 0);
}

/** `scale` divides the sizes of the large ones, so that a test runs all of them. */
export function peerPrograms(scale = 1): readonly PeerProgram[] {
  const of = (size: number): number => Math.max(2, Math.round(size / scale));
  const [wide, many] = [of(4096), of(1024)];
  const [steps, points, characters, scalarTurns] = [of(200), of(1000), of(1024), of(500)];
  const scalarText = scalarGraphText(scalarTurns, {});
  const scalarLeaves = Array.from({ length: SCALAR_CHAINS }, (_, i) => `x${i}`);
  return [
    {
      name: "product",
      what: `x [64, ${wide}] @ w [${wide}, ${wide}], both gradients`,
      leaves: ["x", "w"],
      flops: products([64, wide, wide]),
      text: `
x = param(randn(64, ${wide}, seed=1))
w = param(randn(${wide}, ${wide}, seed=2) / ${Math.sqrt(wide)})
L = mean((x @ w) ** 2)
L.backward()
`,
    },
    {
      name: "mlp",
      what: "MLP 784-128-10, batch 64",
      leaves: ["x", "W1", "b1", "W2", "b2"],
      flops: products([64, 784, 128], [64, 128, 10]),
      text: `
x = param(randn(64, 784, seed=1))
W1 = param(0.05 * randn(128, 784, seed=2))
b1 = param(zeros(128))
W2 = param(0.1 * randn(10, 128, seed=3))
b2 = param(zeros(10))
h = relu(linear(x, W1, b1))
L = cross_entropy(linear(h, W2, b2), arange(64) % 10)
L.backward()
`,
    },
    {
      name: "lenet",
      what: "LeNet, 64 images of 28 × 28",
      leaves: ["x", "k1", "c1", "k2", "c2", "W1", "b1", "W2", "b2", "W3", "b3"],
      flops: products([64, 784, 25, 6], [64, 100, 150, 16], [64, 400, 120], [64, 120, 84], [64, 84, 10]),
      text: `
x = param(randn(64, 1, 28, 28, seed=1))
k1 = param(0.2 * randn(6, 1, 5, 5, seed=2))
c1 = param(zeros(6))
k2 = param(0.1 * randn(16, 6, 5, 5, seed=3))
c2 = param(zeros(16))
W1 = param(0.05 * randn(120, 400, seed=4))
b1 = param(zeros(120))
W2 = param(0.1 * randn(84, 120, seed=5))
b2 = param(zeros(84))
W3 = param(0.1 * randn(10, 84, seed=6))
b3 = param(zeros(10))
h1 = max_pool2d(relu(conv2d(x, k1, c1, padding=2)), 2)
h2 = max_pool2d(relu(conv2d(h1, k2, c2)), 2)
h3 = relu(linear(flatten(h2, 1), W1, b1))
h4 = relu(linear(h3, W2, b2))
L = cross_entropy(linear(h4, W3, b3), arange(64) % 10)
L.backward()
`,
    },
    {
      name: "residual",
      what: "residual block of two 3 × 3 convolutions, [8, 32, 32, 32]",
      leaves: ["x", "k1", "c1", "k2", "c2"],
      flops: products([8, 1024, 288, 32], [8, 1024, 288, 32]),
      text: `
x = param(randn(8, 32, 32, 32, seed=1))
k1 = param(0.05 * randn(32, 32, 3, 3, seed=2))
c1 = param(zeros(32))
k2 = param(0.05 * randn(32, 32, 3, 3, seed=3))
c2 = param(zeros(32))
h = relu(conv2d(x, k1, c1, padding=1))
L = mean(relu(conv2d(h, k2, c2, padding=1) + x) ** 2)
L.backward()
`,
    },
    {
      name: "attention",
      what: "attention block, batch 8, 64 tokens, width 128, 4 heads, MLP 512",
      leaves: ["x", "Wq", "Wk", "Wv", "Wo", "W1", "b1", "W2", "b2", "n1", "m1", "n2", "m2"],
      flops:
        4 * products([512, 128, 128]) +
        products([512, 128, 512], [512, 512, 128]) +
        2 * products([32, 64, 32, 64]),
      text: `
x = param(randn(8, 64, 128, seed=1))
Wq = param(0.1 * randn(128, 128, seed=2))
Wk = param(0.1 * randn(128, 128, seed=3))
Wv = param(0.1 * randn(128, 128, seed=4))
Wo = param(0.1 * randn(128, 128, seed=5))
W1 = param(0.1 * randn(512, 128, seed=6))
b1 = param(zeros(512))
W2 = param(0.05 * randn(128, 512, seed=7))
b2 = param(zeros(128))
n1 = param(ones(128))
m1 = param(zeros(128))
n2 = param(ones(128))
m2 = param(zeros(128))
a = layer_norm(x, [128], n1, m1)
q = permute(reshape(linear(a, Wq), [8, 64, 4, 32]), [0, 2, 1, 3])
k = permute(reshape(linear(a, Wk), [8, 64, 4, 32]), [0, 2, 1, 3])
v = permute(reshape(linear(a, Wv), [8, 64, 4, 32]), [0, 2, 1, 3])
s = softmax(q @ k.mT / sqrt(32), dim=-1) @ v
h = x + linear(reshape(permute(s, [0, 2, 1, 3]), [8, 64, 128]), Wo)
out = h + linear(gelu(linear(layer_norm(h, [128], n2, m2), W1, b1)), W2, b2)
L = mean(out ** 2)
L.backward()
`,
    },
    {
      name: "rnn",
      what: `RNN, ${steps} steps, batch 16, hidden 64`,
      leaves: ["x", "Wx", "Wh", "b"],
      flops: steps * products([16, 64, 64], [16, 64, 64]),
      text: `
x = param(randn(${steps}, 16, 64, seed=1))
Wx = param(0.1 * randn(64, 64, seed=2))
Wh = param(0.12 * randn(64, 64, seed=3))
b = param(zeros(64))
h = zeros(16, 64)
for t in range(${steps}):
    h = tanh(x[t] @ Wx + h @ Wh + b)
L = mean(h ** 2)
L.backward()
`,
    },
    {
      name: "mixture",
      what: `Gaussian mixture as in GradBench, d 10, k 25, n ${points}`,
      leaves: ["means", "alphas", "icf"],
      data: { x: [points, 10] },
      text: `
means = param(randn(25, 10, seed=1))
alphas = param(randn(25, seed=2))
icf = param(0.3 * randn(25, 55, seed=3))
x = load("x.npy")
# Below the diagonal stands, column after column, what follows the diagonal's logarithms.
places = ${JSON.stringify(lowerPlaces(10))}
logs = icf[:, :10]
lower = cat([icf[:, 10:], zeros(25, 1)], 1)[:, places]
centered = x[:, None, :] - means
scaled = exp(logs) * centered + einsum("kij,nkj->nki", lower, centered)
inner = alphas + sum(logs, 1) - 0.5 * sum(scaled ** 2, 2)
prior = sum(0.5 * (sum(exp(logs) ** 2, 1) + sum(icf[:, 10:] ** 2, 1)) - sum(logs, 1))
L = sum(logsumexp(inner, 1)) - ${points} * logsumexp(alphas) - prior
L.backward()
`,
    },
    {
      name: "lstm",
      what: `LSTM as in GradBench, 2 layers, ${characters} characters`,
      leaves: ["main", "extra", "state"],
      data: { text: [characters, 14] },
      text: `
main = param(0.3 * randn(4, 56, seed=1))
extra = param(0.3 * randn(3, 14, seed=2))
state = param(0.3 * randn(4, 14, seed=3))
text = load("text.npy")

def lstm(weight, bias, hidden, cell, input):
    gates = cat([input, hidden, input, hidden]) * weight + bias
    c = cell * sigmoid(gates[:14]) + sigmoid(gates[14:28]) * tanh(gates[42:])
    return sigmoid(gates[28:42]) * tanh(c), c

h1 = state[0]
c1 = state[1]
h2 = state[2]
c2 = state[3]
total = 0
for t in range(${characters - 1}):
    h1, c1 = lstm(main[0], main[1], h1, c1, text[t] * extra[0])
    h2, c2 = lstm(main[2], main[3], h2, c2, h1)
    y = h2 * extra[1] + extra[2]
    total += sum(text[t + 1] * (y - log(sum(exp(y)) + 2)))
L = -total / ${(characters - 1) * 14}
L.backward()
`,
    },
    {
      name: "squares",
      what: `least squares, 128 × ${wide}`,
      leaves: ["w", "X", "y"],
      text: `
w = param(randn(${wide}, seed=1) / ${Math.sqrt(wide)})
X = param(randn(128, ${wide}, seed=2))
y = param(randn(128, seed=3))
L = sum((X @ w - y) ** 2)
L.backward()
`,
    },
    {
      name: "elementwise",
      what: "elementwise: tanh(x w) + sigmoid(x − w) exp(−abs(w)), 10⁶",
      leaves: ["x", "w"],
      text: `
x = param(randn(${of(1_000_000)}, seed=1))
w = param(randn(${of(1_000_000)}, seed=2))
L = mean(tanh(x * w) + sigmoid(x - w) * exp(-abs(w)))
L.backward()
`,
    },
    {
      name: "norms",
      what: `layer_norm, softmax, log on [${many}, ${many}]`,
      leaves: ["x", "n", "m"],
      text: `
x = param(randn(${many}, ${many}, seed=1))
n = param(1 + 0.1 * randn(${many}, seed=2))
m = param(0.1 * randn(${many}, seed=3))
L = -mean(log(softmax(layer_norm(x, [${many}], n, m), dim=-1)))
L.backward()
`,
    },
    {
      name: "scalars",
      what: `${2 * SCALAR_CHAINS * scalarTurns} scalar gates, one leaf changed`,
      leaves: scalarLeaves,
      more: { turns: scalarTurns },
      text: scalarText,
    },
    {
      name: "scalars",
      what: "the same from the text, cold",
      leaves: scalarLeaves,
      more: { turns: scalarTurns },
      text: scalarText,
      cold: true,
    },
  ];
}

/** Where the entry [i][j] of a lower triangle stands in the list of its columns; the place behind the list where there is none. */
function lowerPlaces(size: number): readonly (readonly number[])[] {
  const places = Array.from({ length: size }, () => new Array<number>(size).fill((size * (size - 1)) / 2));
  let next = 0;
  for (let column = 0; column < size; column++)
    for (let row = column + 1; row < size; row++) places[row]![column] = next++;
  return places;
}
