/** Every way to write a program anew. */
import type { Span } from "../../base/span.ts";
import type { View } from "../view.ts";
import { extractFunction } from "./extract-function.ts";
import { extractName, splitLine } from "./extract-name.ts";
import { inlineName, joinLines } from "./inline-name.ts";
import type { Refactor, Refused, Rewriting } from "./refactoring.ts";
import { addTarget, annotateShape, expandAugmented, makeParam, removeUnused } from "./rewrite.ts";
import { unwrittenBlock, writeBlock } from "./write-block.ts";

const refactors = {
  extract: [extractName, extractFunction],
  inline: [inlineName, joinLines],
  rewrite: [splitLine, makeParam, addTarget, expandAugmented, annotateShape, removeUnused, writeBlock],
} as const satisfies Record<string, readonly Refactor[]>;

export type RefactoringKind = keyof typeof refactors;

export interface Refactoring extends Rewriting {
  readonly kind: RefactoringKind;
}

/** What somebody may look for where the caret is, and cannot have. */
export function refusedAt(
  view: View,
  selection: Span,
  isAsked: (kind: RefactoringKind) => boolean,
): readonly (Refused & { readonly kind: RefactoringKind })[] {
  if (hasErrors(view) || !isAsked("rewrite")) return [];
  const refused = unwrittenBlock(view, selection);
  return refused === undefined ? [] : [{ ...refused, kind: "rewrite" }];
}

function hasErrors({ analysis }: View): boolean {
  return analysis.problems.some(({ severity }) => severity === "error");
}

/** What can be done with what is selected, or with what the caret touches; nothing where the file has errors. */
export function refactoringsAt(
  view: View,
  selection: Span,
  isAsked: (kind: RefactoringKind) => boolean = () => true,
): readonly Refactoring[] {
  if (hasErrors(view)) return [];
  return (Object.keys(refactors) as RefactoringKind[])
    .filter(isAsked)
    .flatMap((kind) =>
      refactors[kind].flatMap((refactor) => refactor(view, selection).map((one) => ({ ...one, kind }))),
    );
}
