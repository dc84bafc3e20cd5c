/** A listing of nodes, one a line, as tests and people who debug read it: `%3 = mul(%1, %2) : [2, 3]`. */
import type { AttrValue, Node } from "./ir.ts";
import { showSizes } from "../tensor/shape.ts";
import { innermostCount, toNested, type Tensor } from "../tensor/tensor.ts";

/** The larger a literal, the less its digits say: beyond this many elements only its shape is printed. */
const MAX_PRINTED_ELEMENTS = 16;

/** The nodes in the order given, numbered by it; an operand that is not among them prints as `?`. */
export function printNodes(nodes: readonly Node[]): string {
  const numbers = new Map(nodes.map((node, i) => [node, `%${i}`]));
  return nodes
    .map((node) => {
      const operands = node.inputs.map((input) => numbers.get(input) ?? "?");
      const attrs = Object.entries(node.attrs).map(([name, value]) => `${name}=${showAttr(value)}`);
      const dtype = node.dtype === "bool" ? "bool " : "";
      const call = `${node.gate.name}(${[...operands, ...attrs].join(", ")})`;
      return `${numbers.get(node)!} = ${call} : ${dtype}${showSizes(node.sizes)}`;
    })
    .join("\n");
}

function showAttr(value: AttrValue): string {
  if (value === null) return "None";
  if (typeof value !== "object") return typeof value === "string" ? JSON.stringify(value) : String(value);
  if (isTensor(value)) {
    if (innermostCount(value.sizes) > MAX_PRINTED_ELEMENTS) return `tensor ${showSizes(value.sizes)}`;
    return showAttr(toNested(value));
  }
  if (isList(value)) return `[${value.map(showAttr).join(", ")}]`;
  const entries = Object.entries(value).map(([key, entry]) => `${key}: ${showAttr(entry)}`);
  return `{${entries.join(", ")}}`;
}

function isList(value: AttrValue): value is readonly AttrValue[] {
  return Array.isArray(value);
}

function isTensor(value: object): value is Tensor {
  return "data" in value && value.data instanceof Float64Array;
}
