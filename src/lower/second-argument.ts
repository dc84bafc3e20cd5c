/** A second argument that is a dimension to PyTorch and a number to the lecture: `max(x, 1)`. Which of the two, the call says. */
import type { Callable, SecondArgument } from "../check/signature.ts";
import type { Fix } from "../problems.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { valueBefore } from "./known.ts";
import { currentSource, isForeign, textOf, type Lowering } from "./lowering.ts";
import { asTensor } from "./make.ts";
import { report } from "./report.ts";
import { NONE, type Answer, type Value } from "./values.ts";

/** What each parameter of a call was given. */
type Given = readonly (Value | undefined)[];

/**
 * Gives a second argument by position to the parameter that it is meant for. It is the dimension where `keepdim` is given,
 * and where the pair is asked for and it is a known whole number. Undefined where a person has to say it, which is reported.
 */
export function settleSecond(
  lowering: Lowering,
  { signature }: Extract<Callable, { kind: "def" }>,
  call: ExprOf<"call">,
  given: Given,
  answer: Answer,
): Given | undefined {
  const { second, params } = signature;
  if (second === undefined) return given;
  const [object, written, ...more] = positionalArguments(call);
  if (object === undefined || written === undefined) return given;
  const placeOf = (name: string): number => params.findIndex((param) => param.name === name);
  const [other, dim, keepdim] = [placeOf(second.value), placeOf(second.dim), placeOf(second.keepdim)];
  const value = given[other];
  if (value === undefined || value.kind === "none") return given;
  /** The call as PyTorch reads it: the dimension second, `keepdim` third. */
  const reduced = (kept: Value | undefined): Given =>
    params.map((_, i) => (i === other ? NONE : i === dim ? value : i === keepdim ? kept : given[i]));
  if (more.length > 0) return given[keepdim] === undefined ? reduced(given[dim]) : given;
  if (given[dim] !== undefined) return given;
  if (given[keepdim] !== undefined) return reduced(given[keepdim]);
  const readings = readingsOf(lowering, call, second);
  if (readings === undefined) {
    const isPart = answer !== "alone" && answer !== "indexed";
    return isPart && isKnownWhole(lowering, written, value) ? reduced(undefined) : given;
  }
  const { number, reduce, compare } = readings;
  const fixes = [reduce.fix, compare.fix];
  if (call.receiver !== undefined) {
    const facts = [textOf(lowering, call), reduce.text, compare.text] as const;
    report(lowering, "method-second-argument", call.span, [...facts], fixes);
    return undefined;
  }
  if (answer !== "alone") return reduced(undefined);
  const rank = (given[0] && asTensor(lowering, given[0], object))?.shape.length ?? 0;
  if (number >= -rank && number < rank && !isForeign(lowering)) {
    const facts = [textOf(lowering, call), number, reduce.text, compare.text] as const;
    report(lowering, "second-argument", call.span, [...facts], fixes);
  }
  return given;
}

/** A call that means one of two things and nothing else. */
export interface Reading {
  readonly text: string;
  readonly fix: Fix;
}

/** What `max(x, 1)` can mean, where its second argument is a whole number as written and its last. */
export function readingsOf(
  lowering: Lowering,
  call: ExprOf<"call">,
  { elementwise, dim }: SecondArgument,
): { readonly number: number; readonly reduce: Reading; readonly compare: Reading } | undefined {
  const [object, written, ...more] = positionalArguments(call);
  const number = written && wholeLiteral(lowering, written);
  const isLast = more.length === 0 && call.args.every((arg) => arg.keyword === undefined);
  if (object === undefined || number === undefined || !isLast) return undefined;
  const { span } = bare(object);
  const source = currentSource(lowering).text.slice(span.start, span.end);
  const reading = (title: string, write: (x: string) => string): Reading => {
    const text = write(textOf(lowering, { span }));
    return { text, fix: { title: `${title}: ${text}`, edits: [{ span: call.span, text: write(source) }] } };
  };
  return {
    number,
    reduce: reading("Reduce", (x) => `${call.callee.name}(${x}, ${dim}=${number})`),
    compare: reading("Compare", (x) => `${elementwise}(${x}, ${number})`),
  };
}

function positionalArguments({ receiver, args }: ExprOf<"call">): readonly Expr[] {
  const values = args.flatMap((arg) => (arg.keyword === undefined ? [arg.value] : []));
  return receiver === undefined ? values : [receiver, ...values];
}

/** A whole number as it is written, with its sign; one with a point is none. */
function wholeLiteral(lowering: Lowering, written: Expr): number | undefined {
  const { operator, number } = literalOf(lowering, written) ?? {};
  if (number === undefined) return undefined;
  const text = currentSource(lowering).text.slice(number.span.start, number.span.end);
  if (!/^[\d_]+$/.test(text)) return undefined;
  return operator === "-" ? -number.value : number.value;
}

/** A number as it is written, with its sign. */
function literalOf(
  lowering: Lowering,
  written: Expr,
): { readonly operator: "-" | "+"; readonly number: ExprOf<"number"> } | undefined {
  const expr = bare(written);
  const operator = expr.kind === "unary" ? expr.operator : "+";
  const number = expr.kind === "unary" ? bare(expr.operand) : expr;
  if (number.kind !== "number" || operator === "not") return undefined;
  lowering.tallies.readAsText.add(number);
  return { operator, number };
}

/** A loop's name, or a parameter that was given a dimension. */
function isKnownWhole(lowering: Lowering, written: Expr, value: Value): boolean {
  if (literalOf(lowering, written) !== undefined || value.kind !== "tensor") return false;
  const { node } = value;
  return (
    node.dtype !== "bool" && node.sizes.length === 0 && Number.isInteger(valueBefore(lowering, node)?.data[0])
  );
}
