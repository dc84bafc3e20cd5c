/**
 * Tensors of zeros with few elements somewhere in them, as the gradient of a slice is. They are written out when somebody asks for
 * their elements; a sum of many needs only what is in them.
 */
import { addAxes, forEachRow } from "./axes.ts";
import { copyOf, hold, newZeros } from "./buffers.ts";
import { elementCount, type Placed, type Tensor } from "./tensor.ts";

/** Smaller tensors, or ones with fewer zeros for each other element, are written out at once. */
const LARGE = 4096;
const SPARSE = 4;

/** Zeros with the elements of `source` added where `readAxes` would read them: each place once where they are `distinct`. */
export function placedTensor(
  sizes: readonly number[],
  source: Float64Array,
  axes: readonly Int32Array[],
  base: number,
  distinct: boolean,
): Tensor {
  const count = elementCount(sizes);
  const whole = (): Float64Array => {
    const data = newZeros(count);
    addAxes(data, source, axes, base);
    return data;
  };
  if (!distinct || count < LARGE || count < SPARSE * source.length) return { sizes, data: whole() };
  let data: Float64Array | undefined;
  return {
    sizes,
    placed: { data: source, axes, base },
    get data() {
      // Held for good: it goes to no other value as long as this one may be asked again.
      if (data === undefined) hold((data = whole()));
      return data;
    },
  };
}

/** The sum of tensors of these sizes, from the left. */
export function addUp(tensors: readonly Tensor[], sizes: readonly number[]): Tensor {
  const [first, ...more] = tensors;
  // 0 plus what is placed is what writing it out gives: no element of that is -0, so neither is one of the sum.
  const isSparse = tensors.some(({ placed }) => placed !== undefined);
  const data = isSparse || first === undefined ? newZeros(elementCount(sizes)) : copyOf(first.data);
  for (const tensor of isSparse ? tensors : more) {
    if (tensor.placed !== undefined)
      addAxes(data, tensor.placed.data, tensor.placed.axes, tensor.placed.base);
    else addAll(data, tensor.data);
  }
  return { sizes, data };
}

function addAll(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + from[i]!;
}

/** Visits the elements that are placed, with where each stands. */
export function forEachPlaced(
  { data, axes, base }: Placed,
  visit: (place: number, value: number) => void,
): void {
  let at = 0;
  forEachRow(axes, base, (offset, inner) => {
    for (let i = 0; i < inner.length; i++) visit(offset + inner[i]!, data[at++]!);
  });
}
