/** Methods and attributes of tensors in NumPy, PyTorch and others that have no meaning here, with what to write instead. */
import { STEP, type Foreign } from "./foreign-table.ts";

const strike = (call: string, why: string): Foreign => ({ says: `${why}: strike .${call}.`, write: "{x}" });

const grows = (write: string): Foreign => ({
  says: `A tensor does not grow in place: write ${write}.`,
  write,
  changes: true,
});

const inPlace = (sign: string): Foreign => ({
  says: `A tensor does not change in place: write {x} = {x} ${sign} {0!}.`,
  write: `{x} = {x} ${sign} {0!}`,
  changes: true,
});

const as = (method: string): Foreign => ({
  says: `The sizes of another tensor are its shape: write {x!}.${method}({0!}.shape).`,
  write: `{x!}.${method}({0!}.shape)`,
});

/** Methods, by their names. */
export const foreignMethods: ReadonlyMap<string, Foreign> = new Map<string, Foreign>([
  ["append", grows("{x} = cat([{x}, {0!}[None]])")],
  ["extend", grows("{x} = cat([{x}, {0}])")],
  ["insert", grows("{x} = cat([{x}[:{0}], {1!}[None], {x}[{0}:]])")],
  [
    "pop",
    {
      says: "A tensor does not shrink in place: its last element is {x}[-1], and {x} = {x}[:-1] is what is left.",
      changes: true,
    },
  ],
  ["remove", { says: "A tensor does not shrink in place: {x} = {x}[…] picks what is left.", changes: true }],
  ["add_", inPlace("+")],
  ["sub_", inPlace("-")],
  ["mul_", inPlace("*")],
  ["div_", inPlace("/")],
  [
    "copy_",
    {
      says: "A tensor does not change in place: write {x} = {0}.",
      write: "{x} = {0}",
      changes: true,
    },
  ],
  ["item", strike("item()", "A single number is a value like any other")],
  ["tolist", strike("tolist()", "A tensor is a list already")],
  ["numpy", strike("numpy()", "There is one kind of tensor")],
  ["contiguous", strike("contiguous()", "How a tensor lies in memory does not matter")],
  ["cpu", strike("cpu()", "There is one device")],
  ["cuda", strike("cuda()", "There is one device")],
  ["to", strike("to(…)", "There is one device, and every number is float64")],
  ["double", strike("double()", "Every number is float64")],
  ["float", strike("float()", "Every number is float64")],
  ["half", strike("half()", "Every number is float64")],
  ["type", strike("type(…)", "Every number is float64")],
  ["long", strike("long()", "Every number is float64, and whole ones serve as classes and places")],
  ["int", strike("int()", "Every number is float64; trunc cuts off what stands behind the point")],
  ["astype", strike("astype(…)", "Every number is float64")],
  ["copy", strike("copy()", "A tensor does not change, so that it needs no copy")],
  ["requires_grad_", strike("requires_grad_()", "Every value has its gradient")],
  ["retain_grad", { says: "Every value has its gradient: strike the line.", strikesLine: true }],
  ["size", { says: "The sizes are {x!}.shape, one of them is {x!}.shape[{0}].", write: "{x!}.shape[{0}]" }],
  ["dim", { says: "The number of dimensions is len({x!}.shape).", write: "len({x!}.shape)" }],
  ["ndimension", { says: "The number of dimensions is len({x!}.shape).", write: "len({x!}.shape)" }],
  ["expand_as", as("expand")],
  ["view_as", as("reshape")],
  ["reshape_as", as("reshape")],
  ["type_as", strike("type_as(…)", "Every number is float64")],
  ["t", { says: "The transpose is {x!}.T.", write: "{x!}.T" }],
  ["zero_grad", { says: "Gradients do not add up from run to run: strike the line.", strikesLine: true }],
  ["zero_", { says: "Gradients do not add up from run to run: strike the line.", strikesLine: true }],
  ["step", { says: `There is no optimizer: ${STEP}.` }],
  ["gradient", { says: "The gradient is grad({0}, {1}).", write: "grad({0}, {1})" }],
  ["_backward", { says: "Every gate passes its gradient on by itself: strike the line.", strikesLine: true }],
  ["watch", { says: "Every value has its gradient: strike the line.", strikesLine: true }],
  ["train", { says: "A function has no mode: strike the line.", strikesLine: true }],
  ["eval", { says: "A function has no mode: strike the line.", strikesLine: true }],
  ["parameters", { says: "Parameters are names of the file: grad(loss, w) is the gradient of one." }],
]);

/** Attributes, by their names. */
export const foreignAttributes: ReadonlyMap<string, Foreign> = new Map<string, Foreign>([
  ["ndim", { says: "The number of dimensions is len({x!}.shape).", write: "len({x!}.shape)" }],
  ["data", { says: "A value without its gradient is detach({x}).", write: "detach({x})" }],
  ["size", { says: "The number of elements is numel({x}).", write: "numel({x})" }],
  [
    "dtype",
    { says: "Every number is float64, and truth values are bool: there is no .dtype.", strikesLine: true },
  ],
  ["device", { says: "There is one device: there is no .device.", strikesLine: true }],
  ["requires_grad", { says: "Every value has its gradient: there is no .requires_grad.", strikesLine: true }],
  [
    "is_leaf",
    { says: "Every value has its gradient, a leaf or not: there is no .is_leaf.", strikesLine: true },
  ],
  [
    "grad_fn",
    {
      says: "The graph shows what made a value (Nabla: Run Backward): there is no .grad_fn.",
      strikesLine: true,
    },
  ],
]);

/** The attribute that stands for a tensor's own numbers where it is set. */
export const NUMBERS = "data";

/** What is noted at a tensor and changes no number. */
export const attributeNotes: ReadonlySet<string> = new Set(["grad", "label", "name", "requires_grad"]);
