/** Storage goes from an old value to a new one only where no value holds it any more: views, copies and values that stay keep theirs. */
import { expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import type { Node } from "../../src/graph/ir.ts";
import { createEngine, runRoots } from "../../src/run.ts";

const text = `
x = randn(100, 50, seed=1)
stays = randn(100, 50, seed=2)
copied = x
seen = reshape(copied, [50, 100])
turned = (stays * 2).T
y = seen * turned + exp(seen)
z = reshape(y, [5000]) ** 2
doubled = stays + stays
L = sum(z) + sum(copied * doubled)
L.backward()
`;

test("after new numbers of a leaf, all values are those of an engine that has never seen others", () => {
  const analysis = createAnalyser().analyse(text, 0, PLAIN_REQUEST);
  const { roots, inputs } = analysis;
  const leaf = analysis.program.bindings[0]!.value!;
  const withLeaf = (factor: number): ReadonlyMap<Node, { sizes: readonly number[]; data: Float64Array }> => {
    const data = Float64Array.from({ length: 5000 }, (_, i) => factor * Math.sin(i));
    return new Map([...inputs, [leaf, { sizes: [100, 50], data }]]);
  };
  const engine = createEngine(10_000);
  runRoots(engine, roots, inputs, 2 ** 30);
  for (const factor of [1, 2, 3, -1]) {
    const { numbers } = runRoots(engine, roots, withLeaf(factor), 2 ** 30);
    const fresh = runRoots(createEngine(10_000), roots, withLeaf(factor), 2 ** 30).numbers;
    for (const root of roots) {
      expect(numbers.tensor(root)?.data, root.gate.name).toEqual(fresh.tensor(root)!.data);
      // What the engine itself still has is what it has told.
      const starts = root.sizes.map(() => 0);
      expect(engine.executor.window(root.id, { starts, sizes: root.sizes })?.data).toEqual(
        fresh.tensor(root)!.data,
      );
    }
  }
});
