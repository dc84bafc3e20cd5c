/** The gate `ensure`: how a function of the library refuses a value that only a run can tell. */
import type { OperandSpec, Refusal } from "../graph/ir.ts";
import { sameSizes, showShape, sizesOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { spell } from "./creation.ts";
import { defineGate, type GateFunction, type Listing } from "./define.ts";

const CHECKED = [
  { name: "x", doc: "The value, which is handed on." },
  { name: "condition", doc: "What must hold of each element.", holds: "bool" },
] as const satisfies readonly OperandSpec[];

export const ensure: GateFunction<typeof CHECKED> = defineGate({
  name: "ensure",
  operands: CHECKED,
  attrs: {
    text: {
      kind: "string",
      doc: "What is said of the first element for which it does not hold, which is {0}.",
    },
  },
  doc: "The value itself, if a condition holds for all of its elements.",
  pattern: { kind: "relabeling", text: "ensure passes the gradient on unchanged." },
  internal: true,
  written: ([x]) => x,
  shape: ([x, condition]) => {
    const [shape, other] = [x, condition];
    return sameSizes(sizesOf(shape), sizesOf(other))
      ? shape
      : {
          refused: `{x} is ${showShape(shape)} and {condition} is ${showShape(other)}: ensure needs one shape.`,
        };
  },
  kernel: ([x, condition], attrs): Tensor | Refusal => {
    const at = condition.data.indexOf(0);
    if (at < 0) return x;
    return { refused: (attrs["text"] as string).replace("{0}", spell(x.data[at] as number)) };
  },
  vjp: ({ g }) => ({ x: g }),
  python: { torch: "{x}", jax: "{x}", numpy: "{x}" },
  samples: [
    { shapes: [[], []], attrs: { text: "" }, fixed: { 1: { sizes: [], data: Float64Array.of(1) } } },
    {
      shapes: [
        [2, 2],
        [2, 2],
      ],
      attrs: { text: "" },
      fixed: { 1: { sizes: [2, 2], data: Float64Array.of(1, 1, 1, 1) } },
    },
  ],
  rejects: [
    {
      shapes: [[2], [3]],
      attrs: { text: "" },
      reason: "{x} is [2] and {condition} is [3]: ensure needs one shape.",
    },
  ],
});

/** This file's part of the table of gates. */
export const ensureGates: Listing = { Choices: [ensure] };
