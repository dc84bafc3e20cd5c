/** A value's elements for somewhere else: as a list of Python, as CSV, as a file of NumPy's, as a literal of the language. */
import { withCommas } from "../base/commas.ts";
import { latin1 } from "../base/bytes.ts";
import { npyBytes } from "../data/npy-write.ts";
import type { TakenAs } from "../protocol/inspect.ts";
import { elementCount, type DType, type Tensor } from "../tensor/tensor.ts";
import { formatElements } from "./format-number.ts";

/** More are a file of data, and no list. */
const MOST_IN_LITERAL = 100;
const MOST = 2 ** 19;

/** Why these elements cannot be taken; undefined where they can. */
export function untaken(sizes: readonly number[], as: TakenAs): string | undefined {
  const count = elementCount(sizes);
  const most = as === "grad" ? MOST_IN_LITERAL : MOST;
  if (count <= most) return undefined;
  const [has, limit] = [count, most].map(withCommas);
  return as === "grad"
    ? `It has ${has} numbers, and a literal has up to ${limit}: save it as .npy, and load that.`
    : `It has ${has} numbers, and up to ${limit} are copied.`;
}

/** The text; of a file its bytes, each as the character of its number. */
export function take(tensor: Tensor, dtype: DType, as: TakenAs): string {
  const isBool = dtype === "bool";
  switch (as) {
    case "list":
      return nested(tensor, isBool ? truth : pythonNumber);
    case "grad":
      return nested(tensor, isBool ? truth : plainNumber);
    case "csv":
      return rowsOf(tensor, isBool ? truth : plainNumber);
    case "npy":
      return latin1(npyBytes(tensor, dtype));
  }
}

function truth(value: number): string {
  return value === 0 ? "False" : "True";
}

/** With all digits, and a point: a list of whole numbers would be none of floats. */
function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) return `float("${plainNumber(value)}")`;
  const text = plainNumber(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function plainNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

function nested(tensor: Tensor, write: (value: number) => string): string {
  return formatElements(tensor, Infinity, write) ?? "";
}

/** The last dimension is a line; a vector has one number in each. */
function rowsOf({ sizes, data }: Tensor, write: (value: number) => string): string {
  const columns = sizes.length < 2 ? 1 : (sizes.at(-1) ?? 1);
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += columns)
    lines.push(Array.from(data.subarray(at, at + columns), write).join(","));
  return lines.map((line) => `${line}\n`).join("");
}
