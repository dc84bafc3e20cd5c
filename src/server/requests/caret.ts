/** Where the caret is: what is wrong in its line may be half typed. */
import { caretNotification, type CaretParams } from "../../protocol/requests.ts";
import { uriIn } from "../about.ts";
import type { RequestHandler } from "../request.ts";

export const caret: RequestHandler = {
  listen({ connection, service, documents, guarded }) {
    const moved = ({ uri, line, character }: CaretParams): void => {
      if (documents.get(uri) !== undefined) service.caretAt(uri, { line, character });
    };
    connection.onNotification(caretNotification, guarded("move of the caret", moved, uriIn));
  },
};
