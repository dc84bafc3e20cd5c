/** The hover: a card about the value, operator, call or bracketed part under the pointer. */
import { touches, type Span } from "../base/span.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { BindTarget, Expr, Stmt } from "../syntax/tree.ts";
import { childExpressions, childStatements, expressionsAt, statementExpressions } from "../syntax/walk.ts";
import { cardOf, type Card, type Ledger, type Use } from "./card.ts";
import { isShown, spelled } from "./facts.ts";
import { nameHover, wordHover } from "./hover-names.ts";
import { formatKnown } from "./format.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { codeCell, codeSpan, plain, plainPart } from "./markdown.ts";
import { referenceNamed, referenceText } from "./reference.ts";
import type { Sentence } from "./sentence.ts";
import { stripsInOther, turnStrips } from "./turn-strip.ts";
import { isInShownTurn, loopsAt, shownLoop, TURN_MARK, turnText } from "./turns.ts";
import { knownOf, type View } from "./view.ts";
import type { TensorLook } from "./tensor-look.ts";
import { elementsOf, tensorPictures, unseen, type Looks, type Pictured } from "./tensor-pictures.ts";
import { equation, withoutGradient } from "./why.ts";

export interface HoverOptions {
  /** Makes a link to a place in the file, where the editor can follow one. */
  readonly link: ((text: string, offset: number) => string) | undefined;
  /** Makes a link that shows another turn of a loop, by the loop's id with the turn, where the editor can follow one. */
  readonly turn?: ((text: string, id: string) => string) | undefined;
  /** Makes a link that pins the value at a place, where the editor can follow one. */
  readonly pin?: ((text: string, offset: number) => string) | undefined;
  /** Whether the editor shows pictures whose address holds them. */
  readonly pictures?: boolean;
}

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** Of a long loop so many turns are listed, with the shown one among them. */
const MOST_TURNS = 8;

/** Above this VS Code drops a hover whole. */
const MAX_LENGTH = 32_000;

/** With pictures of the values whose elements are here. */
export function hoverAt(view: View, offset: number, options: HoverOptions): Hover | undefined {
  const found = sectionsAt(view, offset, options);
  return found && written(found, new Map());
}

/** With pictures of large values too; `look` asks the run how one looks. */
export async function picturedHoverAt(
  view: View,
  offset: number,
  options: HoverOptions,
  look: (node: Node) => Promise<TensorLook | undefined>,
): Promise<Hover | undefined> {
  const found = sectionsAt(view, offset, options);
  if (found === undefined) return undefined;
  const pictured = found.sections.flatMap((section) => (typeof section === "string" ? [] : section.pictured));
  const looks = new Map<Node, TensorLook>();
  for (const node of unseen(pictured)) {
    const seen = await look(node);
    if (seen !== undefined) looks.set(node, seen);
  }
  return written(found, looks);
}

interface Found {
  readonly span: Span;
  readonly sections: readonly Section[];
}

function written({ span, sections }: Found, looks: Looks): Hover | undefined {
  const markdown = joined(sections, looks);
  return markdown === "" ? undefined : { span, markdown };
}

function sectionsAt(view: View, offset: number, options: HoverOptions): Found | undefined {
  const named = nameHover(view, offset) ?? wordHover(view, offset);
  const pager = pagerText(view, offset, options);
  if (named !== undefined) {
    const pictures = picturesOf(options, named.pictured ?? []);
    return { span: named.span, sections: [...named.sections, ...pictures, ...pager] };
  }
  const found = findPlace(view.analysis.tree.statements, offset);
  if (found === undefined) return undefined;
  const { place, occurrences } = withValue(view, found, offset);
  const shown = shownOf(view, occurrences);
  const about = functionText(view, place);
  const sections: Section[] = [about];
  if (shown !== undefined) {
    const card = cardOf(view, shown.node, shown.group, () => false);
    const strips = [
      ...(isName(place) ? turnStrips(view, shown.node) : []),
      ...stripsInOther(view, shown.node),
    ];
    const { value, rest } = cardSections(view, card, options, about);
    sections.push(...value, ...picturesOf(options, picturedIn(view, shown, card)));
    sections.push(...rest, ...strips, ...otherTurns(view, occurrences), ...pager);
    if (options.pin !== undefined) sections.push(options.pin("Pin this value", offset));
  }
  return { span: place.span, sections };
}

/** The value of what stands at an offset, in the call and in the turn that are shown. */
export function valueAt(view: View, offset: number): Node | undefined {
  const found = findPlace(view.analysis.tree.statements, offset);
  return found && shownOf(view, withValue(view, found, offset).occurrences)?.node;
}

function isName(place: Place): boolean {
  return place.kind === "name" || (place.kind === "expr" && place.expr.kind === "name");
}

/** Markdown that stands by itself, or what there are pictures of. */
type Section = string | { readonly pictured: readonly Pictured[] };

/** Whole sections as far as there is room: half a one would be markup without its end. Pictures only where all has room. */
function joined(sections: readonly Section[], looks: Looks): string {
  const all = sections.map((section) =>
    typeof section === "string" ? section : tensorPictures(section.pictured, looks),
  );
  const whole = all.filter((section) => section !== "").join(BETWEEN);
  if (whole.length <= MAX_LENGTH) return whole;
  let text = "";
  for (const section of sections) {
    if (typeof section !== "string" || section === "") continue;
    const longer = text === "" ? section : text + BETWEEN + section;
    if (longer.length > MAX_LENGTH) return text === "" ? begun(section) : text;
    text = longer;
  }
  return text;
}

/** As many of a section's words as have room. */
function begun(section: string): string {
  const text = section.slice(0, MAX_LENGTH - 2);
  const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf(" "));
  return `${end > 0 ? text.slice(0, end) : text} …`;
}

const BETWEEN = "\n\n";

function picturesOf(options: HoverOptions, pictured: readonly Pictured[]): readonly Section[] {
  return options.pictures === true && pictured.length > 0 ? [{ pictured }] : [];
}

/** The value of a card, and beside it its gradient, as far as its elements are there and it is not hidden. */
function picturedIn(view: View, { node, group }: Occurrence, card: Card): readonly Pictured[] {
  const adjoint = isHidden(view, node) ? undefined : view.analysis.adjointsIn(group)?.of(node);
  const own = { label: card.name, tensor: elementsOf(view, node), node, isBool: node.dtype === "bool" };
  if (card.gradientLabel === undefined || adjoint === undefined) return [own];
  return [own, { label: card.gradientLabel, tensor: elementsOf(view, adjoint), node: adjoint }];
}

/** Where the innermost expression has no value of its own, as the digit of `-2` has none, the one around it that has. */
function withValue(
  view: View,
  place: Place,
  offset: number,
): { place: Place; occurrences: readonly Occurrence[] } {
  const own = occurrencesOf(view, place);
  if (own.length > 0 || place.kind !== "expr") return { place, occurrences: own };
  for (const expr of expressionsAt(place.stmt, { start: offset, end: offset }).toReversed()) {
    const outer: Place = { kind: "expr", expr, stmt: place.stmt, span: expr.span };
    const occurrences = occurrencesOf(view, outer);
    if (occurrences.length > 0) return { place: outer, occurrences };
  }
  return { place, occurrences: own };
}

/** What the pointer is on. */
type Place =
  | { readonly kind: "expr"; readonly expr: Expr; readonly stmt: Stmt; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly stmt: Stmt; readonly span: Span }
  | { readonly kind: "parameter"; readonly name: string; readonly def: Stmt; readonly span: Span };

interface Occurrence {
  readonly node: Node;
  readonly group: Group | undefined;
}

/** The innermost thing at an offset that has a value of its own. */
function findPlace(statements: readonly Stmt[], offset: number): Place | undefined {
  for (const stmt of statements) {
    if (!touches(stmt.span, offset)) continue;
    const bound = boundName(stmt, offset);
    if (bound !== undefined) return { kind: "name", name: bound.name.name, stmt, span: bound.name.span };
    const param =
      stmt.kind === "def" ? stmt.params.find(({ name }) => touches(name.span, offset)) : undefined;
    if (param !== undefined)
      return { kind: "parameter", name: param.name.name, def: stmt, span: param.name.span };
    const inner = findPlace(childStatements(stmt), offset);
    if (inner !== undefined) return inner;
    for (const expr of statementExpressions(stmt)) {
      if (touches(expr.span, offset)) return { kind: "expr", stmt, ...innermost(expr, offset) };
    }
  }
  return undefined;
}

function boundName(stmt: Stmt, offset: number): BindTarget | undefined {
  if (stmt.kind === "bind") return stmt.targets.find((target) => touches(target.name.span, offset));
  if (stmt.kind === "augmented" && touches(stmt.target.span, offset))
    return { name: stmt.target, annotation: undefined };
  if (stmt.kind === "for" && touches(stmt.name.span, offset))
    return { name: stmt.name, annotation: undefined };
  return undefined;
}

function innermost(root: Expr, offset: number): { readonly expr: Expr; readonly span: Span } {
  let expr = root;
  for (;;) {
    const inner: Expr | undefined = childExpressions(expr).find((child) => touches(child.span, offset));
    // Between two operands the pointer is on the operator, which is the outer expression.
    if (inner === undefined || isOnOperator(expr, offset)) return { expr, span: expr.span };
    expr = inner;
  }
}

function isOnOperator(expr: Expr, offset: number): boolean {
  if (expr.kind === "binary" || expr.kind === "unary") {
    return expr.operatorSpan.start <= offset && offset < expr.operatorSpan.end;
  }
  return expr.kind === "call" && expr.callee.span.start <= offset && offset < expr.callee.span.end;
}

/** The values that the place had, in order; only those of the call that is shown. */
function occurrencesOf(view: View, place: Place): readonly Occurrence[] {
  const { program } = view.analysis;
  const found: Occurrence[] = [];
  if (place.kind === "parameter") {
    for (const { def, group, parameters } of program.calls) {
      if (def !== place.def) continue;
      const node = parameters[def.params.findIndex(({ name }) => name.name === place.name)];
      if (node !== undefined && isShown(view, group)) found.push({ node, group });
    }
    return found;
  }
  if (place.kind === "name") {
    for (const { name, stmt, value, group, span } of program.bindings) {
      if (
        name === place.name &&
        stmt === place.stmt &&
        span.start === place.span.start &&
        value !== undefined
      ) {
        if (isShown(view, group)) found.push({ node: value, group });
      }
    }
    return found;
  }
  const { exprs, nodes, groups } = program.trace;
  for (let i = 0; i < exprs.length; i++) {
    const node = nodes[i];
    if (exprs[i] === place.expr && node !== undefined && isShown(view, groups[i]))
      found.push({ node, group: groups[i] });
  }
  return found;
}

/** What there is to read about the function that is called. */
function functionText(view: View, place: Place): string {
  if (place.kind !== "expr" || place.expr.kind !== "call") return "";
  const reference = referenceNamed(view.analysis, place.expr.callee.name);
  return reference === undefined ? "" : referenceText(reference);
}

/** What a value is, with its gradient, and all that follows. */
interface CardSections {
  readonly value: readonly string[];
  readonly rest: readonly string[];
}

/** `above` is what stands there already: the pattern of a gate is not said twice. */
function cardSections(view: View, card: Card, options: HoverOptions, above: string): CardSections {
  const head = [
    `**${plain(card.name)}**${card.value === undefined ? "" : ` = ${codeSpan(card.value)}`}`,
    `${card.shape} · ${card.dtype}`,
  ];
  const value = [head.join("  \n")];
  const sections: string[] = [];
  if (card.gradientLabel !== undefined) {
    value.push(equation(`**${plain(card.gradientLabel)}**`, card.gradient ?? "…", codeSpan));
    if (card.why !== undefined) value.push(sentenceText(card.why, options));
    if (card.downstream !== undefined) sections.push(`Upstream × local: ${codeSpan(card.downstream)}`);
  }
  if (card.ledger !== undefined) sections.push(ledgerText(card.ledger, card.gradient ?? "…", options));
  const lines = card.rules.map((rule) => `- ${codeSpan(rule)}`);
  if (lines.length > 0) sections.push([`It sends back:`, ...lines].join("\n"));
  if (card.pattern !== "" && !above.includes(plain(card.pattern))) sections.push(`*${plain(card.pattern)}*`);
  sections.push(...[...card.notes, ...card.kinks].map(plain));
  if (view.numbers === undefined) sections.push("The numbers are being computed.");
  return { value, rest: sections };
}

function sentenceText(sentence: Sentence, { link }: HoverOptions): string {
  return sentence
    .map((part) =>
      typeof part === "string" ? plainPart(part) : (link?.(part.text, part.offset) ?? plain(part.text)),
    )
    .join("");
}

/** Each use, what it sends back, and the sum: the gradient of a value that is used more than once. */
function ledgerText({ count, rows, rest }: Ledger, sum: string, options: HoverOptions): string {
  const place = ({ line, turn, offset }: Use): string => {
    const text = `line ${line}`;
    const written = options.link === undefined ? text : options.link(text, offset);
    return turn === undefined ? written : `${written}, ${turn}`;
  };
  const lines = rows.map((use) => `| ${plain(use.text)} | ${place(use)} | ${codeCell(use.value)} |`);
  const others = rest === undefined ? [] : [`| the other ${rest.count} | | ${codeCell(rest.value)} |`];
  return [
    `Used ${count} times; what comes back adds up:`,
    "",
    "| in | where | sends back |",
    "| --- | --- | --- |",
    ...lines,
    ...others,
    `| **sum** | | ${codeCell(sum)} |`,
  ].join("\n");
}

/** The occurrence in the turn that is shown. */
function shownOf(view: View, occurrences: readonly Occurrence[]): Occurrence | undefined {
  return occurrences.findLast(({ group }) => isInShownTurn(view, group)) ?? occurrences.at(-1);
}

/** In a loop: which turn the numbers are of, between the ways to the turn before and the one behind, of each loop around. */
function pagerText(view: View, offset: number, { turn }: HoverOptions): readonly string[] {
  return loopsAt(view.analysis.tree.statements, offset).flatMap((stmt): readonly string[] => {
    const loop = shownLoop(view, stmt);
    if (loop === undefined || loop.count < 2) return [];
    const { id, shown, count } = loop;
    const way = (sign: string, to: number): string =>
      turn === undefined || to < 0 || to >= count
        ? ""
        : turn(`${sign} turn ${to + 1}`, `${id}${TURN_MARK}${to}`);
    const parts = [
      way("◀", shown - 1),
      `for ${plain(spelled(view.analysis, stmt.name.name))}: **${turnText(loop)}**`,
      way("▶", shown + 1),
    ];
    return [parts.filter((part) => part !== "").join(" · ")];
  });
}

/** In a loop or in a function with several calls: the values of the other turns. */
function otherTurns(view: View, occurrences: readonly Occurrence[]): readonly string[] {
  if (occurrences.length < 2) return [];
  const at = occurrences.indexOf(shownOf(view, occurrences)!);
  const first = Math.max(0, Math.min(at - 3, occurrences.length - MOST_TURNS));
  const last = occurrences.slice(first, first + MOST_TURNS);
  const rows = last.map(({ node, group }, i) => {
    const known = knownOf(view, node);
    const adjoint = view.analysis.adjointsIn(group)?.of(node);
    const gradient = adjoint === undefined ? undefined : knownOf(view, adjoint);
    const value = known === undefined ? "…" : formatKnown(known, node.sizes, 40);
    const written = gradient === undefined ? "…" : formatKnown(gradient, node.sizes, 40);
    const back = isHidden(view, node)
      ? HIDDEN
      : adjoint === undefined
        ? withoutGradient(view.analysis, node, 40)
        : written;
    return `| ${first + i + 1} | ${codeCell(value)} | ${codeCell(back)} |`;
  });
  return [
    [`${occurrences.length} turns:`, "", "| turn | value | gradient |", "| --- | --- | --- |", ...rows].join(
      "\n",
    ),
  ];
}
