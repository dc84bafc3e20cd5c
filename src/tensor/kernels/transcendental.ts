/**
 * exp, log and tanh of two numbers at a time. Each step is that of `../transcendental.ts`, where the constants are explained: the
 * numbers are the same bit for bit.
 */

const ROUND: f64 = 6755399441055744;
const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

export function expOf(x: v128): v128 {
  const near = f64x2.pmax(f64x2.pmin(x, f64x2.splat(710)), f64x2.splat(-746));
  const rounded = f64x2.add(f64x2.mul(near, f64x2.splat(LOG2_E)), f64x2.splat(ROUND));
  const k = f64x2.sub(rounded, f64x2.splat(ROUND));
  const high = f64x2.sub(near, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(k, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(high, low);
  const square = f64x2.mul(r, r);
  let p = f64x2.splat(4.1381367970572385e-8);
  p = f64x2.add(f64x2.splat(-1.6533902205465252e-6), f64x2.mul(square, p));
  p = f64x2.add(f64x2.splat(6.613756321437934e-5), f64x2.mul(square, p));
  p = f64x2.add(f64x2.splat(-0.0027777777777015593), f64x2.mul(square, p));
  p = f64x2.add(f64x2.splat(0.16666666666666602), f64x2.mul(square, p));
  const c = f64x2.sub(r, f64x2.mul(square, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, quotient), high));
  const whole = i64x2.sub(rounded, i64x2.splat(reinterpret<i64>(ROUND)));
  const half = i64x2.shr_s(whole, 1);
  return f64x2.mul(f64x2.mul(y, powerOf(half)), powerOf(i64x2.sub(whole, half)));
}

/** 2 to a whole power of a normal number. */
function powerOf(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}

const ROOT_HALF: i64 = 0x3fe6a09e00000000;
const ONE: i64 = 0x3ff0000000000000;

export function logOf(x: v128): v128 {
  const isSmall = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
  const normal = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984)), x, isSmall);
  const shifted = i64x2.add(normal, i64x2.splat(ONE - ROOT_HALF));
  const power = i64x2.sub(i64x2.shr_u(shifted, 52), i64x2.splat(1023));
  const significand = i64x2.add(v128.and(shifted, i64x2.splat(0x000fffffffffffff)), i64x2.splat(ROOT_HALF));
  const f = f64x2.sub(significand, f64x2.splat(1));
  const whole = i64x2.sub(power, v128.and(isSmall, i64x2.splat(54)));
  const k = f64x2.sub(i64x2.add(whole, i64x2.splat(reinterpret<i64>(ROUND))), f64x2.splat(ROUND));
  const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = f64x2.mul(w, f64x2.splat(0.15313837699209373));
  even = f64x2.mul(w, f64x2.add(f64x2.splat(0.22222198432149784), even));
  even = f64x2.mul(w, f64x2.add(f64x2.splat(0.3999999999940942), even));
  let odd = f64x2.mul(w, f64x2.splat(0.14798198605116586));
  odd = f64x2.mul(w, f64x2.add(f64x2.splat(0.1818357216161805), odd));
  odd = f64x2.mul(w, f64x2.add(f64x2.splat(0.2857142874366239), odd));
  odd = f64x2.mul(z, f64x2.add(f64x2.splat(0.6666666666666735), odd));
  let result = f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even)));
  result = f64x2.sub(f64x2.add(result, f64x2.mul(k, f64x2.splat(LN2_LOW))), half);
  result = f64x2.add(f64x2.add(result, f), f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  result = v128.bitselect(x, result, f64x2.eq(x, f64x2.splat(Infinity)));
  result = v128.bitselect(f64x2.splat(-Infinity), result, f64x2.eq(x, f64x2.splat(0)));
  return v128.bitselect(result, f64x2.splat(NaN), f64x2.ge(x, f64x2.splat(0)));
}

export function tanhOf(x: v128): v128 {
  const size = f64x2.abs(x);
  const one = f64x2.splat(1);
  const e = expOf(f64x2.mul(f64x2.splat(2), size));
  const far = f64x2.sub(one, f64x2.div(f64x2.splat(2), f64x2.add(e, one)));
  const signed = v128.or(far, v128.and(x, f64x2.splat(-0.0)));
  const z = f64x2.mul(x, x);
  let top = f64x2.mul(f64x2.splat(-0.9643991794250523), z);
  top = f64x2.mul(f64x2.add(top, f64x2.splat(-99.28772310019185)), z);
  top = f64x2.add(top, f64x2.splat(-1614.6876844170845));
  let bottom = f64x2.mul(f64x2.add(z, f64x2.splat(112.81167849163293)), z);
  bottom = f64x2.mul(f64x2.add(bottom, f64x2.splat(2235.4883906010045)), z);
  bottom = f64x2.add(bottom, f64x2.splat(4844.063053251255));
  const curve = f64x2.add(x, f64x2.mul(f64x2.mul(x, z), f64x2.div(top, bottom)));
  const near = v128.bitselect(x, curve, f64x2.eq(z, f64x2.splat(0)));
  return v128.bitselect(signed, near, f64x2.ge(size, f64x2.splat(0.625)));
}
