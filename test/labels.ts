/** Labels under the lines of a program, in a gutter of two columns: `#` there makes a line a label line. */
import type { Span } from "../src/base/span.ts";

export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** The program of a fixture: its lines without gutter and labels. A fixture that has no label expects nothing, and is refused. */
export function sourceOf(fixture: string): string {
  const lines = dedent(fixture);
  if (!lines.some(isLabelLine)) throw new Error("the fixture expects nothing");
  return lines
    .filter((line) => !isLabelLine(line))
    .map((line) => line.slice(2))
    .join("\n");
}

/** A program with its labels as a fixture is written; with no labels given, a fixture without its common indentation. */
export function render(source: string, labels?: readonly Label[]): string {
  if (labels === undefined) return dedent(source).join("\n");
  const sorted = [...labels].sort((a, b) => a.span.start - b.span.start);
  let start = 0;
  const rendered = source.split("\n").flatMap((line) => {
    const end = start + line.length;
    const own = sorted.filter(({ span }) => span.start >= start && span.start <= end);
    const below = labelLines(own, start, end);
    start = end + 1;
    return [`  ${line}`.trimEnd(), ...below];
  });
  return rendered.join("\n");
}

/** As few lines as the labels take; a span over several lines is marked to the end of its first. */
function labelLines(labels: readonly Label[], start: number, end: number): readonly string[] {
  const lines: string[] = [];
  for (const { span, text } of labels) {
    const column = span.start - start + 2;
    const carets = "^".repeat(Math.max(1, Math.min(span.end, end) - span.start));
    const free = lines.findIndex((line) => line.length < column);
    const at = free < 0 ? lines.length : free;
    lines[at] = `${(lines[at] ?? "#").padEnd(column)}${carets} ${text}`.trimEnd();
  }
  return lines;
}

function isLabelLine(line: string): boolean {
  return line.startsWith("#");
}

function dedent(fixture: string): readonly string[] {
  const lines = fixture.replace(/^\n|\n *$/g, "").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const gutter = Math.min(...indents);
  // Without a label at the left edge the smallest indentation is that of the program, two columns inside.
  const edge = lines.some((line) => line[gutter] === "#") ? gutter : gutter - 2;
  return lines.map((line) => line.slice(edge).trimEnd());
}
