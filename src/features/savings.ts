/** The card "What reverse mode saves" on the target: what each way to its gradient costs on this graph, and what is kept for the backward pass. */
import { withCommas } from "../base/commas.ts";
import { madeOnce } from "../base/made-once.ts";
import { showBytes } from "../base/bytes.ts";
import type { Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { passCosts, type Cost } from "../insight/passes.ts";
import type { KeptGate, SavingsView, SavingsWay } from "../protocol/savings-view.ts";
import { elementCount } from "../tensor/tensor.ts";
import { placeOf } from "./drawn.ts";
import { boundName } from "./facts.ts";
import { keptBy } from "./kept.ts";
import type { Picture, Step } from "./picture.ts";
import { makerLabel } from "./step-label.ts";
import { keptText } from "./step-text.ts";
import type { View } from "./view.ts";

/** Larger graphs are not counted: while the card is open they would be after every edit. */
const MOST_NODES = 20_000;
const MOST_GATES = 6;
const BYTES = 8;

/** Undefined where there is no gradient. */
export function savingsOf(view: View, picture: Picture): SavingsView | undefined {
  const { target, gradient, program } = view.analysis;
  if (target === undefined || gradient === undefined) return undefined;
  if (program.graph.nodes.length > MOST_NODES) {
    const about = `The graph has more than ${showCount(MOST_NODES)} gates: what each way takes is not counted.`;
    return { about, ways: [], kept: { text: "", gates: [] } };
  }
  const { costs, kept, keptNumbers } = countsOf(picture)(view);
  if (costs.reverse.multiplyAdds === 0) return undefined;
  const { leafNumbers, forward, reverse, leftToRight, rightToLeft } = costs;
  const passes =
    leafNumbers === 1
      ? "1 number: forward mode and reverse mode take one pass each."
      : `${showCount(leafNumbers)} numbers: forward mode takes a pass for each of them, reverse mode one for all.`;
  return {
    about: `${target.text} hangs on ${passes}`,
    ways: [
      wayOf("Reverse mode", { ...reverse, numbers: reverse.numbers + keptNumbers }),
      wayOf("Forward mode", forward),
      wayOf("Jacobians, left to right", leftToRight),
      wayOf("Jacobians, right to left", rightToLeft),
    ],
    kept: {
      text: keptSentence(view, picture, kept, keptNumbers),
      gates: kept.slice(0, MOST_GATES).map((one) => keptGate(view, picture, one)),
    },
  };
}

/** Exact below a million, else `4.3 · 10⁹`. */
export function showCount(count: number): string {
  if (count < 1e6) return withCommas(count);
  const [digits = "", power = ""] = count.toExponential(1).split("e+");
  return `${digits} · 10${Array.from(power, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}

interface Kept {
  readonly step: Step;
  readonly values: readonly Node[];
  readonly numbers: number;
}

/** What hangs on the graph and on what is drawn of it alone, once for each picture. */
const countsOf = madeOnce((picture: Picture) => {
  let counts: ReturnType<typeof count> | undefined;
  return (view: View) => (counts ??= count(view, picture));
});

function count({ analysis }: View, picture: Picture) {
  const { nodes } = analysis.program.graph;
  const makers = picture.steps.filter((step) => step.kind !== "constant" && picture.onPath.has(step));
  const leaves = makers.filter(
    ({ kind, node }) =>
      kind === "leaf" && node.gate.isData !== true && analysis.gradient?.of(node) !== undefined,
  );
  const kept = makers
    .filter(({ kind }) => kind !== "leaf")
    .map((step): Kept => {
      const values = keptBy(analysis, step);
      return { step, values, numbers: numbersIn(values) };
    })
    .filter(({ numbers }) => numbers > 0)
    .sort((a, b) => b.numbers - a.numbers);
  // A value that several gates keep lies in memory once.
  const once = new Set(kept.flatMap(({ values }) => values.map(plain)));
  return {
    costs: passCosts(nodes, analysis.target!.node, new Set(leaves.map(({ node }) => node))),
    kept,
    keptNumbers: numbersIn([...once]),
  };
}

function numbersIn(values: readonly Node[]): number {
  return values.reduce((sum, { sizes }) => sum + elementCount(sizes), 0);
}

function wayOf(name: string, { multiplyAdds, numbers }: Cost): SavingsWay {
  return { name, multiplyAdds: showCount(multiplyAdds), memory: memoryOf(numbers) };
}

function memoryOf(numbers: number): string {
  const bytes = numbers * BYTES;
  return bytes < 10_000 ? `${withCommas(bytes)} B` : showBytes(bytes);
}

function keptSentence(view: View, picture: Picture, kept: readonly Kept[], keptNumbers: number): string {
  const [most, second] = kept;
  if (most === undefined) return "Nothing is kept for the backward pass.";
  const sum = `Kept for the backward pass: ${memoryOf(keptNumbers)}`;
  if (second === undefined) return `${sum}, by ${gateName(view, picture, most.step)} alone.`;
  const rest = kept.length - MOST_GATES;
  const more = rest > 0 ? ` ${withCommas(rest)} more keep less than these.` : "";
  const ties = kept.filter(({ numbers }) => numbers === most.numbers).length - 1;
  const also = ties === 0 ? "" : `, ${ties === 1 ? "another one" : `${ties} others`} as much`;
  return `${sum}, each value once; ${gateName(view, picture, most.step)} keeps most${also}.${more}`;
}

function keptGate(view: View, picture: Picture, { step, values, numbers }: Kept): KeptGate {
  const text = keptText(view, values, step.group, placeOf(view.analysis, step))?.text ?? "";
  return { name: gateName(view, picture, step), values: text, memory: memoryOf(numbers) };
}

function gateName({ analysis }: View, picture: Picture, step: Step): string {
  const label = makerLabel(picture, step, analysis.program.inputs);
  const name = boundName(analysis, step.node);
  return name === undefined ? label : `${label} of ${name}`;
}
