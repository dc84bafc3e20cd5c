/** Who calls whom: finds functions that call themselves, and those with an own backward block that reach a top-level value. */
import type { Expr, ExprOf, Stmt } from "../syntax/tree.ts";
import type { Def } from "./source.ts";
import type { Callable } from "./signature.ts";

type Call = ExprOf<"call">;

/** What the check of names found of the file's functions. */
export interface CallGraph {
  readonly functions: ReadonlyMap<string, Callable>;
  /** The calls in each function, its backward block's among them. */
  readonly calls: ReadonlyMap<Def, readonly Call[]>;
  /** A top-level name that a function itself reads. */
  readonly reads: ReadonlyMap<Def, string>;
  /** What was reported already. */
  readonly broken: ReadonlySet<Expr | Stmt>;
}

/** The calls that close a circle, each with the names on the circle from the first to itself again. */
export function findRecursion(graph: CallGraph): ReadonlyMap<Call, readonly Def[]> {
  const found = new Map<Call, readonly Def[]>();
  const done = new Set<Def>();
  for (const root of graph.calls.keys()) {
    const chain: { readonly def: Def; next: number }[] = [];
    const onChain = new Map<Def, number>();
    const enter = (def: Def): void => {
      onChain.set(def, chain.length);
      chain.push({ def, next: 0 });
    };
    if (!done.has(root)) enter(root);
    for (let top = chain.at(-1); top !== undefined; top = chain.at(-1)) {
      const call = graph.calls.get(top.def)?.[top.next++];
      if (call === undefined) {
        done.add(top.def);
        onChain.delete(top.def);
        chain.pop();
        continue;
      }
      const callee = calleeOf(graph, call);
      if (callee === undefined) continue;
      const at = onChain.get(callee);
      if (at !== undefined) found.set(call, [...chain.slice(at).map(({ def }) => def), callee]);
      else if (!done.has(callee)) enter(callee);
    }
  }
  return found;
}

/** In a function with an own backward block, the calls that lead to one which reads a top-level value, and that value's name. */
export function findHiddenReads(
  graph: CallGraph,
): readonly { readonly call: Call; readonly def: Def; readonly name: string }[] {
  return [...graph.calls].flatMap(([def, calls]) =>
    def.backward === undefined
      ? []
      : calls.flatMap((call) => {
          const name = readBehind(graph, call);
          return name === undefined ? [] : [{ call, def, name }];
        }),
  );
}

/** The first top-level name that is read in the called function, or in those that it calls. */
function readBehind(graph: CallGraph, call: Call): string | undefined {
  const seen = new Set<Def>();
  const stack = [call];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const callee = calleeOf(graph, next);
    // One with a backward block of its own is reported by itself.
    if (callee === undefined || callee.backward !== undefined || seen.has(callee)) continue;
    seen.add(callee);
    const name = graph.reads.get(callee);
    if (name !== undefined) return name;
    stack.push(...(graph.calls.get(callee) ?? []));
  }
  return undefined;
}

function calleeOf({ functions, broken }: CallGraph, call: Call): Def | undefined {
  const callee = functions.get(call.callee.name);
  return callee?.kind === "def" && !broken.has(call) ? callee.def : undefined;
}
