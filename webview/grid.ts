/** A table of a tensor's elements: only the rows and columns that are seen are there, however many it has. */
import type { Seen } from "./inspect-model.ts";
import { html, set, setText } from "./svg.ts";

export interface Cell {
  readonly text: string;
  /** From -1 to 1: how large it is beside the largest. */
  readonly level: number;
}

/** What a table shows. */
export interface GridContent {
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  /** In characters. */
  readonly width: number;
  /** Undefined where an element is not there yet. */
  readonly cell: (row: number, column: number) => Cell | undefined;
  readonly picked: Spot | undefined;
}

export interface Spot {
  readonly row: number;
  readonly column: number;
}

export interface Grid {
  readonly root: HTMLElement;
  show(content: GridContent): void;
  /** Scrolls as far as it takes to see a place. */
  bring(spot: Spot): void;
}

interface GridHandlers {
  readonly seen: (range: Seen) => void;
  readonly pick: (spot: Spot) => void;
}

const rowHeight = 22;
/** An element's place in a page may not be farther than some 16 million pixels from its beginning. */
const longest = 8e6;
const levels = 6;

export function createGrid(parent: Element, { seen, pick }: GridHandlers): Grid {
  const root = html("div", "grid", parent);
  set(root, { role: "grid", tabindex: 0 });
  const sheet = html("div", "sheet", root);
  sheet.role = "presentation";
  const pool: Row[] = [];
  const head = createRow(sheet, true);
  let content: GridContent | undefined;

  const draw = (): void => {
    if (content === undefined || root.clientHeight === 0) return;
    const { rows, columns, width } = content;
    const unit = characterWidth(root);
    const cellWidth = Math.ceil(width * unit) + 18;
    const headWidth = Math.ceil(`${Math.max(rows, columns) - 1}`.length * unit) + 18;
    const down = axisOf(rows, rowHeight, root.scrollTop, root.clientHeight - rowHeight);
    const across = axisOf(columns, cellWidth, root.scrollLeft, root.clientWidth - headWidth);
    sheet.style.height = `${down.length + rowHeight}px`;
    sheet.style.width = `${across.length + headWidth}px`;
    root.style.setProperty("--cell", `${cellWidth}px`);
    root.style.setProperty("--head", `${headWidth}px`);
    const range = { top: down.first, bottom: down.end, left: across.first, right: across.end };
    set(root, { "aria-rowcount": rows + 1, "aria-colcount": columns + 1, "aria-label": content.label });
    showRow(head, -1, content, range, across.offset);
    for (let row = range.top; row < range.bottom; row++) {
      const own = (pool[row - range.top] ??= createRow(sheet, false));
      own.root.hidden = false;
      own.root.style.transform = `translateY(${rowHeight + down.placeOf(row)}px)`;
      showRow(own, row, content, range, across.offset);
    }
    for (const spare of pool.slice(range.bottom - range.top)) spare.root.hidden = true;
    const { picked } = content;
    const isIn = picked !== undefined && picked.row >= range.top && picked.row < range.bottom;
    const active = isIn ? pool[picked.row - range.top]?.cells[picked.column - range.left] : undefined;
    set(root, { "aria-activedescendant": active === undefined ? undefined : active.id });
    seen(range);
  };

  const bring = ({ row, column }: Spot): void => {
    if (content === undefined) return;
    const cellWidth = Number.parseFloat(root.style.getPropertyValue("--cell"));
    const headWidth = Number.parseFloat(root.style.getPropertyValue("--head"));
    root.scrollTop = scrollTo(content.rows, rowHeight, root.scrollTop, root.clientHeight - rowHeight, row);
    root.scrollLeft = scrollTo(
      content.columns,
      cellWidth,
      root.scrollLeft,
      root.clientWidth - headWidth,
      column,
    );
    draw();
  };

  root.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(root);
  root.addEventListener("click", (event) => {
    const spot = spotAt(event.target);
    if (spot !== undefined) pick(spot);
  });
  root.addEventListener("keydown", (event) => {
    if (content === undefined) return;
    const page = Math.max(1, Math.floor(root.clientHeight / rowHeight) - 2);
    const next = moved(event, content, page);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    // The next key may come before the next frame.
    content = { ...content, picked: next };
    pick(next);
    bring(next);
  });
  return {
    root,
    show(newContent) {
      content = newContent;
      draw();
    },
    bring,
  };
}

interface Row {
  readonly root: HTMLElement;
  readonly head: HTMLElement;
  readonly gap: HTMLElement;
  readonly cells: HTMLElement[];
}

let lastCell = 0;

function createRow(parent: Element, isHead: boolean): Row {
  const root = html("div", isHead ? "row names" : "row", parent);
  root.role = "row";
  const head = html("span", "name", root);
  // The corner heads nothing.
  head.role = isHead ? "presentation" : "rowheader";
  const gap = html("span", "gap", root);
  gap.role = "presentation";
  return { root, head, gap, cells: [] };
}

/** `row`: -1 for the names of the columns. */
function showRow(own: Row, row: number, content: GridContent, range: Seen, offset: number): void {
  set(own.root, { "aria-rowindex": row + 2 });
  setText(own.head, row < 0 ? "" : String(row));
  set(own.head, { "aria-colindex": row < 0 ? undefined : 1 });
  own.gap.style.width = `${offset}px`;
  for (let column = range.left; column < range.right; column++) {
    const at = column - range.left;
    const element = (own.cells[at] ??= createCell(own.root, row < 0));
    element.hidden = false;
    set(element, { "aria-colindex": column + 2 });
    if (row < 0) {
      setText(element, String(column));
      continue;
    }
    const cell = content.cell(row, column);
    const isPicked = content.picked?.row === row && content.picked.column === column;
    setText(element, cell?.text ?? "…");
    set(element, {
      "data-row": row,
      "data-column": column,
      "data-level": levelOf(cell),
      "aria-selected": isPicked ? "true" : undefined,
    });
  }
  for (const spare of own.cells.slice(range.right - range.left)) spare.hidden = true;
}

function createCell(parent: Element, isHead: boolean): HTMLElement {
  const element = html("span", isHead ? "name" : "cell", parent);
  element.role = isHead ? "columnheader" : "gridcell";
  element.id = `cell${++lastCell}`;
  return element;
}

/** `+3`, `-6`: the sign and one of six strengths; absent for 0 and what is no number. */
function levelOf(cell: Cell | undefined): string | undefined {
  if (cell === undefined || cell.level === 0) return undefined;
  const strength = Math.max(1, Math.ceil(Math.abs(cell.level) * levels));
  return `${cell.level > 0 ? "+" : "-"}${strength}`;
}

interface Axis {
  /** Of the sheet, without names. */
  readonly length: number;
  readonly first: number;
  /** Behind the last one that is seen. */
  readonly end: number;
  /** Where the first one that is seen begins. */
  readonly offset: number;
  placeOf(at: number): number;
}

/** What is seen along one direction; a sheet that would be too long is scrolled through in larger steps. */
function axisOf(count: number, size: number, scroll: number, room: number): Axis {
  const full = count * size;
  const length = Math.min(full, longest);
  const part = length > room ? Math.min(1, Math.max(0, scroll) / (length - room)) : 0;
  const start = full === length ? Math.max(0, scroll) : part * (full - room);
  const placeOf = (at: number): number => at * size - start + Math.max(0, scroll);
  const first = Math.max(0, Math.min(count - 1, Math.floor(start / size)));
  const end = Math.min(count, Math.ceil((start + Math.max(room, 0)) / size) + 1);
  return { length, first, end, offset: placeOf(first), placeOf };
}

/** Where to scroll so that one is seen whole: as little as it takes. */
function scrollTo(count: number, size: number, scroll: number, room: number, at: number): number {
  const full = count * size;
  const length = Math.min(full, longest);
  if (length <= room) return 0;
  const isLong = full > length;
  const start = isLong ? (scroll / (length - room)) * (full - room) : scroll;
  const least = (at + 1) * size - room;
  const wanted = Math.min(Math.max(start, least), at * size);
  return isLong ? (wanted / (full - room)) * (length - room) : wanted;
}

function spotAt(target: EventTarget | null): Spot | undefined {
  const cell = target instanceof HTMLElement ? target.closest<HTMLElement>("[data-row]") : null;
  if (cell === null) return undefined;
  return { row: Number(cell.dataset["row"]), column: Number(cell.dataset["column"]) };
}

/** The place that a key leads to from the one that is picked. */
function moved(event: KeyboardEvent, content: GridContent, page: number): Spot | undefined {
  if (event.altKey || event.shiftKey) return undefined;
  const { rows, columns, picked } = content;
  const whole = event.ctrlKey || event.metaKey;
  const { row, column } = picked ?? { row: 0, column: 0 };
  const to = (newRow: number, newColumn: number): Spot => ({
    row: Math.max(0, Math.min(rows - 1, newRow)),
    column: Math.max(0, Math.min(columns - 1, newColumn)),
  });
  // The first key comes to the first element.
  const by = picked === undefined ? 0 : 1;
  switch (event.key) {
    case "ArrowLeft":
      return to(row, column - by);
    case "ArrowRight":
      return to(row, column + by);
    case "ArrowUp":
      return to(row - by, column);
    case "ArrowDown":
      return to(row + by, column);
    case "PageUp":
      return to(row - page, column);
    case "PageDown":
      return to(row + page, column);
    case "Home":
      return to(whole ? 0 : row, 0);
    case "End":
      return to(whole ? rows - 1 : row, columns - 1);
    case "Enter":
    case " ":
      return to(row, column);
    default:
      return undefined;
  }
}

function characterWidth(element: Element): number {
  const context = (ruler ??= document.createElement("canvas").getContext("2d")!);
  context.font = getComputedStyle(element).font;
  return context.measureText("0").width;
}

let ruler: CanvasRenderingContext2D | undefined;
