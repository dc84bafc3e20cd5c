/** What one element of an operand does to every element of a result, for every gate, against central differences. */
import { describe, expect, test } from "vitest";
import { operandSpec, type Graph, type Node } from "../../src/graph/ir.ts";
import { indexNodes } from "../../src/graph/node-table.ts";
import { gateStep, localSlice } from "../../src/insight/local-slice.ts";
import { gates } from "../../src/ops/index.ts";
import { indexOf } from "../../src/tensor/axes.ts";
import { elementCount, filled, type Tensor } from "../../src/tensor/tensor.ts";
import { applyTo, evaluate, operandsFirst } from "../ops/evaluate.ts";
import { operandsOf } from "../ops/samples.ts";

/** As the records are tested: the steps of a difference must not cross a kink. */
const STEP = 1e-5;
const TOLERANCE = 1e-7;
/** So many elements of an operand are looked at. */
const MOST_PLACES = 12;
/** Their value does not follow their operand in steps as small as these, on purpose. */
const STOPS = ["detach", "param"];

const cases = gates
  .filter(({ vjp, dtype, name }) => typeof vjp === "function" && dtype !== "bool" && !STOPS.includes(name))
  .flatMap((gate) =>
    gate.samples.map((sample, i) => ({
      name: `${gate.name} ${i} ${JSON.stringify(sample.shapes)}`,
      gate,
      sample,
    })),
  );

function graphOf(node: Node): Graph {
  const nodes = operandsFirst(node);
  return { nodes, groups: [], groupOf: nodes.map(() => undefined), index: indexNodes(nodes) };
}

describe.each(cases)("$name", ({ gate, sample, name }) => {
  const operands = operandsOf(gate, sample, name);
  const node = applyTo(gate, operands, sample.attrs);

  test("each slice is the difference of the results", () => {
    node.inputs.forEach((input, operand) => {
      if (!isDifferentiable(operand)) return;
      const count = elementCount(input.sizes);
      const stride = Math.max(1, Math.ceil(count / MOST_PLACES));
      for (let place = 0; place < count; place += stride) {
        const { slices } = localSlice(graphOf(node), gateStep(node, operand), place);
        const [slice] = slices;
        const found = slice === undefined ? filled(node.sizes, 0) : evaluate(slice);
        expect(found.sizes).toEqual(node.sizes);
        const expected = difference(operand, place);
        found.data.forEach((value, i) => {
          const size = Math.max(1, Math.abs(expected[i]!), Math.abs(value));
          const where = `∂out${JSON.stringify(indexOf(i, node.sizes))}/∂${operand}${JSON.stringify(indexOf(place, input.sizes))}`;
          expect(Math.abs(value - expected[i]!) / size, `${where} ${value} ${expected[i]!}`).toBeLessThan(
            TOLERANCE,
          );
        });
      }
    });
  });

  function isDifferentiable(operand: number): boolean {
    const holds = operandSpec(gate, operand)?.holds ?? "number";
    return holds !== "integer" && node.inputs[operand]!.dtype !== "bool";
  }

  function difference(operand: number, place: number): Float64Array {
    const at = (by: number): Tensor => {
      const moved = operands.map(({ sizes, data }, i) =>
        i === operand ? { sizes, data: data.with(place, data[place]! + by) } : { sizes, data },
      );
      return evaluate(applyTo(gate, moved, sample.attrs));
    };
    const [above, below] = [at(STEP), at(-STEP)];
    return above.data.map((value, i) => (value - below.data[i]!) / (2 * STEP));
  }
});
