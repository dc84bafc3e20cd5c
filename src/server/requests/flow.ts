/** The gradient flow of a file, as the panel's table shows it. */
import { gradientFlow } from "../../features/gradient-flow.ts";
import { flowRequest, type FlowParams, type FlowResult } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

/** The table waits so long for the run of its version, so that it is not filled twice. */
const WAIT_MS = 100;

export const flow: RequestHandler = {
  listen({ connection, service, look }) {
    connection.onRequest(
      flowRequest,
      look<FlowParams, FlowResult | null>(
        { what: "gradient flow", otherwise: null, milliseconds: WAIT_MS },
        (view, _, { uri, rate }) => gradientFlow(view, rate, service.problems(uri)?.problems ?? []),
      ),
    );
  },
};
