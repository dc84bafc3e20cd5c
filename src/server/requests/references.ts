/** References: every place in the workspace where the same is meant. */
import type { Location, ReferenceParams } from "vscode-languageserver";
import { occurrencesAcross } from "../../features/across-files.ts";
import { toRange } from "../convert.ts";
import { textDocument } from "../places.ts";
import type { RequestHandler } from "../request.ts";

export const references: RequestHandler = {
  capabilities: { referencesProvider: true },
  listen({ connection, answer, workspace }) {
    connection.onReferences(
      answer<ReferenceParams, Location[]>(
        { what: "references", otherwise: [] },
        async (document, { position, context }) => {
          const files = await workspace.of(document.uri);
          const own = files.get(document.uri)!;
          return occurrencesAcross(files, own, textDocument(own).offsetAt(position)).flatMap(
            ({ file, occurrences }) =>
              occurrences
                .filter(({ access }) => context.includeDeclaration || access !== "declare")
                .map(({ span }) => ({ uri: file.uri, range: toRange(textDocument(file), span) })),
          );
        },
      ),
    );
  },
};
