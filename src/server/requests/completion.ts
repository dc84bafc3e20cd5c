/** Completion: names, arguments and words, in the order of the service's list. */
import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type CompletionParams,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Completion } from "../../features/completion-item.ts";
import { importableNames } from "../../features/across-files.ts";
import { completionsAt, nearbyAt, type Nearby } from "../../features/completion.ts";
import { editorCommands } from "../../protocol/manifest.ts";
import { toRange } from "../convert.ts";
import { resolveUri } from "../files.ts";
import type { RequestHandler } from "../request.ts";
import type { ClientFacts } from "../settings.ts";

/** So many items have their line at once, those that are likeliest; the others where the client asks for it later. */
const MOST_DETAILS = 100;

export const completion: RequestHandler = {
  capabilities: {
    completionProvider: { triggerCharacters: [".", '"', "=", "/"], resolveProvider: true },
  },
  listen({ connection, look, reply, client, workspace }) {
    /** The list that was given last: what there is to read about an item is worked out when it is looked at. */
    let given: { readonly list: number; readonly items: readonly Completion[] } = { list: 0, items: [] };
    const nearby = async (document: TextDocument, offset: number): Promise<Nearby> => {
      const wanted = nearbyAt(document.getText(), offset);
      if (wanted === undefined) return { paths: [], names: [] };
      if (wanted === "files") return { paths: await workspace.paths(document.uri), names: [] };
      const uri = resolveUri(document.uri, wanted.path.replaceAll("\\", "/"));
      const file = uri === undefined ? undefined : (await workspace.of(document.uri)).get(uri);
      return { paths: [], names: file === undefined ? [] : importableNames(file) };
    };
    connection.onCompletion(
      look<CompletionParams, CompletionItem[]>(
        { what: "completion", otherwise: [] },
        async (view, document, { position, context }) => {
          const offset = document.offsetAt(position);
          const around = await nearby(document, offset);
          const items = completionsAt(view, offset, context?.triggerCharacter, around);
          given = { list: given.list + 1, items };
          const { readsMoreLater, readsDetailsLater } = client();
          return items.map((item, order) => ({
            ...toCompletionItem(document, item, order, client()),
            ...(readsDetailsLater && order >= MOST_DETAILS ? {} : { detail: item.detail }),
            ...(readsMoreLater ? { data: { list: given.list, order } } : documentationOf(item)),
          }));
        },
      ),
    );
    connection.onCompletionResolve(
      reply<CompletionItem, CompletionItem>("completion", { label: "" }, (item) => {
        const { list, order } = item.data as { readonly list: number; readonly order: number };
        const one = list === given.list ? given.items[order] : undefined;
        return one === undefined ? item : { ...item, detail: one.detail, ...documentationOf(one) };
      }),
    );
  },
};

function documentationOf({ documentation }: Completion): Pick<CompletionItem, "documentation"> {
  return documentation === "" ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } };
}

/** An item at its place in the list: `order` keeps the list as it was given, where the editor finds no better match. */
function toCompletionItem(
  document: TextDocument,
  item: Completion,
  order: number,
  { snippets, commands }: Pick<ClientFacts, "snippets" | "commands">,
): CompletionItem {
  const snippet = snippets ? item.snippet : undefined;
  const opened =
    item.opens === "list"
      ? editorCommands.showList
      : item.opens === "signature" && snippet !== undefined
        ? editorCommands.showSignature
        : "";
  return {
    label: item.label,
    kind: completionKinds[item.kind],
    // The dot of `x.T` takes `x`, as it does in other languages.
    ...(item.kind === "value" || item.kind === "parameter" ? { commitCharacters: ["."] } : {}),
    sortText: String(order).padStart(4, "0"),
    insertTextFormat: snippet === undefined ? InsertTextFormat.PlainText : InsertTextFormat.Snippet,
    textEdit: { range: toRange(document, item.span), newText: snippet ?? item.text },
    ...(commands.includes(opened) ? { command: { title: item.label, command: opened } } : {}),
  };
}

const completionKinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  value: CompletionItemKind.Variable,
  parameter: CompletionItemKind.Variable,
  constant: CompletionItemKind.Constant,
  function: CompletionItemKind.Function,
  argument: CompletionItemKind.Property,
  choice: CompletionItemKind.EnumMember,
  attribute: CompletionItemKind.Property,
  keyword: CompletionItemKind.Keyword,
  dimension: CompletionItemKind.TypeParameter,
  file: CompletionItemKind.File,
};
