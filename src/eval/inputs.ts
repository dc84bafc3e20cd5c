/** The inputs of a run in which somebody has set leaves to other values. */
import type { Inputs, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** `values` in the place of `inputs`, or beside them. Nothing is copied: literals may still come to `inputs`. */
export function inputsWith(inputs: Inputs, values: Inputs): Inputs {
  return new SetInputs(inputs, values);
}

class SetInputs implements Inputs {
  readonly #inputs: Inputs;
  readonly #values: Inputs;

  constructor(inputs: Inputs, values: Inputs) {
    this.#inputs = inputs;
    this.#values = values;
  }

  get size(): number {
    let size = this.#inputs.size;
    for (const node of this.#values.keys()) if (!this.#inputs.has(node)) size++;
    return size;
  }

  get(node: Node): Tensor | undefined {
    return this.#values.get(node) ?? this.#inputs.get(node);
  }

  has(node: Node): boolean {
    return this.#values.has(node) || this.#inputs.has(node);
  }

  forEach(tell: (value: Tensor, node: Node, inputs: Inputs) => void): void {
    for (const [node, value] of this) tell(value, node, this);
  }

  *entries(): MapIterator<[Node, Tensor]> {
    for (const [node, value] of this.#inputs) yield [node, this.#values.get(node) ?? value];
    for (const [node, value] of this.#values) if (!this.#inputs.has(node)) yield [node, value];
  }

  *keys(): MapIterator<Node> {
    for (const [node] of this) yield node;
  }

  *values(): MapIterator<Tensor> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): MapIterator<[Node, Tensor]> {
    return this.entries();
  }
}
