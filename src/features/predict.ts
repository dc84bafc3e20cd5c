/** Judges a gradient that somebody predicts of a drawn node: read from its text, compared, and the broken rule as a sentence. */
import { replaceLeaf } from "../grad/replace.ts";
import { applyGate } from "../graph/node.ts";
import type { Node } from "../graph/ir.ts";
import {
  judgePrediction,
  type BrokenRule,
  type PredictedGradient,
  type PredictedUse,
} from "../insight/prediction.ts";
import { ones } from "../ops/creation.ts";
import type { PredictResult } from "../protocol/prediction.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { factorText } from "./difference-text.ts";
import { adjointsFor, drawnOf, TARGET_ID } from "./drawn.ts";
import { createBeside } from "./evaluate.ts";
import { gradientName, nameOf } from "./facts.ts";
import { slackOf } from "./written-digits.ts";
import type { View } from "./view.ts";

/** What a judgement may compute beside the run, in numbers. */
const MOST_COMPUTED = 1_000_000;

/** The node of the graph whose gradient is predicted, where it is drawn with these groups opened. */
export function predictedNode(view: View, id: string, opened: readonly string[]): Node | undefined {
  if (id === TARGET_ID) return view.analysis.target?.node;
  return drawnOf(view, opened, 1).picture.steps.find((one) => one.id === id)?.node;
}

/** Judges what is typed for the gradient of a node that is drawn with these groups opened. */
export function predictionOf(view: View, id: string, text: string, opened: readonly string[]): PredictResult {
  const { analysis } = view;
  const { target } = analysis;
  const step = drawnOf(view, opened, 1).picture.steps.find((one) => one.id === id);
  const node = id === TARGET_ID ? target?.node : step?.node;
  if (node === undefined || target === undefined) return unread("There is no gradient to predict.");
  const guess = read(text);
  if (guess === undefined) return unread("Type a number, or a list such as [1, -2].");
  const adjoints = step === undefined ? analysis.gradient : adjointsFor(analysis, step);
  const adjoint = adjoints?.of(node);
  const valueOf = createBeside(view, MOST_COMPUTED);
  const [value, gradient] = [valueOf(node), adjoint && valueOf(adjoint)];
  if (value === undefined || gradient === undefined || !gradient.data.every(Number.isFinite))
    return unread("It has no gradient that could be predicted.");
  const uses = [...usesOf()];
  const truth: PredictedGradient = {
    gradient,
    value,
    local: sum(
      uses.flatMap(({ local }) => local ?? []),
      uses.length,
    ),
    contributions: uses.map(({ sent }) => sent),
    others: [],
    uses,
  };
  const rule = judgePrediction(guess, slackOf(text, guess), truth);
  const label = gradientName(analysis, nameOf(view, node));
  return rule === undefined
    ? { verdict: "right", says: `Right: ${label} = ${text.trim()}.` }
    : { verdict: "wrong", says: sentence(rule, gradient) };

  function* usesOf(): Generator<PredictedUse & { readonly local: Tensor | undefined }> {
    for (const { consumer, operand, value: part } of adjoints?.contributions(node!) ?? []) {
      const sent = valueOf(part);
      if (sent === undefined) continue;
      if (consumer === undefined || !("gate" in consumer)) {
        yield {
          sent,
          upstream: undefined,
          others: [],
          chooses: false,
          repeated: undefined,
          local: undefined,
        };
        continue;
      }
      const back = adjoints?.of(consumer);
      const others = (adjoints?.sent(consumer) ?? []).flatMap((other, i) =>
        other === undefined || i === operand ? [] : (valueOf(other) ?? []),
      );
      const one = applyGate(ones.gate, [], { size: consumer.sizes });
      yield {
        sent,
        upstream: back && valueOf(back),
        others,
        chooses: consumer.gate.chooses === true,
        repeated: repeatedOf(part, consumer),
        local: back && valueOf(replaceLeaf(part, back, one)),
      };
    }
  }

  /** What is summed where the value was repeated. */
  function repeatedOf(part: Node, consumer: Node): Tensor | undefined {
    if (consumer.gate.scalar === undefined || sameSizes(part.sizes, consumer.sizes)) return undefined;
    let at = part;
    while (!sameSizes(at.sizes, consumer.sizes) && at.inputs.length === 1) at = at.inputs[0]!;
    return sameSizes(at.sizes, consumer.sizes) ? valueOf(at) : undefined;
  }
}

function sum(parts: readonly Tensor[], count: number): Tensor | undefined {
  const [first] = parts;
  if (first === undefined || parts.length !== count) return undefined;
  return { ...first, data: first.data.map((_, i) => parts.reduce((all, { data }) => all + data[i]!, 0)) };
}

function unread(says: string): PredictResult {
  return { verdict: "unread", says };
}

function sentence(rule: BrokenRule, { sizes }: Tensor): string {
  switch (rule.kind) {
    case "sign":
      return "The sign is wrong.";
    case "swapped-factor":
      return "That is what goes to the other operand: a product sends back upstream times the other factor.";
    case "wrong-input":
      return "That goes to another input: the gate routes the gradient to the one that it chose.";
    case "missing-term":
      return "One use is missing: at a fork the gradients of all uses are added.";
    case "one-use":
      return `That is what one of ${rule.of} uses sends back: at a fork all of them are added.`;
    case "transpose":
      return "That is the transpose of the gradient.";
    case "missing-sum":
      return "The value was broadcast: what comes back is summed over the repeated places.";
    case "missing-upstream":
      return "That is the local gradient alone: it is multiplied by the upstream gradient.";
    case "missing-local":
      return "That is the upstream gradient alone: it is multiplied by the local gradient.";
    case "factor":
      return `That is ${factorText(rule.factor)} the gradient.`;
    case "branch":
      return `That is right only where the value is ${rule.side}.`;
    case "shape":
      return `A gradient has the shape of its value: ${sizes.length === 0 ? "one number" : showSizes(sizes)}.`;
    case "swapped":
      return `That is the gradient by ${rule.other}.`;
    case "value":
      return "Not yet: go from the target back, upstream times local at each gate.";
  }
}

/** A number or a list of lists, as a person writes them. */
function read(text: string): Tensor | undefined {
  const plain = text.trim().replaceAll("−", "-");
  if (plain === "" || /[^\d.eE+\-,[\]\s]/.test(plain)) return undefined;
  const numbers = plain
    .replace(/(?<![\d.])\.(?=\d)/g, "0.")
    .replace(/\.(?!\d)/g, "")
    .replace(/(?<![\deE])\+/g, "");
  let found: unknown;
  try {
    found = JSON.parse(numbers);
  } catch {
    return undefined;
  }
  const sizes = sizesOf(found);
  const data = [found].flat(Infinity) as readonly unknown[];
  const isWhole = sizes.reduce((all, size) => all * size, 1) === data.length && isEven(found, sizes);
  return isWhole && data.every((one) => typeof one === "number")
    ? { sizes, data: Float64Array.from(data) }
    : undefined;
}

function sizesOf(list: unknown): number[] {
  return Array.isArray(list) ? [list.length, ...sizesOf((list as readonly unknown[])[0])] : [];
}

function isEven(list: unknown, [size, ...rest]: readonly number[]): boolean {
  if (size === undefined) return !Array.isArray(list);
  return Array.isArray(list) && list.length === size && list.every((one) => isEven(one, rest));
}
