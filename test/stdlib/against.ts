/** Runs a call of the library and holds its values and gradients against a reference that is written as loops. */
import { expect } from "vitest";
import { fileResult, toldBeside } from "../file-result.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";
import { combine, dot } from "../ops/evaluate.ts";

export type Operands = Readonly<Record<string, Tensor>>;

export interface Example {
  /** The call, over the names of the operands. */
  readonly call: string;
  readonly operands: Operands;
  /** The same by loops: the value, and for a call with two results the second too. */
  readonly reference: (operands: Operands) => readonly Tensor[];
  /** The operands whose gradients are compared; all of them where absent. */
  readonly wrt?: readonly string[];
  /** What is said beside the numbers; nothing where absent. */
  readonly findings?: readonly string[];
}

/** Fails where the call differs from the reference in a shape, a value, or a gradient of a weighted sum of the first result. */
export function expectAgreement({
  call,
  operands,
  reference,
  wrt = Object.keys(operands),
  findings = [],
}: Example): void {
  const expected = reference(operands);
  const names = ["out", "place"].slice(0, expected.length);
  const first = expected[0] as Tensor;
  const weights = drawn(`weights of ${call}`, first.sizes);
  const lines = Object.entries({ ...operands, weights }).map(
    ([name, tensor]) => `${name} = ${written(tensor)}`,
  );
  const source = [...lines, `${names.join(", ")} = ${call}`, "L = sum(out * weights)", ""].join("\n");
  const { result } = fileResult("case.grad", source);
  expect(toldBeside(result), call).toEqual(findings);
  names.forEach((name, i) => {
    const tensor = expected[i] as Tensor;
    expect(result.shapes[name], `the shape of ${name} = ${call}`).toEqual(tensor.sizes);
    expectClose(flat(result.values[name]), tensor.data, 1e-12, `${name} = ${call}`);
  });
  for (const name of wrt) {
    const at = operands[name] as Tensor;
    const gradient = { sizes: at.sizes, data: Float64Array.from(flat(result.grads[name])) };
    expect(gradient.data.length, `the gradient of ${name} in ${call}`).toBe(at.data.length);
    const along = (direction: Tensor, step: number): number => {
      const moved = combine(at, 1, direction, step);
      return dot(reference({ ...operands, [name]: moved })[0] as Tensor, weights);
    };
    for (let i = 0; i < DIRECTIONS; i++) {
      const direction = drawn(`direction ${i} of ${name} in ${call}`, at.sizes);
      const slope = centralDifference((step) => along(direction, step));
      const found = dot(gradient, direction);
      const error = Math.abs(found - slope) / Math.max(1, Math.abs(slope));
      expect(error, `the gradient of ${name} in ${call}: ${found} against ${slope}`).toBeLessThan(1e-9);
    }
  }
}

/** A wrong gradient would have to be orthogonal to this many random directions. */
const DIRECTIONS = 3;

/** The derivative at 0, of fourth order. */
function centralDifference(f: (step: number) => number): number {
  const h = 1e-3;
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

/** The texts of the problems of a line of source. */
export function problemsOf(source: string): readonly string[] {
  return fileResult("case.grad", source).result.problems.map(({ message }) => message);
}

/** The values of a file's names, as flat lists. */
export function valuesOf(source: string): Readonly<Record<string, readonly number[]>> {
  const { result } = fileResult("case.grad", source);
  expect(toldBeside(result), source).toEqual([]);
  return Object.fromEntries(Object.entries(result.values).map(([name, numbers]) => [name, flat(numbers)]));
}

/** Distinct numbers from −2 to 2, none of them 0, in an order that the name fixes: no two are so near that a difference would cross a tie. */
export function drawn(name: string, sizes: readonly number[]): Tensor {
  const count = elementCount(sizes);
  const order = uniform(keyOfText(name), [count]).data;
  const ranks = Array.from(order.keys()).sort((i, j) => (order[i] as number) - (order[j] as number));
  const data = new Float64Array(count);
  ranks.forEach((place, rank) => {
    data[place] = ((rank + 0.7) / count) * 4 - 2;
  });
  return { sizes, data };
}

/** Whole numbers that a name fixes: `pick(low, high)` gives the next one, both ends included. */
export function picker(name: string): (low: number, high: number) => number {
  const { data } = uniform(keyOfText(name), [64]);
  let next = 0;
  return (low, high) => low + Math.floor((data[next++ % data.length] as number) * (high - low + 1));
}

/** A tensor as a file writes it. */
export function written({ sizes, data }: Tensor): string {
  return sizes.length === 0 ? `${data[0]}` : `reshape([${data.join(", ")}], [${sizes.join(", ")}])`;
}

function expectClose(
  found: readonly number[],
  expected: Float64Array,
  tolerance: number,
  what: string,
): void {
  expect(found.length, what).toBe(expected.length);
  expected.forEach((value, i) => {
    const error = Math.abs((found[i] as number) - value) / Math.max(1, Math.abs(value));
    expect(error, `element ${i} of ${what}: ${found[i]} against ${value}`).toBeLessThanOrEqual(tolerance);
  });
}

/** All numbers of nested lists, words as the numbers that they spell. */
export function flat(numbers: unknown): readonly number[] {
  return numbers === undefined ? [] : [numbers].flat(Infinity).map(Number);
}
