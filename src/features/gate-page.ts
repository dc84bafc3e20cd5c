/** A page for each function that is written in no file: what there is to read about it and, of a gate, a program that shows it. */
import type { Span } from "../base/span.ts";
import { builtins } from "../check/functions.ts";
import { languageFunctions } from "../check/language.ts";
import type { Param } from "../check/signature.ts";
import { operandSpec, type Attrs, type AttrValue, type Gate, type Sample } from "../graph/ir.ts";
import { keyOfText, uniform } from "../tensor/random.ts";
import { elementCount, type DType, type Tensor } from "../tensor/tensor.ts";
import { commented } from "./commented.ts";
import { attributeText } from "./printer.ts";
import { languageReference, referenceOf, type Reference } from "./reference.ts";
import { take } from "./take.ts";

/** A file of the library that is made when somebody asks for it. */
export interface Page {
  /** Its path there. */
  readonly library: string;
  readonly path: string;
  readonly text: string;
  /** Where it says what it is about. */
  readonly name: Span;
  /** And where it says what each parameter is. */
  readonly parameters: ReadonlyMap<string, Span>;
}

const FOLDER = "gates/";
const HASH = "# ";
/** What a person can look over. */
const MOST_ELEMENTS = 24;

/** The page of a gate or of a function of the language itself; undefined for whatever is written in a file. */
export function pageOf(name: string): Page | undefined {
  const callable = builtins.get(name);
  if (callable?.kind === "gate") {
    const { gate } = callable;
    const own = builtins.get(gate.name) ?? callable;
    const { params } = own.signature;
    return page(gate.name, headOf(referenceOf(own), params) + exampleOf(gate), params);
  }
  const fn = callable === undefined ? languageFunctions.get(name) : undefined;
  return fn && page(fn.name, headOf(languageReference(fn), fn.params), fn.params);
}

/** The gate that an operator between or before so many operands stands for. */
export function gateWritten(token: string, operands: number): Gate | undefined {
  for (const callable of builtins.values()) {
    if (callable.kind !== "gate") continue;
    const { gate } = callable;
    if (gate.infix?.token === token && gate.operands.length === operands) return gate;
  }
  return undefined;
}

/** The text of a page by its path in the library. */
export function pageAt(path: string): string | undefined {
  return path.startsWith(FOLDER)
    ? pageOf(path.slice(FOLDER.length).replace(/\.grad$/u, ""))?.text
    : undefined;
}

function page(name: string, text: string, params: readonly Param[]): Page {
  const path = `${FOLDER}${name}.grad`;
  const at = (start: number, { length }: string): Span => ({ start, end: start + length });
  const parameters = params.map((param): [string, Span] => {
    const before = `\n${HASH}`;
    return [param.name, at(text.indexOf(`${before}${param.name}: `) + before.length, param.name)];
  });
  return { library: path, path, text, name: at(HASH.length, name), parameters: new Map(parameters) };
}

function headOf(reference: Reference, params: readonly Param[]): string {
  const { signature, infix, sentence, rest, gradient, pattern, kinks, lecture } = reference;
  const said = pattern?.text ?? "";
  const parts = [
    infix === undefined ? signature : `${signature}, written ${infix}`,
    [sentence, rest].filter((part) => part !== "").join(" "),
    params.map(({ name, doc }) => `${name}: ${doc}`).join("\n"),
    gradient === said ? "" : `Local gradient: ${gradient}`,
    said,
    ...kinks,
    lecture.length === 0 ? "" : `In the lecture: ${lecture.join(", ")}.`,
  ];
  return commented(parts.filter((part) => part !== "").join("\n\n"));
}

/** From the gate's own samples: the first one that a person can look over and that can be written down. */
function exampleOf(gate: Gate): string {
  const isSmall = ({ shapes, attrs = {} }: Sample): boolean => {
    const counts = shapes.map(elementCount);
    const hasMuch = counts.every((count) => count <= MOST_ELEMENTS) && !counts.every((count) => count <= 1);
    return hasMuch || Object.values(attrs).some((value) => Array.isArray(value) && value.length > 1);
  };
  for (const sample of [...gate.samples.filter(isSmall), ...gate.samples]) {
    const text = written(gate, sample);
    if (text !== undefined) return `\n${text}\n`;
  }
  return "";
}

function written(gate: Gate, sample: Sample): string | undefined {
  const names = namesOf(gate, sample.shapes.length);
  const call = callOf(gate, names, sample.attrs ?? {});
  if (call === undefined) return undefined;
  const lines = names.map((name, i) => {
    const holds = operandSpec(gate, i)?.holds;
    const dtype: DType = holds === "bool" ? "bool" : "float";
    return `${name} = ${take(operandOf(gate, sample, i), dtype, "grad")}`;
  });
  const out = names.includes("y") ? "z" : "y";
  lines.push(`${out} = ${call}`);
  if (gate.dtype !== "bool" && names.length > 0)
    // Of an elementwise gate the gradient is the local one itself.
    lines.push(`L = sum(${gate.scalar === undefined ? `${out} ** 2` : out})`, "L.backward()");
  return lines.join("\n");
}

/** The operands' names; of a list of them each has its number. */
function namesOf({ operands }: Gate, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const { name = "x", rest } = operands[Math.min(i, operands.length - 1)] ?? {};
    return rest === true ? `${name}${i - operands.length + 2}` : name;
  });
}

/** Two digits of numbers drawn from the sample's range, the same ones every time. */
function operandOf({ name }: Gate, { shapes, range = [-2, 2], fixed }: Sample, i: number): Tensor {
  const given = fixed?.[i];
  if (given !== undefined) return given;
  const [low, high] = range;
  const { sizes, data } = uniform(keyOfText(`${name} ${i}`), shapes[i] ?? []);
  const inside = (part: number): number => low + (high - low) * (0.1 + 0.8 * part);
  return { sizes, data: data.map((part) => Number(inside(part).toPrecision(2))) };
}

/** The call with its operands by position and what else it takes by name; undefined where the language has no words for that. */
function callOf(gate: Gate, names: readonly string[], attrs: Attrs): string | undefined {
  const { infix, operands, order } = gate;
  if (infix !== undefined)
    return names.length === 1
      ? `${infix.token} ${names[0]}`.replace(/(\W) /u, "$1")
      : names.join(` ${infix.token} `);
  const list = operands.at(-1)?.rest === true ? operands.length - 1 : names.length;
  const given = [
    ...names.slice(0, list),
    ...(list < names.length ? [`[${names.slice(list).join(", ")}]`] : []),
  ];
  const args = given.map((text, i) => (order === undefined ? text : `${operands[i]!.name}=${text}`));
  for (const [name, { kind, default: usual }] of Object.entries(gate.attrs)) {
    const value = new Map<string, AttrValue>(Object.entries(attrs)).get(name);
    if (kind === "random-key" || value === undefined) continue;
    if (JSON.stringify(value) === JSON.stringify(usual)) continue;
    const text = attributeText(value);
    if (text === undefined || kind === "internal") return undefined;
    args.push(`${name}=${text}`);
  }
  const placeOf = (arg: string): number => order?.indexOf(arg.slice(0, arg.indexOf("="))) ?? 0;
  return `${gate.name}(${args.sort((one, other) => placeOf(one) - placeOf(other)).join(", ")})`;
}
