/** Jacobians on demand: which there are at a node of the graph, and one of them as the panel draws it. */
import { withCommas } from "../base/commas.ts";
import { jacobianSteps, type Differentiated, type Jacobian } from "../grad/jacobian.ts";
import type { Steps } from "../base/steps.ts";
import type { Group, Node } from "../graph/ir.ts";
import {
  infinityLevel,
  levelCount,
  nanLevel,
  type JacobianChoice,
  type JacobianMatrix,
  type JacobianView,
} from "../protocol/jacobian-view.ts";
import { jacobianSize, MAX_ENTRIES, showJacobianSize } from "../tensor/jacobian-size.ts";
import { showSizes } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { anchorsOf } from "./anchors.ts";
import { indexText } from "./difference-text.ts";
import { placeOf, TARGET_ID } from "./drawn.ts";
import { hasGradient, nameOf, partialOf } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import { isHidden } from "./hidden.ts";
import { pictureOf, type Step } from "./picture.ts";
import { withTurns } from "./turns.ts";
import type { View } from "./view.ts";

/** One that can be asked for. */
interface Choice extends JacobianChoice {
  readonly on: Differentiated;
  readonly title: string;
  /** What its rows and its columns are elements of. */
  readonly ofName: string;
  readonly byName: string;
  /** It tells gradients that nobody may see yet. */
  readonly isHidden: boolean;
}

/** What is asked: at which node of the picture with these groups opened, and which of its choices; the first where absent. */
export interface JacobianQuestion {
  readonly id: string;
  readonly opened: readonly string[];
  readonly choice: string | undefined;
}

/** A question as far as it is understood: what is to be computed, and what becomes of its value. */
export interface AskedJacobian {
  /** Undefined where nothing is to be computed: then `refused` is the answer. */
  readonly steps: Steps<Jacobian> | undefined;
  readonly refused: JacobianView;
  show(jacobian: Jacobian, value: Tensor | undefined): JacobianView;
  /** Why there is none after all. */
  refuse(why: string): JacobianView;
}

/** Undefined where the picture has no such node. */
export function askJacobian(view: View, question: JacobianQuestion): AskedJacobian | undefined {
  const choices = choicesAt(view, question);
  if (choices === undefined) return undefined;
  const chosen = choices.find(({ key }) => key === question.choice) ?? choices[0];
  const base = {
    uri: view.uri,
    version: view.analysis.version,
    id: question.id,
    title: chosen?.title ?? "Jacobian",
    choices: choices.map(({ key, text, of }) => ({ key, text, of })),
    choice: chosen?.key,
  };
  const refuse = (about: string): JacobianView => ({ ...base, about, matrix: undefined });
  const why = chosen === undefined ? NOTHING : whyNot(chosen);
  return {
    steps: why === undefined && chosen !== undefined ? jacobianSteps(chosen.on) : undefined,
    refused: refuse(why ?? ""),
    refuse,
    show(jacobian, value) {
      if (chosen === undefined) return refuse(NOTHING);
      const { rows, columns } = jacobianSize(chosen.on.of.sizes, chosen.on.by.sizes);
      const data = value?.data ?? new Float64Array(rows * columns);
      return { ...base, about: aboutOf(chosen, jacobian, data), matrix: matrixOf(chosen, data) };
    },
  };
}

const NOTHING =
  "Nothing here has a derivative: a loop is opened first, and a leaf without a target has none.";

/** One sentence where it is not formed. */
function whyNot({ title, on, isHidden: hidden }: Choice): string | undefined {
  if (hidden) return "Gradients are hidden: show this one first.";
  const { of, by } = on;
  if (jacobianSize(of.sizes, by.sizes).fits) return undefined;
  const size = showJacobianSize(of.sizes, by.sizes);
  return `${title} would be ${size}: up to ${withCommas(MAX_ENTRIES)} entries are formed, and no gradient needs it, as a backward pass takes its product with the upstream gradient at once.`;
}

function choicesAt(view: View, { id, opened }: JacobianQuestion): readonly Choice[] | undefined {
  if (id === TARGET_ID) return targetChoices(view);
  const { steps } = pictureOf(view.analysis, withTurns(view, opened));
  const step = steps.find((one) => one.id === id);
  return step && [...stepChoices(view, step), ...targetChoice(view, step)];
}

/** The derivative of a step by each value that it reads. */
function stepChoices(view: View, step: Step): readonly Choice[] {
  const { analysis } = view;
  const { graph } = analysis.program;
  const { node, group, reads, kind } = step;
  const at = graph.index.get(node);
  if ((kind !== "gate" && kind !== "call") || at === undefined || !hasGradient(node)) return [];
  const place = placeOf(analysis, step);
  const ofName = nameOf(view, node, place);
  return reads.flatMap((by, operand) => {
    if (!hasGradient(by) || (group !== undefined && reads.indexOf(by) !== operand)) return [];
    const isAgain = reads.filter((other) => other === by).length > 1 && group === undefined;
    const byName = nameOf(view, by, place);
    const local = group === undefined ? { first: at, operand } : { first: group.first, operand: undefined };
    const opened = blockAround(place);
    const on = { graph, of: node, by, local, opened };
    const which = isAgain ? ` as operand ${operand + 1}` : "";
    const hidden = view.revealed !== undefined;
    return [choiceOf(`step ${operand}`, "step", on, ofName, byName, hidden, which)];
  });
}

/** The target by a step's value. */
function targetChoice(view: View, step: Step): readonly Choice[] {
  const { analysis } = view;
  const place = placeOf(analysis, step);
  if (step.kind === "loop" || blockAround(place) !== undefined) return [];
  return byValue(view, step.node, nameOf(view, step.node, place));
}

/** The target by each value that the file names. */
function targetChoices(view: View): readonly Choice[] {
  const named = new Map(
    view.analysis.program.bindings.flatMap(({ topLevel, value }) =>
      topLevel && value !== undefined && value !== view.analysis.target?.node
        ? [[value, nameOf(view, value)] as const]
        : [],
    ),
  );
  return [...named].flatMap(([value, name]) => byValue(view, value, name));
}

function byValue(view: View, by: Node, name: string): readonly Choice[] {
  const { analysis } = view;
  const { target, gradient, program } = analysis;
  if (target === undefined || !hasGradient(by) || by === target.node || gradient?.of(by) === undefined)
    return [];
  const on = { graph: program.graph, of: target.node, by, opened: undefined };
  const key = `target ${anchorsOf(analysis).idOf(by)}`;
  return [choiceOf(key, "target", on, target.text, name, isHidden(view, by), "")];
}

function choiceOf(
  key: string,
  of: Choice["of"],
  on: Differentiated,
  ofName: string,
  byName: string,
  hidden: boolean,
  which: string,
): Choice {
  const { rows, columns } = jacobianSize(on.of.sizes, on.by.sizes);
  const title = `${partialOf(ofName)}/${partialOf(byName)}${which}`;
  const text = `${title}, ${withCommas(rows)} × ${withCommas(columns)}`;
  return { key, of, on, ofName, byName, title, text, isHidden: hidden };
}

/** The innermost call with a backward block that a place lies in. */
function blockAround(place: Group | undefined): Group | undefined {
  let at = place;
  while (at !== undefined && at.backward === undefined) at = at.parent;
  return at;
}

function matrixOf({ on: { of, by }, ofName, byName }: Choice, data: Float64Array): JacobianMatrix {
  const { rows, columns } = jacobianSize(of.sizes, by.sizes);
  const names = (name: string, count: number, sizes: readonly number[]): string[] =>
    Array.from({ length: count }, (_, at) => `${partialOf(name)}${indexText(at, sizes)}`);
  let most = 0;
  for (const value of data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return {
    rows: names(ofName, rows, of.sizes),
    columns: names(byName, columns, by.sizes),
    texts: Array.from(data, (value) => formatNumber(value, 4)),
    levels: Array.from(data, (value) => levelOf(value, most)),
  };
}

function levelOf(value: number, most: number): number {
  if (Number.isNaN(value)) return nanLevel;
  if (!Number.isFinite(value)) return Math.sign(value) * infinityLevel;
  return value === 0 ? 0 : Math.sign(value) * Math.max(1, Math.ceil(levelCount * (Math.abs(value) / most)));
}

function aboutOf(
  { on: { of, by }, ofName, byName }: Choice,
  { are, node }: Jacobian,
  data: Float64Array,
): string {
  const { rows, columns } = jacobianSize(of.sizes, by.sizes);
  const side = (count: number, what: string, name: string, { sizes }: Node): string =>
    `${withCommas(count)} ${what}${count === 1 ? "" : "s"} of ${name}${sizes.length === 0 ? "" : ` ${showSizes(sizes)}`}`;
  const passes = are === "rows" ? rows : columns;
  const how =
    node === undefined
      ? "no gradient flows"
      : `made ${are === "rows" ? "row by row" : "column by column"}, by ${passes === 1 ? "one backward pass" : `${passes} backward passes`}`;
  const sides = `${side(rows, "row", ofName, of)}, ${side(columns, "column", byName, by)}, ${how}.`;
  return `${sides} ${patternOf(data, rows, columns)}`;
}

/** How much of it is not 0, and where that stands. */
function patternOf(data: Float64Array, rows: number, columns: number): string {
  let [some, off, above, below] = [0, 0, 0, 0];
  data.forEach((value, at) => {
    if (value === 0) return;
    const [row, column] = [Math.floor(at / columns), at % columns];
    some++;
    if (row !== column) off++;
    if (column > row) above++;
    if (column < row) below++;
  });
  if (some === 0) return "Every entry is 0.";
  const total = withCommas(data.length);
  if (some === data.length) return total === "1" ? "" : `None of its ${total} entries is 0.`;
  const square = rows === columns && rows > 1;
  const form = !square
    ? ""
    : off === 0
      ? ": it is diagonal"
      : above === 0
        ? ": it is lower triangular"
        : below === 0
          ? ": it is upper triangular"
          : "";
  return `${withCommas(some)} of its ${total} entries ${some === 1 ? "is" : "are"} not 0${form}.`;
}
