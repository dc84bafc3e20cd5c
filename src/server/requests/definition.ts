/** Go to definition: where the name at a place comes from, in this file, in one that it imports, or in the standard library. */
import type { DefinitionParams, Location } from "vscode-languageserver";
import { definitionAt } from "../../features/references.ts";
import { toLocation } from "../places.ts";
import type { RequestHandler } from "../request.ts";

export const definition: RequestHandler = {
  capabilities: { definitionProvider: true },
  listen({ connection, look }) {
    connection.onDefinition(
      look<DefinitionParams, Location[]>(
        { what: "definition", otherwise: [] },
        ({ analysis }, document, { position }) => {
          const places = definitionAt(analysis, document.offsetAt(position));
          return places.flatMap((place) => toLocation(document, place) ?? []);
        },
      ),
    );
  },
};
