/** Random numbers, `rand` and `randn`: Nabla's own, the same in every version. */
import type { Attrs, AttrSpec } from "../graph/ir.ts";
import { keyOfSeed, keyOfText, normal, uniform, type RandomKey } from "../tensor/random.ts";
import { SIZE, sizeShape } from "./creation.ts";
import { defineGate, type Listing } from "./define.ts";

const ATTRS: Readonly<Record<"size" | "seed" | "key", AttrSpec>> = {
  size: SIZE,
  seed: {
    kind: "int",
    doc: "Which numbers to draw. Without it, each call draws its own numbers, fixed by the name that its line binds.",
    default: null,
    named: true,
  },
  key: { kind: "random-key", doc: "What fixes the numbers where no seed is given.", default: "" },
};

export const rand = defineGate({
  name: "rand",
  operands: [],
  attrs: ATTRS,
  doc: "Random numbers, evenly spread between 0 and 1 (1 excluded).",
  pattern: { kind: "source", text: "rand is a source: it has no operand that a gradient could go to." },
  pure: false,
  shape: (_, attrs) => sizeShape("rand", attrs),
  kernel: (_, attrs, sizes) => uniform(keyOf(attrs), sizes),
  vjp: { none: "Random numbers have no operand that a gradient could go to." },
  python: {
    torch: "torch.rand({size})",
    jax: "jax.random.uniform(jax.random.key({seed} or 0), {size})",
    numpy: "np.random.default_rng({seed}).random({size})",
  },
  samples: [
    { shapes: [], attrs: { size: [], seed: 0 } },
    { shapes: [], attrs: { size: [2, 3], seed: null, key: "x" } },
  ],
  rejects: [
    {
      shapes: [],
      attrs: { size: [-2], seed: null },
      reason: "rand with sizes [-2]: a size cannot be negative.",
    },
  ],
});

export const randn = defineGate({
  name: "randn",
  operands: [],
  attrs: ATTRS,
  doc: "Random numbers from the standard normal distribution: mean 0, variance 1.",
  pattern: { kind: "source", text: "randn is a source: it has no operand that a gradient could go to." },
  pure: false,
  shape: (_, attrs) => sizeShape("randn", attrs),
  kernel: (_, attrs, sizes) => normal(keyOf(attrs), sizes),
  vjp: { none: "Random numbers have no operand that a gradient could go to." },
  python: {
    torch: "torch.randn({size})",
    jax: "jax.random.normal(jax.random.key({seed} or 0), {size})",
    numpy: "np.random.default_rng({seed}).standard_normal({size})",
  },
  samples: [
    { shapes: [], attrs: { size: [], seed: 0 } },
    { shapes: [], attrs: { size: [2, 3], seed: null, key: "x" } },
  ],
  rejects: [
    {
      shapes: [],
      attrs: { size: [-2], seed: null },
      reason: "randn with sizes [-2]: a size cannot be negative.",
    },
  ],
});

function keyOf(attrs: Attrs): RandomKey {
  const seed = attrs["seed"];
  return typeof seed === "number" ? keyOfSeed(seed) : keyOfText((attrs["key"] as string | undefined) ?? "");
}

/** This file's part of the table of gates. */
export const randomGates: Listing = { "Making tensors": [rand, randn] };
