/** The examples that come with the extension. */
import { examples as files } from "../../examples/index.ts";
import { examplesRequest, type ExamplesResult } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

export const examples: RequestHandler = {
  listen({ connection, reply }) {
    connection.onRequest(
      examplesRequest,
      reply<unknown, ExamplesResult>("examples", [], () =>
        files.map(({ name, text }) => ({ name, about: openingComment(text), text })),
      ),
    );
  },
};

/** The comment that a text begins with, as one line. */
function openingComment(text: string): string {
  const lines = /^(?:#[^\n]*\n)*/.exec(text)?.[0].split("\n") ?? [];
  return lines
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ")
    .trim();
}
