/** Functions of the library that draw random numbers: their range, what fixes them, and the gradient that they pass on. */
import { expect, test } from "vitest";
import { fileResult } from "../file-result.ts";

function numbersOf(source: string): (name: string) => { values: number[]; grads: number[] } {
  const { result } = fileResult("", source);
  expect(result.problems).toEqual([]);
  const flat = (numbers: unknown): number[] =>
    numbers === undefined ? [] : [numbers].flat(Infinity).map(Number);
  return (name) => ({ values: flat(result.values[name]), grads: flat(result.grads[name]) });
}

test("rrelu draws a slope for each negative element in training, and takes the mean else", () => {
  const of = numbersOf(`x = -ones(200)
a = rrelu(x, 0.1, 0.3, training=True)
b = rrelu(x, 0.1, 0.3, True)
c = rrelu(x, 0.1, 0.3)
L = sum(a)
`);
  const slopes = of("a").values.map((value) => -value);
  expect(Math.min(...slopes)).toBeGreaterThanOrEqual(0.1);
  expect(Math.max(...slopes)).toBeLessThan(0.3);
  expect(new Set(slopes).size).toBe(200);
  expect(of("x").grads).toEqual(slopes);
  expect(of("b").values).not.toEqual(of("a").values);
  expect(new Set(of("c").values)).toEqual(new Set([-0.2]));
});

test("a seed fixes what is drawn", () => {
  const of = numbersOf(`a = rrelu(-ones(5), training=True, seed=3)
b = rrelu(-ones(5), training=True, seed=3)
c = gumbel_softmax(zeros(4), seed=1)
d = gumbel_softmax(zeros(4), seed=1)
e = rand_like(zeros(2, 3), seed=2)
f = rand(2, 3, seed=2)
g = randn_like(zeros(4), seed=2)
h = randn(4, seed=2)
`);
  for (const [one, other] of ["ab", "cd", "ef", "gh"].map((pair) => Array.from(pair))) {
    expect(of(one as string).values).toEqual(of(other as string).values);
  }
});

test("gumbel_softmax draws probabilities, or a class with the gradient of its probabilities", () => {
  const of = numbersOf(`x = [[1, 2, 0.5], [0.1, -1, 3]]
soft = gumbel_softmax(x, tau=0.7, seed=5)
hard = gumbel_softmax(x, tau=0.7, hard=True, seed=5)
w = [[1, 10, 100], [2, 20, 200]]
L = sum(hard * w)
`);
  const { values: soft } = of("soft");
  const { values: hard } = of("hard");
  const w = [1, 10, 100, 2, 20, 200];
  for (const row of [0, 3]) {
    const part = soft.slice(row, row + 3);
    expect(part.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    hard.slice(row, row + 3).forEach((value, i) => {
      expect(value).toBeCloseTo(part[i] === Math.max(...part) ? 1 : 0, 12);
    });
    // Softmax backwards, by its definition: s (g − Σ g s) / tau.
    const g = w.slice(row, row + 3);
    const mean = part.reduce((sum, share, i) => sum + share * (g[i] as number), 0);
    part.forEach((share, i) => {
      expect(of("x").grads[row + i]).toBeCloseTo((share * ((g[i] as number) - mean)) / 0.7, 9);
    });
  }
});

test("the classes of gumbel_softmax come as often as softmax says", () => {
  const of = numbersOf(
    "x = log([0.2, 0.3, 0.5])\ny = mean(gumbel_softmax(broadcast_to(x, [20000, 3]), hard=True, seed=9), 0)\nL = sum(y)\n",
  );
  [0.2, 0.3, 0.5].forEach((share, i) =>
    expect(Math.abs((of("y").values[i] as number) - share)).toBeLessThan(0.015),
  );
});
