/**
 * Cells in colours that are seen on any ground, light or dark: the nearer to 0 the more of the ground shows through. Sign, zero
 * and what is no number are told by marks too: a bar, a dot, a cross, a triangle.
 */

export const POSITIVE = "#dd7714";
export const NEGATIVE = "#3d8ce6";
/** Lines, and what is neither. */
export const NEUTRAL = "#808080";
const ODD = "#cf45a5";

/** How much of a colour is shown, from a number near 0 to the largest. */
const OPACITIES = [0.22, 0.36, 0.52, 0.68, 0.84, 1];
const LEVELS = OPACITIES.length;
/** Up to this level a bar is drawn upon the cell; in fuller colour it is cut out of it. */
const FAINT = 2;

/** What is drawn in place of each kind of cell, in a square of side 1; its name is its id too. */
const marks: ReadonlyMap<string, string> = new Map([
  ["zero", `<circle cx='.5' cy='.5' r='.13' fill='${NEUTRAL}'/>`],
  ["nan", `<path d='M.2,.2l.6,.6m0-.6l-.6,.6' stroke='${ODD}' stroke-width='.2'/>`],
  ["up", `<path d='M.1,.85h.8l-.4-.75z' fill='${ODD}'/>`],
  ["down", `<path d='M.1,.15h.8l-.4,.75z' fill='${ODD}'/>`],
  ...OPACITIES.map((opacity, i): readonly [string, string] => {
    const fill = `fill='${NEGATIVE}'`;
    const bar = `M.2,.4v.2h.6v-.2z`;
    const cell = (path: string): string => `<path d='${path}' ${fill} fill-opacity='${opacity}'/>`;
    const mark = i < FAINT ? `${cell("M0,0h1v1h-1z")}<path d='${bar}' ${fill}/>` : cell(`M0,0h1v1h-1z${bar}`);
    return [`minus${i + 1}`, mark];
  }),
]);

/** The kind of a cell: `plus1` … `plus6`, `minus1` … `minus6`, `zero`, `nan`, `up` and `down` for the infinities. */
function kindOf(value: number, most: number): string {
  if (Number.isNaN(value)) return "nan";
  if (value === 0) return "zero";
  if (Math.abs(value) === Infinity) return value > 0 ? "up" : "down";
  const level = Math.min(LEVELS, Math.max(1, Math.ceil((Math.abs(value) / most) * LEVELS)));
  return `${value > 0 ? "plus" : "minus"}${level}`;
}

/** The cells as markup, each a square of side 1; `most`: the magnitude that has the full colour. */
export function drawCells(cells: readonly (number | undefined)[], columns: number, most: number): string {
  const paths = new Map<string, { data: string; x: number; y: number }>();
  for (let at = 0; at < cells.length;) {
    const value = cells[at];
    const start = at++;
    if (value === undefined) continue;
    const kind = kindOf(value, most);
    const [x, y] = [start % columns, Math.floor(start / columns)];
    const isLike = (next: number | undefined): boolean => next !== undefined && kindOf(next, most) === kind;
    while (at % columns !== 0 && isLike(cells[at])) at++;
    const path = paths.get(kind) ?? { data: "", x: 0, y: -1 };
    const move = path.y === y ? `m${x - path.x},0` : `M${x},${y}`;
    paths.set(kind, { data: `${path.data}${move}h${at - start}`, x: x + at - start, y });
  }
  const kinds = [...paths].sort(([a], [b]) => (a < b ? -1 : 1));
  const patterns = kinds.flatMap(([kind]) => {
    const mark = marks.get(kind);
    // A line is as thick above as below.
    const place = `width='1' height='1' y='.5' patternUnits='userSpaceOnUse'`;
    return mark === undefined ? [] : [`<pattern id='${kind}' ${place}>${mark}</pattern>`];
  });
  const drawn = kinds.map(([kind, { data }]) => {
    const opacity = OPACITIES[Number(kind.slice("plus".length)) - 1];
    const paint = marks.has(kind)
      ? `stroke='url(#${kind})'`
      : `stroke='${POSITIVE}' stroke-opacity='${opacity}'`;
    return `<path ${paint} d='${data}'/>`;
  });
  return `${patterns.join("")}<g transform='translate(0,.5)' shape-rendering='crispEdges'>${drawn.join("")}</g>`;
}

/** A picture of its own, in pixels. */
export function svg(width: number, height: number, content: string): string {
  return `<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}' fill='none'>${content}</svg>`;
}

/** The address of a picture that stands in the address itself; nothing in it ends a link or a cell of Markdown. */
export function dataUri(picture: string): string {
  const encoded = picture.replace(/[^\w.,:;/='!+-]/g, (mark) => {
    const code = encodeURIComponent(mark);
    return code.length > 1 ? code : `%${mark.charCodeAt(0).toString(16)}`;
  });
  return `data:image/svg+xml,${encoded}`;
}
