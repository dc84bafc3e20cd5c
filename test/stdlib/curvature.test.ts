/** Convolution, pooling, resampling and attention differentiated twice: gradients of gradients against central differences. */
import { expect, test } from "vitest";
import { fileResult } from "../../src/cli/json.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { combine, dot } from "../ops/evaluate.ts";
import { drawn, flat, written, type Operands } from "./against.ts";

const image = drawn("image", [1, 2, 4, 4]);
const w = drawn("weight", [2, 2, 2, 2]);

const cases: readonly (readonly [call: string, operands: Operands])[] = [
  ["conv2d(x, w, padding=1, stride=2)", { x: image, w }],
  ["conv2d(x, w[:, :1], groups=2, dilation=2)", { x: image, w }],
  ["conv_transpose2d(x, w, stride=2, padding=1)", { x: image, w }],
  ["max_pool2d(x, 2, stride=1)", { x: image }],
  ["avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True)", { x: image }],
  ["lp_pool2d(x, 2, 2)", { x: image }],
  ["adaptive_avg_pool2d(x, 3)", { x: image }],
  ["adaptive_max_pool2d(x, 3)", { x: image }],
  ["max_unpool1d(x, [[[1, 2, 5, 6]]], 2)", { x: drawn("short", [1, 1, 4]) }],
  ["local_response_norm(x, 2, alpha=1)", { x: image }],
  ['pad(x, [1, 2, 0, 1], mode="reflect")', { x: image }],
  ["pad(x, [1, -1], value=v)", { x: image, v: { sizes: [], data: Float64Array.of(0.4) } }],
  ['interpolate(x, scale_factor=1.5, mode="bicubic")', { x: image }],
  ["scaled_dot_product_attention(x, x, x, is_causal=True)", { x: drawn("tokens", [3, 2]) }],
  ["gru_cell(x, x, a, a)", { x: drawn("state", [2, 2]), a: drawn("a", [6, 2]) }],
];

test.each(cases)("the gradient of %s has the slope of central differences", (call, operands) => {
  const names = Object.keys(operands);
  const run = (given: Operands) => {
    const lines = [
      ...Object.entries(given).map(([name, tensor]) => `${name} = ${written(tensor)}`),
      `out = ${call}`,
      "L = sum(out ** 3 * sin(reshape(arange(len(flatten(out))), out.shape)))",
      ...names.map((name) => `g_${name} = grad(L, ${name})`),
      ...names.map((name, i) => `p_${name} = sum(g_${name} * ${i + 1} * cos(g_${name}))`),
      `P = ${names.map((name) => `p_${name}`).join(" + ")}`,
    ];
    const { result } = fileResult("case.grad", `${lines.join("\n")}\n`);
    expect(result.problems).toEqual([]);
    return result;
  };
  const { grads } = run(operands);
  for (const name of names) {
    const at = operands[name] as Tensor;
    const direction = drawn(`direction ${name} ${call}`, at.sizes);
    const value = (step: number): number =>
      Number(run({ ...operands, [name]: combine(at, 1, direction, step) }).values["P"]);
    const h = 1e-4;
    const slope = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
    const data = Float64Array.from(flat(grads[name]));
    const found = dot({ sizes: at.sizes, data }, direction);
    expect(Math.abs(slope)).toBeGreaterThan(1e-6);
    expect(
      Math.abs(found - slope) / Math.max(1, Math.abs(slope)),
      `${name}: ${found} against ${slope}`,
    ).toBeLessThan(1e-6);
  }
});
