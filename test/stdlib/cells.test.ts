/** Recurrent cells, attention and dropout against formulas for one element, and what they refuse. */
import { expect, test } from "vitest";
import { scalarTensor, type Tensor } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement, problemsOf, valuesOf, type Operands } from "./against.ts";
import { at, build } from "./loops.ts";

const sigma = (value: number): number => 1 / (1 + Math.exp(-value));
const get = (given: Operands, name: string): Tensor => given[name] as Tensor;

/** Row `row` of weight · x + bias. */
function affine(weight: Tensor, x: readonly number[], bias: Tensor | undefined, row: number): number {
  return x.reduce((sum, value, i) => sum + value * (at(weight, [row, i]) as number), bias?.data[row] ?? 0);
}

/** The vector of a sample, or the whole of a vector. */
function rowOf(x: Tensor, place: readonly number[]): readonly number[] {
  const width = x.sizes.at(-1) as number;
  return Array.from({ length: width }, (_, i) => at(x, [...place, i]) as number);
}

function cellOperands(parts: number, batch: readonly number[], bias: boolean): Record<string, Tensor> {
  const [inputs, state] = [3, 2];
  return {
    x: drawn("x", [...batch, inputs]),
    h: drawn("h", [...batch, state]),
    w_ih: drawn("w_ih", [parts * state, inputs]),
    w_hh: drawn("w_hh", [parts * state, state]),
    ...(bias ? { b_ih: drawn("b_ih", [parts * state]), b_hh: drawn("b_hh", [parts * state]) } : {}),
  };
}

test.each([
  { batch: [2], bias: true },
  { batch: [2], bias: false },
  { batch: [], bias: true },
])("gru_cell agrees with its formula: $batch, bias $bias", ({ batch, bias }) => {
  const operands = cellOperands(3, batch, bias);
  expectAgreement({
    call: `gru_cell(${Object.keys(operands).join(", ")})`,
    operands,
    reference: (given) => [
      build([...batch, 2], (place) => {
        const sample = place.slice(0, -1);
        const k = place.at(-1) as number;
        const [x, h] = [rowOf(get(given, "x"), sample), rowOf(get(given, "h"), sample)];
        const from = (part: number): readonly [number, number] => [
          affine(get(given, "w_ih"), x, given["b_ih"], 2 * part + k),
          affine(get(given, "w_hh"), h, given["b_hh"], 2 * part + k),
        ];
        const [r, z] = [from(0), from(1)].map(([a, b]) => sigma(a + b)) as [number, number];
        const [a, b] = from(2);
        return (1 - z) * Math.tanh(a + r * b) + z * (h[k] as number);
      }),
    ],
  });
});

test.each([
  { batch: [2], bias: true },
  { batch: [], bias: false },
])("lstm_cell agrees with its formula: $batch, bias $bias", ({ batch, bias }) => {
  const { h, ...others } = cellOperands(4, batch, bias);
  const operands = { ...others, h: h as Tensor, c: drawn("c", [...batch, 2]) };
  const rest = Object.keys(others).slice(1).join(", ");
  expectAgreement({
    call: `lstm_cell(x, (h, c), ${rest})`,
    operands,
    reference: (given) => {
      const parts = (place: readonly number[]): readonly number[] => {
        const sample = place.slice(0, -1);
        const [x, state] = [rowOf(get(given, "x"), sample), rowOf(get(given, "h"), sample)];
        return [0, 1, 2, 3].map((part) => {
          const row = 2 * part + (place.at(-1) as number);
          return (
            affine(get(given, "w_ih"), x, given["b_ih"], row) +
            affine(get(given, "w_hh"), state, given["b_hh"], row)
          );
        });
      };
      const cell = (place: readonly number[]): number => {
        const [i, f, g] = parts(place) as [number, number, number];
        return sigma(f) * (at(get(given, "c"), place) as number) + sigma(i) * Math.tanh(g);
      };
      const sizes = [...batch, 2];
      return [
        build(sizes, (place) => sigma(parts(place)[3] as number) * Math.tanh(cell(place))),
        build(sizes, cell),
      ];
    },
  });
});

/** softmax(query keyᵀ scale + mask) value, one element at a time. */
function attend(given: Operands, scale: number, mask: (place: readonly number[]) => number): Tensor {
  const [query, key, value] = [get(given, "q"), get(given, "k"), get(given, "v")];
  const keys = key.sizes.at(-2) as number;
  return build([...query.sizes.slice(0, -1), value.sizes.at(-1) as number], (place) => {
    const batch = place.slice(0, -2);
    const [i, e] = place.slice(-2) as [number, number];
    const scores = Array.from({ length: keys }, (_, j) => {
      const fit = rowOf(query, [...batch, i]).reduce(
        (sum, a, t) => sum + a * (at(key, [...batch, j, t]) as number),
        0,
      );
      return Math.exp(fit * scale + mask([...batch, i, j]));
    });
    const total = scores.reduce((sum, score) => sum + score, 0);
    return scores.reduce(
      (sum, score, j) => sum + (score / total) * (at(value, [...batch, j, e]) as number),
      0,
    );
  });
}

const operands = { q: drawn("q", [2, 3, 2]), k: drawn("k", [2, 4, 2]), v: drawn("v", [2, 4, 3]) };
const shut = (closed: boolean): number => (closed ? -Infinity : 0);

test("scaled_dot_product_attention agrees with its formula", () => {
  expectAgreement({
    call: "scaled_dot_product_attention(q, k, v)",
    operands,
    reference: (given) => [attend(given, Math.SQRT1_2, () => 0)],
  });
  expectAgreement({
    call: "scaled_dot_product_attention(q, k, v, is_causal=True, scale=s)",
    operands: { ...operands, s: scalarTensor(0.6) },
    reference: (given) => [
      attend(given, given["s"]?.data[0] as number, (place) =>
        shut((place.at(-1) as number) > (place.at(-2) as number)),
      ),
    ],
  });
  expectAgreement({
    call: "scaled_dot_product_attention(q, k, v, attn_mask=m)",
    operands: { ...operands, m: drawn("m", [3, 4]) },
    reference: (given) => [
      attend(given, Math.SQRT1_2, (place) => at(get(given, "m"), place.slice(-2)) as number),
    ],
  });
  expectAgreement({
    call: "scaled_dot_product_attention(q, k, v, attn_mask=[True, False, True, True])",
    operands,
    reference: (given) => [attend(given, Math.SQRT1_2, (place) => shut(place.at(-1) === 1))],
  });
  expectAgreement({
    call: "scaled_dot_product_attention(q[0], k[0], v[0])",
    operands,
    reference: (given) => {
      const whole = attend(given, Math.SQRT1_2, () => 0);
      return [{ sizes: [3, 3], data: whole.data.slice(0, 9) }];
    },
  });
});

test("dropout strikes a part by chance, keeps the mean, and sends the gradient where something was kept", () => {
  const { y, same, other, none, all, off, g } = valuesOf(
    [
      "x = ones(1000)",
      "y = dropout(x, 0.25, seed=3)",
      "same = dropout(x, p=0.25, seed=3)",
      "other = dropout(x, p=0.25, seed=4)",
      "none = dropout(x, 0)",
      "all = dropout(x, 1)",
      "off = dropout(x, training=False)",
      "L = sum(3 * y) + sum(all)",
      "g = grad(L, x)",
      "end = sum(g)",
    ].join("\n"),
  );
  const kept = (y ?? []).filter((value) => value !== 0);
  expect(new Set(kept)).toEqual(new Set([1 / 0.75]));
  expect(Math.abs(kept.length - 750)).toBeLessThan(50);
  expect(same).toEqual(y);
  expect(other).not.toEqual(y);
  expect(none).toEqual(new Array(1000).fill(1));
  expect(all).toEqual(new Array(1000).fill(0));
  expect(off).toEqual(none);
  expect(g).toEqual((y ?? []).map((value) => 3 * value));
});

test("two dropouts of a line, and attention's own, draw different numbers", () => {
  const lines = ["x = ones(100)", "a = dropout(x) - dropout(x)", "L = sum(a ** 2)"];
  expect(valuesOf(lines.join("\n"))["L"]?.[0]).toBeGreaterThan(0);
  const attended = valuesOf(
    [
      "q = ones(4, 8)",
      "y = scaled_dot_product_attention(q, q, q, dropout_p=0.5, seed=1)",
      "z = scaled_dot_product_attention(q, q, q, dropout_p=0.5, seed=1)",
      "end = sum(z)",
    ].join("\n"),
  );
  expect(attended["y"]).toEqual(attended["z"]);
  expect(attended["y"]?.some((value) => value !== 1)).toBe(true);
});

test.each([
  [
    "gru_cell(ones(2, 3), ones(2, 2), ones(4, 3), ones(6, 2))",
    "gru_cell: a weight is [4, 3]; for a state of [2, 2] it needs 6 rows.",
  ],
  [
    "scaled_dot_product_attention(ones(2, 3), ones(4, 2), ones(4, 2))",
    "scaled_dot_product_attention: query is [2, 3], key [4, 2] and value [4, 2]: query's and key's last dimensions must be equal, and key and value need as many rows.",
  ],
  [
    "scaled_dot_product_attention(ones(3), ones(3), ones(3))",
    "scaled_dot_product_attention: query is [3], key [3] and value [3]; they need a row for each place.",
  ],
  [
    "scaled_dot_product_attention(ones(2, 2), ones(2, 2), ones(2, 2), ones(2, 2), is_causal=True)",
    "scaled_dot_product_attention: is_causal=True is a mask of its own; give it or attn_mask.",
  ],
])("refuses %s", (call, message) => {
  expect(problemsOf(`L = sum(${call})\n`)).toEqual([message]);
});
