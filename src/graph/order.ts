/** Operands before what uses them: the order in which nodes can be evaluated, numbered or printed. */
import type { Node } from "./ir.ts";

/**
 * Visits the ancestors of a node and the node itself, each once, operands first and in operand order.
 * What `isDone` says true for is not visited and not looked behind; it must be true for a node once that was visited.
 */
export function visitAncestors(
  root: Node,
  isDone: (node: Node) => boolean,
  visit: (node: Node) => void,
): void {
  if (isDone(root)) return;
  const stack: Node[] = [root];
  const next: number[] = [0];
  while (stack.length > 0) {
    const top = stack.length - 1;
    const node = stack[top]!;
    const operand = next[top]!;
    const input = node.inputs[operand];
    if (input !== undefined) {
      next[top] = operand + 1;
      if (!isDone(input)) {
        stack.push(input);
        next.push(0);
      }
      continue;
    }
    stack.pop();
    next.pop();
    if (!isDone(node)) visit(node);
  }
}

/** The roots and all that they are computed from, operands first; deterministic. */
export function topologicalOrder(roots: readonly Node[]): readonly Node[] {
  const seen = new Set<Node>();
  for (const root of roots) {
    visitAncestors(
      root,
      (node) => seen.has(node),
      (node) => seen.add(node),
    );
  }
  return [...seen];
}
