/** A matrix as a picture, and an entry in it that keys and the pointer move: what it is stands below. */
import { dataUri, drawCells, svg } from "../src/picture/cells.ts";
import { infinityLevel, type JacobianMatrix, levelCount, nanLevel } from "../src/protocol/jacobian-view.ts";
import { html, set, setText } from "./svg.ts";

export interface MatrixPicture {
  /** Shows a matrix, or none. */
  show(matrix: JacobianMatrix | undefined): void;
  /** Whether a key moved the entry: it does while the picture has the keyboard. */
  key(key: string): boolean;
}

/** So many rows and columns are drawn at once: around the entry where there are more. */
const most = 400;
/** The picture's longer side, in pixels, as far as cells are not larger than they need be. */
const room = 560;
const largest = 18;
const smallest = 2;

interface Part {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

export function createMatrixPicture(parent: Element): MatrixPicture {
  const root = html("figure", "matrix", parent);
  root.hidden = true;
  const frame = html("div", "frame", root);
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  const image = html("img", "", frame);
  image.alt = "";
  const mark = html("div", "entry", frame);
  const entry = html("figcaption", "", root);
  entry.setAttribute("aria-live", "polite");
  const hint = html("p", "more", root);
  let matrix: JacobianMatrix | undefined;
  let at = { row: 0, column: 0 };
  let part: Part | undefined;
  let side = largest;

  const draw = (): void => {
    if (matrix === undefined) return;
    const { rows, columns, texts } = matrix;
    const next = partAround(at, rows.length, columns.length, part);
    if (next !== part) {
      part = next;
      const fitting = Math.floor(room / Math.max(next.rows, next.columns));
      side = Math.max(smallest, Math.min(largest, fitting));
      image.src = pictureOfPart(matrix, next, side);
      image.width = next.columns * side;
      image.height = next.rows * side;
    }
    const { style } = mark;
    style.left = `${(at.column - next.column) * side}px`;
    style.top = `${(at.row - next.row) * side}px`;
    style.width = style.height = `${side}px`;
    setText(
      entry,
      `${rows[at.row]!}/${columns[at.column]!} = ${texts[at.row * columns.length + at.column]!}`,
    );
    const isPart = next.rows < rows.length || next.columns < columns.length;
    const where = `rows ${next.row + 1} to ${next.row + next.rows} of ${rows.length}, columns ${next.column + 1} to ${next.column + next.columns} of ${columns.length}`;
    setText(
      hint,
      `${isPart ? `Drawn: ${where}. ` : ""}Orange is above 0, blue with a bar below, a dot is 0. Arrows, Page Up, Page Down, Home and End move the entry.`,
    );
  };
  const go = (row: number, column: number): void => {
    if (matrix === undefined) return;
    at = { row: within(row, matrix.rows.length), column: within(column, matrix.columns.length) };
    draw();
  };
  const point = (event: MouseEvent): void => {
    const { left, top } = image.getBoundingClientRect();
    if (part === undefined) return;
    go(
      part.row + Math.min(part.rows - 1, Math.floor((event.clientY - top) / side)),
      part.column + Math.min(part.columns - 1, Math.floor((event.clientX - left) / side)),
    );
  };
  image.addEventListener("pointermove", point);
  image.addEventListener("click", point);
  return {
    show(other) {
      root.hidden = other === undefined;
      matrix = other;
      part = undefined;
      if (other === undefined) return;
      const size = `${other.rows.length} by ${other.columns.length}`;
      set(frame, { "aria-label": `Matrix of ${size} entries` });
      go(at.row, at.column);
    },
    key(key) {
      if (document.activeElement !== frame || matrix === undefined) return false;
      const { row, column } = at;
      const [lastRow, lastColumn] = [matrix.rows.length - 1, matrix.columns.length - 1];
      const to = new Map([
        ["ArrowUp", [row - 1, column]],
        ["ArrowDown", [row + 1, column]],
        ["ArrowLeft", [row, column - 1]],
        ["ArrowRight", [row, column + 1]],
        ["PageUp", [row - PAGE, column]],
        ["PageDown", [row + PAGE, column]],
        ["Home", [row, 0]],
        ["End", [row, lastColumn]],
      ]).get(key);
      if (to === undefined) return false;
      go(Math.min(to[0]!, lastRow), to[1]!);
      return true;
    },
  };
}

const PAGE = 20;

function within(place: number, count: number): number {
  return Math.max(0, Math.min(count - 1, place));
}

/** What is drawn: as before while the entry is in it. */
function partAround(
  at: { readonly row: number; readonly column: number },
  rows: number,
  columns: number,
  before: Part | undefined,
): Part {
  const isIn = (place: number, first: number, count: number): boolean =>
    place >= first && place < first + count;
  if (
    before !== undefined &&
    isIn(at.row, before.row, before.rows) &&
    isIn(at.column, before.column, before.columns)
  )
    return before;
  const start = (place: number, count: number): number =>
    count <= most ? 0 : Math.max(0, Math.min(count - most, place - most / 2));
  return {
    row: start(at.row, rows),
    rows: Math.min(rows, most),
    column: start(at.column, columns),
    columns: Math.min(columns, most),
  };
}

/** A part of the matrix as a picture, a square of this side for each entry. */
function pictureOfPart({ columns, levels }: JacobianMatrix, part: Part, side: number): string {
  const cells = Array.from({ length: part.rows * part.columns }, (_, at) => {
    const row = part.row + Math.floor(at / part.columns);
    return numberOf(levels[row * columns.length + part.column + (at % part.columns)]!);
  });
  const content = `<g transform='scale(${side})'>${drawCells(cells, part.columns, levelCount)}</g>`;
  return dataUri(svg(part.columns * side, part.rows * side, content));
}

function numberOf(level: number): number {
  if (level === nanLevel) return NaN;
  return Math.abs(level) === infinityLevel ? Math.sign(level) * Infinity : level;
}
