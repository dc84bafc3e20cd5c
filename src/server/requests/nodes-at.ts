/** The graph's nodes that stand in a line. */
import { nodesAtSpan } from "../../features/graph-view.ts";
import { nodesAtRequest, type NodesAtParams } from "../../protocol/requests.ts";
import { toSpan } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

export const nodesAt: RequestHandler = {
  listen({ connection, look }) {
    connection.onRequest(
      nodesAtRequest,
      look<NodesAtParams, readonly string[]>(
        { what: "search for nodes", otherwise: [] },
        (view, document, { line, opened }) => {
          const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
          return nodesAtSpan(view, opened, toSpan(document, range));
        },
      ),
    );
  },
};
