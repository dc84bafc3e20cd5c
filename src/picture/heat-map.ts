/** A tensor as a heat map: a cell for each element, or for each block of them. */
import { drawCells, NEUTRAL, svg } from "./cells.ts";
import type { Frame, Grid } from "./tensor-grid.ts";

/** What a heat map takes: in VS Code a hover shows 250 pixels, and there is more in it. Smaller cells would hide their marks. */
const WIDTH = 192;
const HEIGHT = 80;
const SMALLEST = 5;
const LARGEST = 16;

/** `most`: the magnitude that has the full colour. */
export function heatMap({ columns, rows, cells, frames }: Grid, most: number): string {
  const fitting = Math.floor(Math.min(WIDTH / columns, HEIGHT / rows));
  const side = Math.min(LARGEST, Math.max(SMALLEST, fitting));
  const outlines = frames.map((frame) => `<path d='${outline(frame, side)}'/>`).join("");
  const content = [
    `<g transform='translate(1,1)scale(${side})'>${drawCells(cells, columns, most)}</g>`,
    `<g transform='translate(.5,.5)' stroke='${NEUTRAL}' stroke-opacity='.6'>${outlines}</g>`,
  ];
  return svg(columns * side + 2, rows * side + 2, content.join(""));
}

/** Around the cells of a part, which may have a short last row. */
function outline({ x, y, columns, rows, inLastRow }: Frame, side: number): string {
  const [left, top] = [x * side, y * side];
  const right = columns * side + 1;
  if (inLastRow === columns) return `M${left},${top}h${right}v${rows * side + 1}h${-right}z`;
  const step = (columns - inLastRow) * side;
  return `M${left},${top}h${right}v${(rows - 1) * side + 1}h${-step}v${side}H${left}z`;
}
