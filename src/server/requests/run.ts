/** Runs a file now, with another target where one is picked. */
import { pickAt } from "../../features/name-at.ts";
import { runRequest, type RunParams, type RunResult } from "../../protocol/requests.ts";
import type { RequestHandler } from "../request.ts";

export const run: RequestHandler = {
  listen({ connection, service, look }) {
    connection.onRequest(
      runRequest,
      look<RunParams, RunResult>(
        {
          what: "run",
          otherwise: {
            status: "",
            failure: "The file is not open, or its run failed by a fault of Nabla itself.",
          },
        },
        async ({ analysis }, document, { uri, target }) => {
          const isPlace = typeof target === "object";
          const pick = isPlace ? pickAt(analysis.tree, document.offsetAt(target)) : target;
          const failure =
            isPlace && pick === undefined
              ? "There is no name here. Put the caret on a name of the file's top level."
              : await service.run(uri, pick);
          return { status: service.status(uri)?.text ?? "", failure };
        },
      ),
    );
  },
};
