/** Shows the numbers of another call of the function at a place. */
import { functionAt } from "../../features/name-at.ts";
import { nextCallRequest, type NextCallParams } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

export const nextCall: RequestHandler = {
  listen({ connection, service, look }) {
    connection.onRequest(
      nextCallRequest,
      look<NextCallParams, boolean>(
        { what: "change of the shown call", otherwise: false },
        (view, document, { uri, at }) => {
          const name = functionAt(view, document.offsetAt(at));
          return name !== undefined && service.showNextCall(uri, name);
        },
      ),
    );
  },
};
