/** Which values and gradients of a file are computed when a step through its graph is over. */
import type { Node } from "../graph/ir.ts";
import type { StepPlace } from "../protocol/steps-view.ts";
import { adjointsFor, sendsAlong, TARGET_ID } from "./drawn.ts";
import { factsOf } from "./facts.ts";
import { pictureOf, type Picture, type Step } from "./picture.ts";
import { withTurns } from "./turns.ts";
import type { Passed, View } from "./view.ts";

/** Undefined where the graph has no such step. */
export function passedAt(view: View, { pass, node, opened }: StepPlace): Passed | undefined {
  const { analysis } = view;
  const { graph } = analysis.program;
  const { bindingOf } = factsOf(analysis);
  const indexOf = (one: Node): number => graph.index.get(one) ?? Infinity;
  const picture = pictureOf(analysis, withTurns(view, opened));
  const step = picture.steps.find(({ id }) => id === node);
  if (step === undefined && node !== undefined && node !== TARGET_ID) return undefined;
  // Steps come in the order of the graph, and what is in one of them stands there side by side.
  const isForward = pass === "forward";
  const valuesEnd = isForward ? (step === undefined ? 0 : endOf(step)) : Infinity;
  const gradientsFrom = isForward || step === undefined ? Infinity : startOf(step);
  return {
    hasValue(value) {
      let made = value;
      // A second name is there with what it names.
      while (bindingOf.get(made)?.leaf !== true && made.gate.isCopy === true) made = made.inputs[0]!;
      return bindingOf.get(made)?.leaf === true || made.inputs.length === 0 || indexOf(made) < valuesEnd;
    },
    hasGradient(value) {
      if (isForward) return false;
      const maker = picture.makerOf.get(value);
      // What is computed within a step is known with all of it.
      if (maker === undefined) return indexOf(value) >= gradientsFrom;
      const sender = lastSender(view, picture).get(maker);
      if (sender !== undefined) return sender >= gradientsFrom;
      // The target's own comes first, and of what has none that is known. What no step tells of comes at the end.
      const isTarget = analysis.target !== undefined && maker === picture.makerOf.get(analysis.target.node);
      return isTarget || adjointsFor(analysis, maker)?.of(maker.node) === undefined;
    },
    isBehind: ({ first }) => first >= gradientsFrom,
  };

  function startOf({ group, node: made }: Step): number {
    return Math.min(group?.first ?? Infinity, indexOf(made));
  }

  function endOf({ group, node: made }: Step): number {
    return Math.max(group?.last ?? 0, indexOf(made) + 1);
  }

  /** Where the step stands that is the last one to send something back to what another step has made. */
  function lastSender(of: View, drawn: Picture): ReadonlyMap<Step, number> {
    const known = senders.get(drawn);
    if (known !== undefined) return known;
    const found = new Map<Step, number>();
    for (const sender of drawn.steps) {
      if (sender.kind === "leaf" || sender.kind === "constant") continue;
      for (const operand of sender.wires) {
        const maker = drawn.makerOf.get(sender.reads[operand]!);
        if (maker !== undefined && sendsAlong(of, sender, operand))
          found.set(maker, Math.min(found.get(maker) ?? Infinity, startOf(sender)));
      }
    }
    senders.set(drawn, found);
    return found;
  }
}

const senders = new WeakMap<Picture, ReadonlyMap<Step, number>>();
