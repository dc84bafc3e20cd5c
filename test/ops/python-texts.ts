/**
 * The texts that records have for Python, over the records' own samples. How a hole is filled: an operand by a name, those of a
 * list by names with commas between, or one by one (`{tensors.0}`); an attribute as Python writes it, a list as a tuple, and a
 * text as it is, since its quotes stand in the template. Places are arrays of integers.
 */
import { spawnSync } from "node:child_process";
import type { AttrValue, Gate, Sample } from "../../src/graph/ir.ts";
import { gates } from "../../src/ops/index.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { applyTo, evaluate, withDefaults } from "./evaluate.ts";
import { operandsOf } from "./samples.ts";

/** An array: its dtype, its sizes, its elements as text. */
type Sent = readonly [dtype: string, sizes: readonly number[], elements: readonly string[]];

export interface Case {
  readonly gate: string;
  readonly text: string;
  readonly names: Readonly<Record<string, Sent>>;
  readonly value: Tensor;
}

/** Random numbers are Nabla's own. */
export function casesFor(library: "numpy" | "torch"): readonly Case[] {
  return gates
    .filter((gate) => !("seed" in gate.attrs))
    .flatMap((gate) => gate.samples.map((sample, i) => caseOf(gate, sample, `${gate.name} ${i}`, library)));
}

function caseOf(gate: Gate, sample: Sample, seed: string, library: "numpy" | "torch"): Case {
  const operands = operandsOf(gate, sample, seed);
  const names: Record<string, Sent> = {};
  const holes = new Map<string, string>();
  const attrs = withDefaults(gate, sample.attrs ?? {});
  for (const [name, value] of Object.entries(attrs)) holes.set(name, inPython(value));
  gate.operands.forEach(({ name, rest, holds }, at) => {
    const dtype = holds === "bool" ? "bool" : holds === "integer" ? "int" : "float";
    const own = operands.slice(at, rest === true ? undefined : at + 1);
    own.forEach(({ sizes, data }, i) => {
      names[`${name}_${i}`] = [dtype, sizes, [...data].map(String)];
      holes.set(`${name}.${i}`, `${name}_${i}`);
    });
    holes.set(name, own.map((_, i) => `${name}_${i}`).join(", "));
  });
  const fill = (text: string): string =>
    text.replace(/\{(\w+(?:\.\d+)?)\}/g, (_, hole: string) => holes.get(hole) ?? "None");
  // The text of a subscript has holes of its own.
  const text = fill(fill(gate.python[library]));
  return { gate: gate.name, text, names, value: evaluate(applyTo(gate, operands, sample.attrs)) };
}

function inPython(value: AttrValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  const items = (value as readonly AttrValue[]).map(inPython);
  return `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
}

/** Runs Python; a program that fails throws what it says. */
function run(python: string, program: string, input: string): string {
  const { status, stdout, stderr, error } = spawnSync(python, ["-c", program], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw error ?? new Error(stderr);
  return stdout;
}

/** The first Python that has a module: the one on the path, or the system's own, which Debian's packages are for. */
export function pythonWith(module: string): string | undefined {
  return ["python3", "/usr/bin/python3"].find((python) => {
    try {
      run(python, `import ${module}`, "");
      return true;
    } catch {
      return false;
    }
  });
}

type Answer = string | readonly [sizes: readonly number[], elements: readonly string[]];

/** The cases whose text gives something else in this Python; `runner` reads texts with their arrays, and writes what they give. */
export function wrong(those: readonly Case[], python: string, runner: string): readonly string[] {
  const asked = JSON.stringify(those.map(({ text, names }) => [text, names]));
  const answers = JSON.parse(run(python, runner, asked)) as readonly Answer[];
  return answers.flatMap((answer, i) => {
    const { gate, text, value } = those[i]!;
    if (typeof answer === "string") return [`${gate}: ${text}: ${answer}`];
    const [sizes, elements] = answer;
    const isSame =
      sizes.join() === value.sizes.join() &&
      elements.every((element, j) => isNear(Number(element.replace("inf", "Infinity")), value.data[j]!));
    return isSame ? [] : [`${gate}: ${text}: [${sizes.join()}] ${elements.join()}, not ${value.data.join()}`];
  });
}

function isNear(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
}
