/** What the losses of the library take, as their doc tags say it: for each of their first parameters what it holds. */
import { listOf } from "../check/doc-tags.ts";
import { saidOf } from "../check/library.ts";
import { standardCall } from "../graph/group.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { stack } from "../ops/join.ts";
import { earlyGroups } from "./early.ts";

/** A word of the tag "Loss". */
export type Content =
  | "values"
  | "scores"
  | "scores of classes"
  | "probabilities"
  | "distributions"
  | "logarithms"
  | "logarithms of classes"
  | "classes"
  | "signs";

const contents: readonly Content[] = [
  "values",
  "scores",
  "scores of classes",
  "probabilities",
  "distributions",
  "logarithms",
  "logarithms of classes",
  "classes",
  "signs",
];

const takenByName = saidOf("Loss", (said): readonly Content[] =>
  listOf(said).flatMap((word) => contents.find((one) => one === word) ?? []),
);

/** What a call of a loss takes, by parameter; undefined of any other call. */
export function takenBy(call: Group): readonly Content[] | undefined {
  return call.library && call.imported !== true ? takenByName(call.name) : undefined;
}

/** A call of a loss that a file makes: this one, or one that it imports from. */
export interface Loss {
  readonly call: Group;
  readonly taken: readonly Content[];
  /** What it was given, by parameter, as far as it is told. */
  readonly given: readonly Node[];
}

export function lossesIn(graph: Graph): readonly Loss[] {
  return earlyGroups(graph).flatMap((call): Loss | readonly Loss[] => {
    const taken = takenBy(call);
    if (taken === undefined || standardCall(call.parent) !== undefined) return [];
    return { call, taken, given: givenTo(graph, call) };
  });
}

/** A list of values is one: it is put together inside the call. */
function givenTo({ nodes }: Graph, call: Group): readonly Node[] {
  const [first] = call.inputs;
  const list = nodes
    .slice(call.first, call.last)
    .find(({ gate, inputs }) => gate === stack.gate && inputs[0] === first && first !== undefined);
  return list === undefined ? call.inputs : [list, ...call.inputs.slice(list.inputs.length)];
}
