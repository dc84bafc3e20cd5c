/** What an editor is told of a text is the same, moved, with other line ends, a BOM, no final newline, tabs and emoji above it. */
import { expect, test } from "vitest";
import { applyEdits } from "../../src/base/edits.ts";
import type { Span } from "../../src/base/span.ts";
import { completionsAt } from "../../src/features/completion.ts";
import { documentLinks } from "../../src/features/document-links.ts";
import { documentSymbols, type Outlined } from "../../src/features/document-symbols.ts";
import { formatting, PLAIN_FORMAT } from "../../src/features/formatting.ts";
import { lineHints } from "../../src/features/hints.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { insideHints } from "../../src/features/inside-hints.ts";
import { linkedAt } from "../../src/features/linked-editing.ts";
import { definitionAt, referencesAt } from "../../src/features/references.ts";
import { selectionRanges } from "../../src/features/selection-ranges.ts";
import { semanticTokens } from "../../src/features/semantic-tokens.ts";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import { parse } from "../../src/syntax/parser.ts";
import { PLAIN_HINTS, viewOf } from "../check.ts";

const plain = `# the slope of a
# sum
def f(x: [N], k=2):  # φ
    h = k * x ** 2
    for i in range(2):
        h = h + [
            i, i,
        ]
    return h

backward(g):
    return 2 * k * g * x, sum(g * x ** 2)

a = param([1, 2])
b = f(a, k=3) + exp(a, )
W = [[1,   2],
     [30, 40]]
c = softmax(W @ b, dim=0)[1] # 😀 end
q = c *
u = unknown + load("none.csv")
c.backward()
`;

/** A text that says the same, and how what is told of it is read as if it was told of the plain one. */
interface Variant {
  readonly name: string;
  readonly text: string;
  readonly undo: (part: string) => string;
}

const above = "# 😀👩‍🔬 über𝐱\n\n";

const variants: readonly Variant[] = [
  { name: "CRLF", text: plain.replaceAll("\n", "\r\n"), undo: (part) => part.replaceAll("\r\n", "\n") },
  { name: "a BOM", text: `\uFEFF${plain}`, undo: (part) => part.replace("\uFEFF", "") },
  { name: "no final newline", text: plain.trimEnd(), undo: (part) => part },
  {
    name: "tabs",
    text: plain.replace(/^(?: {4})+(?=\S)/gmu, (blanks) => "\t".repeat(blanks.length / 4)),
    undo: (part) => part.replaceAll("\t", "    "),
  },
  { name: "emoji above", text: above + plain, undo: (part) => part.replace(above, "") },
];

/** All that does not depend on a caret. */
function told(text: string, undo: Variant["undo"]): unknown {
  const view = viewOf(text);
  const { analysis } = view;
  const place = placeIn(text, undo);
  const outlined = (one: Outlined): unknown => [
    one.kind,
    one.name,
    undo(one.detail),
    place(one.span),
    place(one.nameSpan),
    one.children.map(outlined),
  ];
  const at = (offset: number): number => undo(text.slice(0, offset)).length;
  return {
    tokens: semanticTokens(analysis).map(({ span, ...one }) => [place(span), one]),
    outline: documentSymbols(analysis).map(outlined),
    links: documentLinks(analysis).map(({ span }) => place(span)),
    hints: lineHints(view, PLAIN_HINTS).map(({ offset, parts }) => [
      at(offset),
      parts.map((one) => one.text),
    ]),
    inside: insideHints(view, { shape: true, parameterNames: true }, { start: 0, end: text.length }).map(
      ({ offset, text: hint }) => [at(offset), hint],
    ),
    problems: analysis.problems.map(({ code, span }) => [code, place(span)]),
  };
}

/** What is told at a caret. */
function toldAt(
  text: string,
  undo: Variant["undo"],
  view: ReturnType<typeof viewOf>,
  offset: number,
): unknown {
  const { analysis } = view;
  const place = placeIn(text, undo);
  const found = hoverAt(view, offset, { link: undefined });
  const help = signatureHelpAt(view, offset);
  return {
    hover: found && place(found.span),
    references: referencesAt(analysis, offset).map(({ span, access }) => [access, place(span)]),
    definition: definitionAt(analysis, offset).map(({ file, span }) => file?.library ?? place(span)),
    linked: linkedAt(analysis, offset).map(place),
    selections: selectionRanges(analysis, offset).slice(0, -1).map(place),
    help,
    offered: completionsAt(view, offset)
      .slice(0, 8)
      .map(({ label }) => label),
  };
}

/** Where a span is in the plain text, and what stands there. */
function placeIn(text: string, undo: Variant["undo"]): (span: Span) => string {
  return ({ start, end }) =>
    `${undo(text.slice(0, start)).length} ${JSON.stringify(undo(text.slice(start, end)))}`;
}

const same: Variant["undo"] = (part) => part;
const plainView = viewOf(plain);

test.each(variants)("with $name", ({ text, undo }) => {
  expect(undo(text).trimEnd()).toBe(plain.trimEnd());
  expect(told(text, undo)).toEqual(told(plain, same));
  const view = viewOf(text);
  // Every third place is a caret: before, in and behind names, digits, brackets and blanks alike.
  for (let offset = text.indexOf("# the"); offset <= text.length; offset += 3) {
    const before = undo(text.slice(0, offset)).length;
    // No caret stands between the two halves of a line break.
    if (text.startsWith("\r\n", offset - 1)) continue;
    expect([before, toldAt(text, undo, view, offset)]).toEqual([
      before,
      toldAt(plain, same, plainView, before),
    ]);
  }
});

test.each(variants)("it is formatted to the same text, with $name", ({ text, undo }) => {
  const formatted = (one: string): string => applyEdits(one, formatting(parse(one), PLAIN_FORMAT));
  expect(undo(formatted(text))).toBe(formatted(plain));
});
