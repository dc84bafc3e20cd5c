/** Sums of products in Einstein's notation against loops over every letter, for equations and sizes at random. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRefusal } from "../../src/graph/ir.ts";
import { einsum } from "../../src/ops/einsum.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { showShape } from "../../src/tensor/shape.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";
import { evaluate, gradients, leaf } from "./evaluate.ts";

const LETTERS = Array.from("abcd");

interface Drawn {
  readonly terms: readonly string[];
  readonly result: string;
  readonly sizes: Readonly<Record<string, number>>;
}

const drawn: fc.Arbitrary<Drawn> = fc
  .tuple(
    fc.array(fc.array(fc.constantFrom(...LETTERS), { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([terms, sizes, random]) => {
    const used = [...new Set(terms.flat())];
    const order = used.map((letter) => ({ letter, rank: random.next().value as number }));
    order.sort((a, b) => a.rank - b.rank);
    const kept = order.slice(0, (random.next().value as number) % (used.length + 1));
    return {
      terms: terms.map((term) => term.join("")),
      result: kept.map(({ letter }) => letter).join(""),
      sizes: Object.fromEntries(LETTERS.map((letter, i) => [letter, sizes[i] as number])),
    };
  });

function tensorsOf({ terms, sizes }: Drawn): readonly Tensor[] {
  return terms.map((term, i) => {
    const shape = Array.from(term).map((letter) => sizes[letter] as number);
    return {
      sizes: shape,
      data: Float64Array.from({ length: elementCount(shape) }, (_, k) => Math.sin(3 * i + 1.7 * k + 1)),
    };
  });
}

/** Visits every combination of the letters' values. */
function loop(
  letters: readonly string[],
  sizes: Drawn["sizes"],
  body: (at: Record<string, number>) => void,
): void {
  const visit = (level: number, at: Record<string, number>): void => {
    const letter = letters[level];
    if (letter === undefined) body(at);
    else for (let i = 0; i < (sizes[letter] as number); i++) visit(level + 1, { ...at, [letter]: i });
  };
  visit(0, {});
}

function offset(term: string, sizes: Drawn["sizes"], at: Record<string, number>): number {
  return Array.from(term).reduce(
    (sum, letter) => sum * (sizes[letter] as number) + (at[letter] as number),
    0,
  );
}

test("values and gradients are those of loops", () => {
  fc.assert(
    fc.property(drawn, (equation) => {
      const { terms, result, sizes } = equation;
      const tensors = tensorsOf(equation);
      const leaves = tensors.map((tensor) => leaf(tensor));
      const out = einsum(leaves, { equation: `${terms.join(",")}->${result}` });
      const g = Float64Array.from({ length: elementCount(out.sizes) }, (_, k) => Math.cos(k + 0.5));
      const value = new Float64Array(g.length);
      const grads = tensors.map(({ data }) => new Float64Array(data.length));
      loop([...new Set(terms.join(""))], sizes, (at) => {
        const places = terms.map((term) => offset(term, sizes, at));
        const factors = places.map((place, i) => tensors[i]!.data[place]!);
        const to = offset(result, sizes, at);
        value[to]! += factors.reduce((product, factor) => product * factor, 1);
        places.forEach((place, i) => {
          grads[i]![place]! += factors.reduce(
            (product, factor, j) => (j === i ? product : product * factor),
            g[to]!,
          );
        });
      });
      expectClose(evaluate(out).data, value);
      gradients(out, { sizes: out.sizes, data: g }, leaves).forEach(({ data }, i) =>
        expectClose(data, grads[i]!),
      );
    }),
    { seed: 11, numRuns: 400 },
  );
});

function expectClose(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(1e-12));
}

describe("names go with their letters", () => {
  const n = { size: 2, name: "N" };
  const d = { size: 3, name: "D" };
  test.each([
    [
      "ij,jk->ik",
      [
        [n, d],
        [d, n],
      ],
      "[N=2, N=2]",
    ],
    ["ij->ji", [[n, d]], "[D=3, N=2]"],
    ["...j,j->...", [[n, { size: 4 }, d], [{ size: 3 }]], "[N=2, 4]"],
    [
      "ij,ij->ij",
      [
        [{ size: 1 }, d],
        [n, { size: 3 }],
      ],
      "[N=2, D=3]",
    ],
  ])("%s", (equation, shapes, expected) => {
    const shape = einsum.gate.shape(shapes, { equation });
    expect(isRefusal(shape) ? shape.refused : showShape(shape)).toBe(expected);
  });
});

describe("what takes too much on its way", () => {
  const refusalOf = (equation: string, ...shapes: readonly (readonly number[])[]): string | undefined => {
    // Sizes are asked for before a number is: there need not be any.
    const tensors = shapes.map((sizes): Tensor => ({ sizes, data: new Float64Array(0) }));
    const result = einsum.gate.kernel(tensors, { equation }, [], plainKernels);
    return isRefusal(result) ? result.refused : undefined;
  };

  test.each([
    ["no letter that is summed before", "i,j->", [[10 ** 5], [10 ** 5]], undefined],
    [
      "too large a tensor between two operands",
      "ij,jk,kl->il",
      [
        [10 ** 5, 1],
        [1, 10 ** 5],
        [10 ** 5, 2],
      ],
      "1.0e+10 elements",
    ],
    [
      "too many multiplications",
      "ij,jk->ik",
      [
        [10 ** 4, 10 ** 5],
        [10 ** 5, 10 ** 4],
      ],
      "1.0e+13 multiplications",
    ],
    [
      "many operands of a letter each",
      `${Array.from("abcdefghijklmnopqrstuvwxyzABCDE").join(",")}->abcdefghijklmnopqrstuvwxyzABCDE`,
      new Array<number[]>(31).fill([2]),
      "2.1e+9 elements",
    ],
  ] as const)("%s", (_, equation, shapes, expected) => {
    if (expected === undefined) expect(refusalOf(equation, ...shapes)).toBeUndefined();
    else expect(refusalOf(equation, ...shapes)).toContain(expected);
  });
});

test("many operands of two numbers each give every product, and gradients", () => {
  const letters = "abcdefghijklmn";
  const tensors = Array.from(letters, (_, i): Tensor => ({
    sizes: [2],
    data: Float64Array.of(1, 1 + (i % 3)),
  }));
  const leaves = tensors.map((tensor) => leaf(tensor));
  const product = einsum(leaves, { equation: `${Array.from(letters).join(",")}->${letters}` });
  const { data } = evaluate(product);
  const expected = (place: number): number =>
    tensors.reduce(
      (all, tensor, i) => all * (tensor.data[(place >> (letters.length - 1 - i)) & 1] as number),
      1,
    );
  expect(data).toEqual(Float64Array.from({ length: 2 ** letters.length }, (_, place) => expected(place)));
  const ones = { sizes: product.sizes, data: new Float64Array(data.length).fill(1) };
  const others = tensors
    .slice(1)
    .reduce((all, tensor) => all * ((tensor.data[0] as number) + (tensor.data[1] as number)), 1);
  expect(Array.from((gradients(product, ones, [leaves[0]!])[0] as Tensor).data)).toEqual([others, others]);
});
