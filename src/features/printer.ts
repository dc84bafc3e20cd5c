/** Prints gradient nodes as the expression that a person would write, by running a gate's rule on names instead of numbers. */
import { own } from "../base/own.ts";
import type { AttrValue, Inputs, Node } from "../graph/ir.ts";
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
  if (first === undefined) {
    const value = single(knownValue(node, new Map()));
    return value === undefined ? undefined : formatNumber(value);
  }
  const operand = names.get(first);
  if (operand !== undefined && (gate.notation !== undefined || first.sizes.length === 2)) {
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

/** What stands between two operands, with its spaces. */
function signForPeople(node: Node): string {
  return node.gate.infix?.precedence === precedence.power ? signOf(node) : ` ${signOf(node)} `;
}

function callForPeople({ gate, sizes, attrs }: Node, operands: readonly Formula[]): Formula | undefined {
  const [a, b] = operands;
  if (a !== undefined && b === undefined && gate.notation !== undefined)
    return { text: gate.notation(within(a, ATOM), sizes, attrs), precedence: precedence.power };
  // What no file can call has no spelling, and one with further arguments is told better by its links.
  const isPlain = !gate.internal && Object.keys(gate.attrs).length === 0;
  return isPlain ? called(gate.name, operands, []) : undefined;
}

/** A gate that is no sign between its operands, as a file calls it; undefined where it cannot. */
export function fileCall(node: Node, operands: readonly Formula[]): Formula | undefined {
  const { gate, sizes, attrs } = node;
  const [a, b] = operands;
  if (a === undefined) return undefined;
  const tight = operands.map((operand) => within(operand, ATOM));
  const written = gate.written?.(tight, node);
  if (written !== undefined) return { text: written, precedence: ATOM };
  if (b === undefined && gate.postfix !== undefined && sizes.length === 2)
    return { text: `${tight[0]}${gate.postfix}`, precedence: ATOM };
  if (b === undefined && gate.notation !== undefined)
    return { text: gate.notation(tight[0]!, sizes, attrs), precedence: ATOM };
  if (gate.internal) return undefined;
  const further = new Map<string, string>();
  for (const [name, spec] of Object.entries(gate.attrs)) {
    const value = own(attrs, name);
    if (value === undefined || JSON.stringify(value) === JSON.stringify(spec.default)) continue;
    const text = attributeText(value);
    if (text === undefined || spec.kind === "internal") return undefined;
    further.set(name, text);
  }
  if (gate.order === undefined)
    return called(
      gate.name,
      operands,
      [...further].map(([name, text]) => `${name}=${text}`),
    );
  const places = gate.order.flatMap((name): readonly (string | undefined)[] => {
    const at = gate.operands.findIndex((operand) => operand.name === name);
    if (at < 0) return [further.get(name)];
    return operands.slice(at, gate.operands[at]!.rest === true ? undefined : at + 1).map(({ text }) => text);
  });
  return places.includes(undefined)
    ? undefined
    : { text: `${gate.name}(${places.join(", ")})`, precedence: ATOM };
}

function called(name: string, operands: readonly Formula[], further: readonly string[]): Formula {
  return {
    text: `${name}(${[...operands.map(({ text }) => text), ...further].join(", ")})`,
    precedence: ATOM,
  };
}

export function attributeText(value: AttrValue): string | undefined {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "string") return JSON.stringify(value);
  if (!Array.isArray(value)) return undefined;
  const items = (value as readonly AttrValue[]).map(attributeText);
  if (items.length === 1 && typeof value[0] === "number") return items[0];
  return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
}

/** One gate with what its operands are written as, `x + y`, `-2 + 5`, `exp(-1)`; undefined where it cannot be written. */
export function printGate(node: Node, operands: readonly Formula[]): string | undefined {
  const { infix } = node.gate;
  const [a, b] = operands;
  if (infix === undefined || a === undefined) return fileCall(node, operands)?.text;
  const own = infix.precedence;
  // `-(-4)`: two signs beside each other are read as one.
  if (b === undefined) return infix.token + within(a, a.text.startsWith(infix.token) ? own + 1 : own);
  return within(a, own) + signForPeople(node) + within(b, own + 1);
}

/**
 * The local gradient of an elementwise step in symbols, `exp(n)`, `(1 - f) · f`: what its rule gives for an upstream gradient of
 * 1, which is `one`; `inputs` has the numbers of literals. Undefined where the text would be too long.
 */
export function printLocal(
  part: Node,
  one: Node,
  inputs: Inputs,
  nameIt: (node: Node) => Formula | undefined,
): Formula | undefined {
  return compose(part, inputs, (node) => (node === one ? { text: "1", precedence: ATOM } : nameIt(node)));
}

function compose(
  root: Node,
  inputs: Inputs,
  nameIt: (node: Node) => Formula | undefined,
): Formula | undefined {
  const known = new Map<Node, Formula | undefined>();
  const write = (node: Node, depth: number): Formula | undefined => {
    if (!known.has(node)) known.set(node, depth > 8 ? undefined : make(node, depth));
    return known.get(node);
  };
  const written = write(root, 0);
  return written === undefined || written.text.length > MAX_LOCAL ? undefined : written;

  function make(node: Node, depth: number): Formula | undefined {
    const name = nameIt(node);
    if (name !== undefined) return name;
    const number = numberOf(node);
    if (number !== undefined) return number;
    const { gate, inputs: operands } = node;
    // What the rule chooses by a number that stands in the file, a person chooses before writing it down.
    const [first] = operands;
    const chosen = gate.takes && first && single(knownValue(first, inputs));
    if (chosen !== undefined) return write(operands[gate.takes!(chosen)]!, depth);
    const parts: Formula[] = [];
    for (const operand of operands) {
      const part = write(operand, depth + 1);
      if (part === undefined || part.text.length > MAX_LOCAL) return undefined;
      parts.push(part);
    }
    const [a, b] = parts;
    if (a === undefined) return undefined;
    if (b === undefined && gate.infix !== undefined) {
      const own = gate.infix.precedence;
      return { text: gate.infix.token + within(a, own), precedence: own };
    }
    if (b === undefined || gate.infix === undefined) return callForPeople(node, parts);
    if (isNeutral(0)) return b;
    if (isNeutral(1)) return a;
    const own = gate.infix.precedence;
    // Of what both sides leave as it is, the order of brackets is no matter.
    const isFree = gate.neutral?.every((one) => one !== undefined) === true && operands[1]?.gate === gate;
    const right = isFree ? b.text : within(b, own + 1);
    return { text: within(a, own) + signForPeople(node) + right, precedence: own };

    function isNeutral(operand: number): boolean {
      const neutral = gate.neutral?.[operand];
      return neutral !== undefined && Number(parts[operand]?.text) === neutral;
    }
  }

  /** What is made of literals alone, as the number that it is, where that can be written exactly. */
  function numberOf(node: Node): Formula | undefined {
    const value = single(knownValue(node, inputs));
    if (value === undefined || !isLiteral(node)) return undefined;
    const text = formatNumber(value);
    return Number(text) !== value ? undefined : { text, precedence: value < 0 ? precedence.sign : ATOM };
  }

  function isLiteral(node: Node): boolean {
    const name = nameIt(node);
    return name === undefined ? node.inputs.every(isLiteral) : Number.isFinite(Number(name.text));
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
