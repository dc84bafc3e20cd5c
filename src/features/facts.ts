/** What several features ask of one analysis: which binding a value has, which occurrence of a line is shown, what a value is called. */
import type { Analysis } from "../analysis.ts";
import type { Binding, CallRecord, LibraryOrigin } from "../lower/program.ts";
import { resolveNames, type Resolution } from "../check/resolve.ts";
import { shownName } from "../check/signature.ts";
import { isWithin, libraryCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Span } from "../base/span.ts";
import type { Stmt } from "../syntax/tree.ts";
import { perGraph } from "./per-graph.ts";
import type { View } from "./view.ts";

export interface Facts {
  /** The last binding of each value; of a value in another file the one that imports it. */
  readonly bindingOf: ReadonlyMap<Node, Binding>;
  /** Every binding of each value, in order: a call's result has a name inside and one outside. */
  readonly bindingsOf: ReadonlyMap<Node, readonly Binding[]>;
  /** The bindings that are the last of their name at top level, or in their call. */
  readonly last: ReadonlySet<Binding>;
  /** The bindings that are the last of their name in their turn of a loop. */
  readonly lastInTurn: ReadonlySet<Binding>;
  /** The file's own calls, by group. */
  readonly callOf: ReadonlyMap<Group, CallRecord>;
  /** Every name that the file binds. */
  readonly names: ReadonlySet<string>;
  /** How the file writes each name where that is another way than it is compared in: `x₁` of `x1`. */
  readonly spellings: ReadonlyMap<string, string>;
  /** How many calls each of the file's functions has. */
  readonly callCounts: ReadonlyMap<string, number>;
}

export const factsOf: (analysis: Analysis) => Facts = perGraph(collect);

/** What each line binds, the last time that it is reached. */
export const bindingsByLine: (analysis: Analysis) => ReadonlyMap<Stmt, ReadonlyMap<string, Binding>> =
  perGraph(({ program }) => {
    const lines = new Map<Stmt, Map<string, Binding>>();
    for (const binding of program.bindings) {
      let names = lines.get(binding.stmt);
      if (names === undefined) lines.set(binding.stmt, (names = new Map<string, Binding>()));
      names.set(binding.name, binding);
    }
    return lines;
  });

/** What the lines of the file make the target, and what is it where none does. */
export function targetNodes({ program, own }: Analysis): ReadonlySet<Node> {
  return new Set([...program.targets, ...(own === undefined ? [] : [own])].map(({ node }) => node));
}

const resolutions = new WeakMap<Analysis, Resolution>();

/** Who every name of the file is. */
export function namesOf(analysis: Analysis): Resolution {
  let known = resolutions.get(analysis);
  if (known === undefined) {
    resolutions.set(analysis, (known = resolveNames(analysis.tree, analysis.program.functions)));
  }
  return known;
}

function collect({ text, program: { bindings, calls, functions } }: Analysis): Facts {
  const callOf = new Map(calls.map((call) => [call.group, call]));
  const callCounts = new Map<string, number>();
  for (const { def } of calls) callCounts.set(def.name.name, (callCounts.get(def.name.name) ?? 0) + 1);
  const bindingOf = new Map<Node, Binding>();
  const bindingsOf = new Map<Node, Binding[]>();
  const scopes = new Map<Group | undefined, Map<string, Binding>>();
  const turns = new Map<Group, Map<string, Binding>>();
  for (const binding of bindings) {
    const { value, name, group } = binding;
    if (value !== undefined) {
      bindingOf.set(value, binding);
      const [imported] = binding.stmt.kind === "from" ? value.inputs : [];
      if (imported !== undefined) bindingOf.set(imported, binding);
      const list = bindingsOf.get(value);
      if (list === undefined) bindingsOf.set(value, [binding]);
      else list.push(binding);
    }
    const scope = callIn(callOf, group)?.group;
    let names = scopes.get(scope);
    if (names === undefined) scopes.set(scope, (names = new Map<string, Binding>()));
    names.set(name, binding);
    if (group?.kind !== "turn") continue;
    let own = turns.get(group);
    if (own === undefined) turns.set(group, (own = new Map<string, Binding>()));
    own.set(name, binding);
  }
  const lastOf = (maps: Iterable<Map<string, Binding>>): ReadonlySet<Binding> =>
    new Set([...maps].flatMap((names) => [...names.values()]));
  const last = lastOf(scopes.values());
  const lastInTurn = lastOf(turns.values());
  const names = new Set(bindings.map(({ name }) => name));
  const spellings = new Map<string, string>();
  // Other texts write every name as it is compared.
  const isWide = /[^\0-\x7f]/.test(text);
  const note = (name: string, own: string): void => {
    if (own.normalize("NFKC") === name && !spellings.has(name)) spellings.set(name, own);
  };
  if (isWide) for (const { name, span } of bindings) note(name, text.slice(span.start, span.end));
  for (const { signature } of isWide ? functions.values() : [])
    for (const one of [signature, ...signature.params]) note(one.name, shownName(one));
  return { bindingOf, bindingsOf, last, lastInTurn, names, spellings, callOf, callCounts };
}

function callIn(callOf: Facts["callOf"], group: Group | undefined): CallRecord | undefined {
  if (callOf.size === 0) return undefined;
  for (let at = group; at !== undefined; at = at.parent) {
    const call = callOf.get(at);
    if (call !== undefined) return call;
  }
  return undefined;
}

/** The call of one of the file's functions that a group stands in, the group itself included. */
export function callAround(view: View, group: Group | undefined): CallRecord | undefined {
  return callIn(factsOf(view.analysis).callOf, group);
}

/** Which call of a function is shown, from 0: the one that was picked, or the last. */
export function shownCall(view: View, name: string): number {
  const count = factsOf(view.analysis).callCounts.get(name) ?? 0;
  const picked = view.shownCalls.get(name);
  return picked === undefined || picked >= count ? count - 1 : picked;
}

/** Whether what stands in this group is shown: at top level always, in a function in the one call that is picked. */
export function isShown(view: View, group: Group | undefined): boolean {
  const call = callAround(view, group);
  return call === undefined || call.group.ordinal === shownCall(view, call.def.name.name);
}

/**
 * What a value is called, seen from a place: its name there where the file gives one, the call whose result it is, else the text
 * that made it, inside an opened library function the library's. A name that is bound more than once says the line, and in a loop
 * the turn: `h of line 7`, `h in turn 2`.
 */
export function nameOf(view: View, node: Node, place?: Group): string {
  const { analysis } = view;
  const { program } = analysis;
  const { bindingsOf, callOf } = factsOf(analysis);
  const viewer = callIn(callOf, place);
  const own = viewer?.group;
  const bindings = bindingsOf.get(node) ?? [];
  const here = bindings.findLast(({ group }) => callIn(callOf, group)?.group === own);
  if (here !== undefined) return bindingName(analysis, here);
  const parameter = viewer?.def.params[viewer.parameters.indexOf(node)];
  if (parameter !== undefined) return spelled(analysis, parameter.name.name);
  const at = program.graph.index.get(node) ?? -1;
  let call: CallRecord | undefined;
  for (let group = program.graph.groupOf[at]; group !== undefined && group !== own; group = group.parent) {
    if (group.outputs.includes(node)) call = callOf.get(group) ?? call;
  }
  if (call !== undefined) return shorten(sourceOf(analysis, call.call));
  const origin = program.origins[at];
  // The result of the very call that one looks from: its name is the caller's.
  const isResult = own !== undefined && own.first <= at && at < own.last && node.gate.isCopy === true;
  if (isResult && origin !== undefined) return shorten(`return ${sourceOf(analysis, origin)}`);
  const elsewhere = bindings.at(-1);
  if (elsewhere !== undefined) return bindingName(analysis, elsewhere);
  const imported = boundName(analysis, node);
  if (imported !== undefined) return imported;
  const around = program.graph.groupOf[at];
  const inOther =
    libraryCall(around)?.outputs.includes(node) === true ? undefined : originInOther(analysis, at);
  const library =
    inOther ?? (around?.outputs.includes(node) === true ? undefined : program.libraryOrigins[at]);
  if (library !== undefined) {
    const { source, expr } = library;
    return shorten(source.text.slice(expr.span.start, expr.span.end));
  }
  return origin === undefined ? node.gate.name : shorten(sourceOf(analysis, origin));
}

/** The expression of a person's other file that a node comes from. */
export function originInOther({ program }: Analysis, place: number): LibraryOrigin | undefined {
  const origin = program.libraryOrigins[place];
  return origin?.source.library === undefined ? origin : origin.imported;
}

/** The name that a value has in the file; a value of another file, of which an import makes a name here, has one there. */
export function boundName(analysis: Analysis, node: Node): string | undefined {
  const binding = factsOf(analysis).bindingOf.get(node);
  if (binding === undefined) return undefined;
  const { name, stmt, value } = binding;
  const own = spelled(analysis, name);
  return value === node || stmt.kind !== "from" ? own : `${own} in ${stmt.path}`;
}

/** A name as the file writes it where it is bound first. */
export function spelled(analysis: Analysis, name: string): string {
  return factsOf(analysis).spellings.get(name) ?? name;
}

function bindingName(analysis: Analysis, binding: Binding): string {
  const { last, lastInTurn } = factsOf(analysis);
  const { name, group, span } = binding;
  const own = spelled(analysis, name);
  if (last.has(binding)) return own;
  const turn = turnOf(group);
  const line =
    turn === undefined || !lastInTurn.has(binding) ? ` of line ${lineNumber(analysis, span.start)}` : "";
  return `${own}${line}${turn === undefined ? "" : ` in ${turn}`}`;
}

/**
 * The turn of a loop that a group is or lies in, from 1: `turn 2`, in a loop within a loop `turn 2.1`; without those that the
 * place lies in too. Undefined in none.
 */
export function turnOf(group: Group | undefined, place?: Group): string | undefined {
  const turns: number[] = [];
  for (let at = group; at !== undefined && at.kind !== "call"; at = at.parent) {
    if (at.kind === "turn" && (place === undefined || !isWithin(place, at))) turns.unshift(at.ordinal + 1);
  }
  return turns.length === 0 ? undefined : `turn ${turns.join(".")}`;
}

/** A name that can stand behind ∂: bracketed where it is more than a word. */
export function partialOf(name: string): string {
  return isWord(name) ? `∂${name}` : `∂(${name})`;
}

/**
 * How the gradient by a value of this name is written: `∂L/∂x`; where the upstream gradient is given, as lectures write it, `dx`,
 * or `∂/∂x` in a file that binds `dx` itself.
 */
export function gradientName(analysis: Analysis, name: string): string {
  const { target } = analysis;
  if (target?.seed === undefined) return `∂${target?.text ?? "L"}/${partialOf(name)}`;
  const written = differential(name);
  const { names, bindingOf } = factsOf(analysis);
  // A name that holds the upstream gradient itself says what it is.
  const compared = written.normalize("NFKC");
  const isOther = names.has(compared) && bindingOf.get(target.seed)?.name !== compared;
  return isOther ? `∂/${partialOf(name)}` : written;
}

/** `dx`, `d(x * y)`. */
export function differential(name: string): string {
  return isWord(name) ? `d${name}` : `d(${name})`;
}

function isWord(name: string): boolean {
  return /^[\p{L}\p{N}_]+$/u.test(name);
}

export function sourceOf(analysis: Analysis, at: { readonly span: Span }): string {
  return analysis.text.slice(at.span.start, at.span.end);
}

export function shorten(text: string, most = 32): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** The line of an offset, from 1. */
export function lineNumber(analysis: Analysis, offset: number): number {
  return analysis.lines.lineAt(offset) + 1;
}

/** By place, 1 where a value is made of literals and has no name. */
const literalsOf = perGraph(findLiterals);

/**
 * Whether a value is written inside a formula: a number, a list, or what is computed from such alone, as `2` and `1 / 2` are in
 * `x ** 2 + 1 / 2`. It has a gradient like any value, which nobody asked for. In a function the parameter that holds it is a name.
 */
export function isLiteral(analysis: Analysis, node: Node, place?: Group): boolean {
  if (literalsOf(analysis)[analysis.program.graph.index.get(node) ?? -1] !== 1) return false;
  const { callOf } = factsOf(analysis);
  for (let call = callIn(callOf, place); call !== undefined; call = callIn(callOf, call.group.parent)) {
    if (call.parameters.includes(node)) return false;
  }
  return true;
}

function findLiterals(analysis: Analysis): Uint8Array {
  const { nodes, index } = analysis.program.graph;
  const { bindingOf } = factsOf(analysis);
  const found = new Uint8Array(nodes.length);
  nodes.forEach((node, at) => {
    const isMade = node.known && node.inputs.every((input) => found[index.get(input) ?? -1] === 1);
    if (isMade && !bindingOf.has(node)) found[at] = 1;
  });
  return found;
}

/** Whether a gradient by this value is asked for: it is a number, and not loaded data. */
export function hasGradient(node: Node): boolean {
  return node.dtype !== "bool" && node.gate.isData !== true;
}

/** The leaves of the file whose gradients are asked for: the `param`s, or else all. */
export const concernedLeaves = perGraph(({ program }): ConcernedLeaves => {
  const values: Node[] = [];
  for (const { topLevel, leaf, value } of program.bindings)
    if (topLevel && leaf && value !== undefined && hasGradient(value)) values.push(value);
  const params = values.filter(({ gate }) => gate.marksLeaf === true);
  return { leaves: params.length > 0 ? params : values, hasParams: params.length > 0 };
});

interface ConcernedLeaves {
  readonly leaves: readonly Node[];
  readonly hasParams: boolean;
}
