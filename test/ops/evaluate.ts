/** The smallest evaluator and reverse mode over nodes, by the gates' own kernels and rules: an oracle for tests, without plans or caches. */
import { isRefusal, operandSpec, type Attrs, type Gate, type Node } from "../../src/graph/ir.ts";
import { applyGate } from "../../src/graph/node.ts";
import { boolConstant, constant } from "../../src/ops/define.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { elementCount, filled, type Tensor } from "../../src/tensor/tensor.ts";

export type Values = Map<Node, Tensor>;

/** The node's value; values that were computed on the way are kept in `values`. */
export function evaluate(node: Node, values: Values = new Map()): Tensor {
  const kept = values.get(node);
  if (kept !== undefined) return kept;
  const operands = node.inputs.map((input) => evaluate(input, values));
  const result = node.gate.kernel(operands, node.attrs, node.sizes, plainKernels);
  if (isRefusal(result)) throw new Error(`${node.gate.name} refused: ${result.refused}`);
  values.set(node, result);
  return result;
}

export function leaf(tensor: Tensor, holds: "number" | "bool" = "number"): Node {
  return holds === "bool" ? boolConstant({ value: tensor }) : constant({ value: tensor });
}

/** A gate applied to leaves that hold these tensors, with its attributes' defaults where they are left out. */
export function applyTo(gate: Gate, operands: readonly Tensor[], attrs: Attrs = {}): Node {
  const inputs = operands.map((tensor, i) =>
    leaf(tensor, operandSpec(gate, i)?.holds === "bool" ? "bool" : "number"),
  );
  return applyGate(gate, inputs, withDefaults(gate, attrs));
}

export function withDefaults(gate: Gate, attrs: Attrs): Attrs {
  const filledIn: Record<string, Attrs[string]> = {};
  for (const [name, spec] of Object.entries(gate.attrs)) {
    if (spec.default !== undefined) filledIn[name] = spec.default;
  }
  return { ...filledIn, ...attrs };
}

/** What the gate sends to each operand for an upstream gradient, as nodes of the shape that the rule gives them. */
export function sent(node: Node, g: Node): readonly (Node | undefined)[] {
  const { gate, inputs, attrs } = node;
  return typeof gate.vjp === "function"
    ? gate.vjp({ inputs, out: node, g, attrs })
    : inputs.map(() => undefined);
}

/** The gradient of sum(seed · output) with respect to each of `wrt`. */
export function gradients(output: Node, seed: Tensor, wrt: readonly Node[]): readonly Tensor[] {
  const values: Values = new Map();
  const arrived = new Map<Node, Tensor>([[output, seed]]);
  for (const node of operandsFirst(output).reverse()) {
    const upstream = arrived.get(node);
    if (upstream === undefined || node.dtype === "bool") continue;
    sent(node, leaf(upstream)).forEach((part, i) => {
      const input = node.inputs[i];
      if (part === undefined || input === undefined) return;
      const back = sumTo(evaluate(part, values), input.sizes);
      const before = arrived.get(input);
      arrived.set(input, before === undefined ? back : combine(before, 1, back, 1));
    });
  }
  return wrt.map((node) => arrived.get(node) ?? filled(node.sizes, 0));
}

export function operandsFirst(output: Node): Node[] {
  const order = new Set<Node>();
  const visit = (node: Node): void => {
    if (order.has(node)) return;
    node.inputs.forEach(visit);
    order.add(node);
  };
  visit(output);
  return [...order];
}

/** The tensor summed to the sizes that were broadcast to its own; fails where they were not. */
export function sumTo(tensor: Tensor, sizes: readonly number[]): Tensor {
  const added = tensor.sizes.length - sizes.length;
  const padded = [...Array.from({ length: Math.max(added, 0) }, () => 1), ...sizes];
  if (added < 0 || padded.some((size, i) => size !== 1 && size !== tensor.sizes[i])) {
    throw new Error(`[${tensor.sizes.join(", ")}] is no broadcast of [${sizes.join(", ")}]`);
  }
  const result = filled(sizes, 0);
  tensor.data.forEach((value, flat) => {
    let rest = flat;
    let to = 0;
    let stride = 1;
    for (let axis = padded.length - 1; axis >= 0; axis--) {
      const size = tensor.sizes[axis] as number;
      const own = padded[axis] as number;
      if (own !== 1) to += (rest % size) * stride;
      rest = Math.floor(rest / size);
      stride *= own;
    }
    result.data[to] = (result.data[to] as number) + value;
  });
  return result;
}

/** s · a + t · b for tensors of one shape. */
export function combine(a: Tensor, s: number, b: Tensor, t: number): Tensor {
  return { sizes: a.sizes, data: a.data.map((value, i) => s * value + t * (b.data[i] as number)) };
}

export function dot(a: Tensor, b: Tensor): number {
  if (a.data.length !== b.data.length) throw new Error(`${a.data.length} elements against ${b.data.length}`);
  return a.data.reduce((sum, value, i) => sum + value * (b.data[i] as number), 0);
}

/**
 * The derivative of a number by every element of a tensor, by the central difference of fourth order; its error is about 1e-11
 * where the function and its derivatives are of size 1.
 */
export function numericGradient(at: Tensor, f: (x: Tensor) => number): Tensor {
  const h = 1e-3;
  const shifted = (i: number, by: number): number =>
    f({ sizes: at.sizes, data: at.data.map((value, j) => (i === j ? value + by : value)) });
  const data = Float64Array.from(
    { length: elementCount(at.sizes) },
    (_, i) => (8 * (shifted(i, h) - shifted(i, -h)) - (shifted(i, 2 * h) - shifted(i, -2 * h))) / (12 * h),
  );
  return { sizes: at.sizes, data };
}
