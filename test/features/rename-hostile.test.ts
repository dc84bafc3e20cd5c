/** Every name of programs that are hard to write anew becomes every other one: refused, or the program says what it said. */
import { expect, test } from "vitest";
import { applyEdits } from "../../src/base/edits.ts";
import { createWorkspace } from "../../src/features/across-files.ts";
import { rename, renamableAt } from "../../src/features/rename.ts";
import { fileResult } from "../file-result.ts";
import { resolve, root } from "./files.ts";
import { hostilePrograms } from "./hostile-programs.ts";

/**
 * All numbers and problems of a program, without its names. What is drawn is drawn by its line's name: only
 * its shape stays, and what is found in numbers may be something else.
 */
function said(text: string): unknown {
  const { values, shapes, grads, problems } = fileResult("file.grad", text).result;
  const isDrawn = /rand|dropout/u.test(text);
  return {
    numbers: [shapes, ...(isDrawn ? [] : [values, grads])].map((named) => Object.values(named)),
    problems: problems
      .filter((one) => !isDrawn || one.severity === "error")
      .map(({ code, line, severity }) => [code, line, severity]),
  };
}

test.each(hostilePrograms)("%j", (text) => {
  const workspace = createWorkspace([{ uri: `${root}a.grad`, text }], resolve);
  const [file] = workspace.files;
  const { occurrences } = file!.names;
  const written = occurrences.map(({ span }) => text.slice(span.start, span.end));
  const before = said(text);
  let made = 0;
  for (const symbol of new Set(occurrences.map((one) => one.symbol))) {
    const { span } = occurrences.find((one) => one.symbol === symbol)!;
    if ("reason" in renamableAt(file!, span.start)) continue;
    for (const name of new Set([...written, "δ₁"])) {
      const result = rename(workspace, file!, span.start, name);
      const what = `${symbol.kind} ${symbol.name} → ${name}`;
      // A name that nobody has is good for whatever has a name.
      if (name === "δ₁") expect(result, what).toHaveLength(1);
      if ("reason" in result) continue;
      made++;
      const after = applyEdits(text, result[0]!.edits);
      expect([what, after, said(after)]).toEqual([what, after, before]);
    }
  }
  expect(made).toBeGreaterThan(2);
});
