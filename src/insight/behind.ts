/** What lies behind a value on its ways to the target: each value is walked once, however many ways lead to it. */
import type { Node } from "../graph/ir.ts";

/** What the first part of the ways from a value has of its own, and the values from which they go on. */
export interface FirstPart<T> {
  readonly own: T;
  readonly onward: Iterable<Node>;
}

/** `join` puts a value's own and what lies behind each of those behind it into one. */
export function createBehind<T>(
  walk: (node: Node) => FirstPart<T>,
  join: (parts: readonly T[]) => T,
): (node: Node) => T {
  const walked = new Map<Node, FirstPart<T>>();
  const known = new Map<Node, T>();
  return (root) => {
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (known.has(node)) {
        stack.pop();
        continue;
      }
      const seen = walked.get(node);
      const part = seen ?? walk(node);
      walked.set(node, part);
      const onward = [...part.onward];
      // Each is known the second time that its beginning comes to the top.
      if (seen === undefined && onward.some((one) => !known.has(one))) {
        for (const one of onward) stack.push(one);
        continue;
      }
      stack.pop();
      walked.delete(node);
      const [only] = onward;
      const behind = onward.map((one) => known.get(one)!);
      known.set(node, only === undefined ? part.own : join([part.own, ...behind]));
    }
    return known.get(root)!;
  };
}
