/** Makers for elementwise gates: shape, kernel and dtype follow from the function of one element; the mathematics stays in the record. */
import type { OperandSpec, Refusal, Reject, Sample } from "../graph/ir.ts";
import { broadcast, shapeOf, showShape, type Shape } from "../tensor/shape.ts";
import { copyRun, mapRuns, type Run, runOf } from "../tensor/elementwise.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineGate, type GateFunction, type GateRecord } from "./define.ts";

type Elementwise<O extends readonly OperandSpec[]> = Omit<
  GateRecord<O>,
  "operands" | "shape" | "kernel" | "scalar"
> & {
  readonly scalar: (a: number, b: number, c: number) => number;
  /** The same in a loop of its own, where that is worth it; "same" where the result is the operand. */
  readonly run?: Run | "same";
};

const UNARY = [{ name: "x", doc: "The operand." }] as const;
const BINARY = [
  { name: "a", doc: "The left operand." },
  { name: "b", doc: "The right operand." },
] as const;

/** A gate of one operand: the result has its shape. */
export function unary(
  record: Elementwise<typeof UNARY> & { readonly holds?: OperandSpec["holds"] },
): GateFunction<typeof UNARY> {
  const { holds, ...rest } = record;
  const loop = record.run ?? runOf(record.scalar, 1);
  return defineGate({
    ...rest,
    run: loop,
    operands: operandsThatHold(UNARY, holds),
    shape: ([x]) => x,
    kernel: ([x], _, sizes, kernels) =>
      loop === "same" ? { sizes, data: x.data } : mapRuns([x], sizes, kernels.fastest(loop, x.data.length)),
  });
}

/** A gate of the operands a and b, which broadcast. */
export function binary(
  record: Elementwise<typeof BINARY> & { readonly holds?: OperandSpec["holds"] },
): GateFunction<typeof BINARY> {
  const { holds, ...rest } = record;
  return broadcasting({ ...rest, operands: operandsThatHold(BINARY, holds) });
}

/** A gate of up to three operands with names of their own, which broadcast. */
export function broadcasting<const O extends readonly OperandSpec[]>(
  record: Elementwise<O> & { readonly operands: O },
): GateFunction<O> {
  const { run: own, ...rest } = record;
  const loop = own === undefined || own === "same" ? runOf(record.scalar, record.operands.length) : own;
  const call = written(record);
  return defineGate<O>({
    ...rest,
    run: loop,
    shape: (operands) => broadcastAll(record.operands, call, operands),
    kernel: (operands, _, sizes) => mapRuns(operands, sizes, loop),
    rejects: record.rejects ?? [unbroadcastable(record.operands, call)],
  });
}

function operandsThatHold<const O extends readonly OperandSpec[]>(
  operands: O,
  holds: OperandSpec["holds"],
): O {
  return holds === undefined
    ? operands
    : (operands.map((operand) => ({ ...operand, holds })) as unknown as O);
}

/** The gate as a file writes it, with a hole for each operand's text. */
function written(record: Pick<GateRecord<readonly OperandSpec[]>, "name" | "operands" | "infix">): string {
  const holes = record.operands.map((operand) => `{${operand.name}}`);
  return record.infix === undefined
    ? `${record.name}(${holes.join(", ")})`
    : holes.join(` ${record.infix.token} `);
}

function broadcastAll(
  specs: readonly OperandSpec[],
  call: string,
  operands: readonly Shape[],
): Shape | Refusal {
  let result = operands[0] as Shape;
  for (let i = 1; i < operands.length; i++) {
    const next = operands[i] as Shape;
    const both = broadcast(result, next);
    if (both === undefined) {
      const other = operands.findIndex((earlier) => broadcast(earlier, next) === undefined);
      return { refused: unequal(specs, call, other, operands[other] as Shape, i, next), operand: i };
    }
    result = both;
  }
  return result;
}

function unbroadcastable(specs: readonly OperandSpec[], call: string): Reject {
  const shapes = specs.map((_, i) => (i === 0 ? [2, 3] : [4]));
  return { shapes, reason: unequal(specs, call, 0, shapeOf([2, 3]), 1, shapeOf([4])) };
}

function unequal(
  specs: readonly OperandSpec[],
  call: string,
  i: number,
  a: Shape,
  j: number,
  b: Shape,
): string {
  const [left, right] = [`{${specs[i]?.name}}`, `{${specs[j]?.name}}`];
  return `${left} is ${showShape(a)} and ${right} is ${showShape(b)}: ${call} needs sizes that, counted from the right, are equal or 1.`;
}

/** The operand's elements repeated to the broadcast size, or its own storage where nothing has to be repeated. */
export function spread(operand: Tensor, sizes: readonly number[], count: number): Float64Array {
  return operand.data.length === count ? operand.data : mapRuns([operand], sizes, copyRun).data;
}

/** The samples of a gate of one operand. */
export function unarySamples(low: number, high: number): readonly Sample[] {
  return [
    { shapes: [[]], range: [low, high] },
    { shapes: [[2, 3]], range: [low, high] },
  ];
}

/** The samples of a gate of two operands: numbers, a row against a matrix, and both sides stretched. */
export function binarySamples(low: number, high: number): readonly Sample[] {
  const range = [low, high] as const;
  return [
    { shapes: [[], []], range },
    { shapes: [[2, 3], [3]], range },
    {
      shapes: [
        [2, 1],
        [1, 3],
      ],
      range,
    },
  ];
}
