/** What stands at an offset: what can be made the target, a function whose calls can be looked through. */
import { targetLines, type TargetPick } from "../lower/picks.ts";
import { touches } from "../base/span.ts";
import type { Tree } from "../syntax/tree.ts";
import { pathAt } from "../syntax/walk.ts";
import { factsOf } from "./facts.ts";
import type { View } from "./view.ts";

/** A line that says what the target is, or the top-level name at an offset. */
export function pickAt(tree: Tree, offset: number): TargetPick | undefined {
  const line = targetLines(tree).find(({ stmt }) => touches(stmt.span, offset));
  if (line !== undefined) return { kind: "line", key: line.key };
  const name = nameAt(tree, offset);
  return name === undefined ? undefined : { kind: "name", name };
}

/** The top-level name at an offset; beside one, the name that its statement binds. */
function nameAt(tree: Tree, offset: number): string | undefined {
  const path = pathAt(tree, offset);
  if (path.some((node) => "kind" in node && node.kind === "def")) return undefined;
  const [inner, outer] = [path.at(-1), path.at(-2)];
  if (inner !== undefined && "kind" in inner && inner.kind === "name") return inner.name;
  const isTarget = outer !== undefined && "annotation" in outer;
  if (
    inner !== undefined &&
    !("kind" in inner) &&
    "name" in inner &&
    typeof inner.name === "string" &&
    isTarget
  ) {
    return inner.name;
  }
  for (const node of [...path].reverse()) {
    if (!("kind" in node)) continue;
    if (node.kind === "bind") return node.targets.at(-1)?.name.name;
    if (node.kind === "augmented") return node.target.name;
  }
  return undefined;
}

/** The file's function at an offset: the one that is called there, or the one that is defined around it. */
export function functionAt({ analysis }: View, offset: number): string | undefined {
  const { callCounts } = factsOf(analysis);
  for (const node of [...pathAt(analysis.tree, offset)].reverse()) {
    if (!("kind" in node)) continue;
    if (node.kind === "call" && callCounts.has(node.callee.name)) return node.callee.name;
    if (node.kind === "def") return node.name.name;
  }
  return undefined;
}
