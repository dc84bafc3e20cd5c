/** What there is to read about each function: one text for hover, completion and the written reference. */
import type { Analysis } from "../analysis.ts";
import { docList, docTag, withoutTags } from "../check/doc-tags.ts";
import { kinkTag } from "../check/kink-tags.ts";
import { languageFunctions, type LanguageFunction } from "../check/language.ts";
import { builtins } from "../check/functions.ts";
import { libraryFiles } from "../check/library.ts";
import { showSignature, shownName, type Callable } from "../check/signature.ts";
import type { Gate, Pattern } from "../graph/ir.ts";
import { gateFamilies } from "../ops/index.ts";
import { codeSpan, fence, plain } from "./markdown.ts";

export interface Reference {
  readonly name: string;
  /** `sum(x, dim=None, keepdim=False)`. */
  readonly signature: string;
  /** How it is written between or before its operands: `a + b`. */
  readonly infix: string | undefined;
  /** The documentation's first sentence. */
  readonly sentence: string;
  /** The rest of the documentation; of a function of the library with its formulas. */
  readonly rest: string;
  /** Of a function that answers with values and places: how both are taken, a sentence of the rest. */
  readonly pair: string;
  /** The local gradient: a formula, a sentence, or why there is none. */
  readonly gradient: string;
  /** How the gradient passes, as a lecture says it; gates only. */
  readonly pattern: Pattern | undefined;
  /** Where no derivative exists, and which slope is used there. */
  readonly kinks: readonly string[];
  /** The function's own backward block, as it is written. */
  readonly block: string | undefined;
  /** What the lecture's list of operators calls it. */
  readonly lecture: readonly string[];
}

/** Functions that belong together. */
export interface Family {
  readonly title: string;
  /** What they have in common; "" where the title says it. */
  readonly text: string;
  readonly functions: readonly Reference[];
}

/** Of a function that says nothing of its gradient. */
const BY_ITS_LINES = "By the chain rule through its own lines.";
const BY_ITS_BLOCK = "By its own backward block.";

const known = new WeakMap<Callable, Reference>();

export function referenceOf(callable: Callable): Reference {
  let made = known.get(callable);
  if (made === undefined) {
    made = callable.kind === "gate" ? gateReference(callable) : defReference(callable);
    const { name, standsFor } = callable.signature;
    if (standsFor !== undefined) made = aliasReference(made, name, standsFor);
    known.set(callable, made);
  }
  return made;
}

/** The text of a function under another name says which one it is. */
function aliasReference(own: Reference, name: string, standsFor: string): Reference {
  const { sentence, rest } = own;
  return { ...own, name, sentence: `Another name of ${standsFor}.`, rest: `${sentence} ${rest}`.trim() };
}

/** A function of the language itself. */
export function languageReference(fn: LanguageFunction): Reference {
  return {
    ...splitDoc(fn.doc),
    name: fn.name,
    signature: showSignature(fn),
    infix: undefined,
    pair: "",
    gradient: fn.gradient,
    pattern: undefined,
    kinks: [],
    block: undefined,
    lecture: [],
  };
}

/** The function that a name stands for where it is called: the file's own, Nabla's, or the language's. */
export function referenceNamed(analysis: Analysis, name: string): Reference | undefined {
  const callable = analysis.program.functions.get(name) ?? builtins.get(name);
  if (callable !== undefined) return referenceOf(callable);
  const fn = languageFunctions.get(name);
  return fn && languageReference(fn);
}

/** The whole text about a function, in Markdown. */
export function referenceText(reference: Reference): string {
  const { signature, infix, sentence, rest, gradient, pattern, kinks, block, lecture } = reference;
  const written = infix === undefined ? "" : ` Written ${codeSpan(infix)}.`;
  const isSaid = [pattern?.text, BY_ITS_LINES, BY_ITS_BLOCK].includes(gradient);
  return [
    fence(signature),
    `${plain(sentence)}${written}`,
    plain(rest),
    isSaid ? "" : `Local gradient: ${plain(gradient)}`,
    block === undefined ? "" : fence(block),
    ...kinks.map(plain),
    pattern === undefined ? "" : `*${plain(pattern.text)}*`,
    lecture.length === 0 ? "" : `In the lecture: ${lecture.join(", ")}.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Every function that ships with Nabla, in the order of their tables and files. */
export function families(): readonly Family[] {
  const own = [...builtins.values()].filter(({ signature }) => signature.standsFor === undefined);
  const gateFamily = (gates: readonly Gate[]): readonly Reference[] =>
    gates.flatMap((gate) => own.filter((one) => one.kind === "gate" && one.gate === gate).map(referenceOf));
  const library = libraryFiles.map((source): Family => {
    const [, title = source.path, text = ""] = /^# ([^:.\n]+)(?:: ([^\n]*))?/u.exec(source.text) ?? [];
    const functions = own.filter((one) => one.kind === "def" && one.source === source);
    return { title, text, functions: functions.map(referenceOf) };
  });
  return [
    ...gateFamilies.map(({ title, gates }): Family => ({ title, text: "", functions: gateFamily(gates) })),
    ...library,
    {
      title: "Functions of the language itself",
      text: "",
      functions: [...languageFunctions.values()].map(languageReference),
    },
  ].filter((family) => family.functions.length > 0);
}

function gateReference({ gate, signature }: Extract<Callable, { kind: "gate" }>): Reference {
  const { vjp, pattern, formula, kinks, operands, doc, also = [], lecture = [] } = gate;
  const [first = "", second] = operands.map((operand) => operand.name);
  const token = gate.infix?.token;
  const word = token !== undefined && /\w/u.test(token) ? `${token} ` : token;
  return {
    ...splitDoc(also.length === 0 ? doc : `${doc} Also: ${also.join(", ")}.`),
    name: gate.name,
    signature: showSignature(signature),
    infix:
      token === undefined
        ? undefined
        : second === undefined
          ? `${word}${first}`
          : `${first} ${token} ${second}`,
    pair: "",
    gradient: formula ?? (typeof vjp === "function" ? pattern.text : vjp.none),
    pattern,
    kinks: kinks.map((kink) => kink.text),
    block: undefined,
    lecture,
  };
}

function defReference(callable: Extract<Callable, { kind: "def" }>): Reference {
  const { def, source, signature } = callable;
  const { backward } = def;
  const doc = splitDoc(
    withoutTags(def.doc, "Gradient", "Lecture", "Flat", "Loss", "Gives", "Kink", "Otherwise"),
  );
  const text = backward && source.text.slice(backward.span.start, backward.span.end);
  return {
    ...doc,
    name: shownName(signature),
    signature: showSignature(signature),
    infix: undefined,
    pair: signature.pair === true ? (sentences(def.doc).find((one) => one.includes("v, i = ")) ?? "") : "",
    gradient: docTag(def.doc, "Gradient") ?? (text === undefined ? BY_ITS_LINES : BY_ITS_BLOCK),
    pattern: undefined,
    kinks: kinkText(def.doc),
    block: text,
    lecture: source.library === undefined ? [] : docList(def.doc, "Lecture"),
  };
}

/** `At a kink PyTorch and TensorFlow use the same slope; JAX uses 1.` */
function kinkText(doc: string): readonly string[] {
  const slopes = kinkTag(doc);
  if (slopes.length === 0) return [];
  const same = slopes.flatMap(({ framework, slope }) => (slope === "same" ? framework : []));
  const others = slopes.flatMap(({ framework, slope, text }) =>
    slope === "same" ? [] : `${framework} uses ${text}`,
  );
  const names = same.length < 2 ? same.join("") : `${same.slice(0, -1).join(", ")} and ${same.at(-1)}`;
  return [
    `${[`At a kink ${names} ${same.length === 1 ? "uses" : "use"} the same slope`, ...others].join("; ")}.`,
  ];
}

function splitDoc(doc: string): { readonly sentence: string; readonly rest: string } {
  const [sentence = "", ...rest] = sentences(doc);
  return { sentence, rest: rest.join(" ") };
}

function sentences(text: string): readonly string[] {
  return text
    .replace(/\s*\n\s*/g, " ")
    .trim()
    .split(/(?<=\.)\s+/u)
    .filter((sentence) => sentence !== "");
}
