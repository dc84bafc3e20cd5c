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
  return percentile(values, 50);
}

/** The smallest measurement that at least this many per cent are not above. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? NaN;
}

/** The milliseconds of each of `repeats` calls. */
export function timesOf(repeats: number, body: () => void): number[] {
  return Array.from({ length: repeats }, () => {
    const start = performance.now();
    body();
    return performance.now() - start;
  });
}

function shown(value: string | number): string {
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
