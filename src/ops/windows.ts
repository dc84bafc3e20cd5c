/** Gates behind convolution and pooling: `windows` lays out every window of a tensor, `add_windows` puts windows back. */
import { finish, type Steps } from "../base/steps.ts";
import type { AttrSpec, Attrs, OperandSpec, Refusal } from "../graph/ir.ts";
import { showShape, showSizes, type Dim, type Shape } from "../tensor/shape.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { addWindows, readWindows, type WindowAxis } from "../tensor/windows.ts";
import { defineGate, intsOf, type GateFunction, type Listing } from "./define.ts";
import { keepName } from "./dims.ts";

const X = [
  { name: "x", doc: "The tensor; windows lie in its last dimensions." },
] as const satisfies readonly OperandSpec[];

const Y = [
  {
    name: "y",
    doc: "The windows: the dimensions of a window, and behind them those that count the windows.",
  },
] as const satisfies readonly OperandSpec[];

/** One entry for each dimension that windows lie in. */
const LATTICE = {
  stride: { kind: "ints", doc: "How far each window is from the one before." },
  padding: {
    kind: "ints",
    doc: "How far the first window begins before the first element; negative: behind it.",
  },
  dilation: { kind: "ints", doc: "How far the elements of a window are apart." },
} as const satisfies Readonly<Record<string, AttrSpec>>;

export const windows: GateFunction<typeof X> = defineGate({
  name: "windows",
  operands: X,
  attrs: {
    kernel_size: { kind: "ints", doc: "How many elements a window has along each dimension." },
    ...LATTICE,
    count: { kind: "ints", doc: "How many windows there are along each dimension." },
  },
  doc: "Every window that slides over the last dimensions: first the elements of a window, then all windows. What stands outside is 0.",
  pattern: {
    kind: "router",
    text: "windows routes: each element receives the sum of the gradients of all windows that it stands in.",
  },
  formula: "∂L/∂x = add_windows(g): each window added back where it was read",
  internal: true,
  shape: ([x], attrs) => laidOut(x, attrs),
  kernel: ([x], attrs, sizes, kernels) => finish(read(x, attrs, sizes, kernels)),
  inSteps: ([x], attrs, sizes, kernels) => read(x, attrs, sizes, kernels),
  vjp: ({ x, g }, { stride, padding, dilation, ...attrs }) => {
    const size = x.sizes.slice(x.sizes.length - entries(attrs, "kernel_size").length);
    return { x: add_windows(g, { size, stride, padding, dilation } as Attrs) };
  },
  python: {
    torch: reading("torch", "double()", "movedim"),
    jax: reading("jnp", "astype(float)", "moveaxis"),
    numpy: reading("np", "astype(float)", "moveaxis"),
  },
  samples: [
    {
      shapes: [[4]],
      attrs: { kernel_size: [2], stride: [1], padding: [0], dilation: [1], count: [3] },
    },
    {
      shapes: [[2, 3, 4]],
      attrs: { kernel_size: [2, 2], stride: [1, 2], padding: [1, 1], dilation: [1, 2], count: [3, 2] },
    },
    { shapes: [[2, 1]], attrs: { kernel_size: [1], stride: [1], padding: [-1], dilation: [1], count: [0] } },
    {
      shapes: [[2, 4]],
      attrs: { kernel_size: [1, 1], stride: [1, 1], padding: [1, -1], dilation: [1, 1], count: [3, 2] },
    },
  ],
  rejects: [
    {
      shapes: [[3]],
      attrs: { kernel_size: [2, 2], stride: [1, 1], padding: [0, 0], dilation: [1, 1], count: [1, 1] },
      reason: "{x} is [3]: windows of [2, 2] need at least 2 dimensions.",
    },
    {
      shapes: [[3]],
      attrs: { kernel_size: [2], stride: [1], padding: [0], dilation: [1], count: [-1] },
      reason: "There cannot be [-1] windows of [2].",
    },
  ],
});

export const add_windows: GateFunction<typeof Y> = defineGate({
  name: "add_windows",
  operands: Y,
  attrs: { size: { kind: "ints", doc: "The sizes of the dimensions that the windows lie in." }, ...LATTICE },
  doc: "Windows put where they lie, added up where they overlap: the transpose of laying windows out.",
  pattern: {
    kind: "router",
    text: "add_windows routes: each element of a window receives the gradient of the place where it was added.",
  },
  formula: "∂L/∂y = windows(g): the same windows of g",
  internal: true,
  shape: ([y], attrs) => putBack(y, attrs),
  kernel: ([y], attrs, sizes, kernels) => finish(added(y, attrs, sizes, kernels)),
  inSteps: ([y], attrs, sizes, kernels) => added(y, attrs, sizes, kernels),
  vjp: ({ y, g }, { stride, padding, dilation, ...attrs }) => {
    const [kernel_size, count] = windowSizes(y.sizes, entries(attrs, "size").length);
    return { y: windows(g, { kernel_size, stride, padding, dilation, count } as Attrs) };
  },
  python: {
    torch: adding("torch", "double()"),
    jax: adding("jnp", "astype(float)"),
    numpy: adding("np", "astype(float)"),
  },
  samples: [
    { shapes: [[2, 3]], attrs: { size: [4], stride: [1], padding: [0], dilation: [1] } },
    {
      shapes: [[2, 2, 1, 2, 3]],
      attrs: { size: [3, 4], stride: [2, 1], padding: [1, 0], dilation: [1, 2] },
    },
    { shapes: [[2, 1, 0]], attrs: { size: [1], stride: [1], padding: [-1], dilation: [1] } },
    { shapes: [[3, 2]], attrs: { size: [3], stride: [2], padding: [1], dilation: [1] } },
  ],
  rejects: [
    {
      shapes: [[3]],
      attrs: { size: [4], stride: [1], padding: [0], dilation: [1] },
      reason: "{y} is [3]: windows in [4] have at least 2 dimensions.",
    },
  ],
});

function* read(x: Tensor, attrs: Attrs, sizes: readonly number[], kernels: Kernels): Steps<Tensor> {
  const [kernel, count] = [entries(attrs, "kernel_size"), entries(attrs, "count")];
  const lead = x.sizes.length - kernel.length;
  const axes = axesOf(x.sizes.slice(lead), kernel, count, attrs);
  return { sizes, data: yield* readWindows(x.data, elementCount(sizes.slice(0, lead)), axes, kernels) };
}

function* added(y: Tensor, attrs: Attrs, sizes: readonly number[], kernels: Kernels): Steps<Tensor> {
  const size = entries(attrs, "size");
  const lead = sizes.length - size.length;
  const [kernel, count] = windowSizes(y.sizes, size.length);
  const axes = axesOf(size, kernel, count, attrs);
  return { sizes, data: yield* addWindows(y.data, elementCount(sizes.slice(0, lead)), axes, kernels) };
}

function entries(attrs: Attrs, name: string): readonly number[] {
  return intsOf(attrs, name) ?? [];
}

function laidOut(x: Shape, attrs: Attrs): Shape | Refusal {
  const [kernel, count] = [entries(attrs, "kernel_size"), entries(attrs, "count")];
  const rank = kernel.length;
  if (x.length < rank)
    return {
      refused: `{x} is ${showShape(x)}: windows of ${showSizes(kernel)} need at least ${rank} dimensions.`,
      operand: 0,
    };
  if ([...kernel, ...count].some((size) => size < 0))
    return { refused: `There cannot be ${showSizes(count)} windows of ${showSizes(kernel)}.` };
  const batch = x.slice(0, x.length - rank);
  const behind = count.map((size, i) => keepName(x[batch.length + i], size));
  return [...batch, ...kernel.map((size) => ({ size })), ...behind];
}

function putBack(y: Shape, attrs: Attrs): Shape | Refusal {
  const size = entries(attrs, "size");
  const rank = size.length;
  if (y.length < 2 * rank)
    return {
      refused: `{y} is ${showShape(y)}: windows in ${showSizes(size)} have at least ${2 * rank} dimensions.`,
      operand: 0,
    };
  const batch = y.slice(0, y.length - 2 * rank);
  return [...batch, ...size.map((entry, i): Dim => keepName(y[batch.length + rank + i], entry))];
}

/** The sizes of a window, and how many windows there are, in the last dimensions of laid out windows. */
function windowSizes(
  sizes: readonly number[],
  rank: number,
): readonly [kernel: readonly number[], count: readonly number[]] {
  const batch = sizes.length - 2 * rank;
  return [sizes.slice(batch, batch + rank), sizes.slice(batch + rank)];
}

function axesOf(
  sizes: readonly number[],
  kernel: readonly number[],
  count: readonly number[],
  attrs: Attrs,
): readonly WindowAxis[] {
  const [stride, padding, dilation] = [
    entries(attrs, "stride"),
    entries(attrs, "padding"),
    entries(attrs, "dilation"),
  ];
  return sizes.map((size, i) => ({
    size,
    kernel: kernel[i] as number,
    count: count[i] as number,
    stride: stride[i] as number,
    padding: padding[i] as number,
    dilation: dilation[i] as number,
  }));
}

/**
 * Python for `windows`: along each dimension in turn a product with a matrix of 0 and 1 that says which element stands
 * where. `np` is the library, `float` its cast, `move` its word for moving dimensions.
 */
function reading(np: string, float: string, move: string): string {
  const rank = "len({kernel_size})";
  const dim = `{x}.ndim - ${rank}`;
  const place = `${np}.arange(w[0])[:, None] * w[3] + ${np}.arange(w[4]) * w[1] - w[2]`;
  const matrix = `((${place})[..., None] == ${np}.arange(t.shape[${dim}])).${float}`;
  const attrs = "zip({kernel_size}, {stride}, {padding}, {dilation}, {count})";
  const product = `functools.reduce(lambda t, w: ${np}.tensordot(t, ${matrix}, ([${dim}], [2])), ${attrs}, {x})`;
  return `${np}.${move}(${product}, tuple(range(-2 * ${rank}, 0, 2)), tuple(range(-2 * ${rank}, -${rank})))`;
}

/** Python for `add_windows`: the products with the same matrices, transposed. */
function adding(np: string, float: string): string {
  const dim = "{y}.ndim - 2 * len({size})";
  const place = `${np}.arange(t.shape[${dim}])[:, None] * w[4] + ${np}.arange(t.shape[${dim} + w[0]]) * w[2] - w[3]`;
  const matrix = `((${place})[..., None] == ${np}.arange(w[1])).${float}`;
  const attrs = "zip(range(len({size}), 0, -1), {size}, {stride}, {padding}, {dilation})";
  return `functools.reduce(lambda t, w: ${np}.tensordot(t, ${matrix}, ([${dim}, ${dim} + w[0]], [0, 1])), ${attrs}, {y})`;
}

/** This file's part of the table of gates. */
export const windowsGates: Listing = { "Joining and picking": [windows, add_windows] };
