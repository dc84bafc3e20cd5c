/** Compares a value on no way to the target, as homework is, with the gradients of the file, and says which one it is. */
import type { Analysis } from "../analysis.ts";
import type { Node } from "../graph/ir.ts";
import { createDerived, guessOf, isExactly, likenessOf, type Slip } from "../insight/likeness.ts";
import type { Binding } from "../lower/program.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { Entry } from "./entry.ts";
import { factsOf, gradientName, hasGradient, nameOf, sourceOf } from "./facts.ts";
import { isHidden } from "./hidden.ts";
import { slackOf } from "./written-digits.ts";
import type { View } from "./view.ts";
import { isUpstream, leadsToTarget } from "./why.ts";

/** What a hint says of such a value. */
export interface Match {
  /** `∂J/∂s ✓`, `−1 × ∂J/∂s`. */
  readonly text: string;
  /** The same in a sentence, as Markdown. */
  readonly sentence: string;
}

/** What stands behind a gradient that is right. */
const RIGHT = " ✓";

/** What is said of a value that the target is not computed from; pending while a gradient is missing that it may be. */
export function matchOf(view: View, { value, name, stmt, computes }: Entry): Match | "pending" | undefined {
  const { analysis } = view;
  if (analysis.target === undefined || value === undefined || !hasGradient(value)) return undefined;
  const isWritten = !computes && name !== undefined && stmt.kind === "bind";
  if (!isWritten && value.inputs.every((input) => isConstant(analysis, input))) return undefined;
  const tensor = view.numbers?.tensor(value);
  if (tensor === undefined) return undefined;
  const slack = isWritten ? slackOf(sourceOf(analysis, stmt.value), tensor) : undefined;
  if (isWritten && slack === undefined) return undefined;
  const known = gradientsOf(analysis);
  if (known.isDerived(value)) return undefined;
  const named = name === undefined ? [] : namedBy(known, name, analysis);
  const isCalledOne = name !== undefined && MEANT.test(name);
  // Of few numbers that are written down, only a name tells that they are no data.
  const guess = guessOf(tensor, slack, isCalledOne && (!isWritten || named.length > 0));
  if (!guess.isTelling) return undefined;
  const alike = named.length > 0 ? named : (known.byCount().get(elementCount(tensor.sizes)) ?? []);
  // What is hidden is not given away by a comparison.
  const gradientIn = ({ value: by, gradient }: Known): Tensor | undefined =>
    isHidden(view, by) ? undefined : view.numbers?.tensor(gradient);
  const found = likenessOf(guess, alike, gradientIn, () => known.sizes().keys());
  const [first] = found?.gradients ?? [];
  const isMissing = (one: Known): boolean =>
    !isHidden(view, one.value) && view.numbers?.has(one.gradient) !== true;
  if (!view.isRun && alike.some(isMissing)) return "pending";
  if (found === undefined || first === undefined) return undefined;
  // Where a gradient is made of a value, a second way to the value is no work on the gradient.
  const valueIn = (one: Known): Tensor | undefined => view.numbers?.tensor(one.value);
  if (!isCalledOne && alike.some((one) => isExactly(guess, valueIn(one)))) return undefined;
  const labels = found.gradients.map((one) => gradientName(analysis, nameOf(view, one.value)));
  return describe(found.slip, labels, known.sizes);
}

/** Whether a value is made of written numbers alone, without a name. */
function isConstant(analysis: Analysis, node: Node): boolean {
  if (!node.known || factsOf(analysis).bindingOf.has(node)) return false;
  return node.inputs.every((input) => isConstant(analysis, input));
}

/** A name that says of its value that it is a gradient. */
const MEANT = /^(?:d|grad|∂)/u;

/** A value of the file with its gradient. */
interface Known {
  readonly value: Node;
  readonly gradient: Node;
}

interface KnownGradients {
  readonly byName: ReadonlyMap<string, readonly Binding[]>;
  byCount(): ReadonlyMap<number, readonly Known[]>;
  /** The numbers that a gradient may have been forgotten to be divided by, with the name of the dimension where it has one. */
  sizes(): ReadonlyMap<number, string | undefined>;
  isDerived(node: Node): boolean;
}

const knownIn = new WeakMap<Analysis, KnownGradients>();

function gradientsOf(analysis: Analysis): KnownGradients {
  let known = knownIn.get(analysis);
  if (known === undefined) knownIn.set(analysis, (known = collect(analysis)));
  return known;
}

/** In lists that are made when they are asked for: of a file without homework none is. */
function collect(analysis: Analysis): KnownGradients {
  const { program } = analysis;
  const own = program.bindings.filter(({ topLevel, loopName }) => topLevel && !loopName);
  const byName = new Map<string, Binding[]>();
  for (const binding of own) push(byName, binding.name, binding);
  let byCount: Map<number, Known[]> | undefined;
  let sizes: Map<number, string | undefined> | undefined;
  return {
    byName,
    byCount() {
      if (byCount !== undefined) return byCount;
      byCount = new Map<number, Known[]>();
      const seen = new Set<Node>();
      for (const binding of own) {
        const known = knownOf(analysis, binding);
        if (known === undefined || seen.has(known.value)) continue;
        seen.add(known.value);
        push(byCount, elementCount(known.value.sizes), known);
      }
      return byCount;
    },
    sizes() {
      if (sizes !== undefined) return sizes;
      sizes = new Map<number, string | undefined>();
      for (const binding of own) {
        if (knownOf(analysis, binding) === undefined) continue;
        for (const { name, size } of binding.shape)
          if (name !== undefined || !sizes.has(size)) sizes.set(size, name);
        const count = elementCount(binding.shape.map(({ size }) => size));
        if (!sizes.has(count)) sizes.set(count, undefined);
      }
      return sizes;
    },
    isDerived: createDerived(program.graph, (node) => leadsToTarget(analysis, node)),
  };
}

/** The target's own gradient is no news. */
function knownOf(analysis: Analysis, { value }: Binding): Known | undefined {
  if (value === undefined || value === analysis.target?.node || !hasGradient(value)) return undefined;
  const gradient = analysis.gradient?.of(value);
  return gradient === undefined || isUpstream(analysis, value) ? undefined : { value, gradient };
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The gradients that a name says it is: `dx`, `d_x`, `grad_x`, `df_dx`. */
function namedBy({ byName }: KnownGradients, name: string, analysis: Analysis): readonly Known[] {
  const before = `d${analysis.target?.text ?? ""}`;
  const inner = name.startsWith(before) ? name.slice(before.length).replace(/^_/u, "") : "";
  for (const text of [inner, name]) {
    const rest = text.replace(MEANT, "");
    const found = rest === text ? undefined : (byName.get(rest) ?? byName.get(rest.replace(/^_/u, "")));
    const known = found?.flatMap((binding) => knownOf(analysis, binding) ?? []) ?? [];
    if (known.length > 0) return known;
  }
  return [];
}

function describe(slip: Slip, labels: readonly string[], sizes: KnownGradients["sizes"]): Match {
  const [label = ""] = labels;
  const all = `\`${labels.join(", ")}\``;
  switch (slip.kind) {
    case "exact":
      return { text: label + RIGHT, sentence: `It is ${all}.` };
    case "negative":
      return { text: `−1 × ${label}`, sentence: `It is ${all} with the other sign.` };
    case "turned": {
      const bracketed = label.includes("/") ? `(${label})` : label;
      return { text: `${bracketed}ᵀ`, sentence: `It is ${all} transposed.` };
    }
    case "factor": {
      const { factor, divides } = slip;
      const name = factor === 2 ? undefined : sizes().get(factor);
      const written = name ?? String(factor);
      const times = !divides ? written : factor === 2 ? "½" : `1/${written}`;
      const number = name === undefined ? String(factor) : `${name} = ${factor}`;
      return {
        text: `${times} × ${label}`,
        sentence: divides ? `It is ${all} divided by ${number}.` : `It is ${number} times ${all}.`,
      };
    }
  }
}
