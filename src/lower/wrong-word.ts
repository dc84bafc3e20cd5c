/** The word in quotes that a call gives where its function takes others: what is to be marked, and the words to choose from. */
import { mostSimilar } from "../base/similar.ts";
import type { Span } from "../base/span.ts";
import { choicesOf } from "../check/choices.ts";
import { docTag } from "../check/doc-tags.ts";
import { builtins } from "../check/functions.ts";
import { bindArguments } from "../check/signature.ts";
import type { Fix } from "../problems.ts";
import { replace } from "../syntax/fixes.ts";
import type { Frame } from "./lowering.ts";

export interface WrongWord {
  readonly span: Span;
  readonly fixes: readonly Fix[];
}

/**
 * `message` says what is wrong in the words of the function, `reduction is "mean", …`, or, where numbers are good too, `it needs
 * whole numbers for padding, not …`: only of that argument it is.
 */
export function wrongWord({ name, call }: Frame, message: string): WrongWord | undefined {
  const callable = builtins.get(name);
  const parameter = /^(\w+) is /u.exec(message)?.[1] ?? /^it needs [^,]* for (\w+), not /u.exec(message)?.[1];
  const index = callable?.signature.params.findIndex((param) => param.name === parameter) ?? -1;
  const given = index < 0 ? undefined : bindArguments(callable!.signature, call).bound[index];
  if (given === undefined || !("kind" in given) || given.kind !== "string") return undefined;
  const choices = choicesOf(callable!, parameter!);
  if (choices.length === 0 || choices.includes(given.value)) return undefined;
  return { span: given.span, fixes: wordFixes(given.span, given.value, choices) };
}

/** The function that takes what this one refuses, as the library says of it, where the message names it. */
export function otherFunction(
  { name, call }: Frame,
  message: string,
): { readonly fixes: readonly Fix[] } | undefined {
  const callable = builtins.get(name);
  const other =
    callable?.kind === "def" ? docTag(callable.def.doc, "Otherwise")?.replace(/\.$/u, "") : undefined;
  return other === undefined || !message.includes(other)
    ? undefined
    : { fixes: [replace(`Write ${other}`, call.callee.span, other)] };
}

/** The word that is nearest to what stands there comes first. */
export function wordFixes(span: Span, written: string, choices: readonly string[]): readonly Fix[] {
  const near = mostSimilar(written, choices);
  const ordered = near === undefined ? choices : [near, ...choices.filter((one) => one !== near)];
  return ordered.map((word) => ({
    title: `Change to "${word}"`,
    edits: [{ span, text: `"${word}"` }],
    guess: true,
  }));
}
