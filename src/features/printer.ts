/** Prints gradient nodes as the expression that a person would write, by running a gate's rule on names instead of numbers. */
import type { Node } from "../graph/ir.ts";
import { knownValue } from "../graph/known.ts";
import { applyGate } from "../graph/node.ts";
import { constant } from "../ops/define.ts";
import { precedence } from "../syntax/precedence.ts";
import { showSizes } from "../tensor/shape.ts";
import { filled, type Tensor } from "../tensor/tensor.ts";
import { formatNumber } from "./format-number.ts";

/** Longer texts explain less than the gate's own formula. */
const MAX_LENGTH = 100;
const MAX_LOCAL = 60;

/**
 * What a gate sends back to one operand, with shapes: `dy [2, 4] @ w.T [4, 3]`; undefined where the text would be too long.
 * `names` are the operands' names, `upstream` is the name of the result's gradient.
 */
export function printRule(
  node: Node,
  operand: number,
  names: readonly string[],
  upstream: string,
): string | undefined {
  const { vjp } = node.gate;
  if (typeof vjp !== "function") return undefined;
  const g = applyGate(constant.gate, [], { value: filled([], 1) });
  const seen: Node = { ...g, sizes: node.sizes };
  const part = vjp({ inputs: node.inputs, out: node, g: seen, attrs: node.attrs })[operand];
  if (part === undefined) return undefined;
  const written = new Map<Node, string>([
    [seen, upstream],
    [node, "out"],
  ]);
  node.inputs.forEach((input, i) => written.set(input, names[i] ?? "x"));
  const text = print(part, written, 0);
  return text !== undefined && text.length <= MAX_LENGTH ? text : undefined;
}

function print(node: Node, names: ReadonlyMap<Node, string>, depth: number): string | undefined {
  const name = names.get(node);
  if (name !== undefined) return `${name} ${showSizes(node.sizes)}`;
  if (depth > 4) return undefined;
  const { gate, inputs } = node;
  const [first] = inputs;
  const operand = first && names.get(first);
  if (operand !== undefined && (gate.notation !== undefined || first?.sizes.length === 2)) {
    const written =
      gate.notation?.(operand, node.sizes, node.attrs) ?? (gate.postfix && operand + gate.postfix);
    if (written !== undefined) return `${written} ${showSizes(node.sizes)}`;
  }
  const parts = inputs.map((input) => print(input, names, depth + 1));
  if (parts.some((part) => part === undefined)) return undefined;
  if (gate.infix !== undefined && inputs.length === 2) return parts.join(` ${signOf(node)} `);
  return `${gate.name}(${parts.join(", ")})`;
}

/** The sign between the operands. */
function signOf({ gate, sizes }: Node): string {
  const { infix } = gate;
  return infix?.signs?.[sizes.length === 0 ? 0 : 1] ?? infix?.token ?? "";
}

/** A formula and how tightly it binds. */
export interface Formula {
  readonly text: string;
  readonly precedence: number;
}

const ATOM = precedence.postfix;

/**
 * The local gradient of an elementwise step in symbols, `exp(n)`, `(1 - f) · f`: what its rule gives for an upstream gradient of
 * 1, which is `one`. Undefined where the text would be too long.
 */
export function printLocal(
  part: Node,
  one: Node,
  nameIt: (node: Node) => Formula | undefined,
): Formula | undefined {
  const known = new Map<Node, Formula | undefined>();
  const write = (node: Node, depth: number): Formula | undefined => {
    if (node === one) return { text: "1", precedence: ATOM };
    if (!known.has(node)) known.set(node, depth > 8 ? undefined : compose(node, depth));
    return known.get(node);
  };
  const written = write(part, 0);
  return written === undefined || written.text.length > MAX_LOCAL ? undefined : written;

  function compose(node: Node, depth: number): Formula | undefined {
    const name = nameIt(node);
    if (name !== undefined) return name;
    const number = numberOf(node);
    if (number !== undefined) return number;
    const { gate, inputs } = node;
    // What the rule chooses by a number that stands in the file, a person chooses before writing it down.
    const [first] = inputs;
    const chosen = gate.takes && first && single(knownValue(first));
    if (chosen !== undefined) return write(inputs[gate.takes!(chosen)]!, depth);
    const parts: Formula[] = [];
    for (const input of inputs) {
      const part = write(input, depth + 1);
      if (part === undefined || part.text.length > MAX_LOCAL) return undefined;
      parts.push(part);
    }
    const [a, b] = parts;
    if (a === undefined) return undefined;
    if (b === undefined && gate.infix !== undefined) {
      const own = gate.infix.precedence;
      return { text: gate.infix.token + within(a, own), precedence: own };
    }
    if (b === undefined && gate.notation !== undefined) {
      return { text: gate.notation(within(a, ATOM), node.sizes, node.attrs), precedence: precedence.power };
    }
    // What no file can call has no spelling, and one with further arguments is told better by its links.
    const isPlain = !gate.internal && Object.keys(gate.attrs).length === 0;
    if (gate.infix === undefined && !isPlain) return undefined;
    if (b === undefined || gate.infix === undefined) {
      return { text: `${gate.name}(${parts.map(({ text }) => text).join(", ")})`, precedence: ATOM };
    }
    if (isNeutral(0)) return b;
    if (isNeutral(1)) return a;
    const own = gate.infix.precedence;
    // Of what both sides leave as it is, the order of brackets is no matter.
    const isFree = gate.neutral?.every((one) => one !== undefined) === true && inputs[1]?.gate === gate;
    const right = isFree ? b.text : within(b, own + 1);
    const space = own === precedence.power ? "" : " ";
    return { text: `${within(a, own)}${space}${signOf(node)}${space}${right}`, precedence: own };

    function isNeutral(operand: number): boolean {
      const neutral = gate.neutral?.[operand];
      return neutral !== undefined && Number(parts[operand]?.text) === neutral;
    }
  }

  /** What is made of literals alone, as the number that it is, where that can be written exactly. */
  function numberOf(node: Node): Formula | undefined {
    const value = single(knownValue(node));
    if (value === undefined || !isLiteral(node)) return undefined;
    const text = formatNumber(value);
    return Number(text) === value ? { text, precedence: value < 0 ? precedence.sign : ATOM } : undefined;
  }

  function isLiteral(node: Node): boolean {
    const name = nameIt(node);
    if (name !== undefined) return Number.isFinite(Number(name.text));
    return node === one ? false : node.inputs.every(isLiteral);
  }
}

/** The number that a value is everywhere. */
function single(value: Tensor | undefined): number | undefined {
  const first = value?.data[0];
  return first !== undefined && value?.data.every((one) => one === first) === true ? first : undefined;
}

/** In brackets where it binds more loosely than what is around it. */
export function within({ text, precedence: own }: Formula, around: number): string {
  return own < around ? `(${text})` : text;
}
