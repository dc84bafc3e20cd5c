/** Compares the gradients of a file with central differences, when somebody asks for it. */
import type { Problem } from "../../problems.ts";
import {
  checkRequest,
  type CheckParams,
  type CheckResult,
  type GradientCheck,
} from "../../protocol/requests.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

const FAILED: CheckResult = {
  checks: [],
  failure: "The file is not open, or its check failed by a fault of Nabla itself.",
};

export const check: RequestHandler = {
  listen({ connection, service, look }) {
    connection.onRequest(
      checkRequest,
      look<CheckParams, CheckResult>(
        { what: "check of gradients", otherwise: FAILED },
        async (_, document, { uri }) => {
          const found = await service.check(uri);
          if (typeof found === "string") return { checks: [], failure: found };
          const leaves = found.leaves.map(({ label, span, verdict, message }): GradientCheck => ({
            label,
            range: toRange(document, span),
            verdict,
            message,
          }));
          const mistakes = found.mistakes.map((one: Problem): GradientCheck => ({
            label: document.getText(toRange(document, one.span)).split("\n")[0] ?? "",
            range: toRange(document, one.span),
            verdict: "wrong",
            message: one.message,
          }));
          return { checks: [...leaves, ...mistakes], failure: found.nothing };
        },
      ),
    );
  },
};
