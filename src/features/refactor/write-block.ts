/** Writes the backward block of a function from its derivative, for who wants to change it or to see it. */
import { randn } from "../../ops/random.ts";
import { lineBreakOf } from "../../base/line-index.ts";
import { touches, type Span } from "../../base/span.ts";
import { derivedLines, type DerivedBlock } from "../derived-block.ts";
import { namesOf, spelled } from "../facts.ts";
import type { View } from "../view.ts";
import { freshNames, type Refactor, type Refused, type Rewriting } from "./refactoring.ts";

/** The longest line that is written without names for its steps. */
const MOST_LINE = 80;

export const writeBlock: Refactor = (view, { start }) => {
  const found = blockAt(view, start);
  return found === undefined || "reason" in found ? [] : [found];
};

/** Why no block can be written for the function whose header is touched; undefined where one can, or is there. */
export function unwrittenBlock(view: View, { start }: Span): Refused | undefined {
  const found = blockAt(view, start);
  return found !== undefined && "reason" in found ? found : undefined;
}

function blockAt(view: View, start: number): Rewriting | Refused | undefined {
  const { analysis } = view;
  const def = analysis.tree.statements.find((stmt) => stmt.kind === "def" && touches(stmt.header, start));
  const record = analysis.program.calls.find((call) => call.def === def);
  if (def?.kind !== "def" || def.backward !== undefined || record === undefined) return undefined;
  // A function with a block of its own sees no value of the file.
  const readsFile = namesOf(analysis).occurrences.some(
    ({ symbol, span }) =>
      ["value", "loop"].includes(symbol.kind) &&
      symbol.scope === undefined &&
      touches(def.span, span.start) &&
      span.start > def.header.end,
  );
  const title = `Write the backward block of ${spelled(analysis, def.name.name)}`;
  if (readsFile)
    return {
      title,
      reason: "The function reads a name of the file, which one with a backward block of its own cannot.",
    };
  const fresh = freshNames(analysis);
  const { outputs } = record.group;
  const derived: DerivedBlock = {
    record,
    upstream: outputs.map(({ sizes }) => randn({ size: sizes })),
    upstreamNames: outputs.map((_, i) => (outputs.length === 1 ? fresh("g") : fresh("g", i + 1))),
    inputs: record.parameters,
    otherwise: () => "None",
  };
  const written = derivedLines(view, derived, MOST_LINE);
  if ("reason" in written) return { title, reason: written.reason };
  const { text } = analysis;
  const newline = lineBreakOf(text);
  const first = def.body[0]!.span.start;
  const before = text.slice(analysis.lines.startOf(analysis.lines.lineAt(first)), first);
  // The body may stand on the line of its header.
  const indent = before.trim() === "" ? before : "    ";
  const block = [
    `backward(${derived.upstreamNames.join(", ")}):`,
    ...written.lines.map((line) => indent + line),
  ];
  const end = analysis.lines.endOf(analysis.lines.lineAt(def.span.end));
  return {
    title,
    edits: [{ span: { start: end, end }, text: block.map((line) => newline + line).join("") }],
  };
}
