/** The fix of a backward block that gives a gradient of another shape, which is offered if what it makes is the derivative. */
import { createAnalyser } from "../analysis.ts";
import { applyEdits } from "../base/edits.ts";
import type { Effort } from "../insight/effort.ts";
import type { Fix, Problem, ProblemCode } from "../problems.ts";
import { createEngine, runAnalysis } from "../run.ts";
import { costOf } from "./fix-effect.ts";
import { plainView, type View } from "./view.ts";
import { wrongBackward } from "./wrong-backward.ts";

const CHECKED: ProblemCode = "backward-return-shape";

/** What the run of the mended file may take. */
const MOST_BYTES = 100_000_000;

const known = new WeakMap<Fix, boolean>();

/** The fixes of a problem without one that would leave the block wrong, and without one for which no effort is left to tell. */
export function soundFixes(view: View, problem: Problem, effort: Effort): readonly Fix[] {
  if (problem.code !== CHECKED) return problem.fixes;
  return problem.fixes.filter((fix) => {
    if (!known.has(fix)) {
      if (!effort.spend(costOf(view.analysis))) return false;
      known.set(fix, isSound(view, problem, fix));
    }
    return known.get(fix) === true;
  });
}

/** Reads and runs the file with this fix, and with those of the block's other returned values: of one alone nothing can be told. */
function isSound({ analysis }: View, problem: Problem, fix: Fix): boolean {
  const block = analysis.tree.statements.find(
    (stmt) =>
      stmt.kind === "def" && stmt.span.start <= problem.span.start && problem.span.end <= stmt.span.end,
  );
  const others = analysis.problems.flatMap(({ code, span, fixes }) => {
    const isInBlock = block !== undefined && block.span.start <= span.start && span.end <= block.span.end;
    return code === CHECKED && isInBlock && !fixes.includes(fix) ? (fixes[0]?.edits ?? []) : [];
  });
  const edits = [...fix.edits, ...others].toSorted((a, b) => a.span.start - b.span.start);
  const mended = createAnalyser().analyse(applyEdits(analysis.text, edits), 0, analysis.request);
  if (mended.problems.some(({ code }) => code === CHECKED)) return false;
  const { numbers } = runAnalysis(createEngine(), mended, MOST_BYTES);
  return wrongBackward(plainView(mended, numbers, true)).length === 0;
}
