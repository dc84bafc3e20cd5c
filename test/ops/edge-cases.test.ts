/** Values and slopes at the edges — zeros, ties, infinities, nan — as PyTorch has them. */
import { describe, expect, test } from "vitest";
import type { Gate } from "../../src/graph/ir.ts";
import { gateByName } from "../../src/ops/index.ts";
import { scalarTensor } from "../../src/tensor/tensor.ts";
import { applyTo, evaluate, gradients } from "./evaluate.ts";

const { PI } = Math;

/** Gate, operands, value, and the gradients for upstream 1 where they are worth saying. */
const cases: readonly (readonly [string, readonly number[], number, (readonly number[])?])[] = [
  ["pow", [0, 0], 1, [0, 0]],
  ["pow", [0, 1], 0, [1, 0]],
  ["pow", [0, 2], 0, [0, 0]],
  ["pow", [0, -1], Infinity, [-Infinity, -Infinity]],
  ["pow", [3, 0], 1, [0, Math.log(3)]],
  ["pow", [Infinity, 0], 1, [0, Infinity]],
  ["pow", [-2, 3], -8, [12, NaN]],
  ["pow", [-8, 1 / 3], NaN, [NaN, NaN]],
  ["pow", [1, NaN], 1],
  ["pow", [1, Infinity], 1],
  ["pow", [-1, -Infinity], 1],
  ["pow", [NaN, 0], 1],
  ["div", [1, 0], Infinity, [Infinity, -Infinity]],
  ["div", [0, 0], NaN, [Infinity, NaN]],
  ["floor_divide", [7, 2], 3],
  ["floor_divide", [-7, 2], -4],
  ["floor_divide", [7, -2], -4],
  ["floor_divide", [1, 0.1], 9],
  ["floor_divide", [1, 0], Infinity],
  ["floor_divide", [0, 0], NaN],
  ["floor_divide", [1, Infinity], 0],
  ["floor_divide", [-1, Infinity], -1],
  ["floor_divide", [1e17, 3], 33333333333333332],
  ["floor_divide", [0, -2], -0],
  ["floor_divide", [Infinity, 2], NaN],
  ["remainder", [7, 3], 1, [1, -2]],
  ["remainder", [-7, 3], 2, [1, 3]],
  ["remainder", [7, -3], -2, [1, 3]],
  ["remainder", [1, 0.1], 0.09999999999999995, [1, -9]],
  ["remainder", [1, 0], NaN],
  ["remainder", [-4, 2], 0, [1, 2]],
  ["remainder", [4, -2], -0, [1, 2]],
  ["remainder", [-1, Infinity], Infinity, [1, 1]],
  ["remainder", [1e17, 3], 1],
  ["fmod", [1, 0.1], 0.09999999999999995, [1, -9]],
  ["fmod", [-1, 0.1], -0.09999999999999995, [1, 9]],
  ["fmod", [1, -0.1], 0.09999999999999995, [1, 9]],
  ["fmod", [5.5, 1.1], 1.0999999999999996, [1, -4]],
  ["fmod", [1e17, 3], 1, [1, -33333333333333332]],
  ["fmod", [1e300, 0.7], 0.3790560774266656, [1, -1e300 / 0.7]],
  ["fmod", [1, Infinity], 1, [1, 0]],
  ["fmod", [-1, -Infinity], -1, [1, 0]],
  ["fmod", [Infinity, 2], NaN, [1, NaN]],
  ["fmod", [1, 0], NaN, [1, NaN]],
  ["fmod", [-4, 2], -0, [1, 2]],
  ["fmod", [-0, 2], -0, [1, 0]],
  ["fmod", [5e-324, 1], 5e-324, [1, 0]],
  ["fmod", [NaN, 1], NaN],
  ["sqrt", [0], 0, [Infinity]],
  ["sqrt", [-1], NaN, [NaN]],
  ["log", [0], -Infinity, [Infinity]],
  ["log", [-1], NaN],
  ["log1p", [-1], -Infinity, [Infinity]],
  ["log1p", [1e-20], 1e-20, [1]],
  ["expm1", [1e-20], 1e-20, [1]],
  ["exp", [1000], Infinity, [Infinity]],
  ["exp", [-1000], 0, [0]],
  ["log2", [8], 3],
  ["log10", [1000], 3],
  ["reciprocal", [0], Infinity, [-Infinity]],
  ["tanh", [1000], 1, [0]],
  ["tanh", [-1000], -1, [0]],
  ["atan", [1e200], PI / 2, [0]],
  ["asinh", [1e200], Math.asinh(1e200), [1e-200]],
  ["erf", [1e200], 1, [0]],
  ["erfc", [30], 0, [0]],
  ["abs", [0], 0, [0]],
  ["abs", [-3], 3, [-1]],
  ["sign", [0], 0, [0]],
  ["sign", [-3], -1, [0]],
  ["sign", [-0], 0, [0]],
  ["sign", [NaN], NaN],
  ["round", [0.5], 0],
  ["round", [1.5], 2],
  ["round", [2.5], 2],
  ["round", [-0.5], -0],
  ["round", [-1.5], -2],
  ["round", [0.49999999999999994], 0],
  ["round", [2 ** 51 + 0.5], 2 ** 51],
  ["round", [2 ** 51 + 1.5], 2 ** 51 + 2],
  ["round", [2 ** 53 - 1], 2 ** 53 - 1],
  ["round", [Infinity], Infinity],
  ["round", [NaN], NaN],
  ["floor", [-0.5], -1],
  ["ceil", [0.5], 1],
  ["hypot", [3, 4], 5, [0.6, 0.8]],
  ["hypot", [0, 0], 0, [NaN, NaN]],
  ["hypot", [3e200, 4e200], 5e200, [0.6, 0.8]],
  ["atan2", [1, 0], PI / 2, [0, -1]],
  ["atan2", [0, -1], PI, [-1, 0]],
  ["atan2", [1e200, 1e200], PI / 4, [5e-201, -5e-201]],
  ["maximum", [1, 1], 1, [0.5, 0.5]],
  ["maximum", [2, 1], 2, [1, 0]],
  ["maximum", [NaN, 1], NaN, [1, 1]],
  ["maximum", [1, NaN], NaN, [1, 1]],
  ["minimum", [1, 1], 1, [0.5, 0.5]],
  ["minimum", [2, 1], 1, [0, 1]],
  ["minimum", [NaN, 1], NaN, [1, 1]],
  ["where", [1, 2, NaN], 2, [0, 1, 0]],
  ["where", [0, Infinity, 3], 3, [0, 0, 1]],
  ["eq", [NaN, NaN], 0],
  ["ne", [NaN, NaN], 1],
  ["lt", [1, NaN], 0],
  ["ge", [2, 2], 1],
];

/** Gates whose zeros are looked at with their signs. */
const SIGNED = ["floor_divide", "remainder", "fmod", "round", "sign"];

const rows = cases.map(([name, operands, value, slopes]) => ({ name, operands, value, slopes }));

test.each(rows)("$name of $operands is $value", ({ name, operands, value, slopes }) => {
  const node = applyTo(gate(name), operands.map(scalarTensor));
  expectNear([...evaluate(node).data], [value]);
  if (value === 0 && SIGNED.includes(name)) expect(evaluate(node).data[0]).toBe(value);
  if (slopes === undefined) return;
  const found = gradients(node, scalarTensor(1), node.inputs).map((tensor) => tensor.data[0] as number);
  expectNear(found, slopes);
});

test.each([
  [1, [0, Infinity, 0]],
  [0, [0, 0, Infinity]],
])("where(%i, …) keeps the other side at 0, whatever the upstream gradient is", (condition, expected) => {
  const node = applyTo(gate("where"), [condition, 2, NaN].map(scalarTensor));
  const found = gradients(node, scalarTensor(Infinity), node.inputs).map((tensor) => tensor.data[0]);
  expect(found).toEqual(expected);
});

describe("truth tables", () => {
  test.each([
    ["lt", [1, 0, 0]],
    ["le", [1, 1, 0]],
    ["gt", [0, 0, 1]],
    ["ge", [0, 1, 1]],
    ["eq", [0, 1, 0]],
    ["ne", [1, 0, 1]],
  ])("%s of 1, 2 and 3 with 2", (name, expected) => {
    const node = applyTo(gate(name), [{ sizes: [3], data: Float64Array.of(1, 2, 3) }, scalarTensor(2)]);
    expect([...evaluate(node).data]).toEqual(expected);
  });

  test.each([
    ["logical_and", [0, 0, 0, 1]],
    ["logical_or", [0, 1, 1, 1]],
  ])("%s", (name, expected) => {
    const a = { sizes: [4], data: Float64Array.of(0, 0, 1, 1) };
    const b = { sizes: [4], data: Float64Array.of(0, 1, 0, 1) };
    expect([...evaluate(applyTo(gate(name), [a, b])).data]).toEqual(expected);
  });

  test("logical_not", () => {
    const node = applyTo(gate("logical_not"), [{ sizes: [2], data: Float64Array.of(0, 1) }]);
    expect([...evaluate(node).data]).toEqual([1, 0]);
  });
});

describe("tensors made from known numbers", () => {
  test.each([
    ["arange", { start: 3 }, [0, 1, 2]],
    ["arange", { start: 1, end: 2, step: 0.25 }, [1, 1.25, 1.5, 1.75]],
    ["arange", { start: 5, end: 0, step: -2 }, [5, 3, 1]],
    ["arange", { start: 2, end: 2 }, []],
    ["linspace", { start: 0, end: 1, steps: 5 }, [0, 0.25, 0.5, 0.75, 1]],
    ["linspace", { start: 0, end: 0.3, steps: 4 }, [0, 0.3 / 3, 0.3 - 0.3 / 3, 0.3]],
    ["linspace", { start: 2, end: -1, steps: 1 }, [2]],
    ["eye", { n: 2 }, [1, 0, 0, 1]],
    ["eye", { n: 2, m: 3 }, [1, 0, 0, 0, 1, 0]],
    ["zeros", { size: [2] }, [0, 0]],
    ["ones", { size: [2] }, [1, 1]],
  ])("%s %j", (name, attrs, expected) => {
    expect([...evaluate(applyTo(gate(name), [], attrs)).data]).toEqual(expected);
  });

  test("full gives its number the sum of all gradients", () => {
    const node = applyTo(gate("full"), [scalarTensor(7)], { size: [2, 3] });
    expect([...evaluate(node).data]).toEqual([7, 7, 7, 7, 7, 7]);
    const upstream = { sizes: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
    expect(gradients(node, upstream, node.inputs)[0]?.data[0]).toBe(21);
  });
});

function gate(name: string): Gate {
  const found = gateByName(name);
  if (found === undefined) throw new Error(`no gate ${name}`);
  return found;
}

/** Equal up to the last digits, an infinity and a nan exactly; the sign of a zero does not count. */
function expectNear(found: readonly number[], expected: readonly number[]): void {
  const rounded = (value: number): string =>
    value === 0 ? "0" : Number.isFinite(value) ? value.toPrecision(14) : `${value}`;
  expect(found.map(rounded)).toEqual(expected.map(rounded));
}
