/** PyTorch's recorded values and gradients of the gates of reduction, shape, indexing, joining and products. */
import { expect, test } from "vitest";
import operators from "../golden/operators.json" with { type: "json" };
import type { Node } from "../../src/graph/ir.ts";
import { amax, amin, max_along } from "../../src/ops/extremes.ts";
import { gather } from "../../src/ops/gather.ts";
import { index } from "../../src/ops/indexing.ts";
import { cat, stack } from "../../src/ops/join.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { flip, transpose, tril } from "../../src/ops/permute.ts";
import { mean, prod, sum } from "../../src/ops/reduction.ts";
import { broadcast_to, reshape, squeeze } from "../../src/ops/reshape.ts";
import { cumprod, cumsum } from "../../src/ops/scan.ts";
import { subscript, type IndexItem } from "../../src/ops/subscript.ts";
import type { Nested, Tensor } from "../../src/tensor/tensor.ts";
import { tensor } from "../graph/build.ts";
import { evaluate, gradients, leaf } from "./evaluate.ts";

const all: IndexItem = { kind: "slice", start: null, stop: null, step: null };
const at = (place: number): IndexItem => ({ kind: "at", index: place });
const table = (places: Nested): Node => leaf(tensor(places));

/** What the case's line computes, by the line's text; x, y and w are its leaves. */
const programs: Readonly<Record<string, (x: Node, y: Node, w: Node) => Node>> = {
  "sum(x)": (x) => sum(x),
  "sum(x, dim=1)": (x) => sum(x, { dim: [1] }),
  "sum(x, dim=[0, 2])": (x) => sum(x, { dim: [0, 2] }),
  "mean(x)": (x) => mean(x),
  "mean(x, dim=1)": (x) => mean(x, { dim: [1] }),
  "mean(x, dim=[0, 2])": (x) => mean(x, { dim: [0, 2] }),
  "prod(x)": (x) => prod(x),
  "amax(x, dim=1)": (x) => amax(x, { dim: [1] }),
  "amax(x, dim=[0, 2])": (x) => amax(x, { dim: [0, 2] }),
  "amin(x, dim=1)": (x) => amin(x, { dim: [1] }),
  "amin(x, dim=[0, 2])": (x) => amin(x, { dim: [0, 2] }),
  "max(x)": (x) => amax(x),
  "max(x, dim=1)": (x) => max_along(x, { dim: 1 }),
  "min(x)": (x) => amin(x),
  "cumsum(x, dim=1)": (x) => cumsum(x, { dim: 1 }),
  "cumprod(x, dim=1)": (x) => cumprod(x, { dim: 1 }),
  "x @ w": (x, _, w) => matmul(x, w),
  "matmul(x, w)": (x, _, w) => matmul(x, w),
  "w.T @ x.T": (x, _, w) => matmul(transpose(w, { dim0: 0, dim1: 1 }), transpose(x, { dim0: 0, dim1: 1 })),
  "bmm(x, w)": (x, _, w) => matmul(x, w),
  "dot(x, y)": (x, y) => matmul(x, y),
  "tril(x)": (x) => tril(x, { diagonal: 0 }),
  "transpose(x, 0, 2)": (x) => transpose(x, { dim0: 0, dim1: 2 }),
  "x.T": (x) => transpose(x, { dim0: 0, dim1: 1 }),
  "reshape(x, [3, 4])": (x) => reshape(x, { shape: [3, 4] }),
  "reshape(x, [-1, 2])": (x) => reshape(x, { shape: [-1, 2] }),
  "squeeze(x)": (x) => squeeze(x),
  "squeeze(x, 1)": (x) => squeeze(x, { dim: 1 }),
  "broadcast_to(x, [2, 3])": (x) => broadcast_to(x, { size: [2, 3] }),
  "cat([x, y])": (x, y) => cat([x, y], { dim: 0 }),
  "stack([x, y])": (x, y) => stack([x, y], { dim: 0 }),
  "flip(x, [1])": (x) => flip(x, { dims: [1] }),
  "x[0]": (x) => index([x], subscript([at(0)])),
  "x[:, 1]": (x) => index([x], subscript([all, at(1)])),
  "x[..., 0]": (x) => index([x], subscript([{ kind: "ellipsis" }, at(0)])),
  "x[1, 1:3, :]": (x) =>
    index([x], subscript([at(1), { kind: "slice", start: 1, stop: 3, step: null }, all])),
  "x[:, ::2, :]": (x) =>
    index([x], subscript([all, { kind: "slice", start: null, stop: null, step: 2 }, all])),
  "x[-1]": (x) => index([x], subscript([at(-1)])),
  "gather(x, 1, [[0, 2], [1, 1]])": (x) =>
    gather(
      x,
      table([
        [0, 2],
        [1, 1],
      ]),
      { dim: 1 },
    ),
  "embedding([[0, 4], [2, 2]], w)": (_, __, w) =>
    index(
      [
        w,
        table([
          [0, 4],
          [2, 2],
        ]),
      ],
      subscript([{ kind: "tensor", known: null }]),
    ),
};

interface Golden {
  readonly id: string;
  readonly source: string;
  readonly values: Readonly<Record<string, Nested>>;
  readonly grads: Readonly<Record<string, Nested>>;
}

const recorded = (operators as unknown as readonly Golden[]).flatMap((golden) => {
  const [, line] = /^out = (.*)$/m.exec(golden.source) ?? [];
  const program = line === undefined ? undefined : programs[line];
  return program === undefined ? [] : [{ ...golden, line: line ?? "", program }];
});

test("every program has its recording", () => {
  expect(new Set(recorded.map((golden) => golden.line))).toEqual(new Set(Object.keys(programs)));
  expect(recorded.length).toBeGreaterThanOrEqual(42);
});

test.each(recorded)("$id: $line", ({ program, values, grads }) => {
  const leaves = ["x", "y", "w"].map((name) => leaf(tensor(values[name] ?? 0)));
  const [x, y, w] = leaves as [Node, Node, Node];
  const out = program(x, y, w);
  expectClose(evaluate(out), tensor(values["out"] as Nested));
  const found = gradients(out, tensor(grads["out"] as Nested), leaves);
  ["x", "y", "w"].forEach((name, i) => {
    const expected = grads[name];
    if (expected !== undefined) expectClose(found[i] as Tensor, tensor(expected));
  });
});

function expectClose(found: Tensor, expected: Tensor): void {
  expect(found.sizes).toEqual(expected.sizes);
  expected.data.forEach((value, i) => expect(found.data[i]).toBeCloseTo(value, 12));
}
