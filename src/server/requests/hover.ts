/** Hovers: the card of what stands under the mouse, with links that the client can follow. */
import { MarkupKind, type Hover, type HoverParams } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { picturedHoverAt } from "../../features/hover.ts";
import { link } from "../../features/markdown.ts";
import { whatIfNote } from "../../features/what-if-set.ts";
import { internalCommands } from "../../protocol/manifest.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

/** A hover comes after a rest of the mouse: a little longer is not felt. */
const WAIT_MS = 250;

export const hover: RequestHandler = {
  capabilities: { hoverProvider: true },
  listen({ connection, service, look, client }) {
    connection.onHover(
      look<HoverParams, Hover | null>(
        { what: "hover", otherwise: null, milliseconds: WAIT_MS },
        async (view, document, { position }) => {
          const { commands, showsPictures: pictures } = client();
          const link = linkMaker(document, commands);
          const turn = turnLinkMaker(document, commands);
          const pin = placeLinkMaker(document, commands, internalCommands.pinThis);
          const options = { link, turn, pin, pictures };
          const isNow = (): boolean => {
            const now = service.view(document.uri);
            const { analysis, numbers, whatIfs } = view;
            return now?.analysis === analysis && now.numbers === numbers && now.whatIfs === whatIfs;
          };
          const found = await picturedHoverAt(view, document.offsetAt(position), options, async (node) => {
            const seen = isNow() ? await service.look(document.uri, node) : undefined;
            // A run that has begun meanwhile may have computed it anew.
            return isNow() ? seen : undefined;
          });
          if (found === undefined) return null;
          const contents = { kind: MarkupKind.Markdown, value: whatIfNote(view.whatIfs) + found.markdown };
          return { contents, range: toRange(document, found.span) };
        },
      ),
    );
  },
};

/** Makes links to places in the document in the way that the client can follow. */
function linkMaker(
  document: TextDocument,
  commands: readonly string[],
): ((text: string, offset: number) => string) | undefined {
  const { uri } = document;
  const reveal = placeLinkMaker(document, commands, internalCommands.reveal);
  if (reveal !== undefined) return reveal;
  if (!uri.startsWith("file:")) return undefined;
  return (text, offset) => link(text, `${uri}#L${document.positionAt(offset).line + 1}`);
}

/** Makes links that run a command with a place, for a client that has it. */
function placeLinkMaker(
  document: TextDocument,
  commands: readonly string[],
  command: string,
): ((text: string, offset: number) => string) | undefined {
  if (!commands.includes(command)) return undefined;
  return (text, offset) => {
    const { line, character } = document.positionAt(offset);
    const args = encodeURIComponent(JSON.stringify([document.uri, line, character]));
    return link(text, `command:${command}?${args}`);
  };
}

/** Makes links that show another turn of a loop, for a client that has the command. */
function turnLinkMaker(
  { uri }: TextDocument,
  commands: readonly string[],
): ((text: string, id: string) => string) | undefined {
  if (!commands.includes(internalCommands.showTurn)) return undefined;
  return (text, id) => {
    const args = encodeURIComponent(JSON.stringify([uri, id]));
    return link(text, `command:${internalCommands.showTurn}?${args}`);
  };
}
