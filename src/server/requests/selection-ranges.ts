/** What a selection grows to, for each caret. */
import type { SelectionRange, SelectionRangeParams } from "vscode-languageserver";
import { selectionRanges as spansAt } from "../../features/selection-ranges.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

export const selectionRanges: RequestHandler = {
  capabilities: { selectionRangeProvider: true },
  listen({ connection, look }) {
    connection.onSelectionRanges(
      look<SelectionRangeParams, SelectionRange[]>(
        { what: "selection", otherwise: [] },
        ({ analysis }, document, { positions }) =>
          positions.map((position) => {
            let whole: SelectionRange | undefined;
            for (const span of spansAt(analysis, document.offsetAt(position)).toReversed()) {
              const range = toRange(document, span);
              whole = whole === undefined ? { range } : { range, parent: whole };
            }
            return whole ?? { range: { start: position, end: position } };
          }),
      ),
    );
  },
};
