/**
 * Writes gradients into the file as lines that a person can read: what is used more than once, or too long to be read in one go, is
 * given a name on a line of its own.
 */
import type { Inputs, Node } from "../graph/ir.ts";
import { knownValue } from "../graph/known.ts";
import { applyGate } from "../graph/node.ts";
import { add, mul, neg } from "../ops/arithmetic.ts";
import { boolOf, intOf, intsOf } from "../ops/define.ts";
import { positiveDim } from "../ops/dims.ts";
import { full, ones, zeros } from "../ops/creation.ts";
import { matmul } from "../ops/matmul.ts";
import { permute, transpose } from "../ops/permute.ts";
import { sum } from "../ops/reduction.ts";
import { broadcast_to, reshape, unsqueeze } from "../ops/reshape.ts";
import { precedence } from "../syntax/precedence.ts";
import { broadcast, sameSizes, shapeOf, sizesOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { formatNumber } from "./format-number.ts";
import { attributeText, fileCall, within, type Formula } from "./printer.ts";

/** A longer line is taken apart. */
const MOST_LINE = 80;
/** What is no longer than this is written again where it is used again. */
const SHORT = 12;
/** Longer lists of numbers are none that anybody wrote. */
const MOST_ENTRIES = 24;

/** No text of one line that is asked for is longer. */
const CUT = 200;

const ATOM = precedence.postfix;

/** What the lines are written with. */
export interface Vocabulary {
  readonly inputs: Inputs;
  /** How a value that the lines can read is written. */
  nameIt(node: Node): Formula | undefined;
  /** Whether a value gets a line of its own, however short it is. */
  isNamed(node: Node): boolean;
  /** A name for it that is free, which is taken by that. */
  freshName(node: Node): string;
  /** Whether the value can be made anew: random numbers would be others. */
  isRepeatable(node: Node): boolean;
}

export interface WrittenLines {
  readonly lines: readonly string[];
  /** Each of what was to be written; undefined of what is not there. */
  readonly parts: readonly (string | undefined)[];
}

/** A text, and the sizes that it has: those of the value, or fewer where the value repeats it. */
interface Written extends Formula {
  readonly sizes: readonly number[];
}

/** The innermost part that the language has no words for. */
export interface Unsaid {
  readonly unsaid: Node;
}

export function writeGradients(
  roots: readonly (Node | undefined)[],
  vocabulary: Vocabulary,
): WrittenLines | Unsaid {
  const uses = new Map<Node, number>();
  const counted = compose(roots, vocabulary, uses, false);
  return "unsaid" in counted ? counted : compose(roots, vocabulary, uses, true);
}

/** The same with no line but the last. */
export function writeInLine(
  roots: readonly (Node | undefined)[],
  vocabulary: Vocabulary,
): WrittenLines | Unsaid {
  return compose(roots, vocabulary, new Map(), false);
}

/** The first time over, uses are counted; the second time, what has several gets a name. */
function compose(
  roots: readonly (Node | undefined)[],
  { inputs, nameIt, isNamed, freshName, isRepeatable }: Vocabulary,
  uses: Map<Node, number>,
  names: boolean,
): WrittenLines | Unsaid {
  const lines: string[] = [];
  let unsaid: Node | undefined;
  const known = new Map<Node, Written | undefined>();
  const simpler = new Map<Node, Node>();
  const parts: { readonly root: Node | undefined; text: string | undefined }[] = [];
  for (const root of roots) {
    const written = root && write(root);
    if (root !== undefined && written === undefined) return { unsaid: unsaid ?? root };
    parts.push({ root, text: root && written && whole(root, written).text });
  }
  const longest = parts.toSorted((a, b) => (b.text?.length ?? 0) - (a.text?.length ?? 0));
  for (const part of names ? longest : []) {
    const isLong = parts.reduce((length, { text }) => length + (text?.length ?? 4) + 2, 0) > MOST_LINE;
    const written = part.root && write(part.root);
    if (!isLong || part.root === undefined || written === undefined || written.text.length <= SHORT) break;
    part.text = whole(part.root, lined(part.root, written)).text;
  }
  return { lines, parts: parts.map(({ text }) => text) };

  function write(given: Node): Written | undefined {
    let node = simpler.get(given);
    if (node === undefined) simpler.set(given, (node = simplified(given)));
    if (!names) uses.set(node, (uses.get(node) ?? 0) + 1);
    if (!known.has(node)) {
      const made = make(node);
      if (made === undefined) unsaid ??= node;
      const isOften = (uses.get(node) ?? 0) > 1 && made !== undefined && made.text.length > SHORT;
      const isOwn = isNamed(node) && made !== undefined && !isWord(made.text);
      if (names && made !== undefined && (isOften || isOwn)) lined(node, made);
      else known.set(node, made && (names ? made : cut(made)));
    }
    return known.get(node);
  }

  /** On a line of its own. */
  function lined(node: Node, made: Written): Written {
    const name = freshName(node);
    const own = isNamed(node) ? whole(node, made) : made;
    lines.push(`${name} = ${own.text}`);
    const written = { text: name, precedence: ATOM, sizes: own.sizes };
    known.set(node, written);
    return written;
  }

  function make(node: Node): Written | undefined {
    const name = nameIt(node);
    if (name !== undefined) return { ...name, sizes: node.sizes };
    const number = numberOf(node);
    if (number !== undefined) return number;
    const { gate, inputs: operands } = node;
    const [first] = operands;
    if (first === undefined) return source(node);
    if (!gate.pure || gate.isData === true) return undefined;
    if (gate.isCopy === true) return write(first);
    // What the rule chooses by a number that stands in the file, a person chooses before writing it down.
    const chosen = gate.takes && single(knownValue(first, inputs));
    if (chosen !== undefined) return write(operands[gate.takes!(chosen)]!);
    const isEach = gate.scalar !== undefined || gate.combines !== undefined;
    const items: Written[] = [];
    for (const operand of operands) {
      const item = write(operand);
      if (item === undefined) return undefined;
      if (gate === broadcast_to.gate || (gate.isView === true && item.sizes.length === 0)) return item;
      items.push(isEach ? item : whole(operand, item));
    }
    return fitted(node, items);
  }

  /** With names for the longest of its operands where it would be too long. */
  function fitted(node: Node, items: Written[]): Written | undefined {
    for (;;) {
      const text = joined(node, items);
      if (!names || text === undefined || text.text.length <= MOST_LINE) return text;
      const lengths = items.map(({ text: { length } }) => length);
      const longest = lengths.indexOf(Math.max(...lengths));
      const operand = node.inputs[longest];
      if (operand === undefined || (lengths[longest] ?? 0) <= SHORT) return text;
      const own = simpler.get(operand) ?? operand;
      const before = known.get(own);
      items[longest] =
        before !== undefined && isWord(before.text) ? before : lined(own, before ?? items[longest]!);
    }
  }

  function numberOf(node: Node): Written | undefined {
    const value = node.dtype === "bool" ? undefined : single(knownValue(node, inputs));
    return value !== undefined && isLiteral(node) ? { ...numeral(value), sizes: [] } : undefined;
  }

  function isLiteral(node: Node): boolean {
    const name = nameIt(node);
    return name === undefined ? node.inputs.every(isLiteral) : Number.isFinite(Number(name.text));
  }

  function source(node: Node): Written | undefined {
    const value = knownValue(node, inputs);
    if (value === undefined) return undefined;
    const text = listed(value, node.dtype === "bool");
    return text === undefined ? undefined : { text, precedence: ATOM, sizes: node.sizes };
  }

  function joined(node: Node, items: readonly Written[]): Written | undefined {
    const { gate } = node;
    const isEach = gate.scalar !== undefined || gate.combines !== undefined;
    const sizes = isEach ? jointSizes(items) : node.sizes;
    const own = isRepeatable(node) ? textOf(node, items) : undefined;
    return own && { ...own, sizes: gate.neutral !== undefined ? (own.sizes ?? sizes) : sizes };
  }
}

/** The text of a gate with its operands; with sizes where it is one of these. */
function textOf(
  node: Node,
  items: readonly Written[],
): (Formula & { sizes?: readonly number[] }) | undefined {
  const { gate } = node;
  const [a, b] = items;
  if (a === undefined) return undefined;
  const { infix } = gate;
  if (gate.combines !== undefined && gate.internal) return items.reduce<Formula>(plus, ZERO);
  if (infix !== undefined && b === undefined) {
    if (gate === neg.gate) return negated(a);
    return { text: `${infix.token} ${within(a, infix.precedence)}`, precedence: infix.precedence };
  }
  if (infix === undefined || b === undefined) return fileCall(node, items);
  if (isNeutral(node, 0, a)) return b;
  if (isNeutral(node, 1, b)) return a;
  if (gate === add.gate) return a.text === b.text ? doubled(a) : plus(a, b);
  const part = /^\(?1 \/ (\d+)\)?$/u.exec(b.text)?.[1];
  if (gate === mul.gate && part !== undefined)
    return { text: `${within(a, precedence.product)} / ${part}`, precedence: precedence.product };
  const { token, precedence: tight } = infix;
  const isPower = tight === precedence.power;
  // Of what both sides leave as it is, the order of brackets is no matter.
  const isFree = gate.neutral?.every((one) => one !== undefined) === true && node.inputs[1]?.gate === gate;
  const right = isFree ? b.text : within(b, tight + 1);
  return { text: `${within(a, isPower ? tight + 1 : tight)} ${token} ${right}`, precedence: tight };
}

/** What is only counted needs no long text, which can double with each step. */
function cut(written: Written): Written {
  return written.text.length <= CUT ? written : { ...written, text: written.text.slice(0, CUT) };
}

const ZERO: Formula = { text: "0", precedence: ATOM };

function isNeutral({ gate }: Node, operand: number, { text }: Formula): boolean {
  const neutral = gate.neutral?.[operand];
  return neutral !== undefined && Number(text) === neutral;
}

function plus(a: Formula, b: Formula): Formula {
  if (a.text === "0") return b;
  const left = within(a, precedence.sum);
  return isSigned(b)
    ? { text: `${left} - ${b.text.slice(1)}`, precedence: precedence.sum }
    : { text: `${left} + ${within(b, precedence.sum)}`, precedence: precedence.sum };
}

function doubled(a: Formula): Formula {
  return { text: `2 * ${within(a, precedence.product)}`, precedence: precedence.product };
}

function negated(a: Formula): Formula {
  if (isSigned(a)) return { text: a.text.slice(1), precedence: a.precedence };
  const isFree = a.precedence === precedence.product && !ROUNDS.test(a.text);
  if (isFree) return { text: `-${a.text}`, precedence: precedence.product };
  return { text: `-${within(a, precedence.sign)}`, precedence: precedence.sign };
}

/** A sign in front of a product is its first factor's, or the product's own; of what is rounded it is another matter. */
const ROUNDS = /%|\/\//u;

/** Whether the sign in front is that of the whole: not of what is rounded. */
function isSigned({ text, precedence: tight }: Formula): boolean {
  return text.startsWith("-") && tight >= precedence.product && !ROUNDS.test(text);
}

/** With the sizes of the value, where that repeats what is written. */
function whole({ sizes }: Node, written: Written): Written {
  if (sameSizes(written.sizes, sizes)) return written;
  const size = sizes.join(", ");
  const call = (text: string): Written => ({ text, precedence: ATOM, sizes });
  if (!Number.isFinite(Number(written.text)) || written.sizes.length > 0)
    return call(`${broadcast_to.gate.name}(${written.text}, [${size}])`);
  const made = [zeros, ones].find((_, value) => Number(written.text) === value);
  return call(
    made === undefined ? `${full.gate.name}([${size}], ${written.text})` : `${made.gate.name}(${size})`,
  );
}

function jointSizes(items: readonly Written[]): readonly number[] {
  return items.reduce<readonly number[]>(
    (sizes, item) => sizesOf(broadcast(shapeOf(sizes), shapeOf(item.sizes)) ?? []),
    [],
  );
}

/** The same value as people write it: a product turned as a whole, a sum that keeps its dimensions. */
function simplified(node: Node): Node {
  const { gate, sizes, attrs } = node;
  const [x] = node.inputs;
  if (x === undefined) return node;
  if (gate === transpose.gate && isLastTwo(node)) {
    if (x.gate === transpose.gate && isLastTwo(x)) return x.inputs[0]!;
    const [a, b] = x.inputs;
    const isProduct =
      x.gate === matmul.gate && a?.sizes.length === sizes.length && b?.sizes.length === sizes.length;
    return isProduct ? matmul(turned(b, node), turned(a, node)) : node;
  }
  const isSame = gate === permute.gate && intsOf(attrs, "dims")?.every((dim, i) => dim === i) === true;
  if (isSame || (gate === reshape.gate && sameSizes(sizes, x.sizes))) return x;
  if (gate !== reshape.gate) return node;
  if (x.gate === sum.gate) {
    const other = applyGate(sum.gate, x.inputs, { ...x.attrs, keepdim: !boolOf(x.attrs, "keepdim") });
    if (sameSizes(other.sizes, sizes)) return other;
  }
  const at = sizes.findIndex((size, dim) => size === 1 && sameSizes(sizes.toSpliced(dim, 1), x.sizes));
  return at < 0 ? node : unsqueeze(x, { dim: at });
}

function isLastTwo({ sizes, attrs }: Node): boolean {
  const rank = sizes.length;
  const dims = [intOf(attrs, "dim0"), intOf(attrs, "dim1")].map((dim) => positiveDim(dim, rank));
  return rank >= 2 && Math.min(...dims) === rank - 2 && Math.max(...dims) === rank - 1;
}

function turned(node: Node, { attrs }: Node): Node {
  return node.gate === transpose.gate && isLastTwo(node) ? node.inputs[0]! : transpose(node, attrs);
}

/** A number in as few digits as say it exactly. */
function numeral(value: number): Formula {
  if (Number.isNaN(value)) return { text: "nan", precedence: ATOM };
  if (!Number.isFinite(value))
    return value > 0 ? { text: "inf", precedence: ATOM } : { text: "-inf", precedence: precedence.sign };
  const inverse = Math.round(1 / value);
  if (Number(formatNumber(value)) !== value && inverse > 1 && 1 / inverse === value)
    return { text: `1 / ${inverse}`, precedence: precedence.product };
  const short = formatNumber(value);
  const text = Number(short) === value ? short : String(value);
  return { text, precedence: value < 0 ? precedence.sign : ATOM };
}

/** A list of numbers or truth values; undefined where it is long. */
function listed({ sizes, data }: Tensor, isBool: boolean): string | undefined {
  if (data.length > MOST_ENTRIES || data.length === 0) return undefined;
  const entry = (value: number): string => (isBool ? attributeText(value !== 0)! : numeral(value).text);
  let items = Array.from(data, entry);
  for (const size of sizes.toReversed())
    items = Array.from(
      { length: items.length / size },
      (_, i) => `[${items.slice(i * size, (i + 1) * size).join(", ")}]`,
    );
  return items[0];
}

/** The number that a value is everywhere. */
function single(value: Tensor | undefined): number | undefined {
  const first = value?.data[0];
  return first !== undefined && value?.data.every((one) => one === first) === true ? first : undefined;
}

function isWord(text: string): boolean {
  return /^[\p{L}\p{N}_]+$/u.test(text);
}
