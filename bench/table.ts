/** What a benchmark gives back, and how it is printed. */

export type Row = Readonly<Record<string, string | number>>;

export interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Prints a table with one line per row; numbers keep three significant digits. */
export function printTable({ name, rows }: Table): void {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => shown(row[column] ?? "")))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  console.log(name);
  for (const line of lines) console.log(line.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("  "));
}

/** The middle of an odd number of measurements. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function shown(value: string | number): string {
  return typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(3) : String(value);
}
