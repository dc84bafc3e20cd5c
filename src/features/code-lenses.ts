/**
 * The lenses: run the backward pass, open the graph. The first line has them whatever the file says, and so has every line
 * that says what the target is. No number stands in a lens.
 */
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { commands } from "../protocol/manifest.ts";

export interface Lens {
  readonly span: Span;
  readonly title: string;
  readonly command: string;
}

/** A place for lenses. */
export interface LensPlace {
  readonly span: Span;
  /** From 0. */
  readonly line: number;
  /** The same place from version to version. */
  readonly key: string;
}

/** Where lenses stand: it follows from how the lines are written, not from whether they can be run. */
export function lensPlaces({ tree, lines, text }: Analysis): readonly LensPlace[] {
  const places: LensPlace[] = [{ span: { start: 0, end: 0 }, line: 0, key: "" }];
  const counts = new Map<string, number>();
  for (const { kind, span } of tree.statements) {
    if (kind !== "backward") continue;
    const source = text.slice(span.start, span.end);
    const before = counts.get(source) ?? 0;
    counts.set(source, before + 1);
    const line = lines.lineAt(span.start);
    if (line > 0) places.push({ span, line, key: `${source} ${before}` });
  }
  return places;
}

export function lensesAt(places: readonly LensPlace[]): readonly Lens[] {
  return places.flatMap(({ span }) => [
    { span, title: "$(play) Run backward", command: commands.runBackward },
    { span, title: "$(type-hierarchy) Graph", command: commands.openGraph },
  ]);
}
