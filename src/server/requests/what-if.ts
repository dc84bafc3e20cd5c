/** What if: a leaf of the graph is dragged, is what it was, or is written into the file as it is now. */
import { whatIfEdits } from "../../features/what-if-edits.ts";
import {
  resetWhatIfRequest,
  whatIfRequest,
  type WhatIfFileParams,
  type WhatIfParams,
  type WhatIfView,
  type WriteWhatIfResult,
  writeWhatIfRequest,
} from "../../protocol/what-if-view.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

export const whatIf: RequestHandler = {
  listen({ connection, service, answer, look }) {
    connection.onRequest(
      whatIfRequest,
      answer<WhatIfParams, WhatIfView | null>(
        { what: "what-if", otherwise: null },
        async (_, asked) => (await service.whatIf(asked)) ?? null,
      ),
    );
    connection.onRequest(
      resetWhatIfRequest,
      answer<WhatIfFileParams, null>({ what: "end of a what-if", otherwise: null }, (_, { uri }) => {
        service.resetWhatIf(uri);
        return null;
      }),
    );
    connection.onRequest(
      writeWhatIfRequest,
      look<WhatIfFileParams, WriteWhatIfResult | null>(
        { what: "edits of a what-if", otherwise: null },
        (view, document) => {
          const { version } = document;
          const found = whatIfEdits(view);
          if (typeof found === "string") return { version, edits: [], failure: found };
          const edits = found.map(({ span, text }) => ({ ...toRange(document, span), text }));
          return { version, edits, failure: undefined };
        },
      ),
    );
  },
};
