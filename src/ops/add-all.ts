/** The sum of many values of one shape as one gate: what the gradients of a value that is used often are added up by. */
import { showShape } from "../tensor/shape.ts";
import { addUp } from "../tensor/placed.ts";
import { defineListGate, type Listing } from "./define.ts";

const plus = (sum: number, next: number): number => sum + next;

export const addAll = defineListGate({
  name: "add_all",
  operands: [{ name: "tensors", doc: "The values, all of one shape.", rest: true }],
  doc: "The sum of values of one shape, element by element, added up from the left.",
  pattern: {
    kind: "distributor",
    text: "add_all distributes: each operand receives the upstream gradient unchanged.",
  },
  formula: "∂L/∂tᵢ = g",
  internal: true,
  symbol: "+",
  combines: plus,
  shape: (tensors) => {
    const [first, ...more] = tensors;
    const other = more.find((shape) => showShape(shape) !== showShape(first));
    return other === undefined
      ? first
      : { refused: `add_all adds values of one shape; ${showShape(first)} and ${showShape(other)} differ.` };
  },
  kernel: (tensors, _, sizes) => addUp(tensors, sizes),
  vjp: ({ tensors, g }) => tensors.map(() => g),
  python: {
    torch: "sum([{tensors}])",
    jax: "sum([{tensors}])",
    numpy: "sum([{tensors}])",
  },
  samples: [
    { shapes: [[], [], [], []] },
    {
      shapes: [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
    },
    { shapes: [[3]] },
  ],
  rejects: [{ shapes: [[3], [2]], reason: "add_all adds values of one shape; [3] and [2] differ." }],
});

/** This file's part of the table of gates. */
export const addAllGates: Listing = { Arithmetic: [addAll] };
