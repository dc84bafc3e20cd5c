/** What insight looks at, of a view. */
import type { Analysis } from "../analysis.ts";
import type { Numbers } from "../eval/numbers.ts";
import type { Group, Node } from "../graph/ir.ts";
import { createEffort } from "../insight/effort.ts";
import { createNodeTable } from "../graph/node-table.ts";
import { normOf, type Scene } from "../insight/scene.ts";
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
  const [asked, norms] = [createNodeTable(), new Array<number | undefined>()];
  const norm = (node: Node): number | undefined => {
    const place = asked.get(node);
    if (place >= 0) return norms[place];
    const count = node.sizes.length === 0 ? 1 : Math.min(elementCount(node.sizes), WHOLE_ELEMENTS);
    if (!effort.spend(1 + count)) return undefined;
    const value = view.numbers?.norm(node) ?? normOfKnown(valueOf(node));
    asked.set(node, norms.length);
    norms.push(value);
    return value;
  };
  return { graph, target: target.node, adjoints: gradient, paths, valueOf, norm, leaves, hasParams, effort };
}

function normOfKnown(value: Tensor | undefined): number | undefined {
  return value && normOf(value);
}
