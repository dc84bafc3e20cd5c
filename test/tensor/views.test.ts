/** Tensors that show another one's elements: in order when asked for, and read by steps in products, on either set of kernels. */
import { describe, expect, test } from "vitest";
import { contract } from "../../src/tensor/contract.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { finished, multiplyBatch } from "../../src/tensor/product.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";
import { joined, permuteTensor, relabelled } from "../../src/tensor/views.ts";
import { wasmKernels } from "./sets.ts";

const sets = [
  ["WebAssembly", wasmKernels()],
  ["plain TypeScript", plainKernels],
] as const;

const orders = [
  [0, 1, 2, 3],
  [0, 1, 3, 2],
  [0, 2, 1, 3],
  [1, 0, 2, 3],
  [3, 2, 1, 0],
  [2, 3, 0, 1],
  [1, 2, 3, 0],
];

describe("a permuted tensor has the elements where an index says", () => {
  test.each(orders.flatMap((first) => orders.map((second) => [first, second] as const)))(
    "%j, then %j",
    (first, second) => {
      const x = drawn("x", [4, 5, 6, 7]);
      const once = permuted(x, first);
      const twice = permuted(once, second);
      expectPermuted(x, once, first);
      expectPermuted(once, twice, second);
      // What nobody has asked for in between is read from the first one.
      expect(permuted(permuted(x, first), second).data).toEqual(twice.data);
    },
  );

  test("and keeps them under other sizes, of which each may be a part of one, several or a part of several", () => {
    const x = drawn("x", [4, 6, 10, 3]);
    for (const sizes of [[24, 30], [720], [2, 2, 6, 5, 2, 3], [8, 3, 30], [16, 45]])
      for (const order of orders) {
        const y = permuted(x, order);
        const plain: Tensor = { sizes, data: permuted(x, order).data.slice() };
        const back = sizes.map((_, dim) => sizes.length - 1 - dim);
        expect(permuted(relabelled(y, sizes), back).data).toEqual(permuted(plain, back).data);
      }
  });
});

test("nothing is copied for a product", () => {
  const x = drawn("x", [4, 5, 6, 7]);
  expect(permuted(x, [3, 2, 1, 0]).view?.data).toBe(x.data);
  expect(relabelled(permuted(x, [1, 0, 2, 3]), [20, 42]).view?.data).toBe(x.data);
  // There and back again is the tensor itself.
  expect(permuted(permuted(x, [0, 2, 1, 3]), [0, 2, 1, 3]).data).toBe(x.data);
});

test("neighbours are joined where one step walks them", () => {
  const joinedOf = (...pairs: readonly (readonly [number, number])[]): unknown =>
    joined(pairs.map(([size, step]) => ({ size, step }))).map(({ size, step }) => [size, step]);
  expect(joinedOf([2, 12], [3, 4], [4, 1])).toEqual([[24, 1]]);
  expect(joinedOf([2, 4], [3, 8], [4, 1])).toEqual([
    [2, 4],
    [3, 8],
    [4, 1],
  ]);
  expect(joinedOf([5, 0], [2, 0])).toEqual([[10, 0]]);
  expect(joinedOf([1, 7], [3, 2], [1, 9])).toEqual([[3, 2]]);
  expect(joinedOf()).toEqual([]);
});

describe.each(sets)("a product in %s", (_, kernels) => {
  test("sums over dimensions that lie apart as over those that lie together", () => {
    const [g, x] = [drawn("g", [6, 8, 20]), drawn("x", [6, 9, 20])];
    const left = relabelled(permuted(g, [1, 0, 2]), [8, 120]);
    const right = relabelled(permuted(x, [0, 2, 1]), [120, 9]);
    expect(product(left, right)).toEqual(product(inOrder(left), inOrder(right)));
    // One that lies together is split as the other one has to be; where nothing fits both are put in order.
    expect(product(inOrder(left), right)).toEqual(product(inOrder(left), inOrder(right)));
    const odd = relabelled(permuted(drawn("odd", [10, 11, 12]), [1, 0, 2]), [11, 120]);
    expect(product(odd, right)).toEqual(product(inOrder(odd), inOrder(right)));
  });

  test("keeps dimensions that no step walks", () => {
    const left = relabelled(permuted(drawn("a", [6, 8, 20]), [1, 0, 2]), [48, 20]);
    const right = permuted(drawn("b", [30, 20]), [1, 0]);
    expect(product(left, right)).toEqual(product(inOrder(left), inOrder(right)));
  });

  test("of labels in any order has the numbers of three loops", () => {
    const [a, b] = [drawn("a", [3, 7, 4, 5]), drawn("b", [5, 3, 6, 4])];
    const found = finished(
      contract(
        [
          { tensor: a, labels: ["n", "i", "k", "l"] },
          { tensor: b, labels: ["l", "n", "j", "k"] },
        ],
        ["j", "n", "i"],
        kernels,
      ),
    );
    expect(found.sizes).toEqual([6, 3, 7]);
    for (let j = 0; j < 6; j++)
      for (let n = 0; n < 3; n++)
        for (let i = 0; i < 7; i++) {
          let sum = 0;
          for (let k = 0; k < 4; k++)
            for (let l = 0; l < 5; l++)
              sum += a.data[((n * 7 + i) * 4 + k) * 5 + l]! * b.data[((l * 3 + n) * 6 + j) * 4 + k]!;
          expect(found.data[(j * 3 + n) * 7 + i]).toBeCloseTo(sum, 13);
        }
  });

  function product(a: Tensor, b: Tensor): Float64Array {
    const side = (tensor: Tensor, kept: number): Parameters<typeof multiplyBatch>[2] => ({
      tensor,
      batch: [],
      kept: [kept],
      shared: [1 - kept],
    });
    return finished(multiplyBatch(kernels, [], side(a, 0), side(b, 1)));
  }
});

function permuted(x: Tensor, order: readonly number[]): Tensor {
  return permuteTensor(
    x,
    order,
    order.map((dim) => x.sizes[dim]!),
  );
}

function inOrder({ sizes, data }: Tensor): Tensor {
  return { sizes, data };
}

function expectPermuted(x: Tensor, y: Tensor, order: readonly number[]): void {
  const strides = (sizes: readonly number[]): readonly number[] =>
    sizes.map((_, dim) => elementCount(sizes.slice(dim + 1)));
  const [from, to] = [strides(x.sizes), strides(y.sizes)];
  const wanted = Array.from(y.data, (_, flat) => {
    const at = to.map((stride, dim) => Math.floor(flat / stride) % y.sizes[dim]!);
    return x.data[order.reduce((sum, dim, i) => sum + at[i]! * from[dim]!, 0)];
  });
  expect(Array.from(y.data)).toEqual(wanted);
}

function drawn(seed: string, sizes: readonly number[]): Tensor {
  return { sizes, data: uniform(keyOfText(`${seed} ${sizes.join(" ")}`), sizes).data };
}
