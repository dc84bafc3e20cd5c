/** The call hierarchy: who calls a function, and what it calls. */
import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyIncomingCallsParams,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams,
} from "vscode-languageserver";
import type { Span } from "../../base/span.ts";
import { fileName } from "../../base/uris.ts";
import { callsFrom, callsOf, functionAt, type Caller } from "../../features/call-hierarchy.ts";
import type { Workspace } from "../../features/across-files.ts";
import { toRange } from "../convert.ts";
import { textDocument } from "../places.ts";
import type { RequestHandler } from "../request.ts";

export const callHierarchy: RequestHandler = {
  capabilities: { callHierarchyProvider: true },
  listen({ connection, answer, reply, workspace }) {
    connection.languages.callHierarchy.onPrepare(
      answer<CallHierarchyPrepareParams, CallHierarchyItem[] | null>(
        { what: "call hierarchy", otherwise: null },
        async (document, { position }) => {
          const files = await workspace.of(document.uri);
          const own = files.get(document.uri)!;
          const found = functionAt(files, own, textDocument(own).offsetAt(position));
          return found === undefined ? null : [toItem(found)];
        },
      ),
    );
    connection.languages.callHierarchy.onIncomingCalls(
      reply<CallHierarchyIncomingCallsParams, CallHierarchyIncomingCall[]>("calls", [], async ({ item }) => {
        const files = await workspace.of(item.uri);
        return callsOf(files, callerOf(files, item)).map(({ of, spans }) => ({
          from: toItem(of),
          fromRanges: spans.map((span) => toRange(textDocument(of.file), span)),
        }));
      }),
    );
    connection.languages.callHierarchy.onOutgoingCalls(
      reply<CallHierarchyOutgoingCallsParams, CallHierarchyOutgoingCall[]>("calls", [], async ({ item }) => {
        const files = await workspace.of(item.uri);
        const caller = callerOf(files, item);
        return callsFrom(files, caller).map(({ of, spans }) => ({
          to: toItem(of),
          fromRanges: spans.map((span) => toRange(textDocument(caller!.file), span)),
        }));
      }),
    );
  },
};

function toItem({ file, def }: Caller): CallHierarchyItem {
  const { uri } = file;
  const text = textDocument(file);
  if (def === undefined) {
    const start = toRange(text, { start: 0, end: 0 });
    return { name: fileName(uri), kind: SymbolKind.File, uri, range: start, selectionRange: start };
  }
  return {
    name: file.text.slice(def.name.span.start, def.name.span.end),
    kind: SymbolKind.Function,
    uri,
    range: toRange(text, def.span),
    selectionRange: toRange(text, def.name.span),
  };
}

/** The function that an item is of, as its file is now; undefined where it is gone. */
function callerOf(files: Workspace, { uri, kind, name }: CallHierarchyItem): Caller | undefined {
  const file = files.get(uri);
  if (file === undefined || kind === SymbolKind.File) return file && { file, def: undefined };
  const isNamed = ({ span }: { readonly span: Span }): boolean =>
    file.text.slice(span.start, span.end) === name;
  const def = file.tree.statements.find((stmt) => stmt.kind === "def" && isNamed(stmt.name));
  return def?.kind === "def" ? { file, def } : undefined;
}
