/** Go to definition: where the name at a place comes from, in this file, in one that it imports, or in the standard library. */
import type { DefinitionParams, Location } from "vscode-languageserver";
import { definitionAt } from "../../features/references.ts";
import { toLocation } from "../places.ts";
import type { RequestHandler } from "../request.ts";

export const definition: RequestHandler = {
  capabilities: { definitionProvider: true },
  listen({ connection, look, libraryUri }) {
    connection.onDefinition(
      look<DefinitionParams, Location[]>(
        { what: "definition", otherwise: [] },
        async ({ analysis }, document, { position }) => {
          const places = definitionAt(analysis, document.offsetAt(position));
          const locations = places.map((place) => toLocation(document, place, libraryUri));
          return (await Promise.all(locations)).filter((location) => location !== undefined);
        },
      ),
    );
  },
};
