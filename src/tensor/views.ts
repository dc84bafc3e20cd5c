/** Tensors that show another one's elements in other order: what can read by steps needs no copy of them. */
import { axis, readAxes, stridesOf, transposeBatch } from "./axes.ts";
import { hold } from "./buffers.ts";
import { elementCount, type Tensor, type View } from "./tensor.ts";

/** So many neighbours, so far apart. */
export interface Dim {
  readonly size: number;
  readonly step: number;
}

/** Fewer elements are copied at once: that costs less than to remember where they are. */
const FEW = 256;

/** What is in order already, of views that several tensors may show. */
const ordered = new WeakMap<View, Float64Array>();

/** The tensor with its dimensions in another order: dimension i of the result is `order[i]` of the operand. */
export function permuteTensor(x: Tensor, order: readonly number[], sizes: readonly number[]): Tensor {
  const moved = order.filter((dim) => x.sizes[dim] !== 1);
  if (moved.every((dim, i) => i === 0 || dim > (moved[i - 1] as number))) return relabelled(x, sizes);
  const { data, dims } = layoutOf(x);
  return shown(
    sizes,
    data,
    order.flatMap((dim) => dims[dim] as readonly Dim[]),
  );
}

/** Where a tensor reads its elements, or once read them: as long as it is kept, nothing else may be written there. */
export function storageOf(tensor: Tensor): Float64Array {
  if (tensor.computed !== undefined) return tensor.computed() ?? NOTHING;
  return (tensor.view ?? tensor.placed ?? tensor).data;
}

const NOTHING = new Float64Array(0);

/** The elements, as they lie where a view shows each of them once. */
export function inAnyOrder(tensor: Tensor): Float64Array {
  const { view } = tensor;
  return view !== undefined && showsAllOnce(view) ? view.data : tensor.data;
}

function showsAllOnce({ data, sizes, steps }: View): boolean {
  const dims = sizes.map((size, dim) => ({ size, step: steps[dim]! })).filter(({ size }) => size !== 1);
  let count = 1;
  for (const { size, step } of dims.sort((a, b) => a.step - b.step)) {
    if (step !== count) return false;
    count *= size;
  }
  return count === data.length;
}

/** A tensor whose elements are computed where somebody asks for them. */
export function computedLater(sizes: readonly number[], compute: () => Float64Array): Tensor {
  let computed: Float64Array | undefined;
  return {
    sizes,
    computed: () => computed,
    get data() {
      if (computed === undefined) hold((computed = compute()));
      return computed;
    },
  };
}

/** The same elements in the same order under other sizes. */
export function relabelled(x: Tensor, sizes: readonly number[]): Tensor {
  return x.view === undefined ? { sizes, data: x.data } : showing(sizes, x.view);
}

/** The tensor of these sizes whose elements lie in `data` as the dimensions, which may be more, say. */
function shown(sizes: readonly number[], data: Float64Array, dims: readonly Dim[]): Tensor {
  const [only, ...more] = joined(dims);
  const count = elementCount(sizes);
  if (only?.step === 1 && more.length === 0 && count === data.length) return { sizes, data };
  const view = { data, sizes: dims.map(({ size }) => size), steps: dims.map(({ step }) => step) };
  return count < FEW ? { sizes, data: inOrder(view) } : showing(sizes, view);
}

function showing(sizes: readonly number[], view: View): Tensor {
  return {
    sizes,
    view,
    get data() {
      let data = ordered.get(view);
      if (data === undefined) ordered.set(view, (data = inOrder(view)));
      return data;
    },
  };
}

/** Where a tensor's elements lie, for each of its dimensions; one that was joined of several has several. */
export function layoutOf(tensor: Tensor): {
  readonly data: Float64Array;
  readonly dims: readonly (readonly Dim[])[];
} {
  const { sizes, view } = tensor;
  const found = view && split(sizes, view);
  if (view !== undefined && found !== undefined) return { data: view.data, dims: found };
  const steps = stridesOf(sizes);
  return { data: tensor.data, dims: sizes.map((size, dim) => [{ size, step: steps[dim] as number }]) };
}

/** The view's dimensions that make up each size; undefined where one of them goes across. */
function split(sizes: readonly number[], view: View): readonly (readonly Dim[])[] | undefined {
  let next = 0;
  const dims: Dim[][] = [];
  for (const size of sizes) {
    const own: Dim[] = [];
    for (let rest = size; rest > 1; next++) {
      const [length, step] = [view.sizes[next] as number, view.steps[next] as number];
      if (rest % length !== 0) return undefined;
      rest /= length;
      if (length > 1) own.push({ size: length, step });
    }
    dims.push(own);
  }
  return dims;
}

/** Neighbours that stay neighbours as one dimension: as few as walk the elements in the same order. */
export function joined(dims: readonly Dim[]): readonly Dim[] {
  const result: Dim[] = [];
  for (const { size, step } of dims) {
    const before = result.at(-1);
    if (size === 1) continue;
    if (before?.step === size * step) result[result.length - 1] = { size: before.size * size, step };
    else result.push({ size, step });
  }
  return result;
}

function inOrder({ data, sizes, steps }: View): Float64Array {
  const dims = joined(sizes.map((size, dim) => ({ size, step: steps[dim] as number })));
  const [rows, columns] = dims.slice(-2);
  const [batch] = dims;
  const matrix = (rows?.size ?? 0) * (columns?.size ?? 0);
  const isTransposed = rows?.step === 1 && columns?.step === rows.size;
  const isBatch = dims.length === 2 || (dims.length === 3 && batch?.step === matrix);
  if (isTransposed && isBatch && elementCount(sizes) === data.length)
    return transposeBatch(data, columns.size, rows.size);
  return readAxes(
    data,
    dims.map(({ size, step }) => axis(size, step)),
    0,
  );
}
