/** What must hold of every graph, whoever built it; transforms are tested against it. */
import { isWithin } from "./group.ts";
import { isRefusal, type Graph, type Group, type Node } from "./ir.ts";
import { dtypeOf } from "./node.ts";
import { sameSizes, shapeOf, showSizes, sizesOf } from "../tensor/shape.ts";

/** Everything that is wrong with the graph, one sentence each; empty for a good one. */
export function verify(graph: Graph): readonly string[] {
  const problems: string[] = [];
  if (graph.groupOf.length !== graph.nodes.length) problems.push("groupOf is not parallel to nodes.");
  if (graph.index.size !== graph.nodes.length) problems.push("index does not hold every node once.");
  graph.nodes.forEach((node, i) => {
    if (graph.index.get(node) !== i)
      problems.push(`%${i} (${node.gate.name}) is not found at its own place.`);
    problems.push(...checkNode(graph, node, i));
  });
  for (const group of graph.groups) problems.push(...checkGroup(graph, group));
  return problems;
}

function checkNode(graph: Graph, node: Node, place: number): readonly string[] {
  const name = `%${place} (${node.gate.name})`;
  const problems: string[] = [];
  node.inputs.forEach((input, operand) => {
    const at = graph.index.get(input);
    if (at === undefined) problems.push(`Operand ${operand} of ${name} is not in the graph.`);
    else if (at >= place) problems.push(`Operand ${operand} of ${name} stands behind it.`);
  });
  const shape = node.gate.shape(
    node.inputs.map((input) => shapeOf(input.sizes)),
    node.attrs,
  );
  if (isRefusal(shape)) problems.push(`${name} refuses its operands: ${shape.refused}`);
  else if (!sameSizes(sizesOf(shape), node.sizes)) {
    problems.push(`${name} is ${showSizes(node.sizes)}, its gate says ${showSizes(sizesOf(shape))}.`);
  }
  const dtype = dtypeOf(node.gate, node.inputs);
  if (node.dtype !== dtype) problems.push(`${name} holds ${node.dtype}, its gate says ${dtype}.`);
  const innermost = graph.groupOf[place];
  if (innermost !== undefined && !(innermost.first <= place && place < innermost.last)) {
    problems.push(`${name} is outside the group ${innermost.name} that it is listed in.`);
  }
  return problems;
}

function checkGroup(graph: Graph, group: Group): readonly string[] {
  const name = `Group ${group.name} [${group.first}, ${group.last})`;
  const problems: string[] = [];
  if (group.first > group.last || group.last > graph.nodes.length)
    problems.push(`${name} has no valid range.`);
  const { parent } = group;
  if (parent !== undefined && (parent.first > group.first || parent.last < group.last)) {
    problems.push(`${name} does not lie within its parent ${parent.name}.`);
  }
  for (let i = group.first; i < group.last; i++) {
    if (!isWithin(graph.groupOf[i], group)) problems.push(`%${i} lies in ${name} but is not listed in it.`);
  }
  for (const input of group.inputs) {
    const at = graph.index.get(input);
    if (at === undefined || at >= group.first) problems.push(`An input of ${name} does not stand before it.`);
  }
  for (const output of group.outputs) {
    const at = graph.index.get(output);
    const inside = at !== undefined && at >= group.first && at < group.last;
    if (group.backward !== undefined && !inside) problems.push(`An output of ${name} was not made in it.`);
  }
  if (group.backward !== undefined && new Set(group.outputs).size !== group.outputs.length) {
    problems.push(`${name} gives back one node twice.`);
  }
  return problems;
}
