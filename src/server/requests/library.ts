/** The text of a file of the standard library, or of a page that is made: of a finding, of a gate. */
import { pageAt } from "../../features/gate-page.ts";
import { libraryRequest, type LibraryParams } from "../../protocol/requests.ts";
import { librarySources } from "../../stdlib/index.ts";
import { findingPage } from "../finding-pages.ts";
import type { RequestHandler } from "../request.ts";

export const library: RequestHandler = {
  listen({ connection, reply }) {
    connection.onRequest(
      libraryRequest,
      reply<LibraryParams, string | null>(
        "text of the library",
        null,
        ({ path }) =>
          findingPage(path) ??
          pageAt(path) ??
          librarySources.find((source) => source.path === path)?.text ??
          null,
      ),
    );
  },
};
