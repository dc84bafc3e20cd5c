/** Signature help: the function that is being called, and which of its parameters somebody is typing. */
import type { Span } from "../base/span.ts";
import { languageFunctions } from "../check/language.ts";
import { placeOf, showParam, shownName } from "../check/signature.ts";
import { callableNamed } from "./completion-item.ts";
import { referenceNamed } from "./reference.ts";
import { typingAt } from "./typing.ts";
import type { View } from "./view.ts";

export interface SignatureHelp {
  /** `sum(x, dim=None, keepdim=False)`. */
  readonly label: string;
  /** What the function does, in one sentence, and how it is asked for places. */
  readonly documentation: string;
  readonly parameters: readonly {
    /** Where the parameter stands in the label. */
    readonly span: Span;
    readonly documentation: string;
  }[];
  /** Undefined behind the last parameter. */
  readonly active: number | undefined;
}

export function signatureHelpAt(view: View, offset: number): SignatureHelp | undefined {
  const { text } = view.analysis;
  const { call, argument, span } = typingAt(text, offset);
  if (call === undefined) return undefined;
  const reference = referenceNamed(view.analysis, call.callee);
  const signature = callableNamed(view, call.callee)?.signature ?? languageFunctions.get(call.callee);
  if (reference === undefined || signature === undefined) return undefined;
  const { params } = signature;
  let at = shownName(signature).length + 1;
  const parameters = params.map((param) => {
    const text = showParam(param);
    const span = { start: at, end: at + text.length };
    at = span.end + ", ".length;
    return { span, documentation: param.doc };
  });
  const documentation = [reference.sentence, reference.pair].filter((part) => part !== "").join(" ");
  return { label: reference.signature, documentation, parameters, active: active() };

  function active(): number | undefined {
    const keyword = call?.keyword ?? wordBeforeSign();
    if (keyword !== undefined) {
      const named = params.findIndex((param) => param.name === keyword);
      return named < 0 ? undefined : named;
    }
    const at = signature === undefined ? 0 : placeOf(signature, call?.index ?? 0, call?.isMethod === true);
    const collecting = params.findIndex((param) => param.collects);
    const index = collecting >= 0 && at > collecting ? collecting : at;
    return params[index] === undefined || params[index].named ? undefined : index;
  }
  /** The keyword that the offset stands in or before, where its `=` follows. */
  function wordBeforeSign(): string | undefined {
    const isKeyword = argument?.isEmpty === true && /^[ \t]*=(?!=)/u.test(text.slice(span.end));
    return isKeyword ? text.slice(span.start, span.end).normalize("NFKC") : undefined;
  }
}
