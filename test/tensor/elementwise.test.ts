/** Every elementwise gate computes each element as its function of numbers does, whatever broadcasts and whatever the numbers are. */
import { expect, test } from "vitest";
import { gates } from "../../src/ops/index.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";

const shapes: readonly (readonly (readonly number[])[])[] = [
  [[], [], []],
  [[37], [37], [37]],
  [[5, 7], [7], [5, 1]],
  [[5, 7], [], [5, 7]],
  [[], [5, 7], [7]],
  [
    [3, 1, 5],
    [4, 1],
    [3, 4, 5],
  ],
  [
    [2, 3, 1, 1, 4],
    [3, 5, 1, 1],
    [2, 1, 5, 1, 4],
  ],
];

const special = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  -1.5,
  3,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  1e-310,
  1e308,
  710,
];

const elementwise = gates.filter(({ scalar }) => scalar !== undefined);

test.each(elementwise.map((gate) => [gate.name, gate] as const))("%s", (_, gate) => {
  for (const sizesOfAll of shapes) {
    const operands = gate.operands.map((operand, i) => {
      const sizes = sizesOfAll[i]!;
      const data = Float64Array.from({ length: elementCount(sizes) }, (__, at) => {
        const value = special[(at * 7 + i * 5) % special.length]!;
        return operand.holds === "bool" ? at % 2 : value;
      });
      return { sizes, data };
    });
    const rank = Math.max(...operands.map(({ sizes }) => sizes.length));
    const sizes = Array.from({ length: rank }, (__, dim) =>
      Math.max(...operands.map((operand) => operand.sizes[dim - rank + operand.sizes.length] ?? 1)),
    );
    const result = gate.kernel(operands, {}, sizes, plainKernels) as Tensor;
    const expected = Array.from({ length: elementCount(sizes) }, (__, at) => {
      const [a, b, c] = operands.map((operand) => elementAt(operand, sizes, at));
      return gate.scalar!(a!, b ?? 0, c ?? 0);
    });
    expect([...result.data]).toEqual(expected);
  }
});

/** The operand's element that goes into the result's element at a place. */
function elementAt({ sizes, data }: Tensor, result: readonly number[], at: number): number {
  let [rest, place, step] = [at, 0, 1];
  for (let dim = result.length - 1; dim >= 0; dim--) {
    const index = rest % result[dim]!;
    rest = (rest - index) / result[dim]!;
    const own = sizes[dim - result.length + sizes.length] ?? 1;
    if (own > 1) place += index * step;
    step *= own;
  }
  return data[place]!;
}
