/** Reads comma-separated numbers: a matrix with one row for each line, below a header where the first line is one. */
import { count } from "../problems/row.ts";
import {
  columnOf,
  isBreak,
  isEnd,
  lineText,
  nextCell,
  textOf,
  walkCells,
  type CellWalk,
} from "./csv-cells.ts";
import { failed, roomFor, type Data, type Failed, type Table } from "./result.ts";
import { STEP, type Steps } from "./steps.ts";

/** `1.5`, `-2e-3`, `.5`, `nan`, `inf`: what Python's float() takes, without underscores. */
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** The first line that is not empty; its numbers are kept where all its cells are numbers. */
interface First {
  readonly cells: number;
  /** How many of them are numbers and in no quotation marks. */
  readonly plainNumbers: number;
  readonly mistake: Mistake | undefined;
}

/** What is wrong with a line: a cell of it, or that other marks than commas stand between its values. */
interface Mistake {
  readonly kind: "cell" | "separator";
  readonly text: string;
}

export function* readCsv(bytes: Uint8Array, mostBytes: number): Steps<Table | Failed> {
  const room = roomFor(yield* cellsAtMost(bytes), mostBytes);
  if ("kind" in room) return room;
  const walk = walkCells(bytes);
  let first: First | undefined;
  let mistake: Mistake | undefined;
  let secondLine = 0;
  let [filled, rows, columns, cells, plainNumbers] = [0, 0, 0, 0, 0];
  const wrong = (reason: string): Table | Failed =>
    first === undefined ? failed(reason) : tableOf(first, failed(reason), failed(reason));
  let step = STEP;
  while (nextCell(walk)) {
    if (walk.next >= step) {
      step = walk.next + STEP;
      yield;
    }
    if (walk.unclosed) return wrong(`${placeOf(walk)}: a quotation mark opens here, and none closes it.`);
    const value = numberOf(walk);
    if (value === undefined) {
      const text = textOf(walk);
      if (text === undefined) return wrong("The file is not text in UTF-8; save it as UTF-8.");
      const isEmptyLine = text === "" && cells === 0 && walk.isLast && !walk.quoted;
      if (isEmptyLine) continue;
      mistake ??= mistakeOf(walk, cells + 1);
      if (first !== undefined) return wrong(mistake.text);
    } else {
      room[filled++] = value;
      if (!walk.quoted) plainNumbers += 1;
    }
    cells += 1;
    if (!walk.isLast) continue;
    if (first === undefined) {
      first = { cells, plainNumbers, mistake };
      if (mistake !== undefined) filled = 0;
      mistake = undefined;
    } else {
      rows += 1;
      if (rows === 1) [columns, secondLine] = [cells, walk.line];
      else if (cells !== columns) return wrong(raggedness(walk.line, cells, columns));
    }
    cells = 0;
  }
  if (first === undefined) return failed("The file has no line of numbers.");
  const data = filled === room.length ? room : room.slice(0, filled);
  const rest = dataOf(data.subarray(data.length - rows * columns), rows, columns);
  const fits = rows === 0 || first.cells === columns;
  const whole = fits
    ? dataOf(data, rows + 1, first.cells)
    : failed(raggedness(secondLine, columns, first.cells));
  return tableOf(first, whole, rest);
}

function tableOf({ plainNumbers, mistake }: First, whole: Data | Failed, rest: Data | Failed): Table {
  const withoutHeader = mistake === undefined ? whole : failed(mistake.text);
  const isUnclear = mistake?.kind === "cell" && plainNumbers > 0;
  if (isUnclear) {
    const plain = failed(`${mistake.text} If this line is a header, write header=True behind the path.`);
    return { kind: "table", plain, withHeader: rest, withoutHeader, isUnclear };
  }
  const isHeader = plainNumbers === 0 && mistake?.kind !== "separator";
  return {
    kind: "table",
    plain: isHeader ? rest : withoutHeader,
    withHeader: rest,
    withoutHeader,
    isUnclear,
  };
}

function dataOf(data: Float64Array, rows: number, columns: number): Data | Failed {
  if (rows === 0) return failed("The file has no line of numbers below its first line.");
  return { kind: "data", tensor: { sizes: [rows, columns], data } };
}

/** No cell is without a comma or a line break behind it, but the last one. */
function* cellsAtMost(bytes: Uint8Array): Steps<number> {
  let most = 1;
  for (let at = 0; at < bytes.length; at++) {
    if (isEnd(bytes[at]) && !(isBreak(bytes[at]) && isBreak(bytes[at - 1]))) most += 1;
    if (at % STEP === STEP - 1) yield;
  }
  return most;
}

function numberOf(walk: CellWalk): number | undefined {
  const simple = simpleNumber(walk);
  if (simple !== undefined) return simple;
  const text = textOf(walk);
  if (text === undefined || !NUMBER.test(text)) return undefined;
  const word = text.toLowerCase().replace(/^[+-]/, "");
  if (word === "nan") return NaN;
  if (word.startsWith("inf")) return text.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}

/** A decimal number of up to 15 digits: the quotient of two numbers that are exact, and so the nearest one. */
function simpleNumber({ bytes, from, to }: CellWalk): number | undefined {
  const sign = bytes[from];
  const [PLUS, MINUS, POINT, ZERO] = [43, 45, 46, 48] as const;
  let digits = 0;
  let behindPoint = -1;
  let value = 0;
  for (let at = sign === PLUS || sign === MINUS ? from + 1 : from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
      if (behindPoint >= 0) behindPoint += 1;
    } else if (bytes[at] === POINT && behindPoint < 0) behindPoint = 0;
    else return undefined;
  }
  if (digits === 0 || digits > 15) return undefined;
  const size = behindPoint > 0 ? value / 10 ** behindPoint : value;
  return sign === MINUS ? -size : size;
}

function mistakeOf(walk: CellWalk, position: number): Mistake {
  const separator = walk.quoted ? undefined : separatorOf(lineText(walk.bytes, walk.lineStart, 1000));
  if (separator !== undefined) {
    const text = `In line ${walk.line}, ${separator} stand between the values. Save the file with commas between them, and with points in the numbers.`;
    return { kind: "separator", text };
  }
  const text = (textOf(walk) ?? "").replace(/\s+/g, " ");
  const found = text === "" ? "nothing" : `"${text.length > 20 ? `${text.slice(0, 19)}…` : text}"`;
  return { kind: "cell", text: `${placeOf(walk)}: value ${position} is ${found}, not a number.` };
}

/** What stands between the values of a line where that is no comma; commas may stand in its numbers. */
function separatorOf(line: string): string | undefined {
  const isNumber = (part: string): boolean => NUMBER.test(part.trim().replace(/^([+-]?\d+),(\d+)$/, "$1.$2"));
  const isSplitBy = (mark: string | RegExp): boolean => {
    const parts = line.trim().split(mark);
    return parts.length > 1 && (mark === ";" || mark === "\t" ? parts.some(isNumber) : parts.every(isNumber));
  };
  if (isSplitBy(";")) return "semicolons";
  if (isSplitBy("\t")) return "tabs";
  return isSplitBy(/ +/) ? "spaces" : undefined;
}

function raggedness(line: number, cells: number, columns: number): string {
  return `Line ${line} has ${count(cells, "value")}; the lines above have ${columns}.`;
}

function placeOf(walk: CellWalk): string {
  return `Line ${walk.line}, column ${columnOf(walk)}`;
}
