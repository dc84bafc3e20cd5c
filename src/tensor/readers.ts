/** Tensors that broadcast, as a pass reads them block by block. */
import type { KernelModule } from "./kernel-module.ts";
import type { Tensor } from "./tensor.ts";
import { joined, layoutOf, type Dim } from "./views.ts";

/** A row of fewer numbers is copied sooner one by one. */
const LONG_ROW = 64;

type Reader = (memory: Float64Array, to: number, at: number, count: number) => void;

/** A reader of a tensor that lies in order, and of which each short row comes several times; undefined of others. `scratch`: a block of memory. */
function repeatingReader(
  { repeatRows }: KernelModule,
  scratch: number,
  tensor: Tensor,
  sizes: readonly number[],
): Reader | undefined {
  const levels = levelsOf(tensor, sizes);
  const last = levels.at(-1);
  const columns = last?.step === 1 ? last.size : 1;
  const [outer, repeated] = levels.slice(columns > 1 ? -3 : -2, columns > 1 ? -1 : undefined);
  const isPlain = repeated?.step === 0 && outer?.step === columns;
  if (!isPlain || levels.length !== (columns > 1 ? 3 : 2) || columns > LONG_ROW) return undefined;
  const { data } = layoutOf(tensor);
  const times = repeated.size;
  const place = scratch / Float64Array.BYTES_PER_ELEMENT;
  return (memory, to, at, count) => {
    const row = columns * times;
    const first = Math.floor(at / row) * columns;
    memory.set(data.subarray(first, Math.ceil((at + count) / row) * columns), place);
    repeatRows(to * Float64Array.BYTES_PER_ELEMENT, scratch, at % row, count, columns, times);
  };
}

/** How a tensor is walked where it broadcasts to these sizes. */
function levelsOf(tensor: Tensor, sizes: readonly number[]): readonly Dim[] {
  const { dims } = layoutOf(tensor);
  const missing = sizes.length - tensor.sizes.length;
  return joined(
    sizes.flatMap((size, dim) =>
      tensor.sizes[dim - missing] === size ? dims[dim - missing]! : [{ size, step: 0 }],
    ),
  );
}

/** Writes so many numbers of a tensor, from one of those that it broadcasts to on, to a place in memory. Views are read as they lie. */
export function readerOf(
  tensor: Tensor,
  sizes: readonly number[],
  module: KernelModule,
  scratch: number,
): Reader {
  const repeating = repeatingReader(module, scratch, tensor, sizes);
  if (repeating !== undefined) return repeating;
  const { data } = layoutOf(tensor);
  const levels = levelsOf(tensor, sizes);
  const inner = levels.at(-1) ?? { size: 1, step: 0 };
  const { size, step } = inner;
  if (levels.length <= 1 && step === 0)
    return (memory, to, _, count) => memory.fill(data[0]!, to, to + count);
  if (levels.length === 1 && step === 1)
    return (memory, to, at, count) => memory.set(data.subarray(at, at + count), to);
  const outer = levels.slice(0, -1);
  const steps = Int32Array.from(outer, (level) => level.step);
  const counts = Int32Array.from(outer, (level) => level.size);
  const index = new Int32Array(outer.length);
  return (memory, to, at, count) => {
    let within = at % size;
    let rest = Math.floor(at / size);
    let offset = 0;
    for (let level = index.length - 1; level >= 0; level--) {
      index[level] = rest % counts[level]!;
      offset += index[level]! * steps[level]!;
      rest = Math.floor(rest / counts[level]!);
    }
    for (let done = 0; done < count;) {
      const length = Math.min(size - within, count - done);
      const [place, start] = [to + done, offset + within * step];
      if (step === 0) memory.fill(data[start]!, place, place + length);
      else if (step === 1 && length >= LONG_ROW) memory.set(data.subarray(start, start + length), place);
      else for (let i = 0, from = start; i < length; i++, from += step) memory[place + i] = data[from]!;
      done += length;
      within = 0;
      // On to the next row, without a division.
      for (let level = index.length - 1; level >= 0; level--) {
        offset += steps[level]!;
        index[level]! += 1;
        if (index[level]! < counts[level]!) break;
        offset -= counts[level]! * steps[level]!;
        index[level] = 0;
      }
    }
  };
}
