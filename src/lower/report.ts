/** Says what is wrong, where a person can mend it. */
import type { Span } from "../base/span.ts";
import { lineIn } from "../check/source.ts";
import {
  problem,
  type Fix,
  type OtherFile,
  type ProblemCode,
  type problemTable,
  type Related,
} from "../problems.ts";
import { currentSource, inLibrary, within, type Frame, type Lowering } from "./lowering.ts";
import { otherFunction, wrongWord } from "./wrong-word.ts";

/** The most calls that are named as those which led to a problem. */
const MAX_RELATED = 8;

/**
 * What lies deeper than this in expressions, blocks and calls is not written out. Each level takes some seven frames of the stack,
 * of which browsers give a worker half a megabyte. What the parser lets through on one line is less, functions aside.
 */
const MAX_DEPTH = 310;

/**
 * Reports a problem where a person can mend it: in the file itself; for a line of a library function at the call in the
 * file, in that function's name; for a line of another file at its import; once for all turns and calls.
 */
export function report<C extends ProblemCode>(
  lowering: Lowering,
  code: C,
  span: Span,
  facts: Parameters<(typeof problemTable)[C]["text"]>,
  fix?: Fix | readonly Fix[],
  besides: readonly Related[] = [],
): void {
  const { where: here, sink, world, tallies } = lowering;
  // What follows from an end of reading is no second mistake of the person's.
  if (tallies.work.full && code !== "too-many-gates") return;
  let where = span;
  let prefix = "";
  let { frame } = here;
  let called: Frame | undefined;
  while (frame !== undefined && frame.source !== world.root.file) {
    prefix = `${frame.name}: `;
    where = frame.call.span;
    called = frame;
    frame = frame.outer;
  }
  const [imported] = here.importing;
  if (frame === undefined && imported !== undefined) {
    const { file } = here.module;
    prefix = `${file.path}, line ${lineIn(file, where.start)}: ${prefix}`;
    where = imported.span;
  }
  // What follows inside the library from a wrong argument is no second mistake of the person's.
  const key = `${inLibrary(lowering) ? "library" : code} ${where.start} ${where.end}`;
  if (sink.reported.has(key)) return;
  sink.reported.add(key);
  const calls: Related[] = [];
  for (; frame !== undefined && calls.length < MAX_RELATED; frame = frame.outer) {
    calls.push({ span: frame.call.span, message: `in this call of ${frame.name}` });
  }
  const related = [...besides, ...calls];
  const fixes = fix === undefined ? [] : [fix].flat();
  const isHere = where === span && prefix === "";
  const made = problem(code, where, facts, { related, fix: isHere ? fixes : madeElsewhere(lowering, fixes) });
  const isShipped = called?.source.library !== undefined && imported === undefined;
  const better =
    isShipped && called !== undefined
      ? (wrongWord(called, made.message) ?? otherFunction(called, made.message))
      : undefined;
  sink.problems.push({ ...made, message: prefix + made.message, ...better });
}

/** Fixes of a line that stands in another file, which they edit; none for the library's. */
function madeElsewhere(lowering: Lowering, fixes: readonly Fix[]): readonly Fix[] {
  const file = currentSource(lowering);
  if (file.library !== undefined) return [];
  return fixes.map((fix) => inOtherFile(fix, file));
}

/** A fix of another file's text, as one of the file that is checked. */
export function inOtherFile(fix: Fix, { path, text }: OtherFile): Fix {
  if (fix.elsewhere !== undefined) return fix;
  return {
    ...fix,
    title: `${fix.title} in ${path}`,
    edits: [],
    elsewhere: [{ file: { path, text }, edits: fix.edits }],
  };
}

/** Whether what is to be lowered lies too deep for that: it is said there, or at the call that leads there. */
export function isTooDeep(lowering: Lowering, at: { readonly span: Span }): boolean {
  const { where } = lowering;
  if (where.depth < MAX_DEPTH) return false;
  const { frame } = where;
  within(lowering, { ...where, frame: undefined }, () => {
    if (frame === undefined) report(lowering, "too-deep", at.span, []);
    else report(lowering, "calls-too-deep", outermost(frame).call.span, []);
  });
  return true;
}

function outermost(frame: Frame): Frame {
  return frame.outer === undefined ? frame : outermost(frame.outer);
}
