/** Folding: blocks, brackets over several lines, runs of comments and imports, regions. */
import { FoldingRangeKind, type FoldingRange, type FoldingRangeParams } from "vscode-languageserver";
import { foldingRanges as foldsOf, type Fold } from "../../features/folding-ranges.ts";
import type { RequestHandler } from "../request.ts";

/** LSP has no kind for a block. */
const kinds: Readonly<Record<Fold["kind"], FoldingRangeKind | undefined>> = {
  block: undefined,
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
  region: FoldingRangeKind.Region,
};

export const foldingRanges: RequestHandler = {
  capabilities: { foldingRangeProvider: true },
  listen({ connection, look }) {
    connection.onFoldingRanges(
      look<FoldingRangeParams, FoldingRange[]>({ what: "folding", otherwise: [] }, ({ analysis }) =>
        foldsOf(analysis).map(({ first, last, kind: own }) => {
          const kind = kinds[own];
          return { startLine: first, endLine: last, ...(kind === undefined ? {} : { kind }) };
        }),
      ),
    );
  },
};
