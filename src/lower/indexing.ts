/** Lowers `x[…]`: numbers and slices that are known now, and index lists that may come from a run. */
import { index } from "../ops/indexing.ts";
import { subscript, type IndexItem } from "../ops/subscript.ts";
import type { Expr, ExprOf, IndexItem as WrittenItem } from "../syntax/tree.ts";
import { stridesOf } from "../tensor/axes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { apply } from "./emit.ts";
import { lowerExpression } from "./expressions.ts";
import { settle, valueBefore } from "./known.ts";
import { textOf, type Lowering } from "./lowering.ts";
import { asTensor, literalValue } from "./make.ts";
import { partAt, takePart } from "./pairs.ts";
import { report } from "./report.ts";
import { MISSING, type TensorValue, type Value } from "./values.ts";

export function lowerIndex(lowering: Lowering, expr: ExprOf<"index">): Value {
  const value = lowerExpression(lowering, expr.object, partAt(expr.items) ?? "indexed");
  const taken = takePart(lowering, expr, value);
  if (taken !== undefined) return taken;
  const object = asTensor(lowering, value, expr.object);
  const items: IndexItem[] = [];
  const places: TensorValue[] = [];
  let whole = object !== undefined;
  for (const written of expr.items) {
    const lowered = lowerItem(lowering, written, places);
    if (lowered === undefined) whole = false;
    else items.push(...lowered);
  }
  if (!whole || object === undefined) return MISSING;
  return apply(lowering, index.gate, [object, ...places], subscript(items), expr, [expr.object]);
}

/** An entry between the brackets; a mask is one item for each of its dimensions. */
function lowerItem(
  lowering: Lowering,
  written: WrittenItem,
  places: TensorValue[],
): readonly IndexItem[] | undefined {
  if (written.kind === "ellipsis") return [{ kind: "ellipsis" }];
  if (written.kind === "slice") {
    const start = lowerBound(lowering, written.start);
    const stop = lowerBound(lowering, written.stop);
    const step = lowerBound(lowering, written.step);
    if (start === undefined || stop === undefined || step === undefined) return undefined;
    return [{ kind: "slice", start, stop, step }];
  }
  const value = lowerExpression(lowering, written.value);
  if (value.kind === "none") return [{ kind: "newaxis" }];
  const tensor = asTensor(lowering, value, written.value);
  if (tensor === undefined) return undefined;
  const known = valueBefore(lowering, tensor.node);
  const isMask = tensor.node.dtype === "bool";
  if (isMask || tensor.shape.length === 0) settle(lowering, tensor.node);
  if (isMask) return lowerMask(lowering, known, places);
  const [number] = known?.data ?? [];
  if (tensor.shape.length === 0 && number !== undefined) return [{ kind: "at", index: number }];
  places.push(tensor);
  return [{ kind: "tensor", known: known ?? null }];
}

/** A mask that is known picks the places where it is True: a list of places along each of its dimensions. */
function lowerMask(
  lowering: Lowering,
  mask: Tensor | undefined,
  places: TensorValue[],
): readonly IndexItem[] {
  if (mask === undefined || mask.sizes.length === 0) return [{ kind: "mask" }];
  const strides = stridesOf(mask.sizes);
  const picked = Array.from(mask.data.keys()).filter((at) => mask.data[at] === 1);
  return mask.sizes.map((size, dim): IndexItem => {
    const along = picked.map((at) => Math.floor(at / (strides[dim] as number)) % size);
    const known = { sizes: [along.length], data: Float64Array.from(along) };
    places.push(literalValue(lowering, known));
    return { kind: "tensor", known, masked: size };
  });
}

/** A slice's bound: null where it is left out, undefined where it is broken. */
function lowerBound(lowering: Lowering, expr: Expr | undefined): number | null | undefined {
  if (expr === undefined) return null;
  const value = lowerExpression(lowering, expr);
  if (value.kind === "none") return null;
  const tensor = asTensor(lowering, value, expr);
  if (tensor === undefined) return undefined;
  const known = settle(lowering, tensor.node);
  const name = `The bound ${textOf(lowering, expr)}`;
  if (known === undefined) {
    report(lowering, "argument-not-known", expr.span, [name]);
    return undefined;
  }
  const [number] = known.data;
  if (known.sizes.length > 0 || number === undefined || !Number.isInteger(number)) {
    report(lowering, "not-whole", expr.span, [name, known.sizes.length > 0 ? "a list" : String(number)]);
    return undefined;
  }
  return number;
}
