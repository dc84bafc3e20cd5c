/** What an expression is while the graph is built: a tensor's node, a list not yet stacked, or something that is no value. */
import type { PairPart } from "../check/parts.ts";
import type { Node } from "../graph/ir.ts";
import type { ExprOf } from "../syntax/tree.ts";
import { shapeOf, type Shape } from "../tensor/shape.ts";

export type Value =
  | {
      readonly kind: "tensor";
      readonly node: Node;
      readonly shape: Shape;
      /** Set on what a call of a pair answered, as long as nothing was computed with it. */
      readonly part?: Part;
    }
  /** A bracketed list in an argument: a function that takes several tensors takes it apart, any other stacks it. */
  | { readonly kind: "list"; readonly items: readonly Value[]; stacked: Value | undefined }
  /** Several results of a call. */
  | { readonly kind: "tuple"; readonly items: readonly Value[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "none" }
  /** Broken; its problem is reported. */
  | { readonly kind: "missing" };

/**
 * What of values and places a call is asked for. "alone": nothing around it says so, it is its values. "indexed": by an index
 * that asks for no part. A call that is no pair answers as it always does.
 */
export type Answer = "alone" | "indexed" | PairPart | "pair";

/** One of values and places. */
export interface Part {
  readonly is: PairPart;
  /** The call that was answered. */
  readonly call: ExprOf<"call">;
  /** The function that was called. */
  readonly name: string;
}

export type TensorValue = Extract<Value, { kind: "tensor" }>;

export const MISSING: Value = { kind: "missing" };
export const NONE: Value = { kind: "none" };

export function tensorValue(node: Node, shape: Shape = shapeOf(node.sizes)): TensorValue {
  return { kind: "tensor", node, shape };
}

/** The value as one like any other: that it is a part of a pair no longer matters. */
export function plain(value: Value): Value {
  return value.kind === "tensor" && value.part !== undefined ? tensorValue(value.node, value.shape) : value;
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
