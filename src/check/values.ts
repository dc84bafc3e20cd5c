/** What an expression is while the graph is built: a tensor's node, a list not yet stacked, or something that is no value. */
import type { Node } from "../graph/ir.ts";
import { shapeOf, type Shape } from "../tensor/shape.ts";

export type Value =
  | { readonly kind: "tensor"; readonly node: Node; readonly shape: Shape }
  /** A bracketed list in an argument: a function that takes several tensors takes it apart, any other stacks it. */
  | { readonly kind: "list"; readonly items: readonly Value[]; stacked: Value | undefined }
  /** Several results of a call. */
  | { readonly kind: "tuple"; readonly items: readonly Value[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "none" }
  /** Broken; its problem is reported. */
  | { readonly kind: "missing" };

export type TensorValue = Extract<Value, { kind: "tensor" }>;

export const MISSING: Value = { kind: "missing" };
export const NONE: Value = { kind: "none" };

export function tensorValue(node: Node, shape: Shape = shapeOf(node.sizes)): TensorValue {
  return { kind: "tensor", node, shape };
}

/** What a person would call it, for messages. */
export function describe(value: Value): string {
  switch (value.kind) {
    case "tensor":
      return value.node.dtype === "bool"
        ? "true or false"
        : value.shape.length === 0
          ? "a number"
          : "a tensor";
    case "list":
      return "a list";
    case "tuple":
      return `${value.items.length} results`;
    case "string":
      return `"${value.text}"`;
    case "none":
      return "None";
    case "missing":
      return "nothing";
  }
}
