/** The gate of loaded data: a leaf without a gradient. */
import { shapeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineGate, type Listing } from "./define.ts";

export const data = defineGate({
  name: "data",
  operands: [],
  attrs: { value: { kind: "internal", doc: "The numbers of the file." } },
  doc: "Numbers that were loaded from a file.",
  pattern: { kind: "source", text: "Data: no gradient is computed for it." },
  pure: false,
  internal: true,
  isData: true,
  shape: (_, attrs) => shapeOf((attrs["value"] as Tensor).sizes),
  isGiven: true,
  kernel: (_, attrs) => attrs["value"] as Tensor,
  vjp: { none: "Data has no operands." },
  python: { torch: "torch.tensor({value})", jax: "jnp.array({value})", numpy: "np.array({value})" },
  samples: [],
});

/** This file's part of the table of gates. */
export const dataGates: Listing = { "Leaves and names": [data] };
