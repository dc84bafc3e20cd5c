/** Methods of Python's lists, NumPy's arrays and PyTorch's tensors that have no meaning here, with what is written instead. */
import type { Expr, ExprOf } from "../syntax/tree.ts";

export interface ForeignCall {
  /** Whole sentences: what is different here, and what to write. `{x}` is the value before the dot, `{0}` the first argument. */
  readonly says: string;
  /** What to write in the call's place, as far as it can be said without knowing more; holes as in `says`. */
  readonly write?: string;
  /** It changes the value before the dot: what is written instead is a line of its own that binds the name anew. */
  readonly changes?: boolean;
}

const strike = (call: string, why: string): ForeignCall => ({
  says: `${why}: strike .${call}.`,
  write: "{x}",
});

export const foreignMethods: ReadonlyMap<string, ForeignCall> = new Map([
  [
    "append",
    {
      says: "A tensor does not grow in place: write {x} = cat([{x}, {0}[None]]).",
      write: "{x} = cat([{x}, {0}[None]])",
      changes: true,
    },
  ],
  [
    "extend",
    {
      says: "A tensor does not grow in place: write {x} = cat([{x}, {0}]).",
      write: "{x} = cat([{x}, {0}])",
      changes: true,
    },
  ],
  [
    "insert",
    {
      says: "A tensor does not grow in place: write {x} = cat([{x}[:{0}], {1}[None], {x}[{0}:]]).",
      write: "{x} = cat([{x}[:{0}], {1}[None], {x}[{0}:]])",
      changes: true,
    },
  ],
  [
    "pop",
    {
      says: "A tensor does not shrink in place: its last element is {x}[-1], and {x} = {x}[:-1] is what is left.",
      changes: true,
    },
  ],
  [
    "remove",
    {
      says: "A tensor does not shrink in place: {x} = {x}[…] picks what is left.",
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
  ["requires_grad_", strike("requires_grad_()", "Every value has its gradient")],
  ["size", { says: "The sizes are {x}.shape, one of them is {x}.shape[{0}].", write: "{x}.shape[{0}]" }],
  ["dim", { says: "The number of dimensions is len({x}.shape).", write: "len({x}.shape)" }],
  ["ndimension", { says: "The number of dimensions is len({x}.shape).", write: "len({x}.shape)" }],
  ["zero_grad", { says: "Gradients do not add up from run to run: strike the line." }],
  ["zero_", { says: "Gradients do not add up from run to run: strike the line." }],
]);

/** What a call of a foreign method says, and what can be written in its place. */
export function describeForeign(
  text: string,
  call: ExprOf<"call">,
  found: ForeignCall,
): { readonly says: string; readonly write: string | undefined } {
  const { receiver, args } = call;
  const object = receiver === undefined ? "x" : atom(text, receiver);
  const fill = (template: string): string =>
    template.replace(/\{(x|\d)\}(?=(\[?))/g, (_, hole: string, index: string) => {
      if (hole === "x") return object;
      const value = args[Number(hole)]?.value;
      if (value === undefined) return "…";
      return index === "[" ? atom(text, value) : text.slice(value.span.start, value.span.end);
    });
  const says = fill(found.says);
  if (found.write === undefined) return { says, write: undefined };
  const holes = [...found.write.matchAll(/\{(\d)\}/g)].map(([, hole]) => Number(hole));
  const bindable = found.changes !== true || receiver?.kind === "name";
  return {
    says,
    write: bindable && holes.every((hole) => hole < args.length) ? fill(found.write) : undefined,
  };
}

/** An expression's text, in brackets where an index or a dot behind it would belong to its last part alone. */
function atom(text: string, expr: Expr): string {
  const written = text.slice(expr.span.start, expr.span.end);
  const loose = ["unary", "binary", "compare", "conditional"].includes(expr.kind);
  return loose ? `(${written})` : written;
}
