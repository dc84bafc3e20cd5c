/** Shows the numbers of a turn of a loop. */
import { showTurnRequest, type ShowTurnParams } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

export const showTurn: RequestHandler = {
  listen({ connection, service, answer }) {
    connection.onRequest(
      showTurnRequest,
      answer<ShowTurnParams, null>(
        { what: "change of the shown turn", otherwise: null },
        (_, { uri, id }) => {
          service.showTurn(uri, id);
          return null;
        },
      ),
    );
  },
};
