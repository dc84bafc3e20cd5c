/** Reads comma-separated numbers: a matrix with one row for each line; a first line that is not numbers is a header. */
import { utf8 } from "../base/bytes.ts";
import { count } from "../problems/row.ts";
import { failed, type ReadResult } from "./result.ts";

/** `1.5`, `-2e-3`, `.5`, `nan`, `inf`: what Python's float() takes, without underscores. */
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

export function readCsv(bytes: Uint8Array): ReadResult {
  const text = utf8(bytes);
  if (text === undefined) return failed("The file is not text in UTF-8; save it as UTF-8.");
  const lines = text.split(/\r\n|\n|\r/);
  const rows = lines.flatMap((line, i) =>
    line.trim() === "" ? [] : [{ cells: cellsOf(line), number: i + 1 }],
  );
  const [first] = rows;
  if (first !== undefined && first.cells.some((cell) => numberOf(cell) === undefined)) rows.shift();
  const columns = rows[0]?.cells.length ?? 0;
  if (columns === 0) return failed("The file has no line of numbers.");
  const data = new Float64Array(rows.length * columns);
  for (const [r, { cells, number }] of rows.entries()) {
    if (cells.length !== columns) {
      return failed(`Line ${number} has ${count(cells.length, "value")}; the lines above have ${columns}.`);
    }
    for (const [c, cell] of cells.entries()) {
      const value = numberOf(cell);
      if (value === undefined) {
        const found = cell === "" ? "nothing" : `"${cell.length > 20 ? `${cell.slice(0, 19)}…` : cell}"`;
        return failed(`Line ${number}, value ${c + 1} is ${found}, not a number.`);
      }
      data[r * columns + c] = value;
    }
  }
  return { kind: "data", tensor: { sizes: [rows.length, columns], data } };
}

function cellsOf(line: string): readonly string[] {
  return line.split(",").map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
}

function numberOf(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return undefined;
  const word = cell.toLowerCase().replace(/^[+-]/, "");
  if (word === "nan") return NaN;
  if (word.startsWith("inf")) return cell.startsWith("-") ? -Infinity : Infinity;
  return Number(cell);
}
