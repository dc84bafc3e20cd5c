/** What is wrong in a backward block: the first kind of mistake that explains every number that was compared. */
import { deriveInside } from "../grad/reverse.ts";
import { replaceLeaf } from "../grad/replace.ts";
import { standardCall } from "../graph/group.ts";
import { isRefusal, type Node } from "../graph/ir.ts";
import { visitAncestors } from "../graph/order.ts";
import { matmul } from "../ops/matmul.ts";
import { transpose } from "../ops/permute.ts";
import { applyGate } from "../graph/node.ts";

import { sameSizes, shapeOf } from "../tensor/shape.ts";
import { filled, isSameTensor, type Tensor } from "../tensor/tensor.ts";
import {
  compare,
  derivativesOf,
  sampleAt,
  samplesOf,
  type BlockCall,
  type Blocks,
  type Comparison,
  type Derivative,
  type Sample,
} from "./block-samples.ts";
import {
  differenceOf,
  factorOf,
  firstDifference,
  isSameGradient,
  scaled,
  total,
  turned,
} from "./own-backward.ts";

/** Of a mistake for which a part of the block is at fault, that part and what it should be. */
export type Mistake =
  | { readonly kind: "missing-upstream" | "sign" | "missing-term" | "value" }
  /** It is so many times the derivative. */
  | { readonly kind: "factor"; readonly factor: number }
  /** It is the gradient of another parameter. */
  | { readonly kind: "swapped"; readonly other: number }
  /** All of it, or this operand of a product in it. */
  | { readonly kind: "transpose"; readonly operand: Node | undefined }
  /** It is right along this dimension, which is kept where the sum was over all. */
  | { readonly kind: "wrong-sum"; readonly sum: Node; readonly dim: number; readonly isAll: boolean }
  /** It is right where this holds, or, not `holds`, where it does not. A side is one of the parameter itself. */
  | { readonly kind: "branch"; readonly condition: Node | "positive" | "negative"; readonly holds: boolean };

export interface WrongBlock {
  readonly parameter: number;
  readonly mistake: Mistake;
  readonly call: BlockCall;
  /** The first numbers that differ: where, what the block gives and the derivative. */
  readonly shown: Comparison;
  readonly place: number;
  /** It is wrong at the mirrored point alone. */
  readonly isMirrored: boolean;
  /** At the call's own point the derivative is not finite, so that nothing is compared there. */
  readonly isDropped: boolean;
  /** Nothing else in what the block gives is wrong, but for what this was swapped with. */
  readonly isAlone: boolean;
}

/** The first wrong parameter of one block, looked at in some of its calls; undefined where all are right. */
export function findWrongBlock(blocks: Blocks, calls: readonly BlockCall[]): WrongBlock | undefined {
  const looks = calls.map((call): Look => {
    const derivatives = derivativesOf(blocks, call);
    const samples = derivatives.length === 0 ? [] : [...samplesOf(blocks, call)];
    return samples.every(isUnchanged)
      ? { call, derivatives: [], samples: [] }
      : { call, derivatives, samples };
  });
  const parameters = new Set(
    looks.flatMap(({ derivatives }) => derivatives.map(({ parameter }) => parameter)),
  );
  const wrong = [...parameters]
    .sort((a, b) => a - b)
    .flatMap((parameter) => firstWrong(blocks, looks, parameter) ?? []);
  const [first, ...others] = wrong;
  if (first === undefined) return undefined;
  const { mistake } = first;
  const swapped = mistake.kind === "swapped" ? mistake.other : undefined;
  const isBack = ({ parameter, mistake: its }: WrongParameter): boolean =>
    parameter === swapped && its.kind === "swapped" && its.other === first.parameter;
  const isAlone = others.length === (swapped === undefined ? 0 : 1) && others.every(isBack);
  return { ...first, isAlone };
}

/** Whether a call gives back what it was given: then its block is there to change the gradient, as a reversal or a clipping is. */
function isUnchanged({ call, inputs, valueOf }: Sample): boolean {
  const [output, more] = call.group.outputs;
  const value = output && valueOf(output);
  return (
    value !== undefined &&
    more === undefined &&
    [...inputs.values()].some((given) => sameSizes(given.sizes, value.sizes) && isSameTensor(given, value))
  );
}

type WrongParameter = Omit<WrongBlock, "isAlone">;

interface Look {
  readonly call: BlockCall;
  readonly derivatives: readonly Derivative[];
  readonly samples: readonly Sample[];
}

function firstWrong(blocks: Blocks, looks: readonly Look[], parameter: number): WrongParameter | undefined {
  const all = looks.flatMap(({ derivatives, samples }) => {
    const one = derivatives.find((derivative) => derivative.parameter === parameter);
    return one === undefined ? [] : [{ one, found: comparisons(blocks, samples, one) }];
  });
  const [wrong] = all
    .flatMap(({ one, found }) => found.map((comparison) => ({ one, comparison })))
    .filter(({ comparison }) => comparison.verdict === "wrong")
    .sort((a, b) => rank(a.comparison) - rank(b.comparison));
  if (wrong === undefined) return undefined;
  const { one, comparison: shown } = wrong;
  const { call } = shown.sample;
  const others = looks.find((look) => look.call === call)?.derivatives ?? [];
  const usable = all.flatMap(({ found }) => found.filter(({ verdict }) => verdict !== "at a kink"));
  const here = usable.filter(({ sample }) => sample.call === call);
  return {
    parameter,
    mistake: mistakeOf({ blocks, call, one, others, usable, here }),
    call,
    shown,
    place: firstDifference(shown.own.data, shown.derived.data),
    isMirrored: rank(shown) === ranks.indexOf("mirrored"),
    isDropped: isDroppedAt(looks.find((look) => look.call === call)?.samples ?? [], shown.of),
  };
}

/** Whether the derivative is not finite at the point of the call itself. */
function isDroppedAt(samples: readonly Sample[], { derived }: Derivative): boolean {
  const own = samples.find(({ at }) => at === "here");
  return derived !== undefined && own?.valueOf(derived)?.data.every(Number.isFinite) === false;
}

const ranks: readonly Sample["at"][] = ["arriving", "here", "near", "mirrored"];

function rank({ sample }: Comparison): number {
  return ranks.indexOf(sample.at);
}

function comparisons(blocks: Blocks, samples: readonly Sample[], one: Derivative): readonly Comparison[] {
  return samples.flatMap((sample) => compare(blocks, sample, one) ?? []);
}

interface Case {
  readonly blocks: Blocks;
  readonly call: BlockCall;
  readonly one: Derivative;
  /** The other parameters of the call. */
  readonly others: readonly Derivative[];
  readonly usable: readonly Comparison[];
  /** Those of the one call whose numbers are shown. */
  readonly here: readonly Comparison[];
}

function mistakeOf(found: Case): Mistake {
  const isAlways = (expected: (comparison: Comparison) => Tensor | undefined): boolean =>
    found.usable.every((comparison) => {
      const other = expected(comparison);
      return (
        other !== undefined &&
        sameSizes(other.sizes, comparison.own.sizes) &&
        isSameGradient(comparison.own.data, other.data)
      );
    });
  if (isAlways((one) => localOf(found, one))) return { kind: "missing-upstream" };
  if (isAlways(({ derived }) => scaled(derived, -1))) return { kind: "sign" };
  const factor = factorOf(found.usable);
  if (factor !== undefined && isAlways(({ derived }) => scaled(derived, factor)))
    return { kind: "factor", factor };
  for (const { parameter, derived } of found.others) {
    if (parameter !== found.one.parameter && isLike(found, derived))
      return { kind: "swapped", other: parameter };
  }
  if (isAlways(({ derived }) => turned(derived))) return { kind: "transpose", operand: undefined };
  return (
    transposeIn(found) ?? wrongSumIn(found) ?? branchOf(found) ?? missingTerm(found) ?? { kind: "value" }
  );
}

/** Whether the block gives what a node is, at all points of the call. */
function isLike({ here, one }: Case, node: Node | undefined): boolean {
  if (node !== undefined && !sameSizes(node.sizes, one.input.sizes)) return false;
  return here.every(({ own, sample }) => {
    const value = node === undefined ? filled(one.input.sizes, 0) : sample.valueOf(node);
    return value !== undefined && isSameGradient(own.data, value.data);
  });
}

/** Whether what the block gives would be right with another part in the place of one of its own. */
function isRightWith({ here, one }: Case, part: Node, other: Node): boolean {
  const mended = one.part && withOther(one.part, part, other);
  return (
    mended !== undefined &&
    sameSizes(mended.sizes, one.input.sizes) &&
    here.every(({ derived, sample }) => {
      const value = sample.valueOf(mended);
      return value !== undefined && isSameGradient(value.data, derived.data);
    })
  );
}

/** A value with another part, which may be of another shape; undefined where that fits no more. */
function withOther(whole: Node, part: Node, other: Node): Node | undefined {
  if (sameSizes(part.sizes, other.sizes)) return replaceLeaf(whole, part, other);
  const images = new Map<Node, Node | undefined>([[part, other]]);
  visitAncestors(
    whole,
    (node) => images.has(node),
    (node) => {
      const inputs = node.inputs.map((input) => images.get(input));
      const isSame = inputs.every((input, i) => input === node.inputs[i]);
      images.set(
        node,
        isSame ? node : inputs.includes(undefined) ? undefined : applied(node, inputs as Node[]),
      );
    },
  );
  return images.get(whole);
}

function applied({ gate, attrs }: Node, inputs: readonly Node[]): Node | undefined {
  const shape = gate.shape(
    inputs.map(({ sizes }) => shapeOf(sizes)),
    attrs,
  );
  return isRefusal(shape) ? undefined : applyGate(gate, inputs, attrs);
}

/** The derivative for an upstream gradient of 1: the local gradient alone. */
function localOf({ blocks }: Case, { sample, of: { derived } }: Comparison): Tensor | undefined {
  const upstream = sample.upstream.map(({ sizes }) => filled(sizes, 1));
  return derived && sampleAt(blocks, { ...sample, upstream }).valueOf(derived);
}

/** A block's own nodes, operands first. */
function nodesOf({ blocks, one, call }: Case): readonly Node[] {
  const nodes: Node[] = [];
  const upstream = new Set(call.upstream);
  if (one.part !== undefined)
    visitAncestors(
      one.part,
      (node) => blocks.graph.index.has(node) || upstream.has(node) || nodes.includes(node),
      (node) => nodes.push(node),
    );
  return nodes.slice(0, MOST_PARTS);
}

/** More parts than these of a block are not looked at one by one. */
const MOST_PARTS = 64;

function transposeIn(found: Case): Mistake | undefined {
  for (const product of nodesOf(found)) {
    if (product.gate !== matmul.gate) continue;
    for (const [place, operand] of product.inputs.entries()) {
      const { sizes } = operand;
      if (sizes.length < 2 || sizes.at(-1) !== sizes.at(-2)) continue;
      const inputs = product.inputs.map((one, i) => (i === place ? transpose(one, LAST_TWO) : one));
      if (isRightWith(found, product, applyGate(product.gate, inputs))) return { kind: "transpose", operand };
    }
  }
  return undefined;
}

const LAST_TWO = { dim0: -2, dim1: -1 };

function wrongSumIn(found: Case): Mistake | undefined {
  for (const sum of nodesOf(found)) {
    const [input] = sum.inputs;
    const own = [sum.attrs["dim"]].flat();
    const isAll = own.length === 0 || own[0] === null;
    if (input === undefined || (own.length !== 1 && !isAll) || !("keepdim" in sum.attrs)) continue;
    for (let dim = 0; dim < input.sizes.length; dim++) {
      const keepdim = isAll || sum.attrs["keepdim"] === true;
      const other = applyGate(sum.gate, [input], { ...sum.attrs, dim: [dim], keepdim });
      if (isRightWith(found, sum, other)) return { kind: "wrong-sum", sum, dim, isAll };
    }
  }
  return undefined;
}

/** The condition on the input that tells where the block is right. */
function branchOf(found: Case): Mistake | undefined {
  const { blocks, call, one, here } = found;
  const { nodes, groupOf } = blocks.graph;
  const { first, last } = call.group;
  const isCondition = ({ dtype, inputs }: Node): boolean => dtype === "bool" && inputs.length > 0;
  // What a person has written says most.
  const written = nodes
    .slice(first, last)
    .filter((node, i) => isCondition(node) && standardCall(groupOf[first + i]) === undefined)
    .slice(0, MOST_PARTS);
  const others = nodesOf(found).filter(isCondition);
  for (const condition of [...written, "positive", "negative", ...others] as const) {
    for (const holds of [true, false]) {
      if (typeof condition === "string" && !holds) continue;
      if (isRightWhere(condition, holds)) return { kind: "branch", condition, holds };
    }
  }
  return undefined;

  function isRightWhere(condition: Node | "positive" | "negative", holds: boolean): boolean {
    let right = 0;
    let wrong = 0;
    for (const { own, derived, sample } of here) {
      const differs = differenceOf(own.data, derived.data);
      const values = typeof condition === "string" ? sample.inputs.get(one.input) : sample.valueOf(condition);
      const isScalar = values?.data.length === 1;
      if (values === undefined || (values.data.length !== own.data.length && !isScalar)) return false;
      for (let i = 0; i < own.data.length; i++) {
        const value = values.data[isScalar ? 0 : i]!;
        const isThere =
          condition === "positive"
            ? value > 0
            : condition === "negative"
              ? value < 0
              : (value !== 0) === holds;
        const isRight = !differs(i);
        if (isThere && !isRight) return false;
        if (isThere) right++;
        else if (!isRight) wrong++;
      }
    }
    return right > 0 && wrong > 0;
  }
}

/** Whether the block is right but for one path: one use of a value, or one of several results. */
function missingTerm(found: Case): Mistake | undefined {
  const { blocks, call, one, here } = found;
  const missing: Mistake = { kind: "missing-term" };
  const { terms, derived } = one;
  for (const term of terms.slice(0, MOST_PARTS))
    if (isLike(found, total(terms.filter((other) => other !== term)))) return missing;
  if (derived === undefined) return undefined;
  for (const upstream of call.upstream.length > 1 ? call.upstream : []) {
    const zero = sampleWithout(upstream);
    if (here.every(({ own, sample }) => isSameAt(own, zero(sample)))) return missing;
  }
  const inside = deriveInside(blocks.graph, call.group, call.upstream, "by rules");
  for (const node of blocks.graph.nodes.slice(call.group.first, call.group.last).slice(0, MOST_PARTS)) {
    const uses = inside.contributions(node);
    const whole = inside.of(node);
    if (uses.length < 2 || whole === undefined) continue;
    for (const use of uses) {
      const rest = total(uses.filter((other) => other !== use).map(({ value }) => value));
      if (rest !== undefined && isLike(found, replaceLeaf(derived, whole, rest))) return missing;
    }
  }
  return undefined;

  function sampleWithout(upstream: Node): (sample: Sample) => Tensor | undefined {
    return (sample) => {
      const others = sample.call.upstream.map((node, i) =>
        node === upstream ? filled(node.sizes, 0) : sample.upstream[i]!,
      );
      return sampleAt(blocks, { ...sample, upstream: others }).valueOf(derived!);
    };
  }

  function isSameAt(own: Tensor, other: Tensor | undefined): boolean {
    return other !== undefined && isSameGradient(own.data, other.data);
  }
}
