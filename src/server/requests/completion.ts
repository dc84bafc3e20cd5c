/** Completion: names, arguments and words, in the order of the service's list. */
import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type CompletionParams,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { completionsAt, type Completion } from "../../features/completion.ts";
import { editorCommands } from "../../protocol/manifest.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";
import type { ClientFacts } from "../settings.ts";

export const completion: RequestHandler = {
  capabilities: { completionProvider: { triggerCharacters: [".", '"', "="] } },
  listen({ connection, look, client }) {
    connection.onCompletion(
      look<CompletionParams, CompletionItem[]>(
        { what: "completion", otherwise: [] },
        (view, document, { position, context }) =>
          completionsAt(view, document.offsetAt(position), context?.triggerCharacter).map((item, order) =>
            toCompletionItem(document, item, order, client()),
          ),
      ),
    );
  },
};

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
    detail: item.detail,
    ...(item.documentation === ""
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
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
};
