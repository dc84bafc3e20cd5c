/** The graph of a file, as the panel draws it. */
import { graphRequest, type GraphParams, type GraphResult } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

/** The picture waits so long for the run of its version, so that it is not drawn twice. */
const WAIT_MS = 100;

export const graph: RequestHandler = {
  listen({ connection, service, answer }) {
    connection.onRequest(
      graphRequest,
      answer<GraphParams, GraphResult | null>(
        { what: "graph", otherwise: null, milliseconds: WAIT_MS },
        (_, { uri, opened, line }) => service.graph(uri, opened, line) ?? null,
      ),
    );
  },
};
