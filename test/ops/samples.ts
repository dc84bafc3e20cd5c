/** The operands that the tests draw for the samples of a record. */
import { expect } from "vitest";
import { operandSpec, type Gate, type Sample } from "../../src/graph/ir.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";

/**
 * The sample's operands. No two of all drawn elements are near each other, so that no step of a central difference crosses a tie:
 * each comes from a part of the range of its own, in shuffled order.
 */
export function operandsOf(gate: Gate, sample: Sample, seed: string): readonly Tensor[] {
  const [low, high] = sample.range ?? [-2, 2];
  const counts = sample.shapes.map((sizes, i) => (sample.fixed?.[i] === undefined ? elementCount(sizes) : 0));
  const count = counts.reduce((sum, each) => sum + each, 0);
  const order = drawn(`${seed} order`, [count], 0, 1).data;
  const within = drawn(seed, [count], 0.25, 0.75).data;
  const parts = Array.from({ length: count }, (_, i) => i).sort(
    (i, j) => (order[i] as number) - (order[j] as number),
  );
  let next = 0;
  return sample.shapes.map((sizes, i) => {
    const fixed = sample.fixed?.[i];
    if (fixed !== undefined) {
      expect(fixed.sizes).toEqual(sizes);
      return fixed;
    }
    expect(["number", "any"]).toContain(operandSpec(gate, i)?.holds ?? "number");
    const data = Float64Array.from({ length: counts[i] as number }, () => {
      const part = (parts[next] as number) + (within[next] as number);
      next++;
      return low + ((high - low) * part) / count;
    });
    return { sizes, data };
  });
}

export function drawn(seed: string, sizes: readonly number[], low: number, high: number): Tensor {
  const { data } = uniform(keyOfText(seed), sizes);
  return { sizes, data: data.map((value) => low + (high - low) * value) };
}
