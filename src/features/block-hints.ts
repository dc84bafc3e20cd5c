/** The hints of a backward block, of the call that is shown: the upstream gradient, what its lines compute, and what it gives back. */
import { summarise } from "../eval/statistics.ts";
import type { CallRecord } from "../check/program.ts";
import type { Node } from "../graph/ir.ts";
import type { Stmt } from "../syntax/tree.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import { differential, isShown } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { HIDDEN } from "./hidden.ts";
import {
  cut,
  LazyHint,
  NONE,
  roomOf,
  TOOLTIP_ROOM,
  type Content,
  type HintOptions,
  type HintPart,
  type LineHint,
} from "./line-hint.ts";
import { codeSpan } from "./markdown.ts";
import { ALARM } from "./not-finite.ts";
import { blockNumbers, hidesInside, hidesPart, hidesUpstream, type BlockNumbers } from "./written-block.ts";
import type { View } from "./view.ts";

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
    const name = `backward ${call.def.name.name}`;
    const hint = (offset: number, key: string, say: (numbers: BlockNumbers) => readonly Said[]): LineHint =>
      new LazyHint(offset, `${name} ${key}`, () => contentOf(view, options, call, say));
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
    return [{ label: differential(name.name), value: part.value, note: part.derived, hidden }];
  });
}

function valueOf(view: View, node: Node | undefined): Tensor | undefined {
  return node === undefined ? undefined : evaluateBeside(view, node);
}

function contentOf(
  view: View,
  options: HintOptions,
  call: CallRecord,
  say: (numbers: BlockNumbers) => readonly Said[],
): Content {
  const numbers = blockNumbers(view, call);
  if (numbers === undefined) return { parts: [], tooltip: "", fresh: true };
  const parts: HintPart[] = [];
  const tooltip: string[] = [];
  let fresh = true;
  for (const { label, value, note, hidden } of say(numbers)) {
    if (!hidden && value === undefined && !view.isRun) {
      fresh = false;
      continue;
    }
    const text = (most: number): string =>
      `${label === "" ? "" : `${label} `}= ${hidden ? HIDDEN : write(value, most)}`;
    const isOdd = !hidden && (value === undefined || !value.data.every((one) => Number.isFinite(one)));
    if (options.value) {
      if (parts.length > 0) parts.push({ text: " · ", kind: "note" });
      parts.push({
        text: text(roomOf(options)) + (isOdd ? ALARM : ""),
        kind: "value",
        ...(isOdd ? { alarm: true } : {}),
      });
      if (note !== undefined && !hidden)
        parts.push({ text: ` (autodiff ${write(note, roomOf(options))})`, kind: "note" });
    }
    tooltip.push(codeSpan(text(TOOLTIP_ROOM)));
    if (note !== undefined && !hidden) {
      tooltip.push(`The derivative of the forward block is another: ${codeSpan(write(note, TOOLTIP_ROOM))}.`);
    }
  }
  return { parts: cut(parts, options.maximumLength), tooltip: tooltip.join("  \n"), fresh };
}

/** A value too large to be looked at beside the run is not known here. */
function write(value: Tensor | undefined, most: number): string {
  if (value === undefined) return NONE;
  return formatKnown({ tensor: value, summary: summarise(value) }, value.sizes, most);
}
