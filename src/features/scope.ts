/** The names that can be used at a place, with what is known of them. */
import { boundNames } from "../check/bound-names.ts";
import { numberNames } from "../check/names.ts";
import type { Binding } from "../lower/program.ts";
import type { Identifier, Stmt, StmtOf } from "../syntax/tree.ts";
import { walkStatements } from "../syntax/walk.ts";
import { SCALAR_SHAPE, showShape, type Shape } from "../tensor/shape.ts";
import type { Node } from "../graph/ir.ts";
import { factsOf, gradientName, isShown, spelled } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { formatNumber } from "./format-number.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { knownOf, type View } from "./view.ts";

export interface ScopeName {
  readonly name: string;
  /** As the file writes it: `x₁` of `x1`. */
  readonly written: string;
  readonly kind: "value" | "parameter" | "constant";
  /** Its value, its gradient and its shape, as far as they are known. */
  readonly detail: () => string;
  /** Undefined where nobody knows it yet. */
  readonly shape: Shape | undefined;
}

export interface Scope {
  /** The function that the place is in. */
  readonly def: StmtOf<"def"> | undefined;
  /** At top level: the function right before, if it has no backward block yet. */
  readonly before: StmtOf<"def"> | undefined;
  readonly names: readonly ScopeName[];
}

const NOTHING = (): string => "";

/** How much of a value stands beside its name. */
const ROOM = 40;

/** The scope of a statement that starts here, whatever becomes of it, with so much indentation. */
export function scopeAt(view: View, start: number, indentation: number): Scope {
  const { statements } = view.analysis.tree;
  const above = statements.filter((stmt) => stmt.span.start < start);
  const last = above.at(-1);
  const def = indentation > 0 && last?.kind === "def" ? last : undefined;
  const names = new Map<string, ScopeName>();
  const { spellings } = factsOf(view.analysis);
  const add = (
    { name, span }: Identifier,
    kind: ScopeName["kind"],
    detail = NOTHING,
    shape?: Shape,
  ): void => {
    const written = spellings.get(name) ?? view.analysis.text.slice(span.start, span.end);
    names.delete(name);
    names.set(name, { name, written, kind, detail, shape });
  };
  const addBound = (one: Identifier, binding: Binding | undefined): void =>
    add(
      one,
      "value",
      () => detailOf(view, binding),
      binding?.value === undefined ? undefined : binding.shape,
    );
  for (const [name, value] of numberNames)
    names.set(name, {
      name,
      written: name,
      kind: "constant",
      detail: () => formatNumber(value),
      shape: SCALAR_SHAPE,
    });
  // A function sees the file's names as they stand when it is called; one with a backward block sees none.
  if (def?.backward === undefined) {
    const before = def === undefined ? start : Infinity;
    const last = lastBindings(view, before, undefined);
    for (const one of namesBound(def === undefined ? above : statements, before))
      addBound(one, last.get(one.name));
  }
  if (def !== undefined) {
    for (const param of def.params) add(param.name, "parameter");
    const inBackward = def.backward !== undefined && start > def.backward.span.start;
    const before = inBackward ? Infinity : start;
    const last = lastBindings(view, before, def);
    for (const one of namesBound(def.body, before)) addBound(one, last.get(one.name));
    if (inBackward) {
      for (const param of def.backward.params) add(param, "parameter");
      for (const one of namesBound(def.backward.body, start)) add(one, "value");
    }
  }
  const before = indentation === 0 && last?.kind === "def" && last.backward === undefined ? last : undefined;
  return { def, before, names: [...names.values()].reverse() };
}

/** The names that these statements bind before a place, each once, by its last binding; without those of functions inside. */
function namesBound(statements: readonly Stmt[], before: number): Iterable<Identifier> {
  const names = new Map<string, Identifier>();
  for (const root of statements) {
    if (root.kind === "def") continue;
    walkStatements([root], (stmt) => {
      if (stmt.span.start >= before) return;
      for (const one of boundNames(stmt)) {
        names.delete(one.name);
        names.set(one.name, one);
      }
    });
  }
  return names.values();
}

/** The last binding of each name before a place: at top level, or in the call of a function that is shown. */
function lastBindings(view: View, before: number, def: Stmt | undefined): ReadonlyMap<string, Binding> {
  const last = new Map<string, Binding>();
  for (const binding of view.analysis.program.bindings) {
    const { name, span, topLevel, group } = binding;
    const isMeant =
      def === undefined
        ? topLevel
        : span.start > def.span.start && span.start < def.span.end && isShown(view, group);
    if (isMeant && span.start < before) last.set(name, binding);
  }
  return last;
}

/** `= 3  ∂L/∂x = 0.5`, behind it the shape. */
function detailOf(view: View, binding: Binding | undefined): string {
  const value = binding?.value;
  if (binding === undefined || value === undefined) return "";
  const { analysis } = view;
  const textOf = (node: Node | undefined): string | undefined => {
    const known = node && knownOf(view, node);
    return known && formatKnown(known, value.sizes, ROOM, value.dtype === "bool");
  };
  const text = textOf(value);
  const adjoint = analysis.adjointsIn(binding.group)?.of(value);
  const gradient = adjoint !== undefined && isHidden(view, value) ? HIDDEN : textOf(adjoint);
  return [
    text === undefined ? "" : `= ${text}`,
    gradient === undefined ? "" : `${gradientName(analysis, spelled(analysis, binding.name))} = ${gradient}`,
    binding.shape.length === 0 ? "" : showShape(binding.shape),
  ]
    .filter((part) => part !== "")
    .join("  ");
}
