/** Writes the backward block of a function from its derivative, for who wants to change it or to see it. */
import { randn } from "../../ops/random.ts";
import { lineBreakOf } from "../../base/line-index.ts";
import { touches } from "../../base/span.ts";
import { derivedLines, type DerivedBlock } from "../derived-block.ts";
import { namesOf, spelled } from "../facts.ts";
import { freshNames, type Refactor } from "./refactoring.ts";

/** The longest line that is written without names for its steps. */
const MOST_LINE = 80;

export const writeBlock: Refactor = (view, { start }) => {
  const { analysis } = view;
  const def = analysis.tree.statements.find((stmt) => stmt.kind === "def" && touches(stmt.header, start));
  const record = analysis.program.calls.find((call) => call.def === def);
  if (def?.kind !== "def" || def.backward !== undefined || record === undefined) return [];
  // A function with a block of its own sees no value of the file.
  const readsFile = namesOf(analysis).occurrences.some(
    ({ symbol, span }) =>
      ["value", "loop"].includes(symbol.kind) &&
      symbol.scope === undefined &&
      touches(def.span, span.start) &&
      span.start > def.header.end,
  );
  if (readsFile) return [];
  const fresh = freshNames(analysis);
  const { outputs } = record.group;
  const derived: DerivedBlock = {
    record,
    upstream: outputs.map(({ sizes }) => randn({ size: sizes })),
    upstreamNames: outputs.map((_, i) => (outputs.length === 1 ? fresh("g") : fresh("g", i + 1))),
    inputs: record.parameters,
    otherwise: () => "None",
  };
  const lines = derivedLines(view, derived, MOST_LINE);
  if (lines === undefined) return [];
  const { text } = analysis;
  const newline = lineBreakOf(text);
  const first = def.body[0]!.span.start;
  const before = text.slice(analysis.lines.startOf(analysis.lines.lineAt(first)), first);
  // The body may stand on the line of its header.
  const indent = before.trim() === "" ? before : "    ";
  const block = [`backward(${derived.upstreamNames.join(", ")}):`, ...lines.map((line) => indent + line)];
  const end = analysis.lines.endOf(analysis.lines.lineAt(def.span.end));
  return [
    {
      title: `Write the backward block of ${spelled(analysis, def.name.name)}`,
      edits: [{ span: { start: end, end }, text: block.map((line) => newline + line).join("") }],
    },
  ];
};
