/** The scale of a heat map, from the least number to the largest, with how many elements lie where on it. */
import { drawCells, NEGATIVE, NEUTRAL, POSITIVE, svg } from "./cells.ts";

/** So many parts of the range have a column each. */
const PARTS = 16;
/** Of fewer elements a histogram tells nothing. */
const LEAST_COUNT = 24;
const SIDE = 6;
const TALLEST = 16;

/** A part of the range: the number in its middle, and how many elements lie in it. */
export interface Column {
  readonly middle: number;
  readonly count: number;
}

/** The columns from `min` to `max`, which are finite; zeros have one of their own. */
export function columnsOf(data: ArrayLike<number>, min: number, max: number): readonly Column[] {
  const step = max / PARTS - min / PARTS;
  if (step === 0) return [{ middle: min, count: data.length }];
  const hasZero = min <= 0 && max >= 0;
  // Where the range has a zero, no column lies on both sides of it.
  const below = hasZero ? Math.ceil(-min / step) : 0;
  const above = hasZero ? Math.ceil(max / step) : PARTS;
  const start = hasZero ? 0 : min;
  const counts = new Array<number>(below + above).fill(0);
  let zeros = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === 0) zeros++;
    else if (value >= min && value <= max) {
      const parts = (value - start) / step;
      const at = value < start ? Math.floor(parts) : Math.ceil(parts) - 1;
      counts[below + Math.min(above - 1, Math.max(-below, at))]!++;
    }
  }
  const columns = counts.map((count, i) => ({ middle: start + (i - below + 0.5) * step, count }));
  return zeros === 0 ? columns : columns.toSpliced(below, 0, { middle: 0, count: zeros });
}

/** Of so many elements; `most`: the magnitude that has the full colour. */
export function valueScale(columns: readonly Column[], count: number, most: number): string {
  const middles = columns.map(({ middle }) => middle);
  const top = count < LEAST_COUNT ? 0 : TALLEST + 1;
  const content = [
    top === 0 ? "" : bars(columns),
    `<g transform='translate(0,${top})scale(${SIDE})'>${drawCells(middles, columns.length, most)}</g>`,
  ];
  return svg(columns.length * SIDE, top + SIDE, content.join(""));
}

function bars(columns: readonly Column[]): string {
  const most = columns.reduce((largest, { count }) => Math.max(largest, count), 1);
  const colours = new Map<string, string>();
  columns.forEach(({ middle, count }, i) => {
    if (count === 0) return;
    const colour = middle === 0 ? NEUTRAL : middle > 0 ? POSITIVE : NEGATIVE;
    const height = Math.max(1, Math.round((count / most) * TALLEST));
    const bar = `M${i * SIDE},${TALLEST}v${-height}h${SIDE - 1}v${height}z`;
    colours.set(colour, (colours.get(colour) ?? "") + bar);
  });
  return [...colours].map(([colour, path]) => `<path fill='${colour}' d='${path}'/>`).join("");
}
