/** What stands at an offset: a name that can be made the target, a function whose calls can be looked through. */
import type { Tree } from "../syntax/tree.ts";
import { pathAt } from "../syntax/walk.ts";
import { factsOf } from "./facts.ts";
import type { View } from "./view.ts";

/** The top-level name at an offset; beside one, the name that its statement binds. */
export function nameAt(tree: Tree, offset: number): string | undefined {
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
    if (node.kind === "backward" && node.value.kind === "name") return node.value.name;
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
