/** The hints of a backward block, of the call that is shown: the upstream gradient, what its lines compute, and what it gives back. */
import { summarise } from "../eval/statistics.ts";
import type { CallRecord } from "../lower/program.ts";
import type { Node } from "../graph/ir.ts";
import type { Stmt } from "../syntax/tree.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import { differential, spelled, isShown } from "./facts.ts";
import { formatBrief, formatKnown, type Brief } from "./format.ts";
import { HIDDEN } from "./hidden.ts";
import {
  fitBehind,
  LazyHint,
  NONE,
  roomBehind,
  TOOLTIP_ROOM,
  tooltipOf,
  type Content,
  type HintOptions,
  type HintPart,
  type LineHint,
  type Writer,
} from "./line-hint.ts";
import { codeSpan } from "./markdown.ts";
import { ALARM } from "./not-finite.ts";
import { blockNumbers, hidesInside, hidesPart, hidesUpstream, type BlockNumbers } from "./written-block.ts";
import type { Known, View } from "./view.ts";

/** What a line says: each number behind its name, a note behind it. */
interface Said {
  readonly label: string;
  readonly value: Tensor | undefined;
  readonly note?: Tensor | undefined;
  /** It is a gradient that is not to be seen yet. */
  readonly hidden: boolean;
}

export function blockHints(view: View, options: HintOptions): readonly LineHint[] {
  const { target, program } = view.analysis;
  if (target === undefined) return [];
  return program.calls.flatMap((call) => {
    const block = call.def.backward;
    if (block === undefined || call.writeBlock === undefined || !isShown(view, call.group)) return [];
    if (view.passed?.isBehind(call.group) === false) return [];
    const name = `backward ${call.def.name.name}`;
    const hint = (offset: number, key: string, say: (numbers: BlockNumbers) => readonly Said[]): LineHint =>
      new LazyHint(offset, `${name} ${key}`, () => contentOf(view, options, call, offset, say));
    const head = block.params.at(-1)?.span.end ?? block.keyword.end;
    const lines = linesOf(block.body).map((stmt, i) =>
      hint(stmt.span.end, String(i), (numbers) =>
        stmt.kind === "return" ? partsOf(view, call, numbers) : boundBy(view, stmt, numbers),
      ),
    );
    const received = hint(head, "g", ({ upstream }) =>
      block.params.map((param, i) => ({
        label: param.name,
        value: valueOf(view, upstream[i]),
        hidden: hidesUpstream(view, call, i),
      })),
    );
    return [received, ...lines];
  });
}

/** The statements that have a line of their own: of a loop those in it. */
function linesOf(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((stmt) => {
    if (stmt.kind === "for") return linesOf(stmt.body);
    return ["bind", "augmented", "return"].includes(stmt.kind) ? [stmt] : [];
  });
}

/** Of each name that a line binds the last turn. */
function boundBy(view: View, stmt: Stmt, numbers: BlockNumbers): readonly Said[] {
  const { bindings } = numbers.written;
  const last = new Map(bindings.filter((one) => one.stmt === stmt).map((one) => [one.name, one]));
  return [...last.values()].map(({ name, value }) => ({
    label: last.size > 1 ? name : "",
    value: valueOf(view, value),
    hidden: hidesInside(view, numbers, value),
  }));
}

function partsOf(view: View, { def }: CallRecord, numbers: BlockNumbers): readonly Said[] {
  return def.params.flatMap(({ name }, i): Said[] => {
    const part = numbers.parts[i];
    if (part === undefined) return [];
    const hidden = hidesPart(view, numbers, i);
    return [
      {
        label: differential(spelled(view.analysis, name.name)),
        value: part.value,
        note: part.derived,
        hidden,
      },
    ];
  });
}

function valueOf(view: View, node: Node | undefined): Tensor | undefined {
  return node === undefined ? undefined : evaluateBeside(view, node);
}

function contentOf(
  view: View,
  options: HintOptions,
  call: CallRecord,
  offset: number,
  say: (numbers: BlockNumbers) => readonly Said[],
): Content {
  const numbers = blockNumbers(view, call);
  if (numbers === undefined) return { parts: [], tooltip: "", fresh: true };
  const said = say(numbers).filter(({ value, hidden }) => hidden || value !== undefined || view.isRun);
  const room = Math.floor(roomBehind(view, offset, options) / Math.max(1, said.length));
  const tooltip = said.flatMap((one) => {
    const { label, value, note, hidden } = one;
    const own =
      hidden || value === undefined
        ? codeSpan(`${label} = ${missing(one)}`.trimStart())
        : tooltipOf(label, knownTensor(value), value.sizes);
    if (note === undefined || hidden) return [own];
    const other = formatKnown(knownTensor(note), note.sizes, TOOLTIP_ROOM);
    return [own, `The derivative of the forward block is another: ${codeSpan(other)}.`];
  });
  const writers = options.value ? said.map((one): Writer => writerOf(one, room)) : [];
  return {
    parts: fitBehind(view, offset, options, writers),
    tooltip: tooltip.join("  \n"),
    fresh: said.length === say(numbers).length,
  };
}

/** What stands where no number stands. */
function missing({ hidden }: Said): string {
  return hidden ? HIDDEN : NONE;
}

function writerOf(said: Said, room: number): Writer {
  const { label, note, hidden } = said;
  const value = hidden ? undefined : said.value;
  const isOdd = !hidden && (value === undefined || !value.data.every((one) => Number.isFinite(one)));
  const sign = label === "" ? "" : `${label} `;
  return ({ short, digits, notes }) => {
    const most = short ? 0 : room - sign.length - EQUALS.length;
    const { text, isWhole } =
      value === undefined ? { text: missing(said), isWhole: true } : brief(value, most, digits);
    const written = sign + (isWhole ? EQUALS : "") + text + (isOdd ? ALARM : "");
    const own: HintPart = { text: written, kind: "value", ...(isOdd ? { alarm: true } : {}) };
    if (note === undefined || hidden || !notes) return [own];
    // Norms may be equal where elements are not.
    const other = brief(note, most, digits);
    return [own, { text: other.isWhole ? ` (autodiff ${other.text})` : " (autodiff differs)", kind: "note" }];
  };
}

const EQUALS = "= ";

function brief(value: Tensor, most: number, digits: number): Brief {
  return formatBrief(knownTensor(value), value.sizes, most, digits, false);
}

function knownTensor(tensor: Tensor): Known {
  return { tensor, summary: summarise(tensor) };
}
