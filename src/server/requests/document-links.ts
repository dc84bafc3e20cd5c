/** Links on the names of files that a document imports from or loads, and where it names a file of the library by its URI. */
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { documentLinks as linksOf } from "../../features/document-links.ts";
import { libraryScheme } from "../../protocol/manifest.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

export const documentLinks: RequestHandler = {
  capabilities: { documentLinkProvider: { resolveProvider: false } },
  listen({ connection, look, findFile, client }) {
    connection.onDocumentLinks(
      look<DocumentLinkParams, DocumentLink[]>(
        { what: "links", otherwise: [] },
        async ({ analysis }, document) => {
          const links = linksOf(analysis).map(async ({ span, path }) => {
            const range = toRange(document, span);
            const target = await findFile(document.uri, path);
            return target === undefined ? [] : [{ range, target }];
          });
          const library = client().opensLibrary ? libraryLinks(document) : [];
          return [...(await Promise.all(links)).flat(), ...library];
        },
      ),
    );
  },
};

const LIBRARY_FILE = new RegExp(`${libraryScheme}:/[\\w/-]+\\.grad`, "gu");

function libraryLinks(document: TextDocument): readonly DocumentLink[] {
  return [...document.getText().matchAll(LIBRARY_FILE)].map(({ 0: target, index }) => ({
    range: toRange(document, { start: index, end: index + target.length }),
    target,
  }));
}
