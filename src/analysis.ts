/** One document version, from text to the graph of its gradient, in lazy stages; and the list of what a run computes. */
import { messageOf, PlacedFault, placedFault } from "./base/fault.ts";
import { finish, type Steps } from "./base/steps.ts";
import { createLineIndex, type LineIndex } from "./base/line-index.ts";
import { lower, lowerSteps, type Lowered } from "./lower/lower.ts";
import { namesOf } from "./check/modules.ts";
import { lastNumber, pickedTarget, type TargetPick } from "./lower/picks.ts";
import type { Program, Target } from "./lower/program.ts";
import type { SourceTable } from "./data/entry.ts";
import {
  createGradMemo,
  gradientSteps,
  type Adjoints,
  type Gradient,
  type GradMemo,
} from "./grad/reverse.ts";
import { inputsWith } from "./eval/inputs.ts";
import { createMemory, type BlockMemo } from "./graph/builder.ts";
import type { Group, Inputs, Node } from "./graph/ir.ts";
import { createNodeTable } from "./graph/node-table.ts";
import { problem, type Problem } from "./problems.ts";
import { parse, type Parsed } from "./syntax/parser.ts";
import type { Tree } from "./syntax/tree.ts";
import { retune, retuningOf, type Retuning } from "./syntax/retune.ts";
import { headOf, walkStatements } from "./syntax/walk.ts";

/** What is asked of a run beside the text. */
export interface AnalysisRequest {
  /** What is the target instead of the file's own. */
  readonly target: TargetPick | undefined;
  /** What the last value of a file without a target was: it stays the target until the line that takes its place is whole. */
  readonly kept: string | undefined;
  /** The ids of the opened library groups, whose insides are wanted too. */
  readonly opened: readonly string[];
  /** The file's own name, and the files that it names, by path relative to its folder. */
  readonly path: string;
  readonly sources: SourceTable;
}

export const PLAIN_REQUEST: AnalysisRequest = {
  target: undefined,
  kept: undefined,
  opened: [],
  path: "file.grad",
  sources: new Map(),
};

export interface Analysis {
  readonly version: number;
  readonly request: AnalysisRequest;
  readonly text: string;
  readonly lines: LineIndex;
  readonly tree: Tree;
  /** The tree with what is wrong in its lines alone; undefined where a fault of ours has stopped the reading. */
  readonly parsed: Parsed | undefined;
  readonly program: Program;
  /** The active target: the file's own, or the one that was picked. */
  readonly target: Target | undefined;
  /** The file's own target. */
  readonly own: Target | undefined;
  readonly gradient: Gradient | undefined;
  /** Everything that is wrong, in the order of the text. */
  readonly problems: readonly Problem[];
  /** What a run computes, in an order that depends on text and request alone. */
  readonly roots: readonly Node[];
  /** The numbers of the file's literals: what the roots are computed from. */
  readonly inputs: Inputs;
  /** The same text with leaves set to other values; `roots` where a run is to compute something else. */
  withValues(values: Inputs, roots?: readonly Node[]): Analysis;
  /** The gradients that belong to a value's place: derived ones inside an opened group with a backward pass of its own. */
  adjointsIn(group: Group | undefined): Adjoints | undefined;
}

/** Keeps what one document's next version can use again. */
export interface Analyser {
  analyse(text: string, version: number, request: AnalysisRequest): Analysis;
  /** The same in steps; given up, it leaves what is kept as it was. */
  read(text: string, version: number, request: AnalysisRequest): Steps<Analysis>;
}

export function createAnalyser(): Analyser {
  const memory: BlockMemo = createMemory();
  let memo: { readonly target: string; readonly grad: GradMemo } | undefined;
  let last: { readonly version: Version; readonly lowered: Lowered } | undefined;
  const analyser: Analyser = {
    analyse: (text, version, request) => finish(analyser.read(text, version, request)),
    *read(text, version, request) {
      const { tree, problems } = parse(text);
      yield;
      const again =
        problems.length > 0
          ? undefined
          : last && withNumbers(last.version, last.lowered, { text, version, tree, request });
      if (last !== undefined && again !== undefined) {
        last = { ...last, version: again };
        return again;
      }
      last = undefined;
      const lowered = yield* lowerSteps(tree, memory, request.path, request.sources);
      const { program, isGradientBroken, checkBackwardBlocks } = lowered;
      const own = ownTarget(tree, program, request.kept);
      let target = (request.target && pickedTarget(tree, program, request.target, own)) ?? own;
      let derived: Gradient | undefined;
      if (target !== undefined) {
        if (memo?.target !== target.text) memo = { target: target.text, grad: createGradMemo() };
        try {
          derived = yield* gradientSteps(program.graph, target.node, target.seed, memo.grad);
        } catch (thrown) {
          throw placedFault(thrown, headOf(target.stmt));
        }
        // A zero where a broken block sends nothing would be passed off as the gradient.
        if (isGradientBroken()) target = derived = undefined;
      }
      checkBackwardBlocks();
      const parts = { version, text, tree, program, target, own, gradient: derived, request };
      const made = new Version(parts, problems);
      last = { version: made, lowered };
      return made;
    },
  };
  return analyser;
}

/** A version whose text has other numbers, and nothing else that is new; undefined where more has to be read again. */
function withNumbers(
  last: Version,
  lowered: Lowered,
  next: Pick<Parts, "text" | "version" | "tree" | "request">,
): Version | undefined {
  // What is wrong is said in words, with numbers in them.
  if (last.program.full || last.problems.length > 0 || !isSameRequest(last.request, next.request))
    return undefined;
  const retuning = retuningOf(last.tree, next.tree);
  if (retuning === undefined || isSpelled(last.tree, retuning)) return undefined;
  retune(last.tree, next.tree, retuning);
  const tree = { ...next.tree, statements: last.tree.statements };
  const program = lowered.withNumbers(tree, retuning.numbers);
  if (program === undefined) return undefined;
  const { target, own, gradient: derived } = last;
  return new Version({ ...next, tree, program, target, own, gradient: derived }, [], last.roots);
}

function isSameRequest(a: AnalysisRequest, b: AnalysisRequest): boolean {
  return (
    a.target === b.target &&
    a.kept === b.kept &&
    a.opened === b.opened &&
    a.path === b.path &&
    a.sources === b.sources
  );
}

/** Whether a place lies where the text itself is part of what is known: a target's name, a function's parameters. */
function isSpelled({ statements }: Tree, { numbers, first, end }: Retuning): boolean {
  let found = false;
  walkStatements(statements.slice(first, end), (stmt) => {
    if (stmt.kind !== "def" && stmt.kind !== "backward") return;
    const head = headOf(stmt);
    for (const { span } of numbers) found ||= head.start <= span.start && span.start < head.end;
  });
  return found;
}

/** The problems that a text shows before anything is written out: of its lines, its names and its calls. */
export function textProblems(text: string, { path, sources }: AnalysisRequest): readonly Problem[] {
  const { tree, problems } = parse(text);
  return [...problems, ...namesOf(tree, path, sources).problems];
}

/** What stands in the place of an analysis that a fault of ours has stopped: a file with nothing in it but the one problem. */
export function stoppedAnalysis(
  text: string,
  version: number,
  request: AnalysisRequest,
  thrown: unknown,
): Analysis {
  const { tree } = parse("");
  const { program } = lower(tree, createMemory(), request.path, new Map());
  const none = { target: undefined, own: undefined, gradient: undefined };
  const empty = { version, text, tree: { ...tree, text }, program, ...none };
  const lineEnd = /[\r\n]|$/.exec(text)?.index ?? 0;
  const span = thrown instanceof PlacedFault ? thrown.span : { start: 0, end: lineEnd };
  const problems = [problem("internal", span, ["the reading", messageOf(thrown)])];
  return new Version({ ...empty, request }, problems, undefined, false);
}

interface Parts {
  readonly version: number;
  readonly text: string;
  readonly tree: Tree;
  readonly program: Program;
  readonly target: Target | undefined;
  readonly own: Target | undefined;
  readonly gradient: Gradient | undefined;
  readonly request: AnalysisRequest;
}

/**
 * A class, and no object with getters of its own: each of those has a hidden class that holds on to its whole version until
 * the next full garbage collection, and with it to all that was allocated for the versions since.
 */
class Version implements Analysis {
  readonly version: number;
  readonly request: AnalysisRequest;
  readonly text: string;
  readonly tree: Tree;
  readonly program: Program;
  readonly target: Target | undefined;
  readonly own: Target | undefined;
  readonly gradient: Gradient | undefined;
  readonly parsed: Parsed | undefined;
  readonly #syntaxProblems: readonly Problem[];
  #lines: LineIndex | undefined;
  #problems: readonly Problem[] | undefined;
  #roots: readonly Node[] | undefined;

  constructor(parts: Parts, syntaxProblems: readonly Problem[], roots?: readonly Node[], isRead = true) {
    this.version = parts.version;
    this.request = parts.request;
    this.text = parts.text;
    this.tree = parts.tree;
    this.program = parts.program;
    this.target = parts.target;
    this.own = parts.own;
    this.gradient = parts.gradient;
    this.parsed = isRead ? { tree: parts.tree, problems: syntaxProblems } : undefined;
    this.#syntaxProblems = syntaxProblems;
    this.#roots = roots;
  }

  get lines(): LineIndex {
    return (this.#lines ??= createLineIndex(this.text));
  }

  get problems(): readonly Problem[] {
    const all = (): readonly Problem[] => [...this.#syntaxProblems, ...this.program.problems];
    return (this.#problems ??= all().toSorted((a, b) => a.span.start - b.span.start));
  }

  get roots(): readonly Node[] {
    return (this.#roots ??= this.program.full ? [] : rootsOf(this, this.request.opened));
  }

  get inputs(): Inputs {
    // Backward blocks are written out, with their literals, where the roots need them.
    this.#roots ??= this.roots;
    return this.program.inputs;
  }

  withValues(values: Inputs, roots = this.roots): Analysis {
    const program = { ...this.program, inputs: inputsWith(this.inputs, values) };
    return new Version({ ...this.#parts(), program }, this.#syntaxProblems, roots);
  }

  #parts(): Parts {
    const { version, text, tree, program, target, own, gradient, request } = this;
    return { version, text, tree, program, target, own, gradient, request };
  }

  adjointsIn(group: Group | undefined): Adjoints | undefined {
    const owner = ownerOfBlock(group);
    return owner === undefined ? this.gradient : this.gradient?.interior(owner);
  }
}

/** The innermost group around (or the group itself) whose gradient is its own backward block's. */
function ownerOfBlock(group: Group | undefined): Group | undefined {
  for (let at = group; at !== undefined; at = at.parent) if (at.backward !== undefined) return at;
  return undefined;
}

function ownTarget(tree: Tree, program: Program, kept: string | undefined): Target | undefined {
  if (program.full || kept === undefined || program.targets.length > 0) return program.target;
  const last = program.bindings.findLast(
    ({ topLevel, leaf, loopName, value }) => topLevel && !loopName && (!leaf || value === undefined),
  );
  // A last line that is broken does not say yet what the target is.
  return last === undefined || last.value !== undefined ? program.target : lastNumber(tree, program, kept);
}

/**
 * Names of groups that stay the same from version to version: where each stands among its siblings of the same name. They are
 * written when they are asked for, and then kept: most turns of a long loop are never named.
 */
export function groupIds(groups: readonly Group[]): (group: Group) => string {
  const ordinals = new Map<Group, number>();
  const counts = new Map<Group | undefined, Map<string, number>>();
  for (const group of groups) {
    if (group.kind === "turn") continue;
    const { parent } = group;
    let siblings = counts.get(parent);
    if (siblings === undefined) counts.set(parent, (siblings = new Map<string, number>()));
    const own = ownName(group);
    const before = siblings.get(own) ?? 0;
    siblings.set(own, before + 1);
    ordinals.set(group, before);
  }
  const ids = new Map<Group, string>();
  const idOf = (group: Group): string => {
    let id = ids.get(group);
    if (id === undefined) {
      const outer = group.parent === undefined ? "" : `${idOf(group.parent)}/`;
      id = `${outer}${ownName(group)}#${ordinals.get(group) ?? group.ordinal}`;
      ids.set(group, id);
    }
    return id;
  };
  return idOf;
}

function ownName({ kind, name }: Group): string {
  return kind === "call" ? name : `${kind} ${name}`;
}

/**
 * All values that a person can see, and what the gradient says of them: their adjoints and what each use sends back. The inside
 * of a library function is left out until it is opened.
 */
function rootsOf(analysis: Analysis, opened: readonly string[]): readonly Node[] {
  const { gradient: derived } = analysis;
  const { graph } = analysis.program;
  const wanted = new Set(opened);
  const idOf = wanted.size === 0 ? undefined : groupIds(graph.groups);
  const isOpen = (group: Group): boolean => idOf !== undefined && wanted.has(idOf(group));
  const hidden = new Map<Group, boolean>();
  const isHidden = (group: Group | undefined): boolean => {
    if (group === undefined) return false;
    let known = hidden.get(group);
    if (known === undefined) {
      known = (group.library && group.kind === "call" && !isOpen(group)) || isHidden(group.parent);
      hidden.set(group, known);
    }
    return known;
  };
  const roots: Node[] = [];
  const seen = createNodeTable();
  const add = (node: Node): void => {
    if (seen.get(node) >= 0) return;
    seen.set(node, roots.length);
    roots.push(node);
  };
  const want = (node: Node, group: Group | undefined): void => {
    add(node);
    if (node.gate.isData === true) return;
    const adjoints = analysis.adjointsIn(group);
    const adjoint = adjoints?.of(node);
    if (adjoint === undefined || adjoints === undefined) return;
    add(adjoint);
    adjoints.eachValue(node, add);
  };
  // Nodes of one group stand together.
  let last: Group | undefined;
  let isLastHidden = false;
  graph.nodes.forEach((node, i) => {
    const group = graph.groupOf[i];
    if (group !== last) isLastHidden = isHidden((last = group));
    if (!isLastHidden) want(node, group);
  });
  // What a call gives back is seen from outside, whatever is hidden within.
  for (const group of graph.groups) {
    if (!isHidden(group.parent)) for (const output of group.outputs) want(output, group.parent);
  }
  if (derived !== undefined) add(derived.seed);
  return roots;
}
