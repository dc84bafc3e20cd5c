/** A function's own backward block: written out when its gradient is asked for, with the forward block's names in scope. */
import type { Group, Node } from "../graph/ir.ts";
import { zeros } from "../ops/creation.ts";
import type { Fix } from "../problems.ts";
import type { BackwardBlock, Expr } from "../syntax/tree.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import {
  blockAt,
  moduleOf,
  startLine,
  textOf,
  within,
  type BlockSink,
  type Frame,
  type Lowering,
  type Where,
} from "./lowering.ts";
import { asTensor } from "./make.ts";
import type { CallRecord } from "./program.ts";
import { report } from "./report.ts";
import { reportFull } from "./room.ts";
import { lowerBody } from "./statements.ts";
import { tensorValue, type Value } from "./values.ts";
import { createWork } from "./work.ts";

/** What a block gives for each parameter, one node for each tensor that it was given; `isBroken` where that is not the gradient. */
interface Given {
  readonly parts: readonly (readonly (Node | undefined)[])[];
  readonly isBroken: boolean;
}

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
  const { tallies, where: call } = lowering;
  const { builder } = lowering.sink;
  const place = builder.place();
  const library = frame.source.library !== undefined;
  const { params } = frame.def;
  const isBroken = moduleOf(lowering).names.broken.has(frame.def) || !takesUpstream();
  group.backward = (upstream) => {
    tallies.checkedBlocks.add(block);
    const given = isBroken ? undefined : write(upstream, undefined);
    if (given?.isBroken !== false) tallies.gradientBroken = true;
    return given?.parts.flat() ?? [];
  };
  if (!library && !tallies.checkedBlocks.has(block) && !tallies.pendingBlocks.has(block)) {
    tallies.pendingBlocks.set(block, () => {
      group.backward?.(group.outputs.map((output) => zeros({ size: output.sizes })));
    });
  }
  if (isBroken) return undefined;
  return (upstream) => {
    const noted = { bindings: [], exprs: [], nodes: [] };
    const { parts } = write(upstream, noted);
    return { ...noted, parts, inputs };
  };

  function write(upstream: readonly Node[], noted: Omit<BlockSink, "frame"> | undefined): Given {
    const locals = new Map(frame.locals);
    block.params.forEach((param, i) => {
      const g = upstream[i];
      if (g !== undefined) locals.set(param.name, tensorValue(g));
    });
    const inner: Frame = { ...frame, locals };
    const where: Where = {
      ...call,
      frame: inner,
      line: blockAt(`${call.line.path}/backward`),
      // Whoever asks for the gradient may stand deep in an expression himself.
      depth: lowering.where.depth,
      aside: true,
      looking: noted && { frame: inner, ...noted },
      draws: new Map(),
    };
    if (tallies.finished) tallies.work = createWork();
    return within(lowering, where, () => {
      startLine(lowering, "backward");
      const result = builder.aside(place, () => lowerBody(lowering, block.body, undefined));
      reportFull(lowering, block.keyword);
      return takeGradients(result);
    });
  }

  /** Whether it has a name for each result; where a result is a call, only its being written out tells how many there are. */
  function takesUpstream(): boolean {
    if (block.params.length === group.outputs.length) return true;
    report(lowering, "backward-parameter-count", block.keyword, [
      group.outputs.length,
      block.params.length,
      frame.name,
    ]);
    return false;
  }

  function takeGradients(result: Value): Given {
    const last = block.body.at(-1);
    const written = last?.kind === "return" ? last.value : undefined;
    const items = result.kind === "tuple" ? result.items : [result];
    if (result.kind === "missing" || items.length !== params.length) {
      if (result.kind !== "missing" && last !== undefined)
        inFrame(() =>
          report(lowering, "backward-return-count", last.span, [params.length, items.length, frame.name]),
        );
      return { parts: [], isBroken: true };
    }
    let isBroken = false;
    const parts = params.map(({ name }, i) => {
      const item = items[i];
      const at = written?.kind === "tuple" ? written.items[i] : written;
      return (inputs[i] ?? []).map((input) => {
        if (item === undefined || item.kind === "none" || at === undefined) return undefined;
        const part = gradientFor(name.name, input, item, at);
        isBroken ||= part === undefined;
        return part;
      });
    });
    return { parts, isBroken };
  }

  /** Undefined where it is none, which is reported. */
  function gradientFor(name: string, input: Node, item: Value, at: Expr): Node | undefined {
    const node = builder.aside(place, () => inFrame(() => asTensor(lowering, item, at)))?.node;
    // The library leaves the sums over broadcast dimensions to the transform; a person's block says its shape in full.
    if (node === undefined || library || sameSizes(node.sizes, input.sizes)) return node;
    const now = frame.locals.get(name);
    const isGiven = now?.kind === "tensor" && now.node === input;
    const expected = `${showSizes(input.sizes)}${isGiven ? "" : ` as ${frame.name} was given it`}`;
    inFrame(() =>
      report(
        lowering,
        "backward-return-shape",
        at.span,
        [name, expected, showSizes(node.sizes)],
        summed(at, node.sizes, input.sizes),
      ),
    );
    return undefined;
  }

  /** Where a parameter was stretched, what comes back is summed over what was. */
  function summed(at: Expr, found: readonly number[], expected: readonly number[]): Fix | undefined {
    const added = found.length - expected.length;
    const isStretched = (size: number, dim: number): boolean => dim < added || expected[dim - added] !== size;
    const dims = found.flatMap((size, dim) => (isStretched(size, dim) ? [dim] : []));
    const kept = dims.filter((dim) => dim >= added);
    if (added < 0 || kept.some((dim) => expected[dim - added] !== 1) || (added > 0 && kept.length > 0))
      return undefined;
    const list = dims.length === 1 ? String(dims[0]) : `[${dims.join(", ")}]`;
    const along = expected.length === 0 ? "" : `, dim=${list}${kept.length > 0 ? ", keepdim=True" : ""}`;
    const text = `sum(${inFrame(() => textOf(lowering, at))}${along})`;
    return { title: `Write ${text}`, edits: [{ span: at.span, text }] };
  }

  /** In the forward block's own frame. */
  function inFrame<T>(body: () => T): T {
    return within(lowering, { ...lowering.where, frame }, body);
  }
}
