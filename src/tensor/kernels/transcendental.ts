/**
 * exp, log and tanh of blocks of numbers, two at a time. Each step is that of `../transcendental.ts`, where the constants are
 * explained: the numbers are the same bit for bit. Counts are even, and a result does not lie where the operand does.
 */

const ROUND: f64 = 6755399441055744;

/** Constants are read from memory before a loop: written into it they would be made anew for each two numbers. */
const constants = memory.data<f64>([
  // LOG2_E, ROUND, and LN2 in two parts.
  1.4426950408889634, 6755399441055744, 0.6931471803691238, 1.9082149292705877e-10,
  // exp: what is beyond the numbers, and the polynomial.
  710, -746, 0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6,
  4.1381367970572385e-8,
  // log: the polynomial, and the smallest normal number.
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586, 2.2250738585072014e-308,
  // tanh: the two polynomials near 0.
  -0.9643991794250523, -99.28772310019185, -1614.6876844170845, 112.81167849163293, 2235.4883906010045,
  4844.063053251255,
]);

function constant(place: usize): v128 {
  return v128.load_splat<f64>(constants + (place << 3));
}

export function expBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  const log2e = constant(0);
  const round = constant(1);
  const ln2High = constant(2);
  const ln2Low = constant(3);
  const most = constant(4);
  const least = constant(5);
  const p1 = constant(6);
  const p2 = constant(7);
  const p3 = constant(8);
  const p4 = constant(9);
  const p5 = constant(10);
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  // Beside it a power of 2 is a whole number of no sign, and half of it stands where an exponent does, but for the shift.
  const none = i64x2.splat(reinterpret<i64>(ROUND) - 2046);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const near = f64x2.pmax(f64x2.pmin(v128.load(a + at), most), least);
    const rounded = f64x2.add(f64x2.mul(near, log2e), round);
    const k = f64x2.sub(rounded, round);
    const high = f64x2.sub(near, f64x2.mul(k, ln2High));
    const low = f64x2.mul(k, ln2Low);
    const r = f64x2.sub(high, low);
    const square = f64x2.mul(r, r);
    let p = f64x2.add(p4, f64x2.mul(square, p5));
    p = f64x2.add(p3, f64x2.mul(square, p));
    p = f64x2.add(p2, f64x2.mul(square, p));
    p = f64x2.add(p1, f64x2.mul(square, p));
    const c = f64x2.sub(r, f64x2.mul(square, p));
    const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(two, c));
    const y = f64x2.sub(one, f64x2.sub(f64x2.sub(low, quotient), high));
    const whole = i64x2.sub(rounded, none);
    const half = i64x2.shr_u(whole, 1);
    const first = f64x2.mul(y, i64x2.shl(half, 52));
    v128.store(to + at, f64x2.mul(first, i64x2.shl(i64x2.sub(whole, half), 52)));
  }
}

const ROOT_HALF: i64 = 0x3fe6a09e00000000;
const ONE: i64 = 0x3ff0000000000000;

export function logBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  const round = constant(1);
  const ln2High = constant(2);
  const ln2Low = constant(3);
  const l1 = constant(11);
  const l2 = constant(12);
  const l3 = constant(13);
  const l4 = constant(14);
  const l5 = constant(15);
  const l6 = constant(16);
  const l7 = constant(17);
  const smallest = constant(18);
  const zero = f64x2.splat(0);
  const halfOne = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const infinity = f64x2.splat(Infinity);
  const rootHalf = i64x2.splat(ROOT_HALF);
  const shift = i64x2.splat(ONE - ROOT_HALF);
  const significands = i64x2.splat(0x000fffffffffffff);
  const whole = i64x2.splat(reinterpret<i64>(ROUND) - 1023);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(a + at);
    const isPlain = v128.and(f64x2.ge(x, smallest), f64x2.lt(x, infinity));
    const arePlain = i64x2.all_true(isPlain);
    let normal = x;
    let none = whole;
    if (!arePlain) {
      const isSmall = f64x2.lt(x, smallest);
      normal = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984)), x, isSmall);
      none = i64x2.sub(whole, v128.and(isSmall, i64x2.splat(54)));
    }
    const shifted = i64x2.add(normal, shift);
    const k = f64x2.sub(i64x2.add(i64x2.shr_u(shifted, 52), none), round);
    const f = f64x2.sub(i64x2.add(v128.and(shifted, significands), rootHalf), one);
    const half = f64x2.mul(f64x2.mul(halfOne, f), f);
    const s = f64x2.div(f, f64x2.add(two, f));
    const z = f64x2.mul(s, s);
    const w = f64x2.mul(z, z);
    const even = f64x2.mul(w, f64x2.add(l2, f64x2.mul(w, f64x2.add(l4, f64x2.mul(w, l6)))));
    const odd = f64x2.add(l3, f64x2.mul(w, f64x2.add(l5, f64x2.mul(w, l7))));
    const both = f64x2.add(f64x2.mul(z, f64x2.add(l1, f64x2.mul(w, odd))), even);
    let result = f64x2.mul(s, f64x2.add(half, both));
    result = f64x2.sub(f64x2.add(result, f64x2.mul(k, ln2Low)), half);
    result = f64x2.add(f64x2.add(result, f), f64x2.mul(k, ln2High));
    if (!arePlain) {
      result = v128.bitselect(x, result, f64x2.eq(x, infinity));
      result = v128.bitselect(f64x2.splat(-Infinity), result, f64x2.eq(x, zero));
      result = v128.bitselect(result, f64x2.splat(NaN), f64x2.ge(x, zero));
    }
    v128.store(to + at, result);
  }
}

export function tanhBlock(to: usize, a: usize, b: usize, c: usize, count: i32): void {
  const t0 = constant(19);
  const t1 = constant(20);
  const t2 = constant(21);
  const u0 = constant(22);
  const u1 = constant(23);
  const u2 = constant(24);
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const border = f64x2.splat(0.625);
  const sign = f64x2.splat(-0.0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(to + at, f64x2.mul(two, f64x2.abs(v128.load(a + at))));
  expBlock(to, to, b, c, count);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(a + at);
    const far = f64x2.sub(one, f64x2.div(two, f64x2.add(v128.load(to + at), one)));
    const z = f64x2.mul(x, x);
    let top = f64x2.mul(f64x2.add(f64x2.mul(t0, z), t1), z);
    top = f64x2.add(top, t2);
    let bottom = f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(z, u0), z), u1), z);
    bottom = f64x2.add(bottom, u2);
    const curve = f64x2.add(x, f64x2.mul(f64x2.mul(x, z), f64x2.div(top, bottom)));
    const near = v128.bitselect(x, curve, f64x2.eq(z, zero));
    const signed = v128.or(far, v128.and(x, sign));
    v128.store(to + at, v128.bitselect(signed, near, f64x2.ge(f64x2.abs(x), border)));
  }
}
