/** Where a node of the graph, a row of the gradient flow or a pinned value stands in the source. */
import { flowSpan } from "../../features/gradient-flow.ts";
import { nodeSpan } from "../../features/graph-view.ts";
import { pinSpan } from "../../features/pins.ts";
import { locateRequest, type LocateParams, type LocateResult } from "../../protocol/requests.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

export const locate: RequestHandler = {
  listen({ connection, look }) {
    connection.onRequest(
      locateRequest,
      look<LocateParams, LocateResult | null>(
        { what: "place of a node", otherwise: null },
        (view, document, { uri, id, opened }) => {
          const span = nodeSpan(view, opened, id) ?? flowSpan(view, id) ?? pinSpan(view, id);
          return span === undefined ? null : { uri, range: toRange(document, span) };
        },
      ),
    );
  },
};
