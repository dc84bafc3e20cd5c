/** A Jacobian, when somebody asks for it at a node of the graph. */
import { jacobianRequest, type JacobianParams, type JacobianResult } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

/** It waits so long for the run of its version, whose numbers it does not need, but whose place it would take. */
const WAIT_MS = 100;

export const jacobian: RequestHandler = {
  listen({ connection, service, answer }) {
    connection.onRequest(
      jacobianRequest,
      answer<JacobianParams, JacobianResult>(
        { what: "Jacobian", otherwise: null, milliseconds: WAIT_MS },
        async (_, { uri, panel, id, opened, choice }) =>
          (await service.jacobian(uri, panel, id === undefined ? undefined : { id, opened, choice })) ?? null,
      ),
    );
  },
};
