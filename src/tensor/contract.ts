/** Sums of products over labelled dimensions: what Einstein's notation says, as matrix products two operands at a time. */
import { axis, readAxes, stridesOf } from "./axes.ts";
import type { Kernels } from "./kernels.ts";
import { reduceDims, sumFold } from "./reduce.ts";
import { multiplyBatch, type Operand, type Steps, type Written } from "./product.ts";
import { elementCount, type Tensor } from "./tensor.ts";
import { joined, permuteTensor, relabelled, type Dim } from "./views.ts";

/** A tensor whose dimensions have labels; in an operand a label may stand twice, which takes the diagonal. */
export interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/** What contracting takes: all multiplications, and the elements of the largest tensor on the way. */
export interface Cost {
  readonly multiplications: number;
  readonly elements: number;
}

export function contractionCost(
  operands: readonly { readonly tensor: Pick<Tensor, "sizes">; readonly labels: readonly string[] }[],
  result: readonly string[],
): Cost {
  const sizes = new Map<string, number>();
  const parts = operands.map(({ tensor, labels }) =>
    labels.filter((label, dim) => {
      const size = tensor.sizes[dim] as number;
      if (size !== 1) sizes.set(label, size);
      return size !== 1;
    }),
  );
  const count = (labels: Iterable<string>): number =>
    elementCount(Array.from(labels, (label) => sizes.get(label) as number));
  let left = new Set(parts[0]);
  let [multiplications, elements] = [0, 0];
  for (let i = 1; i < parts.length; i++) {
    const right = new Set(parts[i]);
    const needed = new Set([...result, ...parts.slice(i + 1).flat()]);
    const wanted = (labels: Set<string>, other: Set<string>): string[] =>
      [...labels].filter((label) => needed.has(label) || other.has(label));
    const both = new Set([...wanted(left, right), ...wanted(right, left)]);
    multiplications += count(both);
    left = new Set([...both].filter((label) => needed.has(label)));
    elements = Math.max(elements, count(left));
  }
  return { multiplications, elements };
}

/** Multiplies the operands, from the left, and sums over every label that is not in `result`. */
export function* contract(
  operands: readonly Labelled[],
  result: readonly string[],
  kernels: Kernels,
): Steps<Tensor> {
  const parts = operands.map(simplified);
  let product = parts[0] as Labelled;
  for (let i = 1; i < parts.length; i++) {
    const needed = new Set([...result, ...parts.slice(i + 1).flatMap((part) => part.labels)]);
    product = yield* pair(
      product,
      parts[i] as Labelled,
      needed,
      i === parts.length - 1 ? result : [],
      kernels,
    );
  }
  return arranged(summed(product, new Set(result)), result);
}

/** Without dimensions of size 1, which broadcast, and with diagonals in place of repeated labels. */
function simplified({ tensor, labels }: Labelled): Labelled {
  const strides = stridesOf(tensor.sizes);
  const kept = [...new Set(labels.filter((_, dim) => tensor.sizes[dim] !== 1))];
  const along = kept.map((label) =>
    labels.flatMap((each, dim) => (each === label && tensor.sizes[dim] !== 1 ? [dim] : [])),
  );
  const sizes = along.map(([dim]) => tensor.sizes[dim as number] as number);
  const read = (): Float64Array => {
    const steps = along.map((dims) => dims.reduce((sum, dim) => sum + (strides[dim] as number), 0));
    const axes = sizes.map((size, i) => axis(size, steps[i] as number));
    return readAxes(tensor.data, axes, 0);
  };
  const isWhole = kept.length === labels.length || elementCount(sizes) === elementCount(tensor.sizes);
  return { tensor: isWhole ? relabelled(tensor, sizes) : { sizes, data: read() }, labels: kept };
}

/** With labels as in `order` where a product can be written so. */
function* pair(
  left: Labelled,
  right: Labelled,
  needed: ReadonlySet<string>,
  order: readonly string[],
  kernels: Kernels,
): Steps<Labelled> {
  const a = summed(left, new Set([...needed, ...right.labels]));
  const b = summed(right, new Set([...needed, ...left.labels]));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const folded = shared.filter((label) => !needed.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const operand = (part: Labelled, kept: readonly string[]): Operand => {
    const dims = (some: readonly string[]): readonly number[] =>
      some.map((label) => part.labels.indexOf(label));
    return { tensor: part.tensor, batch: dims(batch), kept: dims(kept), shared: dims(folded) };
  };
  const sizes = (labels: readonly string[]): readonly number[] =>
    labels.map((label) => sizeOf(a, label) ?? sizeOf(b, label) ?? 1);
  const operands = [operand(a, rows), operand(b, columns)] as const;
  const wanted = order.filter((label) => needed.has(label) && sizes([label])[0] !== 1);
  const steps = stridesOf(sizes(wanted));
  const along = (labels: readonly string[]): readonly Dim[] =>
    labels.map((label, i) => ({ size: sizes(labels)[i]!, step: steps[wanted.indexOf(label)] ?? 0 }));
  const written = (down: readonly string[], across: readonly string[]): Written | undefined => {
    const [outer, inner] = [joined(along(down)), joined(along(across))];
    if (outer.length !== 1 || inner.length !== 1 || inner[0]?.step !== 1) return undefined;
    return { batchSteps: along(batch).map(({ step }) => step), rowStep: outer[0]!.step };
  };
  const [first, second] = operands;
  const straight = written(rows, columns);
  // The product of the operands in the other order is the same, transposed.
  const swapped = straight === undefined ? written(columns, rows) : undefined;
  const pairOf = swapped === undefined ? ([first, second] as const) : ([second, first] as const);
  const data = yield* multiplyBatch(kernels, sizes(batch), ...pairOf, straight ?? swapped);
  const labels = (straight ?? swapped) === undefined ? [...batch, ...rows, ...columns] : wanted;
  return { tensor: { sizes: sizes(labels), data }, labels };
}

function summed({ tensor, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const folded = labels.flatMap((label, dim) => (needed.has(label) ? [] : [dim]));
  if (folded.length === 0) return { tensor, labels };
  const sizes = tensor.sizes.filter((_, dim) => !folded.includes(dim));
  return {
    tensor: reduceDims(tensor, folded, sizes, sumFold),
    labels: labels.filter((label) => needed.has(label)),
  };
}

/** The dimensions in the order of `wanted`; a label that the tensor lacks has size 1. */
function arranged({ tensor, labels }: Labelled, wanted: readonly string[]): Tensor {
  const places = wanted.map((label) => labels.indexOf(label));
  const sizes = places.map((place) => tensor.sizes[place] ?? 1);
  return permuteTensor(
    tensor,
    places.filter((place) => place >= 0),
    sizes,
  );
}

function sizeOf({ tensor, labels }: Labelled, label: string): number | undefined {
  return tensor.sizes[labels.indexOf(label)];
}
