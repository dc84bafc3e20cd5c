/** Tensors without elements, whose other sizes may be larger than anything could walk: all is said of them at once. */
import { describe, expect, test } from "vitest";
import { PLAIN_REQUEST } from "../src/analysis.ts";
import { fileListing } from "../src/cli/listing.ts";
import { readEntry } from "../src/data/entry.ts";
import { atOnce } from "../src/data/steps.ts";
import { graphView } from "../src/features/graph-view.ts";
import { hoverAt } from "../src/features/hover.ts";
import { computeNode } from "../src/graph/compute.ts";
import { isRefusal, operandSpec, type Attrs, type Gate, type Node } from "../src/graph/ir.ts";
import { applyGate } from "../src/graph/node.ts";
import { printNodes } from "../src/graph/print.ts";
import { gates } from "../src/ops/index.ts";
import { shapeOf } from "../src/tensor/shape.ts";
import { elementCount, type Tensor } from "../src/tensor/tensor.ts";
import { analyse, viewOf } from "./check.ts";
import { fileResult } from "./file-result.ts";
import { leaf, sent, withDefaults } from "./ops/evaluate.ts";

/** What is shown behind each line, up to the gradient, and the shape that the tooltip has. */
function shownOf(text: string): readonly string[] {
  const { lines, evaluated } = fileListing(text, PLAIN_REQUEST, false);
  expect(evaluated.done).toBe(true);
  const shapes = Object.values(fileResult("a.grad", text).result.shapes);
  return lines.map((line, i) => {
    const shown = / {2}(?:= )?(.*?)(?: {2}|$)/u.exec(line)?.[1] ?? "";
    return shown === "empty" ? `[${shapes[i]?.join("×")}] empty` : shown;
  });
}

const huge = [
  ["zeros(100000, 100000, 0)", "[100000×100000×0] empty"],
  ["zeros(100000, 100000, 0)[0]", "[100000×0] empty"],
  ["zeros(100000, 100000, 0)[:, 3:7]", "[100000×4×0] empty"],
  ["zeros(10**8, 0)", "[100000000×0] empty"],
  ["zeros(10**8, 0).T", "[]"],
  ["zeros(10**8, 0) > 1", "[100000000×0] empty"],
  ["zeros(10**200, 10**200, 0).exp()", "[1e+200×1e+200×0] empty"],
  ["rand(10**9, 10**9, 0)", "[1000000000×1000000000×0] empty"],
  ["cat([zeros(10**8, 0), ones(10**8, 0)])", "[200000000×0] empty"],
  ["stack([zeros(10**8, 0), ones(10**8, 0)])", "[2×100000000×0] empty"],
  ["[zeros(10**8, 0), ones(10**8, 0)]", "[2×100000000×0] empty"],
  ["zeros(10**8, 0) + ones(1, 1)", "[100000000×0] empty"],
  ["where(zeros(10**8, 0) > 1, 1, 2)", "[100000000×0] empty"],
  ["sum(zeros(10**8, 0))", "0"],
  ["sum(zeros(10**8, 3, 0), dim=[0, 2])", "[0, 0, 0]"],
  ["prod(zeros(10**8, 3, 0), dim=1)", "[100000000×0] empty"],
  ["mean(zeros(10**8, 0))", "NaN ⚠"],
  ["softmax(zeros(10**8, 0), dim=0)", "[100000000×0] empty"],
  ["cumsum(zeros(10**8, 0), dim=0)", "[100000000×0] empty"],
  ["sort(zeros(10**8, 0), dim=0)", "[100000000×0] empty"],
  ["zeros(10**8, 0) @ zeros(0, 0)", "[100000000×0] empty"],
  ['einsum("ij,ij->j", zeros(10**8, 0), zeros(10**8, 0))', "[]"],
  ["permute(zeros(10**5, 10**5, 0), [1, 0, 2])", "[100000×100000×0] empty"],
  ["flip(zeros(10**5, 10**5, 0), 0)", "[100000×100000×0] empty"],
  ["triu(zeros(10**5, 10**5, 0))", "[100000×100000×0] empty"],
  ["zeros(10**5, 10**5, 0).expand(2, 10**5, 10**5, 0)", "[2×100000×100000×0] empty"],
] as const;

describe("a tensor without elements, and what is computed with it,", () => {
  test.each(huge)("%s is shown as %s", (value, shown) => {
    expect(shownOf(`x = ${value}`)).toEqual([shown]);
  });

  const text = "x = zeros(100000, 100000, 0)\ny = x * 2\nz = sum(y * y)\nz.backward()";

  test("has a gradient like it", () => {
    const { lines } = fileListing(text, PLAIN_REQUEST, false);
    expect(lines[0]).toMatch(/ {2}empty +∂ empty$/u);
  });

  test("is told of in hovers, in the graph and in printed nodes", () => {
    const view = viewOf(text);
    expect(hoverAt(view, text.indexOf("y ="), { link: undefined })?.markdown).toContain("[100000×100000×0]");
    expect(JSON.stringify(graphView(view, [])).length).toBeLessThan(10_000);
    expect(printNodes(view.analysis.program.graph.nodes)).toContain("[100000, 100000, 0]");
  });

  test("is a short list in JSON, beside its shape", () => {
    const { result } = fileResult("a.grad", text);
    expect(result.values).toEqual({ x: [], y: [], z: 0 });
    expect(result.grads).toEqual({ x: [], y: [], z: 1 });
    expect(result.shapes).toEqual({ x: [100000, 100000, 0], y: [100000, 100000, 0], z: [] });
  });

  test("is read from a file", () => {
    const header = "{'descr': '<f8', 'fortran_order': True, 'shape': (100000, 100000, 0), }\n";
    const bytes = new Uint8Array(10 + header.length);
    bytes.set([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0]);
    bytes.set(Buffer.from(header), 10);
    const sources = new Map([["x.npy", atOnce(readEntry("x.npy", bytes, 1000))]]);
    const text = 'x = load("x.npy")';
    expect(fileListing(text, { ...PLAIN_REQUEST, sources }, false).lines).toEqual([`${text}  empty`]);
  });
});

test.each([
  ["x = zeros(10**7, 0)\ny = stack(x)", "too-many-gates"],
  ["x = zeros(10**7, 0)\ny = split(x, 1)", "too-many-gates"],
  ["x = zeros(10**7, 0)\ny = chunk(x, 10**7)", "too-many-gates"],
  ["x = zeros(10**7, 0)\na, b = x", "unpack-count"],
  ["x = zeros(10**7, 0)\nfor row in x: y = row", "for-range-only"],
  [`x = zeros(${"1, ".repeat(2500)}1)`, "too-many-dimensions"],
  [`x = 1\n${"x = x.unsqueeze(0)\n".repeat(70)}`, "too-many-dimensions"],
])("what would be walked all the same is refused: %#", (text, code) => {
  expect(analyse(text).problems.map((problem) => problem.code)).toContain(code);
});

test("values that are too large to be made of nothing are refused before the run", () => {
  const { evaluated } = fileResult("a.grad", "x = sum(zeros(10**5, 10**5, 0), dim=2)");
  expect(evaluated.done).toBe(false);
});

/** Every way in which a gate's samples can lose their elements: one size becomes 0, another one huge. */
function emptied(gate: Gate): readonly Node[] {
  return gate.samples.flatMap(({ shapes, attrs = {} }) => {
    const sizes = [...new Set(shapes.flat())];
    return sizes.flatMap((none) =>
      sizes.flatMap((many): Node[] => {
        const change = (size: number): number => (size === none ? 0 : size === many ? 10 ** 8 : size);
        const changed = shapes.map((shape) => shape.map(change));
        if (none === many || changed.some((shape) => elementCount(shape) > 1000)) return [];
        const node = nodeOf(gate, changed, withDefaults(gate, attrs));
        return node === undefined || elementCount(node.sizes) > 1000 ? [] : [node];
      }),
    );
  });
}

function nodeOf(gate: Gate, shapes: readonly (readonly number[])[], attrs: Attrs): Node | undefined {
  const shape = gate.shape(shapes.map(shapeOf), attrs);
  if (isRefusal(shape)) return undefined;
  const inputs = shapes.map((sizes, i) => {
    const data = new Float64Array(elementCount(sizes)).fill(1);
    return leaf({ sizes, data }, operandSpec(gate, i)?.holds === "bool" ? "bool" : "number");
  });
  return applyGate(gate, inputs, attrs);
}

/** Whether the node and all that it is made of have few elements: what has many is refused before it is run. */
function isSmall(node: Node): boolean {
  return elementCount(node.sizes) <= 1000 && node.inputs.every(isSmall);
}

/** The value, whose sizes are as promised; undefined where a gate refuses, as for a place in nothing. */
function valueOf(node: Node): Tensor | undefined {
  const operands = node.inputs.map(valueOf);
  if (operands.some((operand) => operand === undefined)) return undefined;
  const result = computeNode(node, operands as readonly Tensor[]);
  if (isRefusal(result)) return undefined;
  expect(result.sizes).toEqual(node.sizes);
  expect(result.data.length).toBe(elementCount(node.sizes));
  return result;
}

test("no gate walks sizes of what has no elements, nor does its rule", () => {
  const computed = new Set<string>();
  for (const gate of gates) {
    for (const node of emptied(gate)) {
      const value = valueOf(node);
      if (value === undefined || node.dtype === "bool") continue;
      if (node.inputs.some(({ sizes }) => sizes.includes(10 ** 8))) computed.add(gate.name);
      const g = leaf({ sizes: node.sizes, data: value.data.map(() => 1) });
      for (const part of sent(node, g)) if (part !== undefined && isSmall(part)) valueOf(part);
    }
  }
  expect(computed.size).toBeGreaterThan(40);
});
