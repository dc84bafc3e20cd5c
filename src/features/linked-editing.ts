/** The places that are edited together: those of a name that is its function's, or a dimension's, own. */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import { referencesAt } from "./references.ts";
import { namesOf } from "./facts.ts";

/** None for what other files may use, and where the name is not written the same everywhere. */
export function linkedAt(analysis: Analysis, offset: number): readonly Span[] {
  const { text } = analysis;
  const symbol = namesOf(analysis).at(offset)?.symbol;
  const isOwn = symbol?.kind === "dimension" || (symbol?.scope !== undefined && symbol.kind !== "parameter");
  if (!isOwn) return [];
  const spans = referencesAt(analysis, offset).map(({ span }) => span);
  const written = new Set(spans.map(({ start, end }) => text.slice(start, end)));
  return written.size === 1 ? spans : [];
}
