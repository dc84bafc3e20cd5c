/**
 * Nabla's own random numbers: each depends on a key and its place alone, so they are the same in every version, on every machine
 * and in every order of evaluation.
 */
import { elementCount, type Tensor } from "./tensor.ts";

/** 64 bits that name a stream of numbers. */
export interface RandomKey {
  readonly low: number;
  readonly high: number;
}

/** The stream of a whole number that a person chose. */
export function keyOfSeed(seed: number): RandomKey {
  return { low: seed >>> 0, high: Math.floor(seed / 2 ** 32) >>> 0 };
}

/** The stream of a text: each UTF-16 unit is absorbed, with its place, by the block function itself. */
export function keyOfText(text: string): RandomKey {
  let key: RandomKey = { low: 0, high: 0 };
  for (let i = 0; i < text.length; i++) {
    const [low, high] = threefry(key, text.charCodeAt(i), i + 1);
    key = { low, high };
  }
  return key;
}

/** Numbers in [0, 1), each a multiple of 2⁻⁵³. */
export function uniform(key: RandomKey, sizes: readonly number[]): Tensor {
  return draw(key, sizes, (first, second) => ((first >>> 5) * 2 ** 26 + (second >>> 6)) * 2 ** -53);
}

/** Standard normal numbers: the inverse of the distribution function, at the middle of one of 2⁵² equal parts of (0, 1). */
export function normal(key: RandomKey, sizes: readonly number[]): Tensor {
  return draw(key, sizes, (first, second) =>
    inverseNormal(((first >>> 6) * 2 ** 26 + (second >>> 6) + 0.5) * 2 ** -52),
  );
}

function draw(
  key: RandomKey,
  sizes: readonly number[],
  toNumber: (first: number, second: number) => number,
): Tensor {
  const data = new Float64Array(elementCount(sizes));
  for (let i = 0; i < data.length; i++) {
    const [first, second] = threefry(key, i, 0);
    data[i] = toNumber(first, second);
  }
  return { sizes, data };
}

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/** The constant of the key schedule, without which an all-zero key would be weak. */
const PARITY = 0x1bd11bda;

/**
 * The block function Threefry-2x32 with 20 rounds: two 32-bit words for a key and a counter of two words each
 * (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; it is JAX's generator too).
 */
export function threefry(key: RandomKey, counterLow: number, counterHigh: number): readonly [number, number] {
  const schedule = [key.low, key.high, key.low ^ key.high ^ PARITY] as const;
  let a = (counterLow + key.low) | 0;
  let b = (counterHigh + key.high) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = ROTATIONS[round % 8] as number;
    a = (a + b) | 0;
    b = ((b << rotation) | (b >>> (32 - rotation))) ^ a;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      a = (a + (schedule[injection % 3] as number)) | 0;
      b = (b + (schedule[(injection + 1) % 3] as number) + injection) | 0;
    }
  }
  return [a >>> 0, b >>> 0];
}

/**
 * The number below which a standard normal variable falls with probability p, for p strictly between 0 and 1; the relative error
 * is about 1e-16 (Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37, 1988).
 */
export function inverseNormal(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRAL, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -size : size;
}

interface Ratio {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

function ratio({ numerator, denominator }: Ratio, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  let result = 0;
  for (const coefficient of coefficients) result = result * x + coefficient;
  return result;
}

/** The three rational functions of AS 241 (PPND16): for |p − ½| ≤ 0.425, then for r ≤ 5 and for r > 5. */
const CENTRAL: Ratio = {
  numerator: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  denominator: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
};

const MIDDLE: Ratio = {
  numerator: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  denominator: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
};

const TAIL: Ratio = {
  numerator: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  denominator: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
};
