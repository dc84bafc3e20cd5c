/**
 * The lenses: run the backward pass, open the graph, and, where there is a choice of targets, another target. The first line has
 * them whatever the file says, and so has every line that says what the target is. No number stands in a lens.
 */
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { targetLines } from "../lower/picks.ts";
import { commands, internalCommands } from "../protocol/manifest.ts";
import type { StmtOf } from "../syntax/tree.ts";
import type { Verdict } from "./check-gradients.ts";
import { shorten } from "./facts.ts";

export interface Lens {
  readonly span: Span;
  readonly title: string;
  readonly command: string;
  /** The command is about what stands here. */
  readonly at?: number;
}

/** A place for lenses. */
export interface LensPlace {
  readonly span: Span;
  /** From 0. */
  readonly line: number;
  /** The same place from version to version. */
  readonly key: string;
}

/** Where lenses stand: it follows from how the lines are written, not from whether they can be run. */
export function lensPlaces({ tree, lines }: Analysis): readonly LensPlace[] {
  const places: LensPlace[] = [{ span: { start: 0, end: 0 }, line: 0, key: "" }];
  for (const { stmt, key } of targetLines(tree)) {
    const line = lines.lineAt(stmt.span.start);
    if (line > 0) places.push({ span: stmt.span, line, key });
  }
  return places;
}

const icons: Readonly<Record<Verdict | "none", string>> = {
  none: "beaker",
  good: "pass",
  wrong: "error",
  uncertain: "question",
};

/** `checked` is what a check of the gradients found in this very text. */
export function lensesAt(
  analysis: Analysis,
  places: readonly LensPlace[],
  checked: Verdict | undefined,
): readonly Lens[] {
  const { tree, text, lines, target, own } = analysis;
  const stmts = targetLines(tree).map(({ stmt }) => stmt);
  const ownLine = stmts.at(-1);
  const picked = target === own ? undefined : target;
  const active = picked?.stmt ?? ownLine;
  const valueOf = ({ value }: StmtOf<"backward">): string =>
    shorten(text.slice(value.span.start, value.span.end));
  const ownText = ownLine === undefined ? own?.text : valueOf(ownLine);
  const run = (span: Span): readonly Lens[] => [
    { span, title: "$(play) Run backward", command: commands.runBackward },
    { span, title: "$(debug-step-over) Step", command: commands.stepThrough },
    { span, title: "$(type-hierarchy) Graph", command: commands.openGraph },
    { span, title: `$(${icons[checked ?? "none"]}) Check gradients`, command: commands.checkGradients },
  ];
  const back = (span: Span): readonly Lens[] => {
    if (picked === undefined) return [];
    const to = ownText === undefined ? "" : ` to ${ownText}`;
    const title = `target: ${shorten(picked.text)} · back${to}`;
    return [{ span, title, command: internalCommands.makeOwnTarget }];
  };
  const other = (span: Span, stmt: StmtOf<"backward">): readonly Lens[] => {
    if (stmt === active || stmt === ownLine) return [];
    const title = `$(circle-outline) target: ${valueOf(stmt)}`;
    return [{ span, title, command: commands.makeTarget, at: stmt.span.start }];
  };
  return places.flatMap(({ span, line }) => {
    if (line === 0) {
      const here = stmts.filter((stmt) => lines.lineAt(stmt.span.start) === 0);
      return [...run(span), ...back(span), ...here.flatMap((stmt) => other(span, stmt))];
    }
    const stmt = stmts.find((one) => one.span === span);
    if (stmt === undefined || stmt === active) return run(span);
    return stmt === ownLine ? back(span) : other(span, stmt);
  });
}
