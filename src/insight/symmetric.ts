/** Hidden layers whose units are all alike and learn alike: they stay one unit. */
import type { Gate, Node } from "../graph/ir.ts";
import { add, div, mul, neg, sub } from "../ops/arithmetic.ts";
import { matmul } from "../ops/matmul.ts";
import { around } from "../tensor/reduce.ts";
import { sameSizes } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { dimsFrom, foldedDims, isRelabeling, isSameValue } from "./dimensions.ts";
import { placeOf, reachedFrom, type Scene } from "./scene.ts";
import { usersIn, type Users } from "../graph/reach.ts";

export interface Symmetric {
  readonly leaf: Node;
  readonly units: number;
  /** Where the units are made. */
  readonly product: Node;
}

/** Relative to the largest: what is less apart is the same but for rounding. */
const NEAR = 1e-9;

export function findSymmetric(scene: Scene): readonly Symmetric[] {
  if (!scene.hasParams) return [];
  const usersOf = usersIn(scene.graph);
  return scene.leaves.flatMap((leaf): Symmetric | readonly Symmetric[] => {
    const dims = equalDims(scene, leaf);
    if (dims.length === 0) return [];
    const use = unitsOf(leaf, usersOf).find(
      ({ dim, product }) => dims.includes(dim) && isHidden(scene, product, leaf, usersOf),
    );
    return use === undefined ? [] : { leaf, units: leaf.sizes[use.dim]!, product: use.product };
  });
}

/** The dimensions along which all slices of a value, and of its gradient, are equal; none where the gradient is 0. */
function equalDims(scene: Scene, leaf: Node): readonly number[] {
  const adjoint = leaf.sizes.length < 2 ? undefined : scene.adjoints.of(leaf);
  if (adjoint === undefined || !scene.effort.spend(elementCount(leaf.sizes))) return [];
  const [value, gradient] = [scene.valueOf(leaf), scene.valueOf(adjoint)];
  if (value === undefined || gradient?.data.some((one) => one !== 0) !== true) return [];
  return leaf.sizes.flatMap((size, dim) =>
    size > 1 && isEqualAlong(value, dim) && isEqualAlong(gradient, dim) ? [dim] : [],
  );
}

function isEqualAlong({ sizes, data }: Tensor, dim: number): boolean {
  const { count, inner } = around(sizes, dim);
  let largest = 0;
  for (const one of data) largest = Math.max(largest, Math.abs(one));
  if (!Number.isFinite(largest)) return false;
  return data.every((one, i) => {
    const first = data[i - (Math.floor(i / inner) % count) * inner]!;
    return Math.abs(one - first) <= NEAR * largest;
  });
}

/** The products with a weight, and which of its dimensions is the one of their units. */
function unitsOf(leaf: Node, usersOf: Users): readonly Units[] {
  const found: Units[] = [];
  const open: [node: Node, dims: readonly number[]][] = [[leaf, leaf.sizes.map((_, dim) => dim)]];
  const seen = new Set<Node>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, dims] = next;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const user of usersOf(node)) {
      const place = user.inputs.indexOf(node);
      if (user.gate === matmul.gate) {
        const dim = dims[node.sizes.length - (place === 0 ? 2 : 1)];
        if (node.sizes.length >= 2 && dim !== undefined && dim >= 0) found.push({ dim, product: user });
        continue;
      }
      const from = isSameWeight(user, node) ? dimsFrom(user, place) : undefined;
      if (from !== undefined) open.push([user, from.map((dim) => (dim < 0 ? -1 : dims[dim]!))]);
    }
  }
  return found;
}

interface Units {
  readonly dim: number;
  readonly product: Node;
}

/** Whether a result is a weight under another shape, or of another size. */
function isSameWeight(user: Node, weight: Node): boolean {
  const isScaled = user.gate.scalar !== undefined && sameSizes(user.sizes, weight.sizes);
  return isSameValue(user) || isRelabeling(user) || isScaled;
}

/** Whether the units go through a gate that bends, and then into a product with another weight. */
function isHidden(scene: Scene, product: Node, leaf: Node, usersOf: Users): boolean {
  const { nodes } = scene.graph;
  const made = reachedFrom(scene, [product]);
  const isMade = (node: Node): boolean => made[placeOf(scene, node)] === 1;
  const bent = reachedFrom(
    scene,
    nodes.filter((node) => isMade(node) && bends(node, isMade)),
  );
  const isBent = (node: Node): boolean => bent[placeOf(scene, node)] === 1;
  const others = new Set(scene.leaves.filter((other) => other !== leaf));
  return nodes.some((node) => {
    if (!isBent(node) || !scene.paths.leads(node) || !isProduct(node, usersOf)) return false;
    return node.inputs.some(isBent) && node.inputs.some((input) => !isBent(input) && isWeight(input, others));
  });
}

const linear: ReadonlySet<Gate> = new Set([add, sub, neg].map(({ gate }) => gate));

/** Whether a gate is no linear function of what is made. */
function bends({ gate, inputs, dtype }: Node, isMade: (node: Node) => boolean): boolean {
  const [first, second] = inputs;
  if (gate.scalar === undefined || dtype === "bool" || linear.has(gate) || first === undefined) return false;
  if (gate === mul.gate) return inputs.every(isMade);
  if (gate === div.gate) return second !== undefined && isMade(second);
  return inputs.length < 3 || isMade(first);
}

/** A product of matrices, or of elements that are then added up. */
function isProduct(node: Node, usersOf: Users): boolean {
  if (node.gate === matmul.gate) return true;
  return node.gate === mul.gate && usersOf(node).some((user) => foldedDims(user) !== undefined);
}

function isWeight(value: Node, weights: ReadonlySet<Node>): boolean {
  for (let own: Node | undefined = value; own !== undefined;) {
    if (weights.has(own)) return true;
    const [first]: readonly Node[] = own.inputs;
    own = first !== undefined && isSameWeight(own, first) ? first : undefined;
  }
  return false;
}
