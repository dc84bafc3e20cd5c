/** Programs and their numbers: values and gradients of the names at top level. */
import { expect, test } from "vitest";
import type { Node } from "../src/graph/ir.ts";
import { toNested } from "../src/tensor/tensor.ts";
import { analyse, viewOf } from "./check.ts";

export type Numbers = Readonly<Record<string, unknown>>;

/** Each name's last value at top level, and the target's gradient with respect to it, as nested lists. */
export function numbersOf(source: string): { readonly values: Numbers; readonly gradients: Numbers } {
  const { analysis, numbers } = viewOf(source);
  const nested = (node: Node | undefined): unknown => {
    const tensor = node && numbers?.tensor(node);
    return tensor && toNested({ sizes: tensor.sizes, data: tensor.data.map((value) => value + 0) });
  };
  const values = new Map<string, unknown>();
  const gradients = new Map<string, unknown>();
  for (const { name, topLevel, value } of analysis.program.bindings) {
    if (!topLevel) continue;
    const adjoint = value && analysis.gradient?.of(value);
    values.set(name, nested(value));
    gradients.set(name, adjoint === undefined ? 0 : nested(adjoint));
  }
  return { values: Object.fromEntries(values), gradients: Object.fromEntries(gradients) };
}

/** Holds that a program without problems has these values and gradients; other names are not looked at. */
export function checkNumbers(source: string, values: Numbers, gradients: Numbers = {}): void {
  expect(analyse(source).problems.map(({ message }) => message)).toEqual([]);
  expect(Object.keys({ ...values, ...gradients })).not.toEqual([]);
  const found = numbersOf(source);
  const only = (from: Numbers, names: Numbers) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, from[name]]));
  expect({ values: only(found.values, values), gradients: only(found.gradients, gradients) }).toEqual({
    values,
    gradients,
  });
}

export type NumberRow = readonly [title: string, source: string, values: Numbers, gradients?: Numbers];

/** A test for each program: its values, and its gradients where they are given. */
export function testNumbers(rows: readonly NumberRow[]): void {
  const cases = rows.map(([title, source, values, gradients]) => ({ title, source, values, gradients }));
  test.each(cases)("$title", ({ source, values, gradients }) => checkNumbers(source, values, gradients));
}
