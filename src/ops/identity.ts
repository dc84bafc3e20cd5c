/** Gates that hand their operand's numbers on: a second name, a stopped gradient, the mark of a parameter. */
import type { Listing } from "./define.ts";
import { unary } from "./elementwise.ts";

export const copy = unary({
  name: "copy",
  doc: "A second name for a value, as in b = a.",
  pattern: {
    kind: "relabeling",
    text: "copy passes the gradient on unchanged; where a value is used several times, what comes back adds up.",
  },
  symbol: "=",
  isCopy: true,
  internal: true,
  holds: "any",
  dtype: "same",
  scalar: (x) => x,
  run: "same",
  vjp: ({ g }) => ({ x: g }),
  python: { torch: "{x}", jax: "{x}", numpy: "{x}" },
  samples: [{ shapes: [[]] }, { shapes: [[2, 3]] }],
});

export const detach = unary({
  name: "detach",
  doc: "The same value, taken as a constant: no gradient passes on to x.",
  pattern: { kind: "wall", text: "detach is a wall: the value passes forward, but no gradient passes back." },
  holds: "any",
  dtype: "same",
  detaches: true,
  scalar: (x) => x,
  run: "same",
  vjp: { none: "detach stops the gradient on its way to x." },
  python: { torch: "{x}.detach()", jax: "jax.lax.stop_gradient({x})", numpy: "{x}" },
  samples: [{ shapes: [[]] }, { shapes: [[2, 3]] }],
});

export const param = unary({
  name: "param",
  doc: "A parameter: a leaf that starts at the value of x, and that training may change.",
  pattern: { kind: "source", text: "A parameter is a leaf: gradients end here, and training follows them." },
  pure: false,
  marksLeaf: true,
  scalar: (x) => x,
  run: "same",
  vjp: {
    none: "A parameter only starts at this value: it is a leaf, and its gradient ends at its own name.",
  },
  python: { torch: "{x}.clone().requires_grad_()", jax: "{x}", numpy: "{x}" },
  samples: [{ shapes: [[]] }, { shapes: [[2, 3]] }],
});

/** This file's part of the table of gates. */
export const identityGates: Listing = { "Leaves and names": [copy, param, detach] };
