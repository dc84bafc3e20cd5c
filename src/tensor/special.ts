/**
 * Special functions that JavaScript's `Math` lacks, to full double precision; in WebAssembly with the same steps
 * (`kernels/special.ts`).
 */
import { exp } from "./transcendental.ts";

/** Below this, erf is summed as its power series and erfc is 1 − erf; above, erfc is computed and erf is 1 − erfc. */
const SERIES_BOUND = 0.5;

/** The error function, 2/√π ∫₀ˣ exp(−t²) dt. */
export function erf(x: number): number {
  if (Math.abs(x) < SERIES_BOUND) return erfSeries(x);
  return x > 0 ? 1 - erfcOfPositive(x) : x < 0 ? erfcOfPositive(-x) - 1 : x;
}

/** The complementary error function, 1 − erf(x), exact also where it is tiny. */
export function erfc(x: number): number {
  if (Math.abs(x) < SERIES_BOUND) return 1 - erfSeries(x);
  return x > 0 ? erfcOfPositive(x) : x < 0 ? 2 - erfcOfPositive(-x) : x;
}

/** Coefficients of x²ⁿ in erf(x) / x, 2/√π (−1)ⁿ / (n! (2n + 1)) (Abramowitz and Stegun 7.1.5), enough for |x| < 0.5. */
const SERIES = [
  1.1283791670955126, -0.37612638903183754, 0.11283791670955126, -0.026866170645131252, 0.005223977625442188,
  -0.0008548327023450853, 0.00012055332981789664, -1.492565035840625e-5, 1.6462114365889248e-6,
  -1.6365844691234924e-7, 1.4807192815879218e-8, -1.2290555301717928e-9, 9.422759064650411e-11,
];

function erfSeries(x: number): number {
  const square = x * x;
  let sum = SERIES.at(-1)!;
  for (let n = SERIES.length - 2; n >= 0; n--) sum = SERIES[n]! + square * sum;
  return x * sum;
}

/**
 * Chebyshev coefficients of exp(x²) · erfc(x) · (4 + x) / 4 for x from 0.5 to infinity, as a function of u = 9 / (4 + x) − 1,
 * which runs from 1 down to −1. They were computed from the definition with sixty digits.
 */
const SCALED_ERFC = [
  0.32668784752500923, 0.2498500034446085, 0.08362641159890778, 0.024531922883083916, 0.00627576398090307,
  0.0013823909534494078, 0.00025567281259028973, 3.768978646074819e-5, 3.864576748937643e-6,
  1.2215935505779874e-7, -4.360772872867615e-8, -8.69302789574543e-9, -3.563685461848122e-10,
  1.318321462995075e-10, 2.2510609740972073e-11, -6.803395505228215e-13, -5.950686935113676e-13,
  -3.189826393394224e-14, 1.3013426648289364e-14, 1.6819551068934876e-15, -2.68178650939854e-16,
  -6.084013395862876e-17, 5.5600591465661486e-18, 2.0318938907838907e-18,
];

/** erfc for x ≥ 0.5. */
function erfcOfPositive(x: number): number {
  if (x > 28) return 0;
  const scale = 1 / (4 + x);
  const u = 9 * scale - 1;
  let next = 0;
  let afterNext = 0;
  for (let i = SCALED_ERFC.length - 1; i > 0; i--) {
    const current = SCALED_ERFC[i]! - afterNext + 2 * u * next;
    afterNext = next;
    next = current;
  }
  const series = SCALED_ERFC[0]! - afterNext + u * next;
  return 4 * scale * series * expOfMinusSquare(x);
}

/** exp(−x²) without the error that rounding x² would bring: x is split so that the larger part's square is exact. */
function expOfMinusSquare(x: number): number {
  const high = Math.fround(x);
  return exp(-high * high) * exp((high - x) * (high + x));
}
