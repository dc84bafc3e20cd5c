/** A function's own backward block: written out when its gradient is asked for, with the forward block's names in scope. */
import type { Group, Node } from "../graph/ir.ts";
import { zeros } from "../ops/creation.ts";
import type { BackwardBlock, Expr } from "../syntax/tree.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { asTensor } from "./expressions.ts";
import { moduleOf, report, type BlockSink, type Frame, type Lowering } from "./lowering.ts";
import type { CallRecord } from "./program.ts";
import { lowerBody } from "./statements.ts";
import { tensorValue, type Value } from "./values.ts";
import { createWork, reportFull } from "./work.ts";

/**
 * Gives the group its backward pass, and remembers to check it where no gradient comes by. `inputs` are the nodes that each
 * parameter was given: the body may have bound its name again, but the gradient is that of what was given. What it gives back
 * writes the block out for somebody who looks at it; undefined where it is broken.
 */
export function attachBackward(
  lowering: Lowering,
  frame: Frame,
  group: Group,
  inputs: readonly (readonly Node[])[],
  block: BackwardBlock,
): CallRecord["writeBlock"] {
  if (group.outputs.length === 0) return undefined;
  const place = lowering.builder.place();
  const { line, origin } = lowering;
  const library = frame.source.library !== undefined;
  const { params } = frame.def;
  const isBroken = moduleOf(lowering).names.broken.has(frame.def) || !takesUpstream();
  group.backward = (upstream) => {
    lowering.checkedBlocks.add(block);
    if (!isBroken) return write(upstream, undefined).flat();
    lowering.gradientBroken = true;
    return [];
  };
  if (!library && !lowering.checkedBlocks.has(block) && !lowering.pendingBlocks.has(block)) {
    lowering.pendingBlocks.set(block, () => {
      group.backward?.(group.outputs.map((output) => zeros({ size: output.sizes })));
    });
  }
  if (isBroken) return undefined;
  return (upstream) => {
    const noted = { bindings: [], exprs: [], nodes: [] };
    const { gradientBroken } = lowering;
    const parts = write(upstream, noted);
    lowering.gradientBroken = gradientBroken;
    return { ...noted, parts, inputs };
  };

  function write(
    upstream: readonly Node[],
    noted: Omit<BlockSink, "frame"> | undefined,
  ): readonly (readonly (Node | undefined)[])[] {
    const { frame: outer, line: outerLine, origin: outerOrigin, aside, draws, looking } = lowering;
    const locals = new Map(frame.locals);
    block.params.forEach((param, i) => {
      const g = upstream[i];
      if (g !== undefined) locals.set(param.name, tensorValue(g));
    });
    const own = { name: "backward", path: `${line.path}/backward`, calls: 0 };
    const inner: Frame = { ...frame, locals };
    Object.assign(lowering, {
      frame: inner,
      looking: noted && { frame: inner, ...noted },
      line: own,
      origin,
      aside: true,
      draws: new Map(),
    });
    if (lowering.finished) lowering.work = createWork();
    const result = lowering.builder.aside(place, () => lowerBody(lowering, block.body, undefined));
    reportFull(lowering, block.keyword);
    const gradients = takeGradients(result);
    Object.assign(lowering, { frame: outer, line: outerLine, origin: outerOrigin, aside, draws, looking });
    return gradients;
  }

  /** Whether it has a name for each result; where a result is a call, only its being written out tells how many there are. */
  function takesUpstream(): boolean {
    if (block.params.length === group.outputs.length) return true;
    inFrame(() =>
      report(lowering, "backward-parameter-count", block.keyword, [
        group.outputs.length,
        block.params.length,
        frame.name,
      ]),
    );
    return false;
  }

  function takeGradients(result: Value): readonly (readonly (Node | undefined)[])[] {
    const last = block.body.at(-1);
    const written = last?.kind === "return" ? last.value : undefined;
    const items = result.kind === "tuple" ? result.items : [result];
    if (result.kind === "missing" || items.length !== params.length) {
      lowering.gradientBroken = true;
      if (result.kind === "missing" || last === undefined) return [];
      inFrame(() =>
        report(lowering, "backward-return-count", last.span, [params.length, items.length, frame.name]),
      );
      return [];
    }
    return params.map(({ name }, i) => {
      const item = items[i];
      const at = written?.kind === "tuple" ? written.items[i] : written;
      return (inputs[i] ?? []).map((input) =>
        item === undefined || item.kind === "none" || at === undefined
          ? undefined
          : gradientFor(name.name, input, item, at),
      );
    });
  }

  function gradientFor(name: string, input: Node, item: Value, at: Expr): Node | undefined {
    const node = lowering.builder.aside(place, () => inFrame(() => asTensor(lowering, item, at)))?.node;
    if (node === undefined) {
      lowering.gradientBroken = true;
      return undefined;
    }
    // The library leaves the sums over broadcast dimensions to the transform; a person's block says its shape in full.
    if (library || sameSizes(node.sizes, input.sizes)) return node;
    lowering.gradientBroken = true;
    const now = frame.locals.get(name);
    const isGiven = now?.kind === "tensor" && now.node === input;
    const expected = `${showSizes(input.sizes)}${isGiven ? "" : ` as ${frame.name} was given it`}`;
    inFrame(() =>
      report(lowering, "backward-return-shape", at.span, [name, expected, showSizes(node.sizes)]),
    );
    return undefined;
  }

  function inFrame<T>(body: () => T): T {
    const { frame: outer } = lowering;
    lowering.frame = frame;
    const result = body();
    lowering.frame = outer;
    return result;
  }
}
