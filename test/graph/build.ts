/** Builds graphs by hand: nodes in the order of their making, and groups around them. */
import type { Attrs, Gate, Graph, Group, Node } from "../../src/graph/ir.ts";
import { GrowingIndex } from "../../src/graph/node-table.ts";
import { applyGate } from "../../src/graph/node.ts";
import { constant } from "../../src/ops/define.ts";
import type { Nested, Tensor } from "../../src/tensor/tensor.ts";

export interface Builder {
  /** Adds a node that was made elsewhere, behind what it is made of; what is there already is left. */
  readonly add: (node: Node) => Node;
  readonly leaf: (value: Nested) => Node;
  readonly apply: (make: { readonly gate: Gate }, inputs: readonly Node[], attrs?: Attrs) => Node;
  /** Runs `body` in a group; what it returns are the group's outputs. */
  readonly group: (
    name: string,
    inputs: readonly Node[],
    body: () => readonly Node[],
    backward?: Group["backward"],
  ) => readonly Node[];
  readonly graph: () => Graph;
}

export function builder(): Builder {
  const nodes: Node[] = [];
  const index = new GrowingIndex();
  const groups: Group[] = [];
  const groupOf: (Group | undefined)[] = [];
  let current: Group | undefined;
  const self: Builder = {
    add(node) {
      if (index.has(node)) return node;
      for (const input of node.inputs) self.add(input);
      index.append(node);
      nodes.push(node);
      groupOf.push(current);
      return node;
    },
    leaf: (value) => self.add(constant({ value: tensor(value) })),
    apply: (make, inputs, attrs) => self.add(applyGate(make.gate, inputs, attrs)),
    group(name, inputs, body, backward) {
      const group: Group = {
        kind: "call",
        name,
        library: false,
        parent: current,
        ordinal: groups.filter((other) => other.name === name).length,
        first: nodes.length,
        last: nodes.length,
        inputs,
        outputs: [],
        backward,
      };
      groups.push(group);
      current = group;
      group.outputs = body();
      group.last = nodes.length;
      current = group.parent;
      return group.outputs;
    },
    graph: () => ({ nodes, groups, groupOf, index }),
  };
  return self;
}

/** A tensor from nested lists. */
export function tensor(value: Nested): Tensor {
  const sizes: number[] = [];
  for (let level = value; typeof level !== "number"; level = level[0] ?? 0) sizes.push(level.length);
  return { sizes, data: Float64Array.from(elements(value)) };
}

function elements(value: Nested): readonly number[] {
  return typeof value === "number" ? [value] : value.flatMap(elements);
}
