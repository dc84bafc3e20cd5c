/**
 * Storage of values. That of large ones goes from a value that is let go to the next one of its length: new pages cost more than most
 * kernels. Small ones share it: a buffer of its own costs a small value more than its numbers.
 */

/** Smaller storage is cheaper to make than to keep account of. */
const LARGE = 4096;

/** So small are values that share a buffer, of so many numbers. It stays as long as one of them does. */
const [SMALL, SHARED] = [128, 1024];

let shared = new ArrayBuffer(0);
/** Where the rest of it begins. */
let free = 0;

/** How many values hold each large buffer that was made here; a view of a value holds its storage too. */
const holders = new WeakMap<Float64Array, number>();
/** What no value holds any more, by length. */
const spare = new Map<number, Float64Array[]>();

function smallZeros(count: number): Float64Array {
  if (count > SMALL) return new Float64Array(count);
  const bytes = count * Float64Array.BYTES_PER_ELEMENT;
  if (free + bytes > shared.byteLength) {
    shared = new ArrayBuffer(SHARED * Float64Array.BYTES_PER_ELEMENT);
    free = 0;
  }
  const zeros = new Float64Array(shared, free, count);
  free += bytes;
  return zeros;
}

/** Storage for a new value, with any numbers in it. */
export function newBuffer(count: number): Float64Array {
  if (count < LARGE) return smallZeros(count);
  const buffer = spare.get(count)?.pop() ?? new Float64Array(count);
  holders.set(buffer, 0);
  return buffer;
}

/** Storage for a new value, with zeros in it. */
export function newZeros(count: number): Float64Array {
  if (count < LARGE) return smallZeros(count);
  const buffer = spare.get(count)?.pop();
  if (buffer === undefined) {
    const zeros = new Float64Array(count);
    holders.set(zeros, 0);
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
