/** What insight looks at, of a view. */
import type { Analysis } from "../analysis.ts";
import type { Numbers } from "../eval/numbers.ts";
import { summarise, type Summary } from "../eval/statistics.ts";
import type { Group, Node } from "../graph/ir.ts";
import { createEffort } from "../insight/effort.ts";
import type { Scene } from "../insight/scene.ts";
import { WHOLE_ELEMENTS } from "../run.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { createBeside } from "./evaluate.ts";
import { concernedLeaves } from "./facts.ts";
import type { View } from "./view.ts";
import { pathsOf } from "./why.ts";

/** What findings may compute beside the run, in numbers. */
const MOST_COMPUTED = 1_000_000;

/** What findings may look at, in values and elements. */
const MOST_EFFORT = 2_000_000;

interface Made {
  readonly analysis: Analysis;
  readonly scene: Scene | undefined;
}

const made = new WeakMap<Numbers, Made>();

/** Once for the numbers of a run, for everybody who asks. Undefined of a file without a target. */
export function sceneOf(view: View): Scene | undefined {
  const { numbers, analysis } = view;
  const known = numbers && made.get(numbers);
  if (known?.analysis === analysis) return known.scene;
  const scene = makeScene(view);
  if (numbers !== undefined) made.set(numbers, { analysis, scene });
  return scene;
}

const fromPlaces = new WeakMap<View, Map<Group | undefined, Scene | undefined>>();

/** The same with the gradients that belong to a place, and an effort of its own. */
export function sceneAt(view: View, place: Group | undefined): Scene | undefined {
  const known = fromPlaces.get(view) ?? new Map<Group | undefined, Scene | undefined>();
  fromPlaces.set(view, known);
  if (!known.has(place)) {
    const adjoints = view.analysis.adjointsIn(place);
    const scene = adjoints && makeScene(view);
    known.set(place, scene && { ...scene, adjoints });
  }
  return known.get(place);
}

function makeScene(view: View): Scene | undefined {
  const { target, gradient, program } = view.analysis;
  const paths = pathsOf(view.analysis);
  if (target === undefined || gradient === undefined || paths === undefined) return undefined;
  const { leaves, hasParams } = concernedLeaves(view.analysis);
  const { graph } = program;
  const valueOf = createBeside(view, MOST_COMPUTED);
  const effort = createEffort(MOST_EFFORT);
  const norms = new Map<Node, number | undefined>();
  const norm = (node: Node): number | undefined => {
    if (norms.has(node)) return norms.get(node);
    if (!effort.spend(1 + Math.min(elementCount(node.sizes), WHOLE_ELEMENTS))) return undefined;
    const found = normOf(view.numbers?.summary(node) ?? summaryOf(valueOf(node)));
    norms.set(node, found);
    return found;
  };
  return { graph, target: target.node, adjoints: gradient, paths, valueOf, norm, leaves, hasParams, effort };
}

function summaryOf(value: Tensor | undefined): Summary | undefined {
  return value && summarise(value);
}

function normOf(summary: Summary | undefined): number | undefined {
  return summary !== undefined && summary.nans > 0 ? NaN : summary?.norm;
}
