/** What is made once of what was read: it is the same for every version that differs from another one in numbers alone. */
import { madeOnce } from "../base/made-once.ts";
import type { Analysis } from "../analysis.ts";

/** Makes something of an analysis, once for each graph. It must not depend on numbers, nor hold places in the text. */
export const perGraph = <T>(make: (analysis: Analysis) => T): ((analysis: Analysis) => T) =>
  madeOnce(make, ({ program }) => program.graph);
