/** exp, log and tanh against exact arithmetic, and in WebAssembly against themselves: the same bits. */
import { describe, expect, test } from "vitest";
import { erfcRun, erfRun, expRun, logRun, type Run, tanhRun } from "../../src/tensor/elementwise.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { exp, log, tanh } from "../../src/tensor/transcendental.ts";
import { wasmKernels } from "./sets.ts";

const COUNT = 2000;
const DIGITS = 150n;
const ONE = 1n << DIGITS;

/** Numbers as whole multiples of 2⁻¹⁵⁰. */
function fixed(x: number): bigint {
  let [whole, shift] = [x, 0];
  while (!Number.isInteger(whole)) {
    whole *= 2;
    shift++;
  }
  return (BigInt(whole) << DIGITS) >> BigInt(shift);
}

/** exp by its series, of a part of x that is so small that each term is far smaller than the one before, then squared. */
function exactExp(x: bigint): bigint {
  const halvings = 12n;
  const small = x >> halvings;
  let [sum, term] = [0n, ONE];
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = (term * small) / (n * ONE);
  }
  for (let turn = 0n; turn < halvings; turn++) sum = (sum * sum) >> DIGITS;
  return sum;
}

function exactTanh(x: bigint): bigint {
  const square = exactExp(2n * x);
  return ((square - ONE) << DIGITS) / (square + ONE);
}

/** What a unit in the last place of a number is. */
function unit(x: number): number {
  return Math.max(2 ** (Math.floor(Math.log2(Math.abs(x))) - 52), Number.MIN_VALUE);
}

function drawn(low: number, high: number): Float64Array {
  return uniform(keyOfText(`${low} ${high}`), [COUNT]).data.map((u) => low + u * (high - low));
}

const numberOf = (x: bigint): number => Number(x >> (DIGITS - 110n)) / 2 ** 110;

describe("the error is less than 2 units in the last place", () => {
  test.each([
    [-30, 30],
    [-1, 1],
    [-0.01, 0.01],
  ])("of exp between %f and %f", (low, high) => {
    for (const x of drawn(low, high)) {
      const exact = exactExp(fixed(x));
      expect(Math.abs(numberOf(fixed(exp(x)) - exact)), `${x}`).toBeLessThan(2 * unit(exp(x)));
    }
  });

  // An error of log is, as far as it counts, the part by which exp of it misses.
  test.each([
    [1e-9, 1e9],
    [0.5, 2],
    [0.99, 1.01],
  ])("of log between %f and %f", (low, high) => {
    for (const x of drawn(low, high)) {
      const missed = ((exactExp(fixed(log(x))) - fixed(x)) << DIGITS) / fixed(x);
      expect(Math.abs(numberOf(missed)), `${x}`).toBeLessThan(2 * unit(log(x)));
    }
  });

  test.each([
    [-20, 20],
    [-1, 1],
    [-0.01, 0.01],
  ])("of tanh between %f and %f", (low, high) => {
    for (const x of drawn(low, high)) {
      const missed = fixed(tanh(x)) - exactTanh(fixed(x));
      expect(Math.abs(numberOf(missed)), `${x}`).toBeLessThan(2 * unit(tanh(x)));
    }
  });
});

test("special values are IEEE's", () => {
  const all = [0, -0, Infinity, -Infinity, NaN];
  expect(all.map(exp)).toEqual([1, 1, Infinity, 0, NaN]);
  expect(all.map(log)).toEqual([-Infinity, -Infinity, Infinity, NaN, NaN]);
  expect(all.map(tanh)).toEqual([0, -0, 1, -1, NaN]);
  expect([exp(709.782712893384), exp(709.782712893385), exp(-745.1332), exp(-745.1333)]).toEqual([
    1.7976931348622732e308,
    Infinity,
    5e-324,
    0,
  ]);
  expect([exp(-746), exp(1e300), exp(-1e300)]).toEqual([0, Infinity, 0]);
  expect([log(1), log(-1), log(5e-324), log(Number.MAX_VALUE)]).toEqual([
    0,
    NaN,
    -744.4400719213812,
    709.782712893384,
  ]);
  expect([tanh(5e-324), tanh(-1e-310), tanh(1e-200), tanh(30), tanh(-1e300)]).toEqual([
    5e-324, -1e-310, 1e-200, 1, -1,
  ]);
});

const wasm = wasmKernels();

describe("in WebAssembly the bits are the same", () => {
  const special = [0, -0, Infinity, -Infinity, NaN, 5e-324, -5e-324, 1e-310, 1e-300, -1e-162, 709.79, -745.1];
  const numbers = [
    ...special,
    ...drawn(-800, 800),
    ...drawn(-2, 2),
    ...drawn(0, 1e-3),
    ...drawn(-1074, 1023).map((power) => 2 ** power),
  ];
  test.each<[string, Run]>([
    ["exp", expRun],
    ["log", logRun],
    ["tanh", tanhRun],
    ["erf", erfRun],
    ["erfc", erfcRun],
  ])("%s", (_, run) => {
    const fast = wasm.fastest(run, numbers.length);
    expect(fast).not.toBe(run);
    for (const count of [0, 1, 2, 3, 2047, 2048, 2049, numbers.length]) {
      const [a, b] = [computed(run, count), computed(fast, count)];
      for (let i = 0; i < a.length; i++) expect(Object.is(a[i], b[i]), `${numbers[i]}`).toBe(true);
    }
  });

  function computed(run: Run, count: number): Float64Array {
    const to = new Float64Array(count + 2).fill(7);
    const none = new Float64Array(0);
    run(to, 1, count, Float64Array.from(numbers), 0, 1, none, 0, 0, none, 0, 0);
    return to;
  }
});
