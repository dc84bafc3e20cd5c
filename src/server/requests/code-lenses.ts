/** Code lenses: the commands above the lines that say what the target is. */
import type { CodeLens, CodeLensParams } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Lens } from "../../features/code-lenses.ts";
import { isCopy } from "../../protocol/schemes.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

export const codeLenses: RequestHandler = {
  capabilities: { codeLensProvider: { resolveProvider: false } },
  listen({ connection, service, answer, client }) {
    connection.onCodeLens(
      answer<CodeLensParams, CodeLens[]>({ what: "code lenses", otherwise: [] }, (document) => {
        const { uri } = document;
        const { commands, settings } = client();
        if (!settings.codeLens || isCopy(uri)) return [];
        const lenses = service.codeLenses(uri).filter(({ command }) => commands.includes(command));
        return lenses.map((lens) => toCodeLens(document, lens));
      }),
    );
  },
};

/** The lens names its document, and its place where it is about one: the same command is in the palette, where it takes the caret's. */
function toCodeLens(document: TextDocument, { span, title, command, at }: Lens): CodeLens {
  const place = at === undefined ? undefined : document.positionAt(at);
  const args = [document.uri, ...(place === undefined ? [] : [place.line, place.character])];
  return { range: toRange(document, span), command: { title, command, arguments: args } };
}
