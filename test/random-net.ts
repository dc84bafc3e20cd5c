/** Random healthy networks: scaled weights, smooth activations, a loss that is given what it wants. */
import type { Pick } from "./random-program.ts";

const activations = [
  "tanh(_)",
  "sigmoid(_)",
  "gelu(_)",
  "silu(_)",
  "softplus(_)",
  "elu(_)",
  "mish(_)",
  "_ + sin(_)",
];

/** Keep the size of their input. */
const layers = [
  "layer_norm(_, [H])",
  "_ + 0.5 * tanh(_ @ R)",
  "softmax(_ @ _.T / sqrt(H), dim=1) @ _",
  "_ * sigmoid(_ @ R)",
  "(_ - mean(_, dim=0)) / (std(_, dim=0) + 0.1)",
  "_ + scaled_dot_product_attention(_ @ R, _, _)",
  "_ / sqrt(sum(_ ** 2, dim=1, keepdim=True) + 0.01)",
];

/** What a turn makes of its input. */
const turns = [
  "tanh(_ @ R + x[:, 0:1])",
  "_ + 0.5 * tanh(_ @ R)",
  "0.5 * _ + 0.5 * sigmoid(_ @ R) * tanh(_)",
];

/** Of scores z: beside numbers, chances or classes, each is given what it wants. */
const losses = [
  "mse_loss(z, y)",
  "mean((z - y) ** 2)",
  "sum((z - y) ** 2) / 2",
  "huber_loss(z, y, delta=2.5)",
  "mean(log(cosh(z - y)))",
  "binary_cross_entropy_with_logits(z, p)",
  "binary_cross_entropy(sigmoid(z), p)",
  "cross_entropy(z, t)",
  "nll_loss(log_softmax(z, dim=1), t)",
  "cross_entropy(z, softmax(y, dim=1))",
  "kl_div(log_softmax(z, dim=1), softmax(y, dim=1))",
  "-mean(sum(softmax(y, dim=1) * log_softmax(z, dim=1), dim=1))",
  "mean(logsumexp(z, dim=1) - z[:, 0])",
];

export function randomNet(pick: Pick): string {
  const [samples, inputs, hidden, outputs] = [
    pick([3, 4, 6]),
    pick([2, 3, 5]),
    pick([3, 4, 8]),
    pick([2, 3]),
  ];
  const seed = (): number => pick(Array.from({ length: 1000 }, (_, i) => i));
  const weight = (rows: string | number, columns: string | number): string =>
    `param(randn(${rows}, ${columns}, seed=${seed()}) / sqrt(${rows}))`;
  const act = (form: string, x: string): string => form.replace(/\b_\b/gu, x);
  const classes = Array.from({ length: samples }, () => pick([0, 1, outputs - 1]));
  const first = pick(["x @ W + b", "x @ W + b", "mean(conv1d(unsqueeze(x, 1), F, padding=1), dim=-1)"]);
  const inner = Array.from(
    { length: pick([0, 1, 2, 3]) },
    () => `h = ${act(pick([...layers, ...activations]), "h")}`,
  );
  const loop = [`for k in range(${pick([2, 5])}):`, `    h = ${act(pick(turns), "h")}`];
  return [
    `H = ${hidden}`,
    `x = randn(${samples}, ${inputs}, seed=${seed()})`,
    `y = randn(${samples}, ${outputs}, seed=${seed()})`,
    `p = 0.1 + 0.8 * rand(${samples}, ${outputs}, seed=${seed()})`,
    `t = [${classes.join(", ")}]`,
    first.includes("F") ? `F = param(randn(H, 1, 3, seed=${seed()}) / 2)` : `W = ${weight(inputs, "H")}`,
    `b = param(0.1 * randn(H, seed=${seed()}))`,
    `R = ${weight("H", "H")}`,
    `V = ${weight("H", outputs)}`,
    `c = param(zeros(${outputs}))`,
    `h = ${act(pick(activations), `(${first})`)}`,
    "h = h + 0.1 * tanh(h @ R + b)",
    ...inner,
    ...pick([[], loop]),
    "z = h @ V + c",
    `L = ${pick(losses)}`,
    "L.backward()",
  ].join("\n");
}
