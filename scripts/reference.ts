/** Writes docs/operators.md from the records and the library's comments: `npm run reference`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeCell, plain } from "../src/features/markdown.ts";
import { families, type Family, type Reference } from "../src/features/reference.ts";

const head = ["Function", "Formula", "Local gradient", "In the lecture"] as const;

/** The whole text of the reference. */
export function reference(): string {
  const all = families();
  const parts = [
    "# Functions",
    "Every function that ships with Nabla, by family. `npm run reference` writes this page from the functions' own records and comments; the same texts are in hover and completion. g is the upstream gradient, L the target.",
    all.map(({ title }) => `[${title}](#${anchor(title)})`).join(" · "),
    ...all.flatMap(section),
    "## The lecture's operators",
    table(["Operator", "Function"], lectureRows(all)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function section({ title, text, functions }: Family): readonly string[] {
  const rows = functions.map(row);
  const hasLecture = functions.some(({ lecture }) => lecture.length > 0);
  const columns = hasLecture ? 4 : 3;
  const cells = rows.map((cellsOfRow) => cellsOfRow.slice(0, columns));
  return [`## ${title}`, ...(text === "" ? [] : [sentenceOf(text)]), table(head.slice(0, columns), cells)];
}

function row(one: Reference): readonly string[] {
  const { signature, infix, sentence, rest, gradient, pattern, lecture } = one;
  const passing = showsPattern(one) ? `<br>*${plain(pattern?.text ?? "")}*` : "";
  return [
    codeCell(signature) + (infix === undefined ? "" : `<br>${codeCell(infix)}`),
    plain([sentence, rest].filter((part) => part !== "").join(" ")),
    plain(gradient) + passing,
    lecture.join(", "),
  ];
}

/** A wall's sentence says what its gradient has said. */
function showsPattern({ pattern, gradient }: Reference): boolean {
  return (
    pattern !== undefined && gradient !== pattern.text && pattern.kind !== "wall" && pattern.kind !== "source"
  );
}

function lectureRows(all: readonly Family[]): readonly (readonly string[])[] {
  const rows = all.flatMap(({ functions }) =>
    functions.flatMap(({ lecture, signature }) => lecture.map((operator) => [operator, codeCell(signature)])),
  );
  return rows.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

function sentenceOf(text: string): string {
  return plain(text.charAt(0).toUpperCase() + text.slice(1));
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

if (process.argv.includes("--write")) {
  writeFileSync(join(import.meta.dirname, "../docs/operators.md"), reference());
}
