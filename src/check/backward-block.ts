/** What a `backward` block takes and gives, as far as its text tells: one upstream gradient a result, one gradient a parameter. */
import { problem, type Fix, type Problem } from "../problems.ts";
import type { BackwardBlock, Stmt, StmtOf } from "../syntax/tree.ts";
import type { Def } from "./source.ts";

/** What a block takes or gives too many or too few of; `name` is the function's as it is written. */
export function miscounted(def: Def, block: BackwardBlock, name: string): readonly Problem[] {
  const found: Problem[] = [];
  const results = resultCount(def.body);
  const taken = block.params.length;
  if (results !== undefined && taken > 0 && taken !== results) {
    const fix = takeUpstream(block, results);
    found.push(problem("backward-parameter-count", block.keyword, [results, taken, name], { fix }));
  }
  const given = resultCount(block.body);
  const last = block.body.at(-1);
  const wanted = def.params.length;
  if (given !== undefined && last?.kind === "return" && given !== wanted) {
    const fix = giveGradients(last, wanted);
    found.push(problem("backward-return-count", last.span, [wanted, given, name], { fix }));
  }
  return found;
}

/** How many values a body returns, as far as its text says: an expression may be a call with several results. */
function resultCount(body: readonly Stmt[]): number | undefined {
  const last = body.at(-1) as StmtOf<"return"> | undefined;
  if (last?.kind !== "return" || last.value.kind === "error") return undefined;
  if (last.value.kind === "tuple") return last.value.items.length;
  return last.value.kind === "call" ? undefined : 1;
}

/** So many names of upstream gradients in the header of a block. */
function takeUpstream({ params }: BackwardBlock, count: number): Fix | undefined {
  const [first] = params;
  const last = params.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const names = params.slice(0, count).map(({ name }) => name);
  const taken = new Set(names);
  for (let i = 2; names.length < count; i++) if (!taken.has(`g${i}`)) names.push(`g${i}`);
  const span = { start: first.span.start, end: last.span.end };
  return { title: `Take ${names.join(", ")}`, edits: [{ span, text: names.join(", ") }], guess: true };
}

/** So many gradients as the result of a block: the first ones, or `None` behind them. */
function giveGradients({ value }: StmtOf<"return">, count: number): Fix | undefined {
  const items = value.kind === "tuple" ? value.items : [value];
  const { end } = value.span;
  if (items.length < count) {
    const text = ", None".repeat(count - items.length);
    return { title: `Add ${text.slice(2)}`, edits: [{ span: { start: end, end }, text }], guess: true };
  }
  const kept = items[count - 1];
  if (kept === undefined) return undefined;
  const title = count === 1 ? "Return the first alone" : `Return the first ${count}`;
  return { title, edits: [{ span: { start: kept.span.end, end }, text: "" }], guess: true };
}
