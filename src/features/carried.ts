/** What the loops of a file carry from turn to turn, by name. */
import type { Analysis } from "../analysis.ts";
import { groupBy } from "../base/group-by.ts";
import { standardCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Carried } from "../insight/finding.ts";
import type { Binding } from "../lower/program.ts";
import { originInOther } from "./facts.ts";
import { perGraph } from "./per-graph.ts";

/** A name that is bound in each turn of a loop. */
export interface CarriedName extends Carried {
  /** The last binding of the last turn. */
  readonly binding: Binding;
}

/** A name of a loop, with its last value in each turn so far. */
interface Bound {
  readonly values: (Node | undefined)[];
  binding: Binding;
}

/** In the order of the text, an outer loop before the loops in it; a name that no turn reads from the one before is among them. */
export const carriedNames: (analysis: Analysis) => readonly CarriedName[] = perGraph(({ program }) => {
  const loops = new Map<Group, Map<string, Bound>>();
  const turnCounts = new Map<Group, number>();
  for (const { kind, parent } of program.graph.groups)
    if (kind === "turn" && parent !== undefined) turnCounts.set(parent, (turnCounts.get(parent) ?? 0) + 1);
  for (const binding of program.bindings) {
    const { name, value, loopName } = binding;
    if (loopName) continue;
    for (let group = binding.group; group !== undefined && group.kind !== "call"; group = group.parent) {
      if (group.kind !== "turn" || group.parent === undefined) continue;
      let names = loops.get(group.parent);
      if (names === undefined) loops.set(group.parent, (names = new Map<string, Bound>()));
      let own = names.get(name);
      if (own === undefined) names.set(name, (own = { values: [], binding }));
      own.values[group.ordinal] = value;
      own.binding = binding;
    }
  }
  return [...loops]
    .sort(([a], [b]) => a.first - b.first)
    .flatMap(([loop, names]) =>
      [...names.values()].flatMap(({ values, binding }): readonly CarriedName[] => {
        const known = values.flatMap((value) => value ?? []);
        return known.length === turnCounts.get(loop)
          ? [{ loop, line: binding.stmt, values: known, binding }]
          : [];
      }),
    );
});

/**
 * What the loops of a person's other files carry. Their names are not this file's, so it is read from the graph: what a turn
 * reads of the one before: of turns that are built alike at the same place, else in the same line.
 */
export const carriedInOther: (analysis: Analysis) => readonly Carried[] = perGraph((analysis) => {
  const { nodes, groups, index } = analysis.program.graph;
  const turnsOf = groupBy(groups, ({ kind, library, parent }) =>
    kind === "turn" && library ? parent : undefined,
  );
  return [...turnsOf].flatMap(([loop, turns]): readonly Carried[] => {
    const [before, last] = turns.slice(-2);
    if (loop === undefined || before === undefined || last === undefined) return [];
    if (standardCall(loop) !== undefined) return [];
    const length = last.last - last.first;
    if (turns.some((turn) => turn.last - turn.first !== length))
      return carriedUnevenly(analysis, loop, turns);
    const read = nodes
      .slice(last.first, last.last)
      .flatMap(({ inputs }) => inputs.map((input) => index.get(input) ?? -1))
      .filter((at) => at >= before.first && at < before.last);
    return [...new Set(read)].flatMap((at) => {
      const line = originInOther(analysis, at)?.expr;
      const values = turns.map(({ first }) => nodes[first + at - before.first]!);
      return line === undefined ? [] : [{ loop, line, values }];
    });
  });
});

/** Of turns that are not built alike, as where each chooses a branch: what the next one reads of a line, in the last all that it gives. */
function carriedUnevenly(analysis: Analysis, loop: Group, turns: readonly Group[]): readonly Carried[] {
  const { nodes, index } = analysis.program.graph;
  const lineOf = (at: number): string | undefined => {
    const origin = originInOther(analysis, at);
    if (origin === undefined) return undefined;
    const { source, expr } = origin;
    return `${source.path} ${source.text.lastIndexOf("\n", expr.span.start)}`;
  };
  const byTurn = turns.map((turn, i) => {
    const next = turns[i + 1];
    const places =
      next === undefined
        ? Array.from({ length: turn.last - turn.first }, (_, k) => turn.first + k)
        : nodes
            .slice(next.first, next.last)
            .flatMap(({ inputs }) => inputs.map((input) => index.get(input) ?? -1))
            .filter((at) => turn.first <= at && at < turn.last);
    const lines = new Map<string, number>();
    for (const at of places.toSorted((a, b) => a - b)) {
      const line = lineOf(at);
      if (line !== undefined) lines.set(line, at);
    }
    return lines;
  });
  return [...byTurn[0]!].flatMap(([key]) => {
    const places = byTurn.flatMap((lines) => lines.get(key) ?? []);
    const line = originInOther(analysis, places.at(-1) ?? -1)?.expr;
    const values = places.map((at) => nodes[at]!);
    return line !== undefined && values.length === turns.length ? [{ loop, line, values }] : [];
  });
}
