/** Random graphs of some forty nodes, some in a group: nothing in their pictures lies over anything else. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { createTape, type GateName, type Value } from "../fixtures/webview/tape.ts";
import { faults, layOut, tall, wide } from "./lay-out.ts";

// Graphviz takes its time on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

const binary: readonly GateName[] = ["add", "sub", "mul", "max"];
const unary: readonly GateName[] = ["exp", "neg", "relu", "sigmoid"];

/** One gate: which one, which earlier values it reads, whether it is in the group and has a name. */
const step = fc.record({
  gate: fc.nat(7),
  reads: fc.tuple(fc.nat(), fc.nat()),
  grouped: fc.boolean(),
  named: fc.boolean(),
  constant: fc.integer({ min: 0, max: 5 }),
});

describe("random graphs", () => {
  it("have pictures without faults", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { minLength: 1, maxLength: 34, size: "max" }),
        async (leaves, steps) => {
          const view = makeView(leaves, steps);
          for (const panel of [wide, tall]) expect(faults(await layOut(view, panel))).toEqual([]);
        },
      ),
      { numRuns: 100, seed: 7, endOnFailure: true },
    );
  });
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function makeView(leaves: number, steps: readonly Step[]): GraphView {
  const tape = createTape("file:///random.grad");
  const values: Value[] = Array.from({ length: leaves }, (_, index) => tape.leaf(`x${index}`, index / 3));
  // Groups are opened calls: a run of gates that stand together.
  const from = Math.floor(steps.length / 3);
  const to = Math.floor((2 * steps.length) / 3);
  const isGrouped = steps[0]?.grouped === true;
  const add = ({ gate, reads, named, constant }: Step): Value => {
    const pick = (index: number): Value => values[index % values.length]!;
    const second = (): Value => (constant === 0 ? tape.constant(2) : pick(reads[1]));
    const name = named ? `v${values.length}` : undefined;
    const made =
      gate < 4
        ? tape.gate(binary[gate]!, [pick(reads[0]), second()], name)
        : tape.gate(unary[gate - 4]!, [pick(reads[0])], name);
    values.push(made);
    return made;
  };
  let last: Value = values[0]!;
  for (const one of steps.slice(0, from)) last = add(one);
  const inside = (): Value => {
    let result = last;
    for (const one of steps.slice(from, to)) result = add(one);
    return result;
  };
  last = isGrouped ? tape.group("g", "opened(x)", inside) : inside();
  for (const one of steps.slice(to)) last = add(one);
  return tape.view(last, "f");
}
