/**
 * exp, log and tanh, to less than 2 units in the last place for every number. JavaScript's own may differ from host to host, and have
 * no form for vectors: these are the same steps, one by one, as those of the kernels in WebAssembly (`kernels/transcendental.ts`).
 */

/** 1.5 · 2⁵²: a number of less than 2⁵¹ that it is added to and taken from again is rounded to a whole one, halves to even. */
const ROUND = 6755399441055744;
const LOG2_E = 1.4426950408889634;
/** ln 2 in two parts; the first has so few digits that a whole number of up to 11 bits times it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Where the power 2⁰ stands among them. */
const MIDDLE = 1080;
const POWERS = Float64Array.from({ length: 2 * MIDDLE + 1 }, (_, i) => 2 ** (i - MIDDLE));

/** r − r²·P(r²) of r coth(r / 2) = 2 + …, as in the C library of FreeBSD; its error is less than 2⁻⁵⁹ for |r| ≤ ln(2) / 2. */
const EXP = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6,
  4.1381367970572385e-8,
] as const;
const [P1, P2, P3, P4, P5] = EXP;

export function exp(x: number): number {
  // Beyond these all is infinite, or 0; NaN stays.
  const near = x > 710 ? 710 : x < -746 ? -746 : x;
  const k = near * LOG2_E + ROUND - ROUND;
  const high = near - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const square = r * r;
  const c = r - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Two steps: 2ᵏ itself may be beyond the numbers, and the second one alone rounds.
  const half = k >> 1;
  return y * POWERS[half + MIDDLE]! * POWERS[k - half + MIDDLE]!;
}

/** The bits of √½: a significand is taken from it up to √2. */
const ROOT_HALF_HIGH = 0x3fe6a09e;
const ONE_HIGH = 0x3ff00000;
const TWO_54 = 18014398509481984;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const [L1, L2, L3, L4, L5, L6, L7] = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
] as const;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const HIGH_WORD = isLittle ? 1 : 0;

export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  const isSmall = x < SMALLEST_NORMAL;
  const normal = isSmall ? x * TWO_54 : x;
  number[0] = normal;
  const power = ((words[HIGH_WORD]! + (ONE_HIGH - ROOT_HALF_HIGH)) >>> 20) - 1023;
  const f = normal * POWERS[MIDDLE - power]! - 1;
  const k = isSmall ? power - 54 : power;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

/** Below this, tanh is x + x³·P(x²)/Q(x²), as in Cephes; above, 1 − 2 / (exp(2x) + 1). */
const TANH_NEAR = 0.625;
const [T0, T1, T2] = [-0.9643991794250523, -99.28772310019185, -1614.6876844170845] as const;
const [U0, U1, U2] = [112.81167849163293, 2235.4883906010045, 4844.063053251255] as const;

export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size >= TANH_NEAR) {
    const far = 1 - 2 / (exp(2 * size) + 1);
    return x < 0 ? -far : far;
  }
  const z = x * x;
  // So small a number is its own, with its sign.
  return z === 0 ? x : x + x * z * (((T0 * z + T1) * z + T2) / (((z + U0) * z + U1) * z + U2));
}
