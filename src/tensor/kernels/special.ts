/** The error function and its complement of blocks of numbers: the steps of `../special.ts`, where they are explained. */
import { expBlock } from "./transcendental";

const SERIES_TERMS: usize = 13;
const series = memory.data<f64>([
  1.1283791670955126, -0.37612638903183754, 0.11283791670955126, -0.026866170645131252, 0.005223977625442188,
  -0.0008548327023450853, 0.00012055332981789664, -1.492565035840625e-5, 1.6462114365889248e-6,
  -1.6365844691234924e-7, 1.4807192815879218e-8, -1.2290555301717928e-9, 9.422759064650411e-11,
]);

const CHEBYSHEV_TERMS: usize = 24;
const chebyshev = memory.data<f64>([
  0.32668784752500923, 0.2498500034446085, 0.08362641159890778, 0.024531922883083916, 0.00627576398090307,
  0.0013823909534494078, 0.00025567281259028973, 3.768978646074819e-5, 3.864576748937643e-6,
  1.2215935505779874e-7, -4.360772872867615e-8, -8.69302789574543e-9, -3.563685461848122e-10,
  1.318321462995075e-10, 2.2510609740972073e-11, -6.803395505228215e-13, -5.950686935113676e-13,
  -3.189826393394224e-14, 1.3013426648289364e-14, 1.6819551068934876e-15, -2.68178650939854e-16,
  -6.084013395862876e-17, 5.5600591465661486e-18, 2.0318938907838907e-18,
]);

/** Room for two blocks: the parts of an exponent. */
const LONGEST: usize = 4096 << 3;
const high = memory.data(65536, 16);
const low = high + LONGEST;

function exponentials(a: usize, count: i32): void {
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = f64x2.abs(v128.load(a + at));
    const part = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x));
    v128.store(high + at, f64x2.mul(f64x2.neg(part), part));
    v128.store(low + at, f64x2.mul(f64x2.sub(part, x), f64x2.add(part, x)));
  }
  expBlock(high, high, high, high, count);
  expBlock(low, low, low, low, count);
}

/** erf near 0. */
function near(x: v128): v128 {
  const square = f64x2.mul(x, x);
  let sum = v128.load_splat<f64>(series + ((SERIES_TERMS - 1) << 3));
  for (let at = series + ((SERIES_TERMS - 2) << 3); at >= series; at -= 8)
    sum = f64x2.add(v128.load_splat<f64>(at), f64x2.mul(square, sum));
  return f64x2.mul(x, sum);
}

/** erfc of the number's size, with the exponentials that are there for it. */
function far(x: v128, at: usize): v128 {
  const size = f64x2.abs(x);
  const scale = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(4), size));
  const u = f64x2.sub(f64x2.mul(f64x2.splat(9), scale), f64x2.splat(1));
  const twice = f64x2.mul(f64x2.splat(2), u);
  let next = f64x2.splat(0);
  let afterNext = next;
  for (let place = chebyshev + ((CHEBYSHEV_TERMS - 1) << 3); place > chebyshev; place -= 8) {
    const rest = f64x2.sub(v128.load_splat<f64>(place), afterNext);
    afterNext = next;
    next = f64x2.add(rest, f64x2.mul(twice, next));
  }
  const sum = f64x2.add(f64x2.sub(v128.load_splat<f64>(chebyshev), afterNext), f64x2.mul(u, next));
  const scaled = f64x2.mul(f64x2.mul(f64x2.splat(4), scale), sum);
  const result = f64x2.mul(scaled, f64x2.mul(v128.load(high + at), v128.load(low + at)));
  return v128.bitselect(f64x2.splat(0), result, f64x2.gt(size, f64x2.splat(28)));
}

export function erfBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  const bytes = (<usize>count) << 3;
  exponentials(a, count);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(a + at);
    const complement = f64x2.sub(one, far(x, at));
    const signed = v128.or(complement, v128.and(x, f64x2.splat(-0.0)));
    const isNear = f64x2.lt(f64x2.abs(x), f64x2.splat(0.5));
    v128.store(to + at, v128.bitselect(near(x), signed, isNear));
  }
}

export function erfcBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  const bytes = (<usize>count) << 3;
  exponentials(a, count);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(a + at);
    const positive = far(x, at);
    const isNegative = f64x2.lt(x, f64x2.splat(0));
    const signed = v128.bitselect(f64x2.sub(f64x2.splat(2), positive), positive, isNegative);
    const isNear = f64x2.lt(f64x2.abs(x), f64x2.splat(0.5));
    v128.store(to + at, v128.bitselect(f64x2.sub(one, near(x)), signed, isNear));
  }
}
