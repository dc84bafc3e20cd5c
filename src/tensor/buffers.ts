/** Storage of large values, which goes from a value that is let go to the next one of its length: new pages cost more than most kernels. */

/** Smaller storage is cheaper to make than to keep account of. */
const LARGE = 4096;

/** How many values hold each large buffer that was made here; a view of a value holds its storage too. */
const holders = new WeakMap<Float64Array, number>();
/** What no value holds any more, by length. */
const spare = new Map<number, Float64Array[]>();

/** Storage for a new value, with any numbers in it. */
export function newBuffer(count: number): Float64Array {
  if (count < LARGE) return new Float64Array(count);
  const buffer = spare.get(count)?.pop() ?? new Float64Array(count);
  holders.set(buffer, 0);
  return buffer;
}

/** Storage for a new value, with zeros in it. */
export function newZeros(count: number): Float64Array {
  const buffer = count < LARGE ? undefined : spare.get(count)?.pop();
  if (buffer === undefined) {
    const zeros = new Float64Array(count);
    if (count >= LARGE) holders.set(zeros, 0);
    return zeros;
  }
  holders.set(buffer, 0);
  return buffer.fill(0);
}

/** Storage with these numbers, for a new value. */
export function copyOf(numbers: Float64Array): Float64Array {
  const buffer = newBuffer(numbers.length);
  buffer.set(numbers);
  return buffer;
}

/** A value that is kept has this storage. */
export function hold(buffer: Float64Array): void {
  if (buffer.length < LARGE) return;
  const count = holders.get(buffer);
  if (count !== undefined) holders.set(buffer, count + 1);
}

/** A value that had this storage is gone, and nobody else reads it. */
export function letGoOf(buffer: Float64Array): void {
  if (buffer.length < LARGE) return;
  const count = holders.get(buffer);
  if (count === undefined) return;
  holders.set(buffer, count - 1);
  if (count > 1) return;
  holders.delete(buffer);
  const same = spare.get(buffer.length);
  if (same === undefined) spare.set(buffer.length, [buffer]);
  else same.push(buffer);
}

/** Leaves what is spare to the garbage collector. */
export function dropSpare(): void {
  spare.clear();
}
