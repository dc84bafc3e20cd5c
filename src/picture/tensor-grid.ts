/** Which elements of a tensor are drawn where: so many cells as a picture in a hover has room for. */

/** Cells side by side and below each other. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Row by row; undefined where no element stands. */
  readonly cells: readonly (number | undefined)[];
  /** What belongs together. */
  readonly frames: readonly Frame[];
  /** What must be known to read it: which elements these are. Empty where each stands at its own place. */
  readonly note: string;
}

/** A part of a grid, in cells; of its last row perhaps only the first ones. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
  readonly inLastRow: number;
}

/** Beyond these a cell could not have a mark that is seen. */
const MOST_COLUMNS = 32;
const MOST_ROWS = 16;

/** Row-major elements: a vector in rows, a matrix as it is, of more dimensions the matrices of the last two side by side. */
export function gridOf(sizes: readonly number[], data: ArrayLike<number>): Grid {
  const long = sizes.filter((size) => size > 1);
  // What is of size 1 gives a matrix no other look, and of more dimensions it makes one.
  const dims = sizes.length > 2 ? long : sizes;
  const [rows = 1, columns = 1] = dims.length < 2 ? [1, ...dims] : dims.slice(-2);
  const fits = rows <= MOST_ROWS && columns <= MOST_COLUMNS;
  if (long.length < 2 && !fits) return wrapped(data);
  const slices = dims.slice(0, -2).reduce((product, size) => product * size, 1);
  const grid = sideBySide(data, rows, columns, slices);
  const isOther = sizes.length > 2 && dims.length === 2;
  return isOther ? { ...grid, note: joined(`seen as [${dims.join(", ")}]`, grid.note) } : grid;
}

/** A long vector in rows of one length. */
function wrapped(data: ArrayLike<number>): Grid {
  const each = Math.ceil(data.length / (MOST_COLUMNS * MOST_ROWS));
  const count = Math.ceil(data.length / each);
  const rows = Math.ceil(count / MOST_COLUMNS);
  const columns = Math.ceil(count / rows);
  const cells = Array.from({ length: rows * columns }, (_, i) =>
    i < count ? farthest(data, i * each, 1, Math.min(each, data.length - i * each), 1) : undefined,
  );
  const lastRow = Math.ceil(count / columns);
  const frame = { x: 0, y: 0, columns, rows: lastRow, inLastRow: count - (lastRow - 1) * columns };
  const note = joined(rows > 1 ? `in rows of ${columns * each}` : "", each > 1 ? blockNote(`${each}`) : "");
  return { columns, rows: lastRow, cells: cells.slice(0, lastRow * columns), frames: [frame], note };
}

/** Matrices beside and below each other with a cell between them, in smaller ones where even one has no room. */
function sideBySide(data: ArrayLike<number>, rows: number, columns: number, count: number): Grid {
  const [tall, wide] = [Math.ceil(rows / MOST_ROWS), Math.ceil(columns / MOST_COLUMNS)];
  const [height, width] = [Math.ceil(rows / tall), Math.ceil(columns / wide)];
  const across = Math.min(count, Math.floor((MOST_COLUMNS + 1) / (width + 1)));
  const down = Math.min(Math.ceil(count / across), Math.floor((MOST_ROWS + 1) / (height + 1)));
  const shown = Math.min(count, across * down);
  const grid = { columns: across * (width + 1) - 1, rows: down * (height + 1) - 1 };
  const cells = new Array<number | undefined>(grid.columns * grid.rows).fill(undefined);
  const frames: Frame[] = [];
  for (let slice = 0; slice < shown; slice++) {
    const x = (slice % across) * (width + 1);
    const y = Math.floor(slice / across) * (height + 1);
    frames.push({ x, y, columns: width, rows: height, inLastRow: width });
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const first = (slice * rows + row * tall) * columns + column * wide;
        const [most, long] = [Math.min(tall, rows - row * tall), Math.min(wide, columns - column * wide)];
        cells[(y + row) * grid.columns + x + column] = farthest(data, first, most, long, columns);
      }
    }
  }
  const first = shown === 1 ? "the first" : `the first ${shown}`;
  const which = shown < count ? `${first} of ${count}` : `${count}`;
  const note = joined(
    count > 1 ? `${which} slices [${rows}, ${columns}]` : "",
    tall * wide > 1 ? blockNote(`${tall}×${wide}`) : "",
  );
  return { ...grid, cells, frames, note };
}

/** What stands for a block of elements, which a mean would hide: its NaN, or else what is farthest from 0. */
function farthest(
  data: ArrayLike<number>,
  first: number,
  rows: number,
  columns: number,
  stride: number,
): number {
  let found = data[first] ?? NaN;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[first + row * stride + column] ?? NaN;
      if (Number.isNaN(value)) return value;
      if (Math.abs(value) > Math.abs(found)) found = value;
    }
  }
  return found;
}

function blockNote(size: string): string {
  return `a cell shows the farthest from 0 of ${size} elements`;
}

function joined(...notes: readonly string[]): string {
  return notes.filter((note) => note !== "").join("; ");
}
