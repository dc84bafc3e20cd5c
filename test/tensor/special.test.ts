/** The error function against values computed with forty digits. */
import { describe, expect, test } from "vitest";
import { erf, erfc } from "../../src/tensor/special.ts";

/** x, erf(x), erfc(x). */
const table: readonly (readonly [number, number, number])[] = [
  [0, 0, 1],
  [1e-300, 1.1283791670955126e-300, 1],
  [1e-10, 1.1283791670955126e-10, 0.999999999887162],
  [0.1, 0.1124629160182849, 0.887537083981715],
  [0.3, 0.3286267594591274, 0.6713732405408726],
  [0.499999, 0.5204989990300283, 0.4795010009699718],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [0.75, 0.7111556336535151, 0.28884436634648486],
  [1, 0.8427007929497149, 0.15729920705028513],
  [1.5, 0.9661051464753108, 0.033894853524689274],
  [2, 0.9953222650189527, 0.004677734981047266],
  [2.12, 0.9972836067851606, 0.0027163932148393877],
  [3, 0.9999779095030014, 2.209049699858544e-5],
  [4.5, 0.9999999998033839, 1.9661604415428876e-10],
  [5.9, 0.9999999999999999, 7.190409783550478e-17],
  [10, 1, 2.088487583762545e-45],
  [15.3, 1, 7.9765601254207e-104],
  [20, 1, 5.395865611607901e-176],
  [26, 1, 5.663192408856143e-296],
  [-0.2, -0.22270258921047847, 1.2227025892104784],
  [-0.5, -0.5204998778130465, 1.5204998778130465],
  [-1.3, -0.9340079449406524, 1.9340079449406524],
  [-3, -0.9999779095030014, 1.9999779095030015],
  [-7, -1, 2],
];

describe.each(table)("at %d", (x, value, complement) => {
  test("erf is right to the last digits", () => {
    expect(relativeError(erf(x), value)).toBeLessThan(4e-16);
  });
  test("erfc is right to the last digits, also where it is tiny", () => {
    expect(relativeError(erfc(x), complement)).toBeLessThan(1e-15);
  });
});

test("infinities and nan", () => {
  expect([erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([1, -1, NaN]);
  expect([erfc(Infinity), erfc(-Infinity), erfc(NaN)]).toEqual([0, 2, NaN]);
  expect(erfc(27.2)).toBeGreaterThan(0);
});

function relativeError(found: number, expected: number): number {
  return found === expected ? 0 : Math.abs(found - expected) / Math.abs(expected);
}
