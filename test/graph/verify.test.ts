/** What `verify` finds in graphs that are not well made, and what a listing looks like. */
import { expect, test } from "vitest";
import { indexNodes } from "../../src/graph/node-table.ts";
import { topologicalOrder } from "../../src/graph/order.ts";
import { printNodes } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import type { Graph, Group, Node } from "../../src/graph/ir.ts";
import { add, mul, neg } from "../../src/ops/arithmetic.ts";
import { gt } from "../../src/ops/comparison.ts";
import { sum } from "../../src/ops/reduction.ts";
import { builder } from "./build.ts";

function small() {
  const b = builder();
  const x = b.leaf([[1, 2, 3]]);
  const [y] = b.group(
    "f",
    [x],
    () => [b.apply(mul, [x, x])],
    ([g]) => [g],
  );
  const z = b.apply(add, [y!, x]);
  return { x, y: y!, z, graph: b.graph() };
}

test("a graph made in order is right", () => {
  expect(verify(small().graph)).toEqual([]);
});

const broken: readonly (readonly [string, (made: ReturnType<typeof small>) => Graph, readonly string[]])[] = [
  [
    "an operand that stands behind",
    ({ graph, x, y, z }) =>
      renumber({ ...graph, nodes: [x, z, y], groupOf: [undefined, undefined, graph.groups[0]] }),
    ["Operand 0 of %1 (add) stands behind it."],
  ],
  [
    "an operand from elsewhere",
    ({ graph }) => {
      const stranger = builder().leaf([[1, 1, 1]]);
      const { z } = small();
      return renumber({
        ...graph,
        nodes: [...graph.nodes, { ...z, inputs: [stranger, stranger] }],
        groupOf: [...graph.groupOf, undefined],
      });
    },
    ["Operand 0 of %3 (add) is not in the graph.", "Operand 1 of %3 (add) is not in the graph."],
  ],
  [
    "a shape and a dtype that are not the gate's",
    ({ graph, x, y, z }) => renumber({ ...graph, nodes: [x, y, { ...z, sizes: [3], dtype: "bool" }] }),
    ["%2 (add) is [3], its gate says [1, 3].", "%2 (add) holds bool, its gate says float."],
  ],
  [
    "operands that the gate refuses",
    ({ graph, x, y, z }) => {
      const other = builder().leaf([1, 2]);
      const nodes: Node[] = [x, y, other, { ...z, inputs: [y, other] }];
      return renumber({ ...graph, nodes, groupOf: [undefined, graph.groups[0], undefined, undefined] });
    },
    [expect.stringContaining("%3 (add) refuses its operands: ") as string],
  ],
  [
    "a group that lies elsewhere",
    ({ graph }) => ({ ...graph, groupOf: [undefined, undefined, graph.groups[0]] }),
    [
      "%2 (add) is outside the group f that it is listed in.",
      "%1 lies in Group f [1, 2) but is not listed in it.",
    ],
  ],
  [
    "a group whose inputs and outputs are the wrong way round",
    ({ graph, x, y }) => regroup(graph, { inputs: [y], outputs: [x, x] }),
    [
      "An input of Group f [1, 2) does not stand before it.",
      "An output of Group f [1, 2) was not made in it.",
      "An output of Group f [1, 2) was not made in it.",
      "Group f [1, 2) gives back one node twice.",
    ],
  ],
  [
    "a group beyond the end of its parent",
    ({ graph }) => regroup(graph, { parent: { ...graph.groups[0]!, first: 2, last: 3 } }),
    ["Group f [1, 2) does not lie within its parent f."],
  ],
  [
    "a group without a valid range",
    ({ graph }) => ({
      ...graph,
      groups: [...graph.groups, { ...graph.groups[0]!, first: 3, last: 9, backward: undefined, inputs: [] }],
    }),
    [expect.stringContaining("Group f [3, 9) has no valid range.") as string],
  ],
];

test.each(broken)("finds %s", (_, breakIt, expected) => {
  const problems = verify(breakIt(small()));
  expect(problems.slice(0, expected.length)).toEqual(expected);
});

test("prints operands by number, attributes, literals, bools and shapes", () => {
  const b = builder();
  const x = b.leaf([[1, Infinity]]);
  const large = b.leaf(Array.from({ length: 20 }, (_, i) => i));
  const total = b.apply(sum, [x], { dim: [0], keepdim: true });
  const positive = b.apply(gt, [total, b.leaf(0)]);
  expect(printNodes([x, large, total, positive])).toMatchInlineSnapshot(`
    "%0 = constant(value=[[1, Infinity]]) : [1, 2]
    %1 = constant(value=tensor [20]) : [20]
    %2 = sum(%0, dim=[0], keepdim=true) : [1, 2]
    %3 = gt(%2, ?) : bool [1, 2]"
  `);
});

test("orders what roots are computed from, operands first", () => {
  const b = builder();
  const x = b.leaf(1);
  const y = b.apply(neg, [x]);
  const z = b.apply(add, [b.apply(mul, [y, x]), y]);
  b.apply(neg, [z]);
  expect(topologicalOrder([z, y]).map((node) => node.gate.name)).toEqual(["constant", "neg", "mul", "add"]);
});

/** The graph with an index that fits its nodes. */
function renumber(graph: Graph): Graph {
  return { ...graph, index: indexNodes(graph.nodes) };
}

function regroup(graph: Graph, change: Partial<Group>): Graph {
  const group: Group = { ...graph.groups[0]!, ...change };
  return { ...graph, groups: [group], groupOf: graph.groupOf.map((old) => old && group) };
}
