/**
 * Knows which problems are shown yet. One in the line where somebody is typing is shown once he pauses or leaves the line;
 * and until then what depends on that line keeps its last numbers.
 */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import { isFinding } from "../features/switches.ts";
import type { Problem, ProblemCode } from "../problems.ts";
import { lex } from "../syntax/lexer.ts";
import { Kind } from "../syntax/tokens.ts";
import { headOf, walkStatements } from "../syntax/walk.ts";
import type { Timers } from "./runner.ts";

/** How long nothing was typed until a problem in the caret's line is shown. */
const PAUSE_MS = 700;
/** The same of what is found in the numbers of a run, wherever it stands. */
const FINDING_PAUSE_MS = 400;

/** A place in a text, both from 0. */
export interface Caret {
  readonly line: number;
  readonly character: number;
}

export interface ProblemClock {
  /** The caret's line, where it is known. */
  readonly line: number | undefined;
  /** The text was changed; `caret` is where the change ended, where that is known. */
  edited(caret: Caret | undefined): void;
  /** The caret was moved. */
  moved(caret: Caret): void;
  /** Those of the newest text's problems that are shown. */
  shown(analysis: Analysis, problems: readonly Problem[]): readonly Problem[];
  /** How many of them are not shown yet. */
  hidden(analysis: Analysis, problems: readonly Problem[]): number;
  /** Whether findings are to be looked for: while somebody types, only those that are shown already are looked after. */
  readonly wantsFindings: boolean;
  /** Whether what is wrong may still be what somebody is typing: last numbers are kept. */
  isTyping(analysis: Analysis): boolean;
  close(): void;
}

/** What says only that something is still to come, inside brackets that the caret is in. */
const inBrackets: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "unclosed-bracket",
  "missing-value-after",
  "missing-value-before",
  "missing-value-between",
  "missing-argument",
  "empty-index",
  "function-parameters",
  "missing-colon",
]);

/** The same of a block that the caret is in, said at its header. */
const inBlock: ReadonlySet<ProblemCode> = new Set<ProblemCode>(["missing-block", "missing-return"]);

/**
 * `paused` is called when nothing was typed for a while, and `rested` before that, when findings may be shown: time alone may have
 * changed what is shown.
 */
export function createProblemClock(timers: Timers, paused: () => void, rested: () => void): ProblemClock {
  let caret: Caret | undefined;
  let touched = -Infinity;
  /** The caret has gone to another line since the last key in this one. */
  let left = true;
  let cancel: (() => void) | undefined;
  /** What was shown last, in the caret's line and everywhere. */
  let last: {
    readonly line: number | undefined;
    readonly codes: Set<string>;
    readonly all: Set<string>;
    readonly hasFindings: boolean;
  } = { line: undefined, codes: new Set(), all: new Set(), hasFindings: false };
  const isPaused = (): boolean => timers.now() >= touched + PAUSE_MS;
  const isRested = (): boolean => timers.now() >= touched + FINDING_PAUSE_MS;
  /** The last key that findings have waited for. */
  let restedAfter = -Infinity;
  // A timer of its own for each key would cost more than one that looks again.
  const watch = (): void => {
    const wait = touched === restedAfter ? PAUSE_MS : FINDING_PAUSE_MS;
    cancel ??= timers.after(touched + wait - timers.now(), () => {
      cancel = undefined;
      if (isRested() && restedAfter !== touched) {
        restedAfter = touched;
        rested();
      }
      if (isPaused()) paused();
      else watch();
    });
  };
  const sight = (
    analysis: Analysis,
  ): { readonly isHidden: (problem: Problem) => boolean; readonly isHere: (problem: Problem) => boolean } => {
    const place = caret === undefined ? undefined : placeOf(analysis, caret);
    const isHere = ({ span }: Problem): boolean => place !== undefined && touches(span, place.statement);
    const isHidden = (problem: Problem): boolean => {
      if (place?.isOpen(problem) === true) return true;
      if (isFinding(problem)) return !isRested() && !last.all.has(keyOf(problem));
      if (!isHere(problem) || last.all.has(keyOf(problem))) return false;
      if (last.line === caret?.line && last.codes.has(problem.code)) return false;
      return !isPaused();
    };
    return { isHidden, isHere };
  };
  return {
    get line() {
      return caret?.line;
    },
    edited(changed) {
      // Enter goes on in the next line. Undo and a caret that is elsewhere are typing where they are.
      left = changed !== undefined && caret !== undefined && changed.line === caret.line + 1;
      touched = timers.now();
      caret = changed ?? caret;
      watch();
    },
    moved(to) {
      if (to.line !== caret?.line) left = true;
      caret = to;
    },
    shown(analysis, problems) {
      const { isHidden, isHere } = sight(analysis);
      const shown = problems.filter((problem) => !isHidden(problem));
      last = {
        line: caret?.line,
        codes: new Set(shown.filter(isHere).map(({ code }) => code)),
        all: new Set(shown.map(keyOf)),
        hasFindings: shown.some(isFinding),
      };
      return shown;
    },
    hidden: (analysis, problems) => problems.filter(sight(analysis).isHidden).length,
    get wantsFindings() {
      return last.hasFindings || isRested();
    },
    isTyping(analysis) {
      const errors = analysis.problems.filter(({ severity }) => severity === "error");
      if (errors.length === 0) return false;
      const { isHidden } = sight(analysis);
      if (errors.some(isHidden)) return true;
      return !left && !isPaused();
    },
    close() {
      cancel?.();
    },
  };
}

function keyOf({ code, message }: Problem): string {
  return `${code} ${message}`;
}

function touches(span: Span, { start, end }: Span): boolean {
  return span.start <= end && span.end >= start;
}

/** What the caret is in. */
interface Place {
  /** The statements of its line; of a block, the header. */
  readonly statement: Span;
  /** Whether a problem says only that something is still to come where the caret is. */
  readonly isOpen: (problem: Problem) => boolean;
}

function placeOf(analysis: Analysis, { line, character }: Caret): Place {
  const { text, lines } = analysis;
  const statement = statementAt(analysis, line);
  const offset = Math.min(lines.startOf(line) + character, lines.endOf(line));
  const { isName, isBinding } = formOf(text.slice(statement.start, statement.end));
  const isInBrackets = openBrackets(text.slice(statement.start, offset)) > 0;
  const headers = headersAround(analysis, line);
  return {
    statement,
    isOpen(problem) {
      if (inBlock.has(problem.code)) return headers.some((header) => touches(problem.span, header));
      if (!touches(problem.span, statement)) return false;
      return isName || isBinding || (isInBrackets && inBrackets.has(problem.code));
    },
  };
}

function statementAt({ tree, lines, text }: Analysis, line: number): Span {
  const start = lines.startOf(line);
  const end = lines.endOf(line);
  let from = start;
  let to = end;
  walkStatements(tree.statements, (stmt) => {
    const own = headOf(stmt).end;
    // What is broken is often the end of the text, behind the last statement that could be read.
    if (stmt.span.start > end || Math.max(own, stmt.span.start) < start) return;
    from = Math.min(from, stmt.span.start);
    to = Math.max(to, own);
  });
  return { start: from, end: Math.min(to, text.length) };
}

/** Whether a statement is one name so far, or a binding with nothing behind its `=`. */
function formOf(text: string): { readonly isName: boolean; readonly isBinding: boolean } {
  const kinds = kindsOf(text);
  return {
    isName: kinds.length === 1 && kinds[0] === Kind.name,
    isBinding: kinds.at(-1) === Kind.assign && openBrackets(text) === 0,
  };
}

function kindsOf(text: string): readonly number[] {
  const tokens = lex(text);
  return Array.from(tokens.kinds.slice(0, tokens.count)).filter((kind) => kind >= Kind.name);
}

function openBrackets(text: string): number {
  let depth = 0;
  for (const kind of kindsOf(text)) {
    if (kind >= Kind.openParen && kind <= Kind.openBrace) depth += 1;
    else if (kind >= Kind.closeParen && kind <= Kind.closeBrace) depth = Math.max(0, depth - 1);
  }
  return depth;
}

/** The lines above that a line is indented below: the headers of the blocks that it is in. */
function headersAround({ text, lines }: Analysis, line: number): readonly Span[] {
  const found: Span[] = [];
  const lineOf = (at: number): string => text.slice(lines.startOf(at), lines.endOf(at));
  let indentation = indentationOf(lineOf(line));
  for (let at = line - 1; at >= 0 && indentation > 0; at--) {
    const above = lineOf(at);
    if (above.trim() === "" || indentationOf(above) >= indentation) continue;
    indentation = indentationOf(above);
    found.push({ start: lines.startOf(at), end: lines.endOf(at) });
  }
  return found;
}

function indentationOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}
