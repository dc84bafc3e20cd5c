/** Windows laid out and put back in WebAssembly: plane by plane through the module's memory. */
import { newBuffer } from "./buffers.ts";
import type { KernelModule } from "./kernel-module.ts";
import type { Lattice, Part, WindowMoves } from "./lattice.ts";
import { STEP } from "./windows.ts";

/** As many numbers has a plane at most, and one element of all its windows. */
const MOST = 65536;
/** And so many windows may be along all dimensions but the last. */
const MOST_ROWS = 32768;

const NUMBER = Float64Array.BYTES_PER_ELEMENT;
const WINDOWS_AT = MOST;
const BEFORE_AT = 2 * MOST;

/** The memory that they work in. */
export const PLANE_BYTES = BEFORE_AT * NUMBER + MOST_ROWS * Int32Array.BYTES_PER_ELEMENT;

/** `base`: the byte at which that memory begins. */
export function createWindowMoves(module: KernelModule, base: number): WindowMoves {
  const [windowsAt, before] = [base + WINDOWS_AT * NUMBER, base + BEFORE_AT * NUMBER];

  /** In a pause the memory is anybody's: it is laid out anew after each. */
  function begin(lattice: Lattice): Float64Array {
    const { buffer } = module.memory;
    new Int32Array(buffer, before, lattice.before.length).set(lattice.before);
    return new Float64Array(buffer, base, 2 * MOST);
  }

  return {
    fits: ({ plane, before: places, parts }) =>
      plane <= MOST && places.length <= MOST_ROWS && parts.every(({ rows, count }) => rows * count <= MOST),
    *read(data, batch, lattice) {
      const { plane, length } = lattice;
      const result = newBuffer(batch * length);
      const groups = groupsOf(lattice.parts);
      for (let first = 0; first < batch; first += perStep(length)) {
        if (first > 0) yield;
        const memory = begin(lattice);
        for (let b = first; b < Math.min(batch, first + perStep(length)); b++) {
          memory.set(data.subarray(b * plane, (b + 1) * plane));
          for (const { parts, at, size } of groups) {
            for (const part of parts)
              module.readRows(windowsAt + (part.at - at) * NUMBER, base, ...whereOf(part, before));
            result.set(memory.subarray(WINDOWS_AT, WINDOWS_AT + size), b * length + at);
          }
        }
      }
      return result;
    },
    *add(windows, batch, lattice) {
      const { plane, length } = lattice;
      const result = newBuffer(batch * plane);
      const groups = groupsOf(lattice.parts);
      for (let first = 0; first < batch; first += perStep(length)) {
        if (first > 0) yield;
        const memory = begin(lattice);
        for (let b = first; b < Math.min(batch, first + perStep(length)); b++) {
          memory.fill(0, 0, plane);
          for (const { parts, at, size } of groups) {
            const from = b * length + at;
            memory.set(windows.subarray(from, from + size), WINDOWS_AT);
            for (const part of parts)
              module.addRows(windowsAt + (part.at - at) * NUMBER, base, ...whereOf(part, before));
          }
          result.set(memory.subarray(0, plane), b * plane);
        }
      }
      return result;
    },
  };
}

/** How many planes, with windows of so many elements, are done between two pauses. */
function perStep(length: number): number {
  return Math.max(1, Math.floor(STEP / length));
}

type Where = [number, number, number, number, number, number, number, number];

function whereOf({ row, rows, count, first, end, size, start, step }: Part, before: number): Where {
  return [before + row * Int32Array.BYTES_PER_ELEMENT, rows, count, first, end, size, start, step];
}

interface Group {
  readonly parts: Part[];
  /** Where the first one begins. */
  readonly at: number;
  size: number;
}

/** Neighbours that are in memory together. */
function groupsOf(parts: readonly Part[]): readonly Group[] {
  const groups: Group[] = [];
  for (const part of parts) {
    const size = part.rows * part.count;
    const last = groups.at(-1);
    if (last !== undefined && last.size + size <= MOST) {
      last.parts.push(part);
      last.size += size;
    } else groups.push({ parts: [part], at: part.at, size });
  }
  return groups;
}
