/** Linked editing: the places that follow while a name is being edited at one of them. */
import type { LinkedEditingRangeParams, LinkedEditingRanges } from "vscode-languageserver";
import { linkedAt } from "../../features/linked-editing.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

/** A name, as it is being typed. */
const WORD = "[\\p{L}_][\\p{L}\\p{N}_]*";

export const linkedEditing: RequestHandler = {
  capabilities: { linkedEditingRangeProvider: true },
  listen({ connection, look }) {
    connection.languages.onLinkedEditingRange(
      look<LinkedEditingRangeParams, LinkedEditingRanges | null>(
        { what: "linked editing", otherwise: null },
        ({ analysis }, document, { position }) => {
          const spans = linkedAt(analysis, document.offsetAt(position));
          if (spans.length < 2) return null;
          return { ranges: spans.map((span) => toRange(document, span)), wordPattern: WORD };
        },
      ),
    );
  },
};
