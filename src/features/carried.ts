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
 * reads of the one before, where all turns are built alike.
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
    if (turns.some((turn) => turn.last - turn.first !== length)) return [];
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
