/** The lenses above a target: run its backward pass, open its graph. No number stands in a lens. */
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { commands } from "../protocol/manifest.ts";

export interface Lens {
  readonly span: Span;
  readonly title: string;
  readonly command: string;
}

export function codeLenses(analysis: Analysis): readonly Lens[] {
  const { targets, target } = analysis.program;
  const places = targets.length > 0 ? targets : target === undefined ? [] : [target];
  return places.flatMap(({ stmt }) => [
    { span: stmt.span, title: "$(play) Run backward", command: commands.runBackward },
    { span: stmt.span, title: "$(type-hierarchy) Graph", command: commands.openGraph },
  ]);
}
