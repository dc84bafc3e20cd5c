/** The functions of the language itself, as they are called and read about. */
import { withCommas } from "../base/commas.ts";
import { MAX_ENTRIES } from "../tensor/jacobian-size.ts";
import type { Signature } from "./signature.ts";

/** Their names; what a call of each becomes is in `src/lower/language.ts`. */
export type LanguageName = "len" | "grad" | "jacobian" | "hessian" | "check" | "load";

/** A function of the language itself, with what there is to read about it. */
export interface LanguageFunction extends Signature {
  readonly name: LanguageName;
  readonly doc: string;
  /** What it does to gradients. */
  readonly gradient: string;
  /** Its first argument is the path of a file. */
  readonly namesFile?: true;
}

/** Functions of the language itself: they answer from shapes or build the graph on, so they are neither gates nor library. */
export const languageFunctions: ReadonlyMap<string, LanguageFunction> = new Map<string, LanguageFunction>(
  [
    languageFunction("len", [["x", "The tensor whose first size is wanted."]], {
      doc: "The first size of a tensor. It is known before the run.",
      gradient: "A size is a whole number, which has no gradient.",
    }),
    languageFunction(
      "grad",
      [
        ["y", "The value to differentiate: a single number."],
        ["x", "The name, or the list of names, to differentiate by."],
      ],
      {
        doc: "The gradient of y by x, as a value. With a list of names it gives one gradient for each.",
        gradient: "It is made of gates, so it is differentiable again.",
      },
    ),
    languageFunction(
      "jacobian",
      [
        ["y", "The value to differentiate, of any shape."],
        ["x", "The name to differentiate by."],
      ],
      {
        doc: `Every derivative of an element of y by an element of x, as a value of y's shape followed by x's. It is formed by rows or by columns, whichever are fewer, up to ${withCommas(MAX_ENTRIES)} entries. No gradient needs it.`,
        gradient: "It is made of gates, so it is differentiable again.",
      },
    ),
    languageFunction(
      "hessian",
      [
        ["y", "The value to differentiate twice: a single number."],
        ["x", "The name to differentiate by."],
      ],
      {
        doc: `The second derivatives of y by x: the Jacobian of the gradient, as a value of x's shape twice over, up to ${withCommas(MAX_ENTRIES)} entries.`,
        gradient: "It is made of gates, so it is differentiable again.",
      },
    ),
    languageFunction(
      "check",
      [
        ["dx", "What the gradient is believed to be: a formula, or numbers."],
        ["x", "The name whose gradient it is."],
      ],
      {
        doc: "Compares what is believed to be the gradient by a name with the gradient: of the last target above the line, else of the first below. It stands on a line of its own at top level, and binds and changes nothing.",
        gradient: "Nothing is computed from it.",
      },
    ),
    languageFunction(
      "load",
      [
        ["path", "A .csv or .npy file of the workspace, relative to this file."],
        ["header", "Whether the first line of a .csv is skipped. None: if it has no number.", "None"],
      ],
      {
        doc: "The numbers of a file. The first line of a .csv is a header if it has no number, and with header=True whatever it has.",
        gradient: "Data has no gradient.",
        namesFile: true,
      },
    ),
  ].map((one) => [one.name, one]),
);

function languageFunction(
  name: LanguageName,
  params: readonly (readonly [name: string, doc: string, otherwise?: string])[],
  text: Pick<LanguageFunction, "doc" | "gradient" | "namesFile">,
): LanguageFunction {
  return {
    ...text,
    name,
    builtIn: true,
    params: params.map(([param, doc, otherwise]) => ({
      name: param,
      doc,
      required: otherwise === undefined,
      defaultText: otherwise,
      // Python programmers would not guess what a bare True says.
      named: otherwise !== undefined,
      collects: false,
      choices: undefined,
    })),
  };
}
