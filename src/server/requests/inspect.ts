/** What the panel asks of a value or of a gradient of the graph. */
import { inspectValue } from "../../features/inspect.ts";
import { inspectRequest, type InspectParams, type InspectResult } from "../../protocol/inspect.ts";
import type { RequestHandler } from "../request.ts";

export const inspect: RequestHandler = {
  listen({ connection, service, look }) {
    connection.onRequest(
      inspectRequest,
      look<InspectParams, InspectResult>(
        { what: "elements of a value", otherwise: null },
        async (view, _, { uri, opened, question }) => {
          const answer = await inspectValue(view, opened, question, (node, window) =>
            service.window(uri, node, window),
          );
          // Elements of a later run may have come with it: who asks hears of that version, and asks again.
          return service.view(uri)?.analysis === view.analysis ? answer : null;
        },
      ),
    );
  },
};
