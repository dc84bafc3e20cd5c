/** Remembers which lenses are shown: one whose line is being typed comes when the caret leaves it, so that no text moves under it. */
import type { Analysis } from "../analysis.ts";
import { lensPlaces, type LensPlace } from "../features/code-lenses.ts";

export interface LensMemory {
  /** The places whose lenses are shown while the caret is in a line; undefined where nobody knows it. */
  show(analysis: Analysis, caret: number | undefined): readonly LensPlace[];
  /** Whether one of them waits for the caret to leave its line. */
  isWaiting(analysis: Analysis, caret: number | undefined): boolean;
}

export function createLensMemory(): LensMemory {
  let shown = new Set<string>();
  const waits = ({ line, key }: LensPlace, caret: number | undefined): boolean =>
    line > 0 && line === caret && !shown.has(key);
  return {
    show(analysis, caret) {
      const places = lensPlaces(analysis).filter((place) => !waits(place, caret));
      shown = new Set(places.map(({ key }) => key));
      return places;
    },
    isWaiting: (analysis, caret) => lensPlaces(analysis).some((place) => waits(place, caret)),
  };
}
