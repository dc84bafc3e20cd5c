/** The hovers of what is no value of the graph: dimensions, arguments, definitions, words of the language, backward blocks. */
import { touches, type Span } from "../base/span.ts";
import type { NameSymbol } from "../check/resolve.ts";
import { builtins } from "../check/functions.ts";
import { languageFunctions } from "../check/language.ts";
import { showParam, synonyms } from "../check/signature.ts";
import { summarise } from "../eval/statistics.ts";
import type { Node } from "../graph/ir.ts";
import { knownValue } from "../graph/known.ts";
import type { Stmt, StmtOf } from "../syntax/tree.ts";
import { expressionsAt, statementsAt, walkStatements } from "../syntax/walk.ts";
import { showSizes } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import { differential, factsOf, isShown, lineNumber, namesOf, shorten, sourceOf, spelled } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { formatTensor } from "./format-number.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { codeSpan, plain } from "./markdown.ts";
import { referenceNamed, referenceText } from "./reference.ts";
import type { Pictured } from "./tensor-pictures.ts";
import type { View } from "./view.ts";
import { blockNumbers, hidesInside, hidesPart, hidesUpstream, type BlockNumbers } from "./written-block.ts";

export interface NameHover {
  readonly span: Span;
  readonly sections: readonly string[];
  /** The values of which pictures can be shown. */
  readonly pictured?: readonly Pictured[];
}

const ROOM = 400;
/** The most turns of a loop that are listed. */
const MAX_TURNS = 12;

/** What there is to read about a name that is no value; undefined for all others. */
export function nameHover(view: View, offset: number): NameHover | undefined {
  const occurrence = namesOf(view.analysis).at(offset);
  if (occurrence === undefined) return undefined;
  const { symbol, span, access, stmt } = occurrence;
  if (symbol.kind === "dimension") return { span, sections: [dimensionText(view, symbol)] };
  if (symbol.kind === "argument") return sectionsAt(span, argumentText(view, symbol));
  if (symbol.kind === "function" && access === "declare") {
    return sectionsAt(span, functionText(view, symbol.name, stmt.kind === "from"));
  }
  return undefined;
}

function sectionsAt(span: Span, text: string | undefined): NameHover | undefined {
  return text === undefined ? undefined : { span, sections: [text] };
}

/** `N = 3`, where it is bound, and who uses it. */
function dimensionText(view: View, symbol: NameSymbol): string {
  const { analysis } = view;
  const uses = namesOf(analysis).occurrences.filter((one) => one.symbol === symbol);
  const lines = [...new Set(uses.map(({ span }) => lineNumber(analysis, span.start)))];
  const [first, ...others] = lines;
  const size = sizeOf(view, symbol);
  const bound = `Bound on line ${first}, where it is met first${others.length === 0 ? "" : `; used on ${others.length === 1 ? "line" : "lines"} ${others.join(", ")}`}.`;
  return `**${plain(symbol.name)}**${size === undefined ? "" : ` = ${codeSpan(String(size))}`}  \na dimension\n\n${bound}`;
}

/** The size of a dimension: of one of the values that are said to have it. */
function sizeOf({ analysis }: View, { name, scope }: NameSymbol): number | undefined {
  const { bindings, calls } = analysis.program;
  for (const { shape, stmt } of bindings) {
    const isInScope = scope === undefined || scope.body.some((one) => one === stmt);
    const found = isInScope ? shape.find((dim) => dim.name === name) : undefined;
    if (found !== undefined) return found.size;
  }
  if (scope === undefined) return undefined;
  for (const { def, parameters } of calls) {
    if (def !== scope) continue;
    for (const [i, param] of def.params.entries()) {
      const at = param.annotation?.entries.findIndex(
        (entry) => entry.kind === "dimension" && entry.name === name,
      );
      const node = parameters[i];
      if (at !== undefined && at >= 0 && node !== undefined) return node.sizes[at];
    }
  }
  return undefined;
}

function argumentText({ analysis }: View, { name, callee = "" }: NameSymbol): string | undefined {
  const callable = analysis.program.functions.get(callee) ?? builtins.get(callee);
  const signature = callable?.signature ?? languageFunctions.get(callee);
  const param = signature?.params.find(
    (one) => one.name === name || synonyms.get(name)?.includes(one.name) === true,
  );
  if (param === undefined) return undefined;
  const written = showParam(param);
  const choices =
    param.choices === undefined ? "" : ` One of ${param.choices.map((one) => `"${one}"`).join(", ")}.`;
  const what = `an argument of ${spelled(analysis, callee)}${param.defaultText === undefined ? "" : `, ${param.defaultText} where it is left out`}`;
  return `**${plain(written)}**  \n${plain(what)}\n\n${plain(param.doc + choices)}`.trim();
}

/** A function of the file where it is defined or imported: what it is, and how often it is called if its lines stand here. */
function functionText(view: View, name: string, isImported: boolean): string | undefined {
  const reference = referenceNamed(view.analysis, name);
  if (reference === undefined) return undefined;
  if (isImported) return referenceText(reference);
  const count = factsOf(view.analysis).callCounts.get(name) ?? 0;
  const called =
    count === 0
      ? "It is not called: its lines show no numbers."
      : `Called ${count === 1 ? "once" : `${count} times`}.`;
  return `${referenceText(reference)}\n\n${called}`;
}

/** A word of the language, or what stands in a backward block: undefined for all others. */
export function wordHover(view: View, offset: number): NameHover | undefined {
  const { analysis } = view;
  let found: NameHover | undefined;
  walkStatements(analysis.tree.statements, (stmt) => {
    if (found !== undefined || !touches(stmt.span, offset)) return;
    if (stmt.kind === "def") {
      if (stmt.backward !== undefined && touches(stmt.backward.span, offset))
        found = blockHover(view, stmt, offset);
      else found = returnHover(view, stmt, offset);
      if (found === undefined && isOnWord(stmt, "def", offset)) {
        found = sectionsAt(word(stmt, "def"), functionText(view, stmt.name.name, false));
      }
    } else if (stmt.kind === "for" && touches(stmt.header, offset)) found = loopHover(view, stmt, offset);
    else if (stmt.kind === "backward" && touches(stmt.keyword, offset)) {
      found = { span: stmt.keyword, sections: [targetText(view, stmt)] };
    }
  });
  return found;
}

/** The word `return` of a function: what the call that is shown gives back. */
function returnHover(view: View, def: StmtOf<"def">, offset: number): NameHover | undefined {
  const { analysis } = view;
  const stmt = def.body.at(-1);
  if (stmt?.kind !== "return" || !isOnWord(stmt, "return", offset)) return undefined;
  const call = analysis.program.calls.findLast((one) => one.def === def && isShown(view, one.group));
  const items = stmt.value.kind === "tuple" ? stmt.value.items : [stmt.value];
  const span = word(stmt, "return");
  if (call === undefined) return { span, sections: ["The function is not called."] };
  const pictured = items.map((item, i): Pictured => {
    const output = call.group.outputs[i];
    return {
      label: shorten(sourceOf(analysis, item)),
      tensor: output && evaluateBeside(view, output),
      node: output,
      isBool: output?.dtype === "bool",
    };
  });
  return { span, sections: pictured.map(({ label, tensor }) => valueText(label, tensor)), pictured };
}

function word({ span }: Stmt, text: string): Span {
  return { start: span.start, end: span.start + text.length };
}

function isOnWord(stmt: Stmt, text: string, offset: number): boolean {
  const { start, end } = word(stmt, text);
  return start <= offset && offset < end;
}

/** `for`, `range` and what is between: how many turns, and what the name is in them. */
function loopHover({ analysis }: View, stmt: StmtOf<"for">, offset: number): NameHover | undefined {
  const isInside = [...stmt.range, stmt.name].some(({ span }) => touches(span, offset));
  const turns = analysis.program.bindings.filter((one) => one.stmt === stmt && one.loopName);
  if (isInside || turns.length === 0) return undefined;
  const values = turns.map(({ value }) =>
    value === undefined ? undefined : knownValue(value, analysis.program.inputs)?.data[0],
  );
  const shown = [...new Set(values)].slice(0, MAX_TURNS).join(", ");
  const count = turns.length === 1 ? "1 turn" : `${turns.length} turns`;
  const more = new Set(values).size > MAX_TURNS ? ", …" : "";
  const text = `${count}, written out when the graph is built: ${spelled(analysis, stmt.name.name)} is ${shown}${more}.`;
  return { span: stmt.header, sections: [plain(text)] };
}

function targetText(view: View, stmt: StmtOf<"backward">): string {
  const { analysis } = view;
  const text = shorten(sourceOf(analysis, stmt.value));
  const { target } = analysis;
  if (target?.stmt !== stmt)
    return `Makes ${codeSpan(text)} a target. Another one is active: ${codeSpan(target?.text ?? "none")}.`;
  const seed =
    target.seed === undefined
      ? `It starts with ∂${plain(text)}/∂${plain(text)} = ${isHidden(view, target.node) ? HIDDEN : "1"}.`
      : "It starts with the upstream gradient that is given.";
  return `The backward pass starts here: every gradient of this file is that of ${codeSpan(text)}. ${seed}`;
}

/** What stands in a backward block, with the numbers of the call that is shown. */
function blockHover(view: View, def: StmtOf<"def">, offset: number): NameHover | undefined {
  const { analysis } = view;
  const block = def.backward!;
  const call = analysis.program.calls.findLast((one) => one.def === def && isShown(view, one.group));
  const numbers = call === undefined ? undefined : blockNumbers(view, call);
  const without = call === undefined ? "The function is not called." : "No gradient comes to this function.";
  const none = numbers === undefined ? [without] : [];
  if (touches(block.keyword, offset)) {
    const text = `The backward block of ${plain(spelled(analysis, def.name.name))}: it takes the upstream gradient of each result, and gives one gradient for each parameter.`;
    return {
      span: block.keyword,
      sections: [text, ...(numbers === undefined ? none : partTexts(view, def, numbers))],
    };
  }
  const received = block.params.findIndex(({ span }) => touches(span, offset));
  if (received >= 0) {
    const { span } = block.params[received]!;
    const name = analysis.text.slice(span.start, span.end);
    const value = numbers?.upstream[received];
    const hidden = call !== undefined && hidesUpstream(view, call, received);
    const which = block.params.length === 1 ? "the result" : `result ${received + 1}`;
    const tensor = hidden ? undefined : value && evaluateBeside(view, value);
    return {
      span,
      sections: [
        hidden ? hiddenText(name) : valueText(name, tensor),
        `The upstream gradient: what comes back to ${which} of ${plain(spelled(analysis, def.name.name))}.`,
        ...none,
      ],
      pictured: [{ label: name, tensor }],
    };
  }
  const stmt = statementsAt(block.body, offset).at(-1);
  if (stmt === undefined) return undefined;
  if (stmt.kind === "return" && isOnWord(stmt, "return", offset)) {
    return {
      span: word(stmt, "return"),
      sections: numbers === undefined ? none : partTexts(view, def, numbers),
    };
  }
  const bound = numbers?.written.bindings.findLast((one) => one.stmt === stmt && touches(one.span, offset));
  const said = (span: Span, name: string, node: Node | undefined): NameHover => {
    if (numbers !== undefined && hidesInside(view, numbers, node))
      return { span, sections: [hiddenText(name)] };
    const tensor = node && evaluateBeside(view, node);
    const pictured = [{ label: name, tensor, isBool: node?.dtype === "bool" }];
    return { span, sections: [valueText(name, tensor)], pictured };
  };
  if (bound !== undefined) {
    const { span, value } = bound;
    return said(span, analysis.text.slice(span.start, span.end), value);
  }
  for (const expr of expressionsAt(stmt, { start: offset, end: offset }).toReversed()) {
    const at = numbers?.written.exprs.lastIndexOf(expr) ?? -1;
    const node = numbers?.written.nodes[at];
    if (node === undefined) continue;
    return said(expr.span, shorten(sourceOf(analysis, expr)), node);
  }
  return none.length === 0 ? undefined : { span: stmt.span, sections: none };
}

function valueText(name: string, value: Tensor | undefined): string {
  if (value === undefined) return `**${plain(name)}**`;
  const text = formatKnown({ tensor: value, summary: summarise(value) }, value.sizes, ROOM);
  const shape = value.sizes.length === 0 ? "scalar" : showSizes(value.sizes);
  return `**${plain(name)}** = ${codeSpan(text)}  \n${shape}`;
}

function hiddenText(name: string): string {
  return `**${plain(name)}** = ${codeSpan(HIDDEN)}`;
}

function partTexts(view: View, def: StmtOf<"def">, numbers: BlockNumbers): readonly string[] {
  const lines = def.params.flatMap(({ name }, i): string[] => {
    const part = numbers.parts[i];
    if (part?.value === undefined) return [];
    if (hidesPart(view, numbers, i))
      return [`- ${hiddenText(differential(spelled(view.analysis, name.name)))}`];
    const own = `- **${plain(differential(spelled(view.analysis, name.name)))}** = ${codeSpan(formatTensor(part.value, ROOM))}`;
    if (part.derived === undefined) return [own];
    return [`${own}; the derivative of the forward block is ${codeSpan(formatTensor(part.derived, ROOM))}`];
  });
  return lines.length === 0 ? [] : [`It gives back:\n${lines.join("\n")}`];
}
