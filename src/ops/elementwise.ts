/** Makers for elementwise gates: shape, kernel and dtype follow from the function of one element; the mathematics stays in the record. */
import type { Gate, OperandSpec, Refusal } from "../graph/ir.ts";
import { broadcast, showShape, type Shape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { defineGate, type GateFunction, type GateRecord } from "./define.ts";

type Elementwise<O extends readonly OperandSpec[]> = Omit<GateRecord<O>, "operands" | "shape" | "kernel" | "scalar"> & {
  readonly scalar: (a: number, b: number, c: number) => number;
};

const UNARY = [{ name: "x", doc: "The operand." }] as const;
const BINARY = [
  { name: "a", doc: "The left operand." },
  { name: "b", doc: "The right operand." },
] as const;

export function unary(record: Elementwise<typeof UNARY> & { readonly holds?: "bool" }): GateFunction<typeof UNARY> {
  const { scalar } = record;
  return defineGate({
    ...record,
    operands: operandsThatHold(UNARY, record.holds),
    shape: ([x]) => x as Shape,
    kernel: ([x], _, sizes) => ({ sizes, data: (x as Tensor).data.map((value) => scalar(value, 0, 0)) }),
  });
}

export function binary(record: Elementwise<typeof BINARY> & { readonly holds?: "bool" | "any" }): GateFunction<typeof BINARY> {
  const { scalar } = record;
  return defineGate({
    ...record,
    operands: operandsThatHold(BINARY, record.holds),
    shape: ([a, b]) => broadcastBoth(record.infix?.token ?? record.name, a as Shape, b as Shape),
    kernel: ([a, b], _, sizes) => mapBroadcast([a as Tensor, b as Tensor], sizes, scalar),
  });
}

function operandsThatHold<const O extends readonly OperandSpec[]>(operands: O, holds: OperandSpec["holds"]): O {
  return holds === undefined ? operands : (operands.map((operand) => ({ ...operand, holds })) as unknown as O);
}

function broadcastBoth(what: string, a: Shape, b: Shape): Shape | Refusal {
  return (
    broadcast(a, b) ?? {
      refused: `${showShape(a)} and ${showShape(b)} do not broadcast in ${what}: counted from the right, sizes must be equal or 1.`,
    }
  );
}

/** Applies a function of one element of each of up to three tensors, broadcast to `sizes`. */
export function mapBroadcast(
  operands: readonly Tensor[],
  sizes: readonly number[],
  f: (a: number, b: number, c: number) => number,
): Tensor {
  const count = elementCount(sizes);
  const data = new Float64Array(count);
  const [a, b, c] = operands.map((operand) => spread(operand, sizes, count));
  const zero = a as Float64Array;
  const second = b ?? zero;
  const third = c ?? zero;
  for (let i = 0; i < count; i++) data[i] = f(zero[i] as number, second[i] as number, third[i] as number);
  return { sizes, data };
}

/** The operand's elements repeated to the broadcast size, or its own storage where nothing has to be repeated. */
export function spread(operand: Tensor, sizes: readonly number[], count: number): Float64Array {
  const { data } = operand;
  if (data.length === count) return data;
  const result = new Float64Array(count);
  if (data.length === 1) return result.fill(data[0] as number);
  const rank = sizes.length;
  const offset = rank - operand.sizes.length;
  const strides = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let i = operand.sizes.length - 1; i >= 0; i--) {
    const size = operand.sizes[i] as number;
    if (size !== 1) strides[i + offset] = stride;
    stride *= size;
  }
  const position = new Array<number>(rank).fill(0);
  let from = 0;
  for (let i = 0; i < count; i++) {
    result[i] = data[from] as number;
    for (let axis = rank - 1; axis >= 0; axis--) {
      const next = (position[axis] as number) + 1;
      from += strides[axis] as number;
      if (next < (sizes[axis] as number)) {
        position[axis] = next;
        break;
      }
      from -= next * (strides[axis] as number);
      position[axis] = 0;
    }
  }
  return result;
}

/** Whether a gate works element by element. */
export function isElementwise(gate: Gate): boolean {
  return gate.scalar !== undefined;
}
