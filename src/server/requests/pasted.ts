/** A text that is to be pasted, as Nabla writes it. */
import { pastedRequest, type PastedParams, type PastedResult } from "../../protocol/requests.ts";
import { toSpan } from "../convert.ts";
import { repaired } from "../repaired.ts";
import type { RequestHandler } from "../request.ts";

export const pasted: RequestHandler = {
  listen({ connection, service, answer }) {
    connection.onRequest(
      pastedRequest,
      answer<PastedParams, PastedResult | null>(
        { what: "pasted text", otherwise: null },
        (document, { uri, range, text }) =>
          repaired(service, uri, toSpan(document, range), text)?.text ?? null,
      ),
    );
  },
};
