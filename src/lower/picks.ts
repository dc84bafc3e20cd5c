/** What a person can pick as the target instead of the file's own: a name's last value, or another line that says what the target is. */
import type { StmtOf, Tree } from "../syntax/tree.ts";
import { elementCount } from "../tensor/tensor.ts";
import type { Program, Target } from "./program.ts";

export type TargetPick =
  | { readonly kind: "name"; readonly name: string }
  /** By the key of `targetLines`. */
  | { readonly kind: "line"; readonly key: string };

/**
 * The lines that say what the target is, in the order of the file, each with a key that it keeps while other lines are edited:
 * its text, and how many lines before it say the same.
 */
export function targetLines({
  statements,
  text,
}: Tree): readonly { readonly stmt: StmtOf<"backward">; readonly key: string }[] {
  const counts = new Map<string, number>();
  return statements.flatMap((stmt) => {
    if (stmt.kind !== "backward") return [];
    const source = text.slice(stmt.span.start, stmt.span.end);
    const before = counts.get(source) ?? 0;
    counts.set(source, before + 1);
    return [{ stmt, key: `${source} ${before}` }];
  });
}

/** What was picked, where the file has it and it can be a target; `own` where that is the very same. */
export function pickedTarget(
  tree: Tree,
  program: Program,
  pick: TargetPick,
  own: Target | undefined,
): Target | undefined {
  if (program.full) return undefined;
  if (pick.kind === "line") {
    const line = targetLines(tree).find(({ key }) => key === pick.key);
    return program.targets.find(({ stmt }) => stmt === line?.stmt);
  }
  const found = lastNumber(tree, program, pick.name);
  if (found?.node === own?.node && own?.seed === undefined) return own;
  return found && { ...found, explicit: true };
}

/** The last value of a name of the file's top level, if it is one number. */
export function lastNumber({ text }: Tree, program: Program, name: string): Target | undefined {
  const compared = name.normalize("NFKC");
  const binding = program.bindings.findLast((entry) => entry.topLevel && entry.name === compared);
  const node = binding?.value;
  if (
    node === undefined ||
    binding === undefined ||
    node.dtype === "bool" ||
    elementCount(node.sizes) !== 1
  ) {
    return undefined;
  }
  const { stmt, span } = binding;
  return { text: text.slice(span.start, span.end), node, seed: undefined, stmt, explicit: false };
}
