/** The panels of a product of matrices: four rows or columns side by side, so that the innermost loop reads memory in order. */
import type { KernelModule } from "./kernel-module.ts";

/** Rows and columns of the tile whose sums stay in registers. */
export const TILE = 4;

/** How many numbers are brought into the module's memory at once. */
export const PACKING = 16384;
/** Neighbours that are worth a copy by themselves. */
const LONG = 32;

const NUMBER = Float64Array.BYTES_PER_ELEMENT;

type Pack = (
  numbers: Float64Array,
  to: number,
  data: Float64Array,
  from: number,
  across: number,
  along: number,
  count: number,
  depth: number,
) => void;

/**
 * What lays out panels (as `packSlowly` says) in the memory that begins at the byte `base`. Where neighbours in storage are neighbours
 * in a panel, or stand behind each other in it, they are copied together to the place `scratch`, and WebAssembly does the rest.
 */
export function createPacking(module: KernelModule, base: number, scratch: number): Pack {
  const bytes = (place: number): number => base + place * NUMBER;
  return (numbers, to, data, from, across, along, count, depth) => {
    const isAcross = across === 1;
    const [length, lines] = isAcross ? [count, depth] : [depth, count];
    const step = isAcross ? along : across;
    const isDense = step >= length && step <= 2 * length;
    const width = isDense ? step : length;
    if ((across !== 1 && along !== 1) || (length < LONG && !isDense) || width * TILE > PACKING) {
      packSlowly(numbers, to, data, from, across, along, count, depth);
      return;
    }
    const most = TILE * Math.floor(PACKING / (width * TILE));
    for (let line = 0; line < lines; line += most) {
      const here = Math.min(most, lines - line);
      const start = from + line * step;
      if (isDense) numbers.set(data.subarray(start, start + (here - 1) * step + length), scratch);
      else
        for (let i = 0, first = start; i < here; i++, first += step)
          numbers.set(data.subarray(first, first + length), scratch + i * length);
      if (isAcross) {
        const place = bytes(to + line * TILE);
        module.packColumns(place, bytes(scratch), width * NUMBER, count, here, depth * TILE * NUMBER);
      } else module.packRows(bytes(to + line * depth), bytes(scratch), width * NUMBER, here, depth);
    }
  };
}

/**
 * Lays out panels: for each four of `count` neighbours that lie `across` apart, four numbers for each of `depth` places that lie
 * `along` apart. The last panel is filled up with zeros, whose products nobody reads.
 */
const packSlowly: Pack = (numbers, to, data, from, across, along, count, depth) => {
  const whole = count - (count % TILE);
  const panel = depth * TILE;
  if (across <= along)
    // Neighbours in storage are neighbours in a panel: read in the order of storage.
    for (let k = 0; k < depth; k++) {
      let source = from + k * along;
      let place = to + k * TILE;
      for (let i = 0; i < whole; i += TILE, place += panel) {
        numbers[place] = data[source] as number;
        numbers[place + 1] = data[(source += across)] as number;
        numbers[place + 2] = data[(source += across)] as number;
        numbers[place + 3] = data[(source += across)] as number;
        source += across;
      }
    }
  else
    for (let i = 0; i < whole; i += TILE) {
      let s0 = from + i * across;
      let s1 = s0 + across;
      let s2 = s1 + across;
      let s3 = s2 + across;
      let place = to + (i / TILE) * panel;
      for (let k = 0; k < depth; k++, place += TILE) {
        numbers[place] = data[s0] as number;
        numbers[place + 1] = data[s1] as number;
        numbers[place + 2] = data[s2] as number;
        numbers[place + 3] = data[s3] as number;
        s0 += along;
        s1 += along;
        s2 += along;
        s3 += along;
      }
    }
  const rest = count - whole;
  if (rest === 0) return;
  const last = to + (whole / TILE) * panel;
  numbers.fill(0, last, last + panel);
  for (let i = 0; i < rest; i++) {
    let source = from + (whole + i) * across;
    for (let place = last + i; place < last + panel; place += TILE, source += along)
      numbers[place] = data[source] as number;
  }
};
