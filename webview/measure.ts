/** Measures texts with the fonts that the panel draws them in. */
import { type Measure, type TextKind, textSizes } from "../src/picture/text.ts";

/**
 * A measure with the fonts of the page as they are now. Widths are sums of characters' widths, each asked for once: a
 * thousand new numbers after every key would otherwise cost more than their layout. Kerning is lost, a pixel at most.
 */
export function createMeasure(): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const known = new Map<TextKind, Map<string, number>>();
  const widthOf = (character: string, kind: TextKind): number => {
    const { size, weight } = textSizes[kind];
    if (context === null) return size * 0.6;
    context.font = `${weight} ${size}px ${family}`;
    return context.measureText(character).width;
  };
  return (text, kind) => {
    const widths = known.get(kind) ?? new Map<string, number>();
    known.set(kind, widths);
    let sum = 0;
    for (const character of text) {
      const width = widths.get(character) ?? widthOf(character, kind);
      widths.set(character, width);
      sum += width;
    }
    return sum;
  };
}

/** A number that is as wide as most that are shown with four digits. */
const wideNumber = "-88.88";

/** Gives each number at least the room of most others: while a leaf is dragged, the picture stays where it is. */
export function roomy(measure: Measure): Measure {
  return (text, kind) =>
    measure(
      kind === "number" ? text.replace(/[-\d.]+/g, (own) => own.padEnd(wideNumber.length, "8")) : text,
      kind,
    );
}
