/** Signature help at `$0`. */
import { describe, expect, test } from "vitest";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import { viewOf } from "../check.ts";
import { atCaret } from "./caret.ts";

describe("signature help", () => {
  test("tells how places are asked for", () => {
    const { source, offset } = atCaret("y = sort($0)");
    expect(signatureHelpAt(viewOf(source), offset)?.documentation).toBe(
      "The elements in order of size along a dimension. v, i = sort(x) gives their places too.",
    );
  });

  const help = (marked: string): string => {
    const { source, offset } = atCaret(marked);
    const found = signatureHelpAt(viewOf(source), offset);
    if (found === undefined) return "(none)";
    const { label, parameters, active } = found;
    const span = active === undefined ? undefined : parameters[active]?.span;
    return span === undefined
      ? label
      : `${label.slice(0, span.start)}<${label.slice(span.start, span.end)}>${label.slice(span.end)}`;
  };

  test.each<readonly [marked: string, shown: string]>([
    ["y = sum($0", "sum(<x>, dim=None, keepdim=False)"],
    ["y = sum(x, $0)", "sum(x, <dim=None>, keepdim=False)"],
    ["y = x.sum($0)", "sum(x, <dim=None>, keepdim=False)"],
    ["y = sum(x, keepdim=$0)", "sum(x, dim=None, <keepdim=False>)"],
    ["y = sum(x, kee$0pdim=True)", "sum(x, dim=None, <keepdim=False>)"],
    ["y = sum(x, $0keepdim = True)", "sum(x, dim=None, <keepdim=False>)"],
    ["y = sum(x, keepdim$0=True)", "sum(x, dim=None, <keepdim=False>)"],
    ["y = sum(x$0 == x)", "sum(<x>, dim=None, keepdim=False)"],
    ["y = sum(exp(x), kind$0=1)", "sum(x, dim=None, keepdim=False)"],
    ["y = sum([1, $0])", "sum(<x>, dim=None, keepdim=False)"],
    ["y = sum(exp($0))", "exp(<x>)"],
    ["y = sum(exp(x), $0)", "sum(x, <dim=None>, keepdim=False)"],
    ["y = exp(x, $0)", "exp(x)"],
    ["y = zeros(2, 3, $0)", "zeros(<size>)"],
    ["y = len($0)", "len(<x>)"],
    ["y = linalg.solve(x, $0)", "linalg.solve(A, <B>, left=True)"],
    ["y = torch.linalg.inv($0", "linalg.inv(<x>)"],
    ["y = x.clip($0)", "clip(x, <min=None>, max=None)"],
    ["y = x.polygamma($0)", "polygamma(<n>, x)"],
    ["y = polygamma(2, $0)", "polygamma(n, <x>)"],
    ["def f(a, b=2):\n    return a\ny = f(1, $0", "f(a, <b=2>)"],
    ["y = nothing($0)", "(none)"],
    ["y = ($0)", "(none)"],
    ["y = sum(x)$0", "(none)"],
  ])("%j: %s", (line, shown) => {
    expect(help(`x = [1, 2]\n${line}`)).toBe(shown);
  });
});
