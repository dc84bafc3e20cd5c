/** Elementwise work on up to three tensors that broadcast: runs of neighbours, for which each operand moves on or stands still. */
import { newBuffer } from "./buffers.ts";
import { sameSizes } from "./shape.ts";
import { elementCount, type Tensor } from "./tensor.ts";
import { erf, erfc } from "./special.ts";
import { exp, log, tanh } from "./transcendental.ts";

/**
 * Writes `count` results from place `at` on. An operand is read from `p` (`q`, `r`) on, in steps of `u` (`v`, `w`), which are 1, or 0
 * where one element serves them all.
 */
export type Run = (
  to: Float64Array,
  at: number,
  count: number,
  a: Float64Array,
  p: number,
  u: number,
  b: Float64Array,
  q: number,
  v: number,
  c: Float64Array,
  r: number,
  w: number,
) => void;

/** One dimension of the result, and how far each operand moves along it. */
interface Level {
  readonly size: number;
  readonly steps: readonly number[];
}

const NOTHING = new Float64Array(0);
const STILL: readonly number[] = [0, 0, 0];

/** Applies a run to operands that broadcast to `sizes`. */
export function mapRuns(operands: readonly Tensor[], sizes: readonly number[], run: Run): Tensor {
  const data = newBuffer(elementCount(sizes));
  const a = operands[0]!.data;
  const b = operands[1]?.data ?? NOTHING;
  const c = operands[2]?.data ?? NOTHING;
  // Most values are small, and finding out how to walk them would take longer than to do it.
  const [s, t, r] = [
    plainStep(operands[0], sizes),
    plainStep(operands[1], sizes),
    plainStep(operands[2], sizes),
  ];
  if (s !== undefined && t !== undefined && r !== undefined) {
    run(data, 0, data.length, a, 0, s, b, 0, t, c, 0, r);
    return { sizes, data };
  }
  const levels = levelsOf(operands, sizes);
  const { size, steps } = levels.pop() ?? { size: 1, steps: STILL };
  const [u, v, w] = [steps[0]!, steps[1] ?? 0, steps[2] ?? 0];
  let at = 0;
  const walk = (level: number, p: number, q: number, r: number): void => {
    const outer = levels[level];
    if (outer === undefined) {
      run(data, at, size, a, p, u, b, q, v, c, r, w);
      at += size;
      return;
    }
    const [stepA, stepB, stepC] = [outer.steps[0]!, outer.steps[1] ?? 0, outer.steps[2] ?? 0];
    for (let i = 0; i < outer.size; i++) walk(level + 1, p + i * stepA, q + i * stepB, r + i * stepC);
  };
  walk(0, 0, 0, 0);
  return { sizes, data };
}

/** The step of an operand that is a number, or of the result's own sizes; undefined of others. */
function plainStep(operand: Tensor | undefined, sizes: readonly number[]): 0 | 1 | undefined {
  if (operand === undefined || operand.sizes.length === 0) return 0;
  return sameSizes(operand.sizes, sizes) ? 1 : undefined;
}

/** The result's dimensions, outermost first, without those of one entry; neighbours along which all operands move alike are one. */
function levelsOf(operands: readonly Tensor[], sizes: readonly number[]): Level[] {
  const rank = sizes.length;
  const moves = operands.map(() => 1);
  const levels: Level[] = [];
  for (let dim = rank - 1; dim >= 0; dim--) {
    const size = sizes[dim]!;
    const steps = operands.map((operand, i) => {
      const own = operand.sizes[dim - rank + operand.sizes.length] ?? 1;
      if (own === 1) return 0;
      const step = moves[i]!;
      moves[i] = step * own;
      return step;
    });
    if (size === 1) continue;
    const inner = levels.at(-1);
    if (inner?.steps.every((step, i) => step * inner.size === steps[i]) === true)
      levels[levels.length - 1] = { size: inner.size * size, steps: inner.steps };
    else levels.push({ size, steps });
  }
  return levels.reverse();
}

/** The run of a function of one element of each operand. Functions that share this loop are called through a pointer. */
export function runOf(f: (a: number, b: number, c: number) => number, operands: number): Run {
  if (operands === 1)
    return (to, at, count, a, p, u) => {
      for (let i = at; i < at + count; i++, p += u) to[i] = f(a[p]!, 0, 0);
    };
  if (operands === 2)
    return (to, at, count, a, p, u, b, q, v) => {
      for (let i = at; i < at + count; i++, p += u, q += v) to[i] = f(a[p]!, b[q]!, 0);
    };
  return (to, at, count, a, p, u, b, q, v, c, r, w) => {
    for (let i = at; i < at + count; i++, p += u, q += v, r += w) to[i] = f(a[p]!, b[q]!, c[r]!);
  };
}

/** The runs below say in one loop what the gate's function of numbers says, so that it is compiled into the loop. */

export const copyRun: Run = (to, at, count, a, p, u) => {
  if (u === 0) to.fill(a[p]!, at, at + count);
  else for (let i = at; i < at + count; i++, p++) to[i] = a[p]!;
};

export const negRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = -a[p]!;
};

export const addRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! + b[q]!;
};

export const subRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! - b[q]!;
};

export const mulRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! * b[q]!;
};

export const divRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! / b[q]!;
};

export const squareRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = a[p]! * a[p]!;
};

export const sqrtRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = Math.sqrt(a[p]!);
};

export const reciprocalRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = 1 / a[p]!;
};

export const absRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = Math.abs(a[p]!);
};

export const whereRun: Run = (to, at, count, a, p, u, b, q, v, c, r, w) => {
  for (let i = at; i < at + count; i++, p += u, q += v, r += w) to[i] = a[p]! !== 0 ? b[q]! : c[r]!;
};

export const ltRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! < b[q]! ? 1 : 0;
};

export const leRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! <= b[q]! ? 1 : 0;
};

export const gtRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! > b[q]! ? 1 : 0;
};

export const geRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! >= b[q]! ? 1 : 0;
};

export const eqRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! === b[q]! ? 1 : 0;
};

export const neRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! !== b[q]! ? 1 : 0;
};

export const andRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! !== 0 && b[q]! !== 0 ? 1 : 0;
};

export const orRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = a[p]! !== 0 || b[q]! !== 0 ? 1 : 0;
};

export const notRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = a[p]! === 0 ? 1 : 0;
};

export const maxRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = Math.max(a[p]!, b[q]!);
};

export const minRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = Math.min(a[p]!, b[q]!);
};

export const floorRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = Math.floor(a[p]!);
};

export const ceilRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = Math.ceil(a[p]!);
};

/** IEEE 754's `pow`, which JavaScript leaves in two places: 1 to any power is 1, and so is −1 to an infinite one. */
export function power(a: number, b: number): number {
  if (b === 2) return a * a;
  if (b === 1 || a === 1) return a;
  if (a === -1 && (b === Infinity || b === -Infinity)) return 1;
  return Math.pow(a, b);
}

export const powRun: Run = (to, at, count, a, p, u, b, q, v) => {
  for (let i = at; i < at + count; i++, p += u, q += v) to[i] = power(a[p]!, b[q]!);
};

/** A faster run that computes the same, where every second operand is this number. */
export function runWith(run: Run, b: number): Run {
  return run !== powRun ? run : b === 2 ? squareRun : b === 1 ? copyRun : run;
}

export const expRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = exp(a[p]!);
};

export const logRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = log(a[p]!);
};

export const tanhRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = tanh(a[p]!);
};

export const erfRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = erf(a[p]!);
};

export const erfcRun: Run = (to, at, count, a, p, u) => {
  for (let i = at; i < at + count; i++, p += u) to[i] = erfc(a[p]!);
};
