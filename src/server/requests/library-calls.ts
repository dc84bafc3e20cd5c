/** The calls of the library that can be opened in a file's graph. */
import { libraryCalls } from "../../features/composite.ts";
import { libraryCallsRequest, type LibraryCallsParams } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

export const libraryCallsInGraph: RequestHandler = {
  listen({ connection, look }) {
    connection.onRequest(
      libraryCallsRequest,
      look<LibraryCallsParams, readonly string[]>(
        { what: "calls of the library", otherwise: [] },
        (view, _, { opened }) => libraryCalls(view, opened),
      ),
    );
  },
};
