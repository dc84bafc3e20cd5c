/** Who calls a function, and what it calls: over the files that share it. A file's top level counts as one that calls. */
import type { Span } from "../base/span.ts";
import { groupBy } from "../base/group-by.ts";
import type { Occurrence } from "../check/resolve.ts";
import type { StmtOf } from "../syntax/tree.ts";
import { defAt } from "../syntax/walk.ts";
import { occurrencesAcross, type NamedText, type Workspace } from "./across-files.ts";

/** A function where it is defined, or a file's top level. */
export interface Caller {
  readonly file: NamedText;
  /** Undefined for the top level. */
  readonly def: StmtOf<"def"> | undefined;
}

export interface Calls {
  readonly of: Caller;
  /** Where the calls stand: of those that come in in the caller's file, of those that go out in the function's own. */
  readonly spans: readonly Span[];
}

/** The function that is called or defined at an offset; undefined for one that no file of these defines. */
export function functionAt(workspace: Workspace, file: NamedText, offset: number): Caller | undefined {
  const symbol = file.names.at(offset)?.symbol;
  return symbol?.kind === "function" && symbol.isOwn ? definitionOf(workspace, file, offset) : undefined;
}

function definitionOf(workspace: Workspace, file: NamedText, offset: number): Caller | undefined {
  for (const { file: there, occurrences } of occurrencesAcross(workspace, file, offset)) {
    for (const { stmt, access } of occurrences)
      if (access === "declare" && stmt.kind === "def") return { file: there, def: stmt };
  }
  return undefined;
}

/** Who calls it; nobody calls a file's top level. */
export function callsOf(workspace: Workspace, caller: Caller | undefined): readonly Calls[] {
  if (caller?.def === undefined) return [];
  const { file, def } = caller;
  return occurrencesAcross(workspace, file, def.name.span.start).flatMap(({ file: there, occurrences }) => {
    const calls = occurrences.filter(({ access }) => access === "read");
    const byCaller = groupBy(calls, ({ span }) => defAt(there.tree, span.start));
    return [...byCaller].map(([caller, own]) => ({
      of: { file: there, def: caller },
      spans: own.map(({ span }) => span),
    }));
  });
}

/** What it calls of the files' own functions. */
export function callsFrom(workspace: Workspace, caller: Caller | undefined): readonly Calls[] {
  if (caller === undefined) return [];
  const { file, def } = caller;
  const isCall = ({ symbol, access, span }: Occurrence): boolean =>
    symbol.kind === "function" && symbol.isOwn && access === "read" && defAt(file.tree, span.start) === def;
  const byName = groupBy(file.names.occurrences.filter(isCall), ({ symbol }) => symbol);
  return [...byName.values()].flatMap((calls) => {
    const of = definitionOf(workspace, file, calls[0]!.span.start);
    return of === undefined ? [] : [{ of, spans: calls.map(({ span }) => span) }];
  });
}
