/**
 * What stands between the brackets of `x[…]`, as the checker hands it to the `index` gate.
 *
 * `index([x, ...tensors], subscript(items))`: one item for each entry between the brackets, in order. A `tensor` item takes
 * the next of `tensors`; its values are whole numbers, known or not. A known whole number is an `at` item, a number that
 * only a run knows is a `tensor` item of rank 0; both drop their dimension, as in PyTorch. `known` is the tensor's value
 * where it is known when the graph is built, so that a place outside is refused there; otherwise the kernel refuses it.
 * Every refusal is made here or in the gate: negative steps, too many entries, masks, numbers that are not whole.
 */
import type { Attrs, AttrValue, Refusal } from "../graph/ir.ts";
import { broadcast, showShape, shapeOf, type Dim, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { keepName } from "./dims.ts";

export type IndexItem =
  /** `x[3]`, `x[-1]`. */
  | { readonly kind: "at"; readonly index: number }
  /** `x[1:3]`, `x[::2]`; null is what was left out. */
  | {
      readonly kind: "slice";
      readonly start: number | null;
      readonly stop: number | null;
      readonly step: number | null;
    }
  /** `x[None]`. */
  | { readonly kind: "newaxis" }
  /** `x[...]`. */
  | { readonly kind: "ellipsis" }
  /** `x[[0, 2]]`, `x[argmax(y)]`: the next index tensor. */
  | {
      readonly kind: "tensor";
      readonly known: Tensor | null;
      /** Where a mask picked the places: the size that the dimension has in the mask. */
      readonly masked?: number;
    }
  /** `x[x > 0]` where the condition is not known, which is refused with what to write instead. */
  | { readonly kind: "mask" };

/** An item with its dimension of the operand, bounds resolved. */
export type Part =
  | { readonly kind: "at"; readonly dim: number; readonly index: number }
  | {
      readonly kind: "slice";
      readonly dim: number;
      readonly start: number;
      readonly step: number;
      readonly size: number;
    }
  | { readonly kind: "newaxis" }
  /** `operand` counts the index tensors from 0. */
  | { readonly kind: "tensor"; readonly dim: number; readonly operand: number };

/** Where the result's elements come from: its shape, the parts in order, and which of its dimensions the index lists make. */
export interface Subscript {
  readonly shape: Shape;
  readonly parts: readonly Part[];
  /** The sizes that the index lists broadcast to, and the first of their dimensions in the result; no lists, no sizes. */
  readonly lists: readonly number[];
  readonly listsAt: number;
}

const ALL: IndexItem = { kind: "slice", start: null, stop: null, step: null };

/**
 * The attributes of `index`: the items, and the text between the brackets for printers and exports, where `{tensors.0}`
 * stands for the first index tensor.
 */
export function subscript(items: readonly IndexItem[]): Attrs {
  let tensors = 0;
  const entries = items.map((item) => (item.kind === "tensor" ? `{tensors.${tensors++}}` : showItem(item)));
  return { items, subscript: entries.join(", ") };
}

export function itemsOf(attrs: Attrs): readonly IndexItem[] {
  const items: AttrValue | undefined = attrs["items"];
  return items as readonly IndexItem[];
}

/** Checks the items against the operand's shape; index tensors by their shapes, and by their values where known. */
export function resolveSubscript(
  x: Shape,
  items: readonly IndexItem[],
  tensors: readonly Shape[],
): Subscript | Refusal {
  const expanded = expand(x, items);
  if ("refused" in expanded) return expanded;
  const parts: Part[] = [];
  let dim = 0;
  let operand = 0;
  for (const item of expanded) {
    const size = x[dim]?.size ?? 0;
    switch (item.kind) {
      case "at": {
        const refusal = refusePlace(item.index, size, dim, {
          text: showItems(items),
          operand: 0,
          negative: true,
        });
        if (refusal !== undefined) return refusal;
        parts.push({ kind: "at", dim, index: item.index < 0 ? item.index + size : item.index });
        dim += 1;
        break;
      }
      case "slice": {
        const part = slicePart(item, size, dim);
        if ("refused" in part) return part;
        parts.push(part);
        dim += 1;
        break;
      }
      case "newaxis":
        parts.push({ kind: "newaxis" });
        break;
      case "tensor": {
        if (item.masked !== undefined && item.masked !== size)
          return {
            refused: `The mask has size ${item.masked} where dimension ${dim} of {x} has size ${size}; they must be equal.`,
            operand: operand + 1,
          };
        for (const place of item.known?.data ?? []) {
          const refusal = refusePlace(place, size, dim, { operand: operand + 1, negative: true });
          if (refusal !== undefined) return refusal;
        }
        parts.push({ kind: "tensor", dim, operand });
        operand += 1;
        dim += 1;
        break;
      }
    }
  }
  return assemble(x, parts, tensors);
}

export interface PlaceContext {
  /** The text between the brackets, where it names the place. */
  readonly text?: string;
  /** Which operand the place, or else the dimension, belongs to. */
  readonly operand: number;
  /** Whether a negative place counts from the end. */
  readonly negative: boolean;
}

/** Why a number is no place in a dimension of `{x}`, or undefined where it is one. */
export function refusePlace(
  place: number,
  size: number,
  dim: number,
  { text, operand, negative }: PlaceContext,
): Refusal | undefined {
  if (!Number.isInteger(place))
    return { refused: `An index must be a whole number; ${place} is not.`, operand };
  if (place >= (negative ? -size : 0) && place < size) return undefined;
  const what = text === undefined ? `Index ${place}` : `{x}[${text}]`;
  const range = negative ? `0 … ${size - 1}, or ${-size} … -1` : `0 … ${size - 1}`;
  const has = `dimension ${dim} of {x} has size ${size}`;
  return {
    refused: `${what} is out of range: ${has}${size === 0 ? ", so nothing can be picked." : ` (${range}).`}`,
    operand,
  };
}

type Expanded = Exclude<IndexItem, { kind: "ellipsis" | "mask" }>;

/** Replaces the ellipsis, or what was left out at the end, by full slices. */
function expand(x: Shape, items: readonly IndexItem[]): readonly Expanded[] | Refusal {
  if (items.some((item) => item.kind === "mask"))
    return {
      refused:
        "A bool cannot index: how many elements it picks is not known without a run. where(condition, {x}, 0) and masked_fill keep the shape.",
    };
  const ellipses = items.filter((item) => item.kind === "ellipsis").length;
  if (ellipses > 1) return { refused: `... can stand once in an index; it stands ${ellipses} times here.` };
  const named = items.filter((item) => item.kind !== "ellipsis" && item.kind !== "newaxis").length;
  if (named > x.length)
    return {
      refused:
        x.length === 0
          ? "{x} is a number; it has no dimension to index."
          : `{x} is ${showShape(x)}: ${named} dimensions are indexed, and it has ${x.length}.`,
      operand: 0,
    };
  const rest = new Array<Expanded>(x.length - named).fill(ALL as Expanded);
  const whole = ellipses === 1 ? items : [...items, { kind: "ellipsis" } as const];
  return whole.flatMap((item) => (item.kind === "ellipsis" ? rest : [item as Expanded]));
}

/** Python's rules: bounds count from the end where negative, and are clamped to what is there. */
function slicePart(item: Extract<IndexItem, { kind: "slice" }>, size: number, dim: number): Part | Refusal {
  const step = item.step ?? 1;
  const fraction = [item.start, item.stop, step].find((bound) => bound !== null && !Number.isInteger(bound));
  if (fraction !== undefined)
    return { refused: `A slice's bounds must be whole numbers; ${fraction} is not.` };
  if (step === 0) return { refused: "A slice's step must not be 0." };
  if (step < 0)
    return {
      refused: `A slice's step must be positive; flip({x}, ${dim})${step === -1 ? "" : " and then a positive step"} goes backwards.`,
    };
  const start = clamp(item.start ?? 0, size);
  const stop = clamp(item.stop ?? size, size);
  return { kind: "slice", dim, start, step, size: Math.max(0, Math.ceil((stop - start) / step)) };
}

function clamp(bound: number, size: number): number {
  return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
}

/**
 * The result's shape. Index lists broadcast to one block of dimensions: where they stand side by side the block takes their
 * place, otherwise it comes first (NumPy's and PyTorch's rule). A single number is no list.
 */
function assemble(x: Shape, parts: readonly Part[], tensors: readonly Shape[]): Subscript | Refusal {
  const kept = parts.filter(
    (part) => part.kind !== "at" && !(part.kind === "tensor" && tensors[part.operand]?.length === 0),
  );
  let block: Shape | undefined;
  for (const part of kept) {
    if (part.kind !== "tensor") continue;
    const shape = tensors[part.operand] ?? [];
    const both: Shape | undefined = block === undefined ? shape : broadcast(block, shape);
    if (both === undefined)
      return {
        refused: `The index lists are ${showShape(block ?? [])} and ${showShape(shape)}; side by side they must have one shape, or broadcast.`,
        operand: part.operand + 1,
      };
    block = both;
  }
  const places = kept.flatMap((part, i) => (part.kind === "tensor" ? [i] : []));
  const first = places[0] ?? 0;
  const together = places.every((place, i) => place === first + i);
  const listsAt = together ? first : 0;
  const others = kept.filter((part) => part.kind !== "tensor").map((part) => dimOf(x, part));
  return {
    shape: block === undefined ? others : others.toSpliced(listsAt, 0, ...block),
    parts,
    lists: (block ?? []).map((entry) => entry.size),
    listsAt,
  };
}

function dimOf(x: Shape, part: Part): Dim {
  return part.kind === "slice" ? keepName(x[part.dim], part.size) : { size: 1 };
}

function showItems(items: readonly IndexItem[]): string {
  return items.map((item) => (item.kind === "tensor" ? "…" : showItem(item))).join(", ");
}

function showItem(item: IndexItem): string {
  switch (item.kind) {
    case "at":
      return `${item.index}`;
    case "slice":
      return `${item.start ?? ""}:${item.stop ?? ""}${item.step === null ? "" : `:${item.step}`}`;
    case "newaxis":
      return "None";
    case "ellipsis":
      return "...";
    case "tensor":
    case "mask":
      return "…";
  }
}

/** The shapes of index tensors. */
export function shapesOf(tensors: readonly Tensor[]): readonly Shape[] {
  return tensors.map((tensor) => shapeOf(tensor.sizes));
}
