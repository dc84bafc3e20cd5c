/** Every rewriting of programs that are hard to write anew: no number is another one then, and no mistake is made. */
import { expect, test } from "vitest";
import type { Span } from "../../src/base/span.ts";
import { refactoringsAt } from "../../src/features/refactor/index.ts";
import type { Stmt } from "../../src/syntax/tree.ts";
import { childStatements, walkExpressions, walkStatements } from "../../src/syntax/walk.ts";
import { analyse, viewOf } from "../check.ts";
import { fileResult, type PrintedResult } from "../file-result.ts";
import { differences, type Numbers } from "../golden/differences.ts";
import { applyFix } from "../syntax/apply-fix.ts";
import { hostilePrograms } from "./hostile-programs.ts";

type Named = PrintedResult["values"];

/** Of what was there before, what has another number now. */
function differing(after: Named, before: Named): readonly string[] {
  const kept = Object.entries(before).filter(([name]) => name in after);
  return differences(after, Object.fromEntries(kept) as Readonly<Record<string, Numbers>>);
}

/** Whatever a person may select: each expression, each name, each line, and some lines in a row. */
function selectionsIn(statements: readonly Stmt[]): readonly Span[] {
  const found: Span[] = [];
  const caret = (start: number): number => found.push({ start, end: start });
  const rows = (block: readonly Stmt[]): void =>
    block.forEach(({ span }, i) => {
      for (const last of block.slice(i, i + 4)) found.push({ start: span.start, end: last.span.end });
    });
  walkExpressions(statements, ({ span }) => {
    found.push(span);
    caret(span.start);
  });
  rows(statements);
  walkStatements(statements, (stmt) => {
    caret(stmt.kind === "def" ? stmt.name.span.start : stmt.span.start);
    rows(childStatements(stmt));
  });
  return [...new Map(found.map((one) => [`${one.start} ${one.end}`, one])).values()];
}

test.each(hostilePrograms)("%j", (source) => {
  const view = viewOf(source);
  const { statements } = view.analysis.tree;
  expect(view.analysis.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const before = fileResult("file.grad", source).result;
  const done = new Set([source]);
  for (const selection of selectionsIn(statements)) {
    for (const refactoring of refactoringsAt(view, selection)) {
      const written = applyFix(source, refactoring);
      if (done.has(written)) continue;
      done.add(written);
      const { result } = fileResult("file.grad", written);
      const isSame = !refactoring.title.startsWith("Add ");
      expect({
        title: refactoring.title,
        written,
        mistakes: analyse(written).problems.filter(({ severity }) => severity === "error"),
        values: isSame ? differing(result.values, before.values) : [],
        gradients: isSame ? differing(result.grads, before.grads) : [],
        lost: isSame
          ? Object.keys(before.grads).filter((name) => name in result.values && !(name in result.grads))
          : [],
        breaks: source.includes("\r\n") ? /(?<!\r)\n/u.test(written) : written.includes("\r"),
      }).toEqual({
        title: refactoring.title,
        written,
        mistakes: [],
        values: [],
        gradients: [],
        lost: [],
        breaks: false,
      });
    }
  }
});
