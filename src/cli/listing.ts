/** `nabla run`: a file's lines, with what the editor shows at their ends in columns beside them. */
import { linesOf } from "../base/line-index.ts";
import { lineHints } from "../features/hints.ts";
import type { HintOptions, HintPart, LineHint } from "../features/line-hint.ts";
import { plainView } from "../features/view.ts";
import { defaultSettings } from "../protocol/settings.ts";
import type { AnalysisRequest } from "../analysis.ts";
import { evaluateText, type Evaluated } from "./evaluate.ts";

/** Lines longer than this do not push the columns away; their numbers follow behind them. */
const WIDEST_TEXT = 72;
const WIDEST_VALUE = 40;
const HINT_OPTIONS: HintOptions = { ...defaultSettings.hints, columns: 100, maximumLength: 100 };
const GAP = 2;
const TAB = 4;

const ALARM_COLOR = 31;
const colors = { value: 36, gradient: 35, note: 2 } as const;

export function fileListing(
  text: string,
  request: AnalysisRequest,
  color: boolean,
): { readonly lines: readonly string[]; readonly evaluated: Evaluated } {
  const evaluated = evaluateText(text, request, (analysis) => analysis.roots);
  const { analysis, numbers, done } = evaluated;
  const view = plainView(analysis, numbers, done);
  const hints = new Map<number, LineHint[]>();
  for (const hint of lineHints(view, HINT_OPTIONS)) {
    const line = analysis.lines.lineAt(hint.offset);
    hints.set(line, [...(hints.get(line) ?? []), hint]);
  }
  const rows = sourceLines(text).map((line, i) => rowOf(line, hints.get(i) ?? []));
  const shown = rows.filter((row) => row.value.length + row.gradient.length > 0);
  const widest = (widths: readonly number[], most: number): number =>
    widths.reduce((wide, width) => (width <= most && width > wide ? width : wide), 0);
  const textWidth = widest(
    shown.map((row) => row.text.length),
    WIDEST_TEXT,
  );
  const valueWidth = widest(
    shown.map((row) => widthOf(row.value)),
    WIDEST_VALUE,
  );
  const paint = (parts: readonly HintPart[]): string =>
    parts
      .map(({ text: part, kind, alarm }) =>
        color ? `\x1b[${alarm === true ? ALARM_COLOR : colors[kind]}m${part}\x1b[0m` : part,
      )
      .join("");
  // A long line takes its room from the gaps behind it.
  const lines = rows.map((row) => {
    let line = row.text;
    let width = row.text.length;
    const place = (parts: readonly HintPart[], column: number): void => {
      if (parts.length === 0) return;
      const gap = Math.max(GAP, column - width);
      line += " ".repeat(gap) + paint(parts);
      width += gap + widthOf(parts);
    };
    place(row.value, textWidth + GAP);
    place(row.gradient, textWidth + GAP + (valueWidth === 0 ? 0 : valueWidth + GAP));
    return line;
  });
  return { lines, evaluated };
}

interface Row {
  readonly text: string;
  /** Everything up to the first gradient. */
  readonly value: readonly HintPart[];
  readonly gradient: readonly HintPart[];
}

function rowOf(text: string, hints: readonly LineHint[]): Row {
  const parts = hints.flatMap((hint, i) =>
    i === 0 ? hint.parts : [{ text: "  ", kind: "note" } as const, ...hint.parts],
  );
  const at = parts.findIndex((part) => part.kind === "gradient");
  const trimmed = (part: HintPart, i: number): HintPart =>
    i === 0 ? { ...part, text: part.text.trimStart() } : part;
  const before = at < 0 ? parts : parts.slice(0, at);
  return { text, value: before.map(trimmed), gradient: at < 0 ? [] : parts.slice(at).map(trimmed) };
}

function widthOf(parts: readonly HintPart[]): number {
  return parts.reduce((width, part) => width + part.text.length, 0);
}

/** The lines without their breaks, tabs as spaces; what follows the last break is a line only if it holds something. */
function sourceLines(text: string): readonly string[] {
  const lines = linesOf(text);
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => {
    if (!line.includes("\t")) return line;
    let result = "";
    for (const character of line) {
      result += character === "\t" ? " ".repeat(TAB - (result.length % TAB)) : character;
    }
    return result;
  });
}
