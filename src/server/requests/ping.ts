/** A sign of life. */
import { pingRequest } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

export const ping: RequestHandler = {
  listen({ connection, reply }) {
    connection.onRequest(
      pingRequest,
      reply("ping", null, () => null),
    );
  },
};
