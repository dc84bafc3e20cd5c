/** Every function of the library with a backward block: the block against the derivative of its forward block and against central differences. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../../src/analysis.ts";
import { libraryFiles } from "../../src/check/library.ts";
import { defSignature } from "../../src/check/signature.ts";
import type { Group, Node } from "../../src/graph/ir.ts";
import { combine, numericGradient } from "../ops/evaluate.ts";
import { createEngine, runRoots } from "../../src/run.ts";
import { elementCount, filled, type Tensor } from "../../src/tensor/tensor.ts";
import { cases, type Case } from "./block-cases.ts";

const withBlocks = libraryFiles.flatMap((source) =>
  source.tree.statements.flatMap((stmt) =>
    stmt.kind === "def" && stmt.backward !== undefined ? [defSignature(stmt, source).name] : [],
  ),
);

test("every function with a backward block has a case", () => {
  expect(withBlocks.length).toBeGreaterThan(15);
  const calls = cases.map(({ call }) => call.replace(/\(.*/, ""));
  // What other functions are made of is reached through them: attention, lp_pool, max_unpool, cross_entropy, the norms,
  // cosine_similarity, cdist, median.
  const inner = withBlocks.filter((name) => !calls.includes(name));
  expect(inner.sort()).toEqual([
    "_attended",
    "_largest_size",
    "_length",
    "_median",
    "_put_at",
    "_root",
    "_scale",
    "_softmax_cross_entropy",
    "_standardized",
  ]);
});

describe.each(cases)("$call of $leaves", ({ call, leaves, wrt, derivedIsNan, single }) => {
  const { analysis, valueOf } = run(sourceOf(call, leaves));
  const own = wrt.map((name) => gradientOf(analysis, valueOf, name));

  test("is a number everywhere", () => {
    expect(analysis.problems).toEqual([]);
    for (const gradient of own) expect(gradient.data.every(Number.isFinite)).toBe(true);
  });

  test("agrees with the derivative of the forward block", () => {
    let finite = 0;
    let blocks = 0;
    const moving = new Set(wrt.map((name) => nodeOf(analysis, name)));
    const moves = (node: Node): boolean => moving.has(node) || node.inputs.some(moves);
    for (const group of analysis.program.graph.groups) {
      if (group.backward === undefined) continue;
      blocks += 1;
      const adjoints = analysis.adjointsIn(group.parent);
      group.inputs.forEach((input, i) => {
        if (!moves(input)) return;
        const block = adjoints?.sent(group)[i];
        const plain = derived(analysis, group, input, valueOf);
        const closed = block === undefined ? filled(input.sizes, 0) : valueOf(block);
        plain.data.forEach((value, at) => {
          if (!Number.isFinite(value)) return;
          finite += 1;
          expect(closed.data[at], `${group.name}: input ${i}, element ${at}`).toSatisfy(
            near(value, single ? 1e-7 : 1e-9),
          );
        });
        if (derivedIsNan !== true) expect(plain.data.every(Number.isFinite)).toBe(true);
      });
    }
    expect(blocks).toBeGreaterThan(0);
    expect(finite).toBeGreaterThan(0);
  });

  test("agrees with central differences", () => {
    wrt.forEach((name, i) => {
      const numeric = numericGradient(leafOf(analysis, valueOf, name), (at) => {
        const moved = run(sourceOf(call, { ...leaves, [name]: written(at) }));
        return total(moved.analysis, moved.valueOf);
      });
      expect(elementCount(numeric.sizes)).toBeGreaterThan(0);
      numeric.data.forEach((value, at) => {
        expect(own[i]?.data[at], `${name}, element ${at}`).toSatisfy(near(value, single ? 1e-7 : 2e-8));
      });
    });
  });
});

/** The target is a sum in which every element of the result counts differently. */
function sourceOf(call: string, leaves: Case["leaves"]): string {
  const lines = Object.entries(leaves).map(([name, value]) => `${name} = ${value}`);
  return [
    ...lines,
    `out = ${call}`,
    "weights = 0.3 + sin(1.7 * reshape(arange(len(flatten(out))), out.shape))",
    "L = sum(out * weights)",
    "",
  ].join("\n");
}

function run(source: string): { readonly analysis: Analysis; readonly valueOf: (node: Node) => Tensor } {
  const analysis = createAnalyser().analyse(source, 0, PLAIN_REQUEST);
  const engine = createEngine(Infinity);
  const valueOf = (node: Node): Tensor => {
    const value = runRoots(engine, [node], analysis.program.inputs, 1e9).numbers.tensor(node);
    if (value === undefined) throw new Error(`no value in ${source}`);
    return value;
  };
  return { analysis, valueOf };
}

function leafOf(analysis: Analysis, valueOf: (node: Node) => Tensor, name: string): Tensor {
  return valueOf(nodeOf(analysis, name));
}

function nodeOf(analysis: Analysis, name: string): Node {
  const node = analysis.program.bindings.find((binding) => binding.topLevel && binding.name === name)?.value;
  if (node === undefined)
    throw new Error(`${name} has no value: ${analysis.problems.map(({ message }) => message).join(" ")}`);
  return node;
}

function total(analysis: Analysis, valueOf: (node: Node) => Tensor): number {
  return valueOf(nodeOf(analysis, "L")).data[0] as number;
}

function gradientOf(analysis: Analysis, valueOf: (node: Node) => Tensor, name: string): Tensor {
  const node = nodeOf(analysis, name);
  const adjoint = analysis.gradient?.of(node);
  return adjoint === undefined ? filled(node.sizes, 0) : valueOf(adjoint);
}

/** What would flow into one input of a call if its block were not there: the sum over all uses inside. */
function derived(analysis: Analysis, group: Group, input: Node, valueOf: (node: Node) => Tensor): Tensor {
  const { graph } = analysis.program;
  const inside = analysis.gradient?.interior(group);
  let sum = filled(input.sizes, 0);
  const add = (operands: readonly Node[], parts: readonly (Node | undefined)[]): void => {
    operands.forEach((operand, i) => {
      const part = parts[i];
      if (operand === input && part !== undefined) sum = combine(sum, 1, valueOf(part), 1);
    });
  };
  for (const node of graph.nodes.slice(group.first, group.last)) add(node.inputs, inside?.sent(node) ?? []);
  for (const inner of graph.groups) {
    if (
      inner.backward !== undefined &&
      inner !== group &&
      inner.first >= group.first &&
      inner.last <= group.last
    ) {
      add(inner.inputs, inside?.sent(inner) ?? []);
    }
  }
  return sum;
}

function near(expected: number, tolerance: number): (found: number | undefined) => boolean {
  return (found) =>
    found !== undefined && Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

function written({ sizes, data }: Tensor): string {
  return sizes.length === 0 ? String(data[0]) : `reshape([${[...data].join(", ")}], [${sizes.join(", ")}])`;
}
