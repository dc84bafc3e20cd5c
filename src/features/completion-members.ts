/** What can stand behind a dot: attributes, methods, functions of a module. */
import { builtins, valueAttributes } from "../check/functions.ts";
import { partNames } from "../check/parts.ts";
import { shownName, type Callable } from "../check/signature.ts";
import { isRefusal, type Attrs, type Gate } from "../graph/ir.ts";
import type { Shape } from "../tensor/shape.ts";
import { callableNamed, commonFirst, functionItem, plain, type Item } from "./completion-item.ts";
import { referenceOf, referenceText } from "./reference.ts";
import type { Scope } from "./scope.ts";
import type { Typing } from "./typing.ts";
import type { View } from "./view.ts";

const partDetails = { values: "The values of the pair.", places: "Where its values stood, from 0." };

/** Behind a dot: what a value has, and every function that takes it as its first argument. */
export function members(
  view: View,
  scope: Scope,
  { statement, module, receiver, owner }: Typing,
): readonly Item[] {
  if (module !== undefined && !scope.names.some(({ name }) => name === module))
    return moduleFunctions(module);
  const takesValue = (callable: Callable): boolean =>
    callable.kind === "gate"
      ? callable.gate.operands.length > 0 && callable.gate.marksLeaf !== true
      : callable.signature.params.length > 0;
  const isPair = receiver !== undefined && callableNamed(view, receiver)?.signature.pair === true;
  const parts = isPair ? [...partNames].map(([name, is]) => plain(name, "attribute", partDetails[is])) : [];
  const own = [...view.analysis.program.functions.values()];
  const methods = [...own, ...builtins.values()].filter(
    (one) =>
      takesValue(one) && !valueAttributes.includes(one.signature.name) && !one.signature.name.includes("."),
  );
  const unique = [...new Map(methods.reverse().map((one) => [one.signature.name, one])).values()].reverse();
  const backward: Item = {
    ...plain("backward", "keyword", "Makes this value the target: everything gets its gradient."),
    snippet: "backward()",
  };
  const isTarget = scope.def === undefined && statement.indentation === 0 && !statement.binds;
  const shape = scope.names.find(({ name }) => name === owner)?.shape;
  const isNumber = isTarget && shape?.length === 0;
  const attributes = valueAttributes.flatMap((name) => {
    const callable = builtins.get(name);
    if (callable === undefined) return [];
    const reference = referenceOf(callable);
    return [plain(name, "attribute", reference.sentence, () => referenceText(reference))];
  });
  const fitting = (isFit: boolean): readonly Item[] =>
    commonFirst(
      unique
        .filter((one) => fits(one, shape) === isFit)
        .map((one) => functionItem(referenceOf(one), shownName(one.signature), one.signature)),
    );
  return [
    ...(isNumber ? [backward] : []),
    ...parts,
    plain("shape", "attribute", "The sizes of all dimensions, known before the run."),
    ...attributes,
    ...(isTarget && !isNumber ? [backward] : []),
    ...fitting(true),
    ...fitting(false),
  ];
}

/** Behind `linalg.`: the functions of that module. */
function moduleFunctions(module: string): readonly Item[] {
  const prefix = `${module}.`;
  return [...builtins.values()]
    .filter(({ signature }) => signature.name.startsWith(prefix))
    .map((one) => functionItem(referenceOf(one), one.signature.name.slice(prefix.length), one.signature));
}

/**
 * Whether a function is for values of such a shape: a gate of one operand says so by its rule, another one by its samples, which
 * have no fewer dimensions; a function of the file by what its parameter says. What says nothing is for all, and so is every value
 * whose shape nobody knows.
 */
function fits(callable: Callable, shape: Shape | undefined): boolean {
  if (shape === undefined) return true;
  const { receiver = 0, params } = callable.signature;
  if (callable.kind === "gate") {
    const { gate } = callable;
    if (gate.scalar !== undefined) return true;
    if (params.filter(({ required }) => required).length === 1)
      return shape.length > 0 && !isRefusal(gate.shape([shape], defaultsOf(gate)));
    return gate.samples.some(({ shapes }) => (shapes[receiver]?.length ?? 0) <= shape.length);
  }
  const entries = callable.def.params[receiver]?.annotation?.entries;
  return entries === undefined || entries.length === shape.length;
}

function defaultsOf({ attrs }: Gate): Attrs {
  return Object.fromEntries(
    Object.entries(attrs).flatMap(([name, spec]) =>
      spec.default === undefined ? [] : [[name, spec.default]],
    ),
  );
}
