/** Which steps the graph panel shows: gates, closed calls and folded loops, from the target backwards; what is off its path when asked. */
import { groupBy } from "../base/group-by.ts";
import type { Analysis } from "../analysis.ts";
import type { Adjoints } from "../grad/reverse.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { anchorsOf } from "./anchors.ts";
import { factsOf, isLiteral } from "./facts.ts";
import { turnIn } from "./turns.ts";
import { onlyGate } from "./unit.ts";
import { perGraph } from "./per-graph.ts";

/** One thing that is drawn. */
export interface Step {
  readonly id: string;
  readonly kind: "leaf" | "constant" | "gate" | "call" | "loop";
  /** The value of a gate or leaf; a call's first result that the target needs, else its first; a loop's last. */
  readonly node: Node;
  readonly group: Group | undefined;
  /** The opened group that it is drawn in. */
  readonly place: Group | undefined;
  /** What it reads, in order; a gate once for each operand. */
  readonly reads: readonly Node[];
  /** Which of its reads come by a wire; the others are literals, and stand in the step's own label. */
  readonly wires: readonly number[];
}

export interface Picture {
  /** In the order of the file. */
  readonly steps: readonly Step[];
  /** How many of the file's values are on no way to the target. */
  readonly asideCount: number;
  /** The step that makes each value that is read. */
  readonly makerOf: ReadonlyMap<Node, Step>;
  /** The opened groups that something is drawn in, outer ones first. */
  readonly boxes: ReadonlySet<Group>;
  /** How many turns a loop has. */
  readonly turnsOf: (loop: Group) => number;
  /** Which turn of an opened loop is drawn, from 0. */
  readonly shownTurn: (loop: Group) => number;
  readonly onPath: ReadonlySet<Step>;
  isOpen(group: Group): boolean;
  /** Whether something is drawn in the group when it is opened. */
  canOpen(group: Group): boolean;
}

/** Whether one of the opened ids is a group's. */
export function isGroupId(id: string): boolean {
  return id !== ASIDE_ID;
}

/** Stands among the opened groups where what is on no way to the target is drawn too. No group has it: their ids have a `#`. */
export const ASIDE_ID = "aside";

const lastOf = perGraph((): { opened: string; picture: Picture | undefined } => ({
  opened: "",
  picture: undefined,
}));

/** The picture with these groups opened. The last one is kept: where the caret stands is asked of it again. */
export function pictureOf(analysis: Analysis, opened: readonly string[]): Picture {
  const key = JSON.stringify(opened);
  const last = lastOf(analysis);
  if (last.picture === undefined || last.opened !== key) {
    last.opened = key;
    last.picture = draw(analysis, opened);
  }
  return last.picture;
}

/** The opened group with this id, among those that something is drawn in. */
export function openedGroup(analysis: Analysis, { boxes }: Picture, id: string): Group | undefined {
  const { idOfGroup } = anchorsOf(analysis);
  return [...boxes].find((box) => idOfGroup(box) === id);
}

function draw(analysis: Analysis, opened: readonly string[]): Picture {
  const { graph } = analysis.program;
  const anchors = anchorsOf(analysis);
  const { bindingOf } = factsOf(analysis);
  const open = new Set(opened);
  const turns = turnsByLoop(graph);
  const turnsOf = (loop: Group): number => turns.get(loop)?.length ?? 0;
  const asked = askedTurns(opened);
  const shownTurn = (loop: Group): number =>
    Math.min(asked.get(anchors.idOfGroup(loop)) ?? Infinity, turnsOf(loop) - 1);
  /** The turns before and behind the one that is drawn, each run as one group. */
  const runs = new Map<Group, Run>();
  const canOpen = once((group) => !isRun(group) && holdsSteps(graph, group));
  const isOpen = (group: Group): boolean =>
    (group.kind === "turn" && group.parent !== undefined && group.ordinal === shownTurn(group.parent)) ||
    (open.has(anchors.idOfGroup(group)) && canOpen(group)) ||
    onlyGate(graph, group) !== undefined;
  const closedAround = outermost((group) => !isOpen(group));
  const steps = new Map<string, Step>();
  /** A closed group is one step, whichever of its values is asked for. */
  const closedSteps = new Map<Group, Step>();
  const makerOf = new Map<Node, Step>();
  const onPath = new Set<Step>();
  const target = analysis.target?.node;
  if (target !== undefined) visit(target, true);
  const loose = looseEnds(analysis);
  for (const end of loose) visit(end, false);
  const aside = target === undefined ? [] : loose.flatMap((end) => makerOf.get(end) ?? []);
  const asideCount = new Set(aside.filter((step) => !onPath.has(step))).size;
  const isShown = (step: Step): boolean => target === undefined || open.has(ASIDE_ID) || onPath.has(step);
  const shown = [...steps.values()].filter(isShown).sort((a, b) => placeOf(a) - placeOf(b));
  const boxes = new Set<Group>();
  for (const step of shown) {
    for (let at = step.place; at !== undefined; at = at.parent) if (isBox(graph, at)) boxes.add(at);
  }
  return {
    steps: shown,
    asideCount,
    makerOf,
    boxes: new Set([...boxes].sort((a, b) => a.first - b.first)),
    turnsOf,
    shownTurn,
    onPath,
    isOpen,
    canOpen,
  };

  function visit(start: Node, path: boolean): void {
    const stack = [start];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (makerOf.has(node)) continue;
      const step = makerFor(node);
      if (steps.has(step.id)) continue;
      steps.set(step.id, step);
      if (path) onPath.add(step);
      for (let i = step.wires.length - 1; i >= 0; i--) stack.push(step.reads[step.wires[i]!]!);
    }
  }

  function placeOf({ node }: Step): number {
    return graph.index.get(node) ?? -1;
  }

  /** Which of the values that are read in a place come by a wire: all but single literals. */
  function wiresOf(reads: readonly Node[], where: Group | undefined): readonly number[] {
    return reads.flatMap((read, at) =>
      read.known && read.sizes.length === 0 && isLiteral(analysis, read, where) ? [] : [at],
    );
  }

  /** A second name is not drawn: the wire comes from the step that makes what was named. */
  function makerFor(node: Node): Step {
    const names: Node[] = [];
    let at = node;
    while (!makerOf.has(at) && isSecondName(at)) {
      names.push(at);
      at = at.inputs[0]!;
    }
    const step = makerOf.get(at) ?? stepOf(at);
    for (const name of [...names, at]) makerOf.set(name, step);
    return step;
  }

  function isSecondName(node: Node): boolean {
    const binding = bindingOf.get(node);
    if (node.gate.isCopy !== true || (binding?.leaf === true && binding.stmt.kind !== "from")) return false;
    const inner = graph.groupOf[graph.index.get(node) ?? -1];
    return inner === undefined || closedAround(inner) === undefined;
  }

  function stepOf(node: Node): Step {
    const inner = graph.groupOf[graph.index.get(node) ?? -1];
    const around = inner && closedAround(inner);
    const closed = around?.kind === "turn" ? runOf(around) : around;
    if (closed !== undefined) {
      let step = closedSteps.get(closed);
      if (step === undefined) closedSteps.set(closed, (step = closedStep(closed, node)));
      return step;
    }
    const place = boxAround(inner);
    if (bindingOf.get(node)?.leaf === true)
      return { id: anchors.idOf(node), kind: "leaf", node, group: undefined, place, reads: [], wires: [] };
    const kind = node.inputs.length === 0 ? "constant" : "gate";
    const reads = node.inputs;
    return {
      id: anchors.idOf(node),
      kind,
      node,
      group: undefined,
      place,
      reads,
      wires: wiresOf(reads, inner),
    };
  }

  /** A call or a loop as one step, met by one of its values. */
  function closedStep(group: Group, node: Node): Step {
    const kind = group.kind === "call" ? "call" : "loop";
    const reads = readsOf(graph, group, analysis.adjointsIn(group.parent));
    return {
      id: isRun(group)
        ? `${anchors.idOfGroup(group.parent)}${group.isBefore ? "<" : ">"}`
        : anchors.idOfGroup(group),
      kind,
      node: kind === "call" ? (resultOf(group) ?? node) : node,
      group,
      place: boxAround(group.parent),
      reads,
      wires: wiresOf(reads, group.parent),
    };
  }

  /** The run of turns that a turn which is not drawn is in. */
  function runOf(turn: Group): Group {
    const loop = turn.parent!;
    const all = turns.get(loop)!;
    const at = shownTurn(loop);
    const isBefore = turn.ordinal < at;
    const own = isBefore ? all.slice(0, at) : all.slice(at + 1);
    const known = runs.get(own[0]!);
    if (known !== undefined) return known;
    const made: Run = {
      ...loop,
      parent: loop,
      first: own[0]!.first,
      last: own.at(-1)!.last,
      inputs: [],
      outputs: [],
      turns: [own[0]!.ordinal, own.at(-1)!.ordinal],
      isBefore,
    };
    runs.set(own[0]!, made);
    return made;
  }

  function resultOf(group: Group): Node | undefined {
    const adjoints = analysis.adjointsIn(group.parent);
    return group.outputs.find((output) => adjoints?.of(output) !== undefined) ?? group.outputs[0];
  }

  function boxAround(group: Group | undefined): Group | undefined {
    let at = group;
    while (at !== undefined && !isBox(graph, at)) at = at.parent;
    return at;
  }
}

/** Finds the outermost group around (or the group itself) of which something holds, each asked once. */
function outermost(holds: (group: Group) => boolean): (group: Group) => Group | undefined {
  const found = new Map<Group, Group | undefined>();
  const around = (group: Group): Group | undefined => {
    if (found.has(group)) return found.get(group);
    const outer = group.parent && around(group.parent);
    const own = outer ?? (holds(group) ? group : undefined);
    found.set(group, own);
    return own;
  };
  return around;
}

/** Each group asked once. */
function once(holds: (group: Group) => boolean): (group: Group) => boolean {
  const known = new Map<Group, boolean>();
  return (group) => {
    let found = known.get(group);
    if (found === undefined) known.set(group, (found = holds(group)));
    return found;
  };
}

/** Whether a group makes something of what it is given: a call that gives it back, and a loop that only names it anew, do not. */
function holdsSteps(graph: Graph, group: Group): boolean {
  const isInside = (node: Node): boolean => {
    const at = graph.index.get(node) ?? -1;
    return at >= group.first && at < group.last;
  };
  const isMade = (node: Node): boolean => {
    let at = node;
    while (at.gate.isCopy === true && graph.groupOf[graph.index.get(at) ?? -1] === group) at = at.inputs[0]!;
    return isInside(at);
  };
  if (group.kind === "call") return group.outputs.some(isMade);
  for (let i = group.first; i < group.last; i++) {
    const { gate, inputs } = graph.nodes[i]!;
    const [input] = inputs;
    if (input !== undefined && (gate.isCopy !== true || (input.gate.isCopy !== true && isInside(input))))
      return true;
  }
  return false;
}

function turnsByLoop(graph: Graph): ReadonlyMap<Group, readonly Group[]> {
  const turns = graph.groups.filter(({ kind, parent }) => kind === "turn" && parent !== undefined);
  return groupBy(turns, ({ parent }) => parent!);
}

function askedTurns(opened: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    opened.flatMap((id) => {
      const turn = turnIn(id);
      return turn === undefined ? [] : [turn];
    }),
  );
}

/** Neighbouring turns of an opened loop that are drawn as one step. */
export interface Run extends Group {
  readonly parent: Group;
  /** The first and the last of them, from 0. */
  readonly turns: readonly [first: number, last: number];
  /** Before the turn that is drawn, or behind it. */
  readonly isBefore: boolean;
}

export function isRun(group: Group): group is Run {
  return "turns" in group;
}

/** Turns have no box of their own, nor has a function that is drawn as its one gate. */
function isBox(graph: Graph, group: Group): boolean {
  return group.kind !== "turn" && onlyGate(graph, group) === undefined;
}

/** What a closed group reads; by a backward pass of its own it may send a gradient also to what its nodes do not read. */
export function readsOf(graph: Graph, group: Group, adjoints: Adjoints | undefined): readonly Node[] {
  const reads = outsideReads(graph, group);
  if (group.backward === undefined) return reads;
  const sent = adjoints?.sent(group) ?? [];
  return [...new Set([...reads, ...group.inputs.filter((_, i) => sent[i] !== undefined)])];
}

/** The values from outside that the nodes of a group read, each once. */
function outsideReads(graph: Graph, group: Group): readonly Node[] {
  const reads = new Set<Node>();
  for (let i = group.first; i < group.last; i++) {
    for (const input of graph.nodes[i]?.inputs ?? []) {
      const from = graph.index.get(input) ?? -1;
      if (from < group.first || from >= group.last) reads.add(input);
    }
  }
  return [...reads];
}

/** The file's values that the target does not need: they are drawn too, as idle. */
function looseEnds(analysis: Analysis): readonly Node[] {
  const { bindings, shown } = analysis.program;
  const bound = bindings.flatMap((binding) =>
    binding.topLevel && !binding.loopName && binding.value !== undefined ? [binding.value] : [],
  );
  return [...bound, ...shown.filter((entry) => entry.group === undefined).map((entry) => entry.value)];
}
