/** The one table of gates, by family; its order is the order in completion and in the documentation. */
import type { Gate } from "../graph/ir.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { block_diag } from "./block-diag.ts";
import { spherical_bessel } from "./bessel.ts";
import { cholesky } from "./cholesky.ts";
import { eq, ge, gt, le, lt, ne } from "./comparison.ts";
import { arange, eye, full, linspace, ones, zeros } from "./creation.ts";
import { data } from "./data.ts";
import { boolConstant, constant } from "./define.ts";
import { cofactor, det, log_abs_det } from "./determinant.ts";
import { floorDivide, fmod, remainder } from "./division.ts";
import { einsum } from "./einsum.ts";
import { ensure } from "./ensure.ts";
import { erf, erfc } from "./error-function.ts";
import { exp, expm1, log, log10, log1p, log2 } from "./exponential.ts";
import { amax, amin, argmax, argmin, max_along, min_along } from "./extremes.ts";
import { digamma, lgamma, polygamma } from "./gamma.ts";
import { gather, scatter_add } from "./gather.ts";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "./hyperbolic.ts";
import { copy, detach, param } from "./identity.ts";
import { index, place } from "./indexing.ts";
import { cat, stack } from "./join.ts";
import { solve_linear } from "./linear-system.ts";
import { logicalAnd, logicalNot, logicalOr } from "./logic.ts";
import { matmul } from "./matmul.ts";
import { argsort, cummax_place } from "./ordering.ts";
import { flip, permute, transpose, tril, triu } from "./permute.ts";
import { hypot, pow, reciprocal, sqrt, square } from "./powers.ts";
import { rand, randn } from "./random.ts";
import { mean, prod, sum } from "./reduction.ts";
import { broadcast_to, flatten, reshape, squeeze, unsqueeze } from "./reshape.ts";
import { abs, ceil, floor, round, sign } from "./rounding.ts";
import { cumprod, cumsum, recurrence } from "./scan.ts";
import { maximum, minimum, where } from "./select.ts";
import { acos, asin, atan, atan2, cos, sin, tan } from "./trigonometric.ts";
import { add_windows, windows } from "./windows.ts";

/** Gates that belong together, under the name that the reference gives them. */
export interface GateFamily {
  readonly title: string;
  readonly gates: readonly Gate[];
}

export const gateFamilies: readonly GateFamily[] = [
  {
    title: "Leaves and names",
    gates: [constant.gate, boolConstant.gate, data.gate, copy.gate, param.gate, detach.gate],
  },
  {
    title: "Arithmetic",
    gates: [
      neg.gate,
      add.gate,
      sub.gate,
      mul.gate,
      div.gate,
      floorDivide.gate,
      remainder.gate,
      pow.gate,
      matmul.gate,
      einsum.gate,
      solve_linear.gate,
      det.gate,
      cofactor.gate,
      log_abs_det.gate,
      cholesky.gate,
    ],
  },
  {
    title: "Functions of one number",
    gates: [
      exp.gate,
      expm1.gate,
      log.gate,
      log1p.gate,
      log2.gate,
      log10.gate,
      sqrt.gate,
      square.gate,
      reciprocal.gate,
      abs.gate,
      sign.gate,
      floor.gate,
      ceil.gate,
      round.gate,
      sin.gate,
      cos.gate,
      tan.gate,
      asin.gate,
      acos.gate,
      atan.gate,
      sinh.gate,
      cosh.gate,
      tanh.gate,
      asinh.gate,
      acosh.gate,
      atanh.gate,
      erf.gate,
      erfc.gate,
      lgamma.gate,
      digamma.gate,
      polygamma.gate,
      spherical_bessel.gate,
    ],
  },
  {
    title: "Functions of two numbers",
    gates: [fmod.gate, hypot.gate, atan2.gate, maximum.gate, minimum.gate],
  },
  {
    title: "Choices",
    gates: [
      where.gate,
      ensure.gate,
      lt.gate,
      le.gate,
      gt.gate,
      ge.gate,
      eq.gate,
      ne.gate,
      logicalAnd.gate,
      logicalOr.gate,
      logicalNot.gate,
    ],
  },
  {
    title: "Folding dimensions",
    gates: [
      sum.gate,
      mean.gate,
      prod.gate,
      amax.gate,
      amin.gate,
      max_along.gate,
      min_along.gate,
      argmax.gate,
      argmin.gate,
      argsort.gate,
      cummax_place.gate,
      cumsum.gate,
      cumprod.gate,
      recurrence.gate,
    ],
  },
  {
    title: "Shapes",
    gates: [
      reshape.gate,
      flatten.gate,
      squeeze.gate,
      unsqueeze.gate,
      broadcast_to.gate,
      transpose.gate,
      permute.gate,
      flip.gate,
      tril.gate,
      triu.gate,
    ],
  },
  {
    title: "Joining and picking",
    gates: [
      cat.gate,
      stack.gate,
      block_diag.gate,
      index.gate,
      place.gate,
      gather.gate,
      scatter_add.gate,
      windows.gate,
      add_windows.gate,
    ],
  },
  {
    title: "Making tensors",
    gates: [zeros.gate, ones.gate, full.gate, eye.gate, arange.gate, linspace.gate, rand.gate, randn.gate],
  },
];

export const gates: readonly Gate[] = gateFamilies.flatMap((family) => family.gates);

const byName: ReadonlyMap<string, Gate> = new Map(gates.map((gate) => [gate.name, gate]));

/** The gate of a name, internal ones too. */
export function gateByName(name: string): Gate | undefined {
  return byName.get(name);
}
