/** Reads a gate's static arguments: numbers, lists of numbers, words and truth values that are known before the run. */
import { mostSimilar } from "../base/similar.ts";
import type { AttrSpec, AttrValue } from "../graph/ir.ts";
import type { Expr } from "../syntax/tree.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Argument } from "./argument.ts";
import { settle } from "./known.ts";
import type { Lowering } from "./lowering.ts";
import { asTensor } from "./make.ts";
import { report } from "./report.ts";
import { wordFixes } from "./wrong-word.ts";
import { describe, type Value } from "./values.ts";

const expected: Readonly<Record<AttrSpec["kind"], string>> = {
  int: "a whole number",
  ints: "whole numbers",
  number: "a number",
  bool: "True or False",
  string: "a word in quotes",
  tensor: "a list of numbers",
  "random-key": "nothing",
  internal: "nothing",
};

/** The argument's value, or undefined where it does not fit, which is then reported. */
export function readAttribute(
  lowering: Lowering,
  fn: string,
  name: string,
  spec: AttrSpec,
  given: Argument | readonly Argument[],
): AttrValue | undefined {
  if ("value" in given) return readValue(lowering, fn, name, spec, given.value(), given.expr);
  const parts = given.map((one) =>
    readValue(lowering, fn, name, { ...spec, kind: "int" }, one.value(), one.expr),
  );
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function readValue(
  lowering: Lowering,
  fn: string,
  name: string,
  spec: AttrSpec,
  value: Value,
  expr: Expr,
): AttrValue | undefined {
  const mismatch = (): undefined => {
    report(lowering, "argument-kind", expr.span, [fn, name, expected[spec.kind], describe(value)]);
    return undefined;
  };
  if (value.kind === "missing") return undefined;
  if (value.kind === "none") return spec.default === null ? null : mismatch();
  if (spec.kind === "string") {
    if (value.kind !== "string") return mismatch();
    if (spec.choices !== undefined && !spec.choices.includes(value.text)) {
      const list = spec.choices.map((choice) => `"${choice}"`).join(", ");
      const similar = mostSimilar(value.text, spec.choices);
      const fixes = expr.kind === "string" ? wordFixes(expr.span, value.text, spec.choices) : [];
      report(lowering, "argument-choice", expr.span, [name, list, value.text, similar], fixes);
      return undefined;
    }
    return value.text;
  }
  if (value.kind === "string" || value.kind === "tuple") return mismatch();
  const node = asTensor(lowering, value, expr)?.node;
  if (node === undefined) return undefined;
  if ((spec.kind === "bool") !== (node.dtype === "bool")) return mismatch();
  const known = settle(lowering, node);
  if (known === undefined) {
    report(lowering, "argument-not-known", expr.span, [name]);
    return undefined;
  }
  return (
    fromKnown(lowering, name, spec, known, expr) ??
    (spec.kind === "int" || spec.kind === "ints" ? undefined : mismatch())
  );
}

function fromKnown(
  lowering: Lowering,
  name: string,
  spec: AttrSpec,
  known: Tensor,
  expr: Expr,
): AttrValue | undefined {
  const [first] = known.data;
  const single = known.sizes.length === 0 ? first : undefined;
  switch (spec.kind) {
    case "bool":
      return single === undefined ? undefined : single === 1;
    case "number":
      return single;
    case "tensor":
      return known;
    case "int":
    case "ints": {
      const tooDeep = known.sizes.length > (spec.kind === "int" ? 0 : 1);
      const odd = known.data.find((entry) => !Number.isInteger(entry));
      if (tooDeep || odd !== undefined) {
        report(lowering, "not-whole", expr.span, [name, tooDeep ? "a list" : String(odd)]);
        return undefined;
      }
      return single ?? Array.from(known.data);
    }
    default:
      return undefined;
  }
}
