/** The steps through the graph of a file, as the panel shows one after another, and which of them it shows. */
import { stepsOf } from "../../features/steps.ts";
import {
  stepAtRequest,
  stepsRequest,
  type StepAtParams,
  type StepsParams,
  type StepsResult,
} from "../../protocol/requests.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

/** The panel asks behind its picture: the run of that is waited for as long. */
const WAIT_MS = 100;

export const steps: RequestHandler = {
  listen({ connection, service, answer, look }) {
    connection.onRequest(
      stepAtRequest,
      answer<StepAtParams, null>({ what: "step", otherwise: null }, (_, { uri, place }) => {
        service.stepTo(uri, place);
        return null;
      }),
    );
    connection.onRequest(
      stepsRequest,
      look<StepsParams, StepsResult | null>(
        { what: "steps", otherwise: null, milliseconds: WAIT_MS },
        (view, document, { uri, opened, line = 0 }) => {
          const found = stepsOf(view, opened, line + 1);
          return {
            uri,
            version: view.analysis.version,
            steps: found.map(({ span, ...step }) => ({ ...step, range: span && toRange(document, span) })),
            empty:
              found.length === 0 ? "There is nothing to step through: no line computes a value." : undefined,
          };
        },
      ),
    );
  },
};
