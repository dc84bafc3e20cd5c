/**
 * The worker and this side read the same text apart, and pair numbers with nodes by their place. So both must list the same
 * values in the same order, whatever versions each of them has seen before.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../../src/analysis.ts";
import type { Node } from "../../src/graph/ir.ts";
import { apply, edit, examples } from "./edits.ts";

/** Every root as its gate, its shape and the places of its operands among all that the roots need. */
function describeRoots({ roots }: Analysis): readonly string[] {
  const places = new Map<Node, number>();
  const lines: string[] = [];
  const visit = (root: Node): void => {
    const open: Node[] = [root];
    for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
      if (places.has(node)) {
        open.pop();
        continue;
      }
      const missing = node.inputs.filter((input) => !places.has(input));
      if (missing.length > 0) {
        open.push(...missing.reverse());
        continue;
      }
      open.pop();
      places.set(node, lines.length);
      const inputs = node.inputs.map((input) => places.get(input)).join(" ");
      lines.push(`${node.gate.name}[${node.sizes.join()}] ${inputs} ${JSON.stringify(node.attrs)}`);
    }
  };
  const order = roots.map((root) => {
    visit(root);
    return places.get(root);
  });
  return [...lines, order.join()];
}

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(3);
});

test.each(examples.map((text) => [text.split("\n", 1)[0] ?? "", text]))(
  "a reader that skips versions lists the same values: %s",
  (_name, text) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(edit, fc.boolean()), { minLength: 1, maxLength: 8 }), (edits) => {
        const [here, there] = [createAnalyser(), createAnalyser()];
        let now = text;
        here.analyse(now, 0, PLAIN_REQUEST);
        edits.forEach(([change, seen], i) => {
          now = apply(now, change);
          const own = here.analyse(now, i + 1, PLAIN_REQUEST);
          // The worker passes over versions that were superseded before it came to them.
          if (!seen && i < edits.length - 1) return;
          const other = there.analyse(now, i + 1, PLAIN_REQUEST);
          expect(describeRoots(other)).toEqual(describeRoots(own));
          expect(describeRoots(createAnalyser().analyse(now, i + 1, PLAIN_REQUEST))).toEqual(
            describeRoots(own),
          );
        });
      }),
      { numRuns: 4, seed: 1 },
    );
  },
);
