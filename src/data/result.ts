/** What reading a data file gives. */
import { showBytes } from "../base/bytes.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface Data {
  readonly kind: "data";
  readonly tensor: Tensor;
}

/** Why a file, or a reading of it, gives nothing: a sentence that says what to do. */
export interface Failed {
  readonly kind: "failed";
  readonly reason: string;
}

/** The lines of a `.csv`, as each of the ways to see its first line has them. */
export interface Table {
  readonly kind: "table";
  /** Where nobody says what the first line is. */
  readonly plain: Data | Failed;
  /** `header=True` */
  readonly withHeader: Data | Failed;
  /** `header=False` */
  readonly withoutHeader: Data | Failed;
  /** The first line may be a header or not: the person has to say. */
  readonly isUnclear: boolean;
}

export type ReadResult = Data | Table | Failed;

export function failed(reason: string): Failed {
  return { kind: "failed", reason };
}

/** Room for so many numbers; why not, where they would take more than `mostBytes`, or the machine has no more. */
export function roomFor(count: number, mostBytes: number): Float64Array | Failed {
  const bytes = count * Float64Array.BYTES_PER_ELEMENT;
  if (bytes > mostBytes) {
    return failed(
      `Its ${count} numbers would take ${showBytes(bytes)}, and ${showBytes(mostBytes)} are left of what a run and its files may take.`,
    );
  }
  try {
    return new Float64Array(count);
  } catch {
    return failed(`This computer has not enough memory for its ${count} numbers.`);
  }
}
