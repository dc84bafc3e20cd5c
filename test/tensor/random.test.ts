/** Random numbers: published vectors of the generator, numbers pinned for all versions, and the shape of the distributions. */
import { describe, expect, test } from "vitest";
import { inverseNormal, keyOfSeed, keyOfText, normal, threefry, uniform } from "../../src/tensor/random.ts";

describe("Threefry-2x32 with 20 rounds", () => {
  // The known answers that come with the authors' library Random123.
  test.each([
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ])("key %i %i, counter %i %i", (low, high, counterLow, counterHigh, first, second) => {
    expect(threefry({ low, high }, counterLow, counterHigh)).toEqual([first, second]);
  });
});

// A file's random numbers never change: these were computed once, by an implementation of the paper in another language.
describe("the numbers of a stream", () => {
  test.each([
    [0, [0.41845711022987275, 0.3146817218764961, 0.39316028345159515]],
    [42, [0.8690483965743594, 0.1506324111875399, 0.5203206621592672]],
    [-1, [0.2547832601222786, 0.6246777471545688]],
    [2 ** 40 + 3, [0.2588360719449322, 0.10307658749184412]],
  ])("seed %i, uniform", (seed, expected) => {
    expect([...uniform(keyOfSeed(seed), [expected.length]).data]).toEqual(expected);
  });

  test("seed 0, normal", () => {
    expectNear(
      normal(keyOfSeed(0), [3]).data,
      [-0.2058421318306143, -0.482623007162241, -0.2710916199172625],
    );
  });

  test("named, uniform and normal", () => {
    const key = keyOfText("w 0");
    expect([...uniform(key, [3]).data]).toEqual([0.8892035346694487, 0.3359380436079822, 0.9936790916799273]);
    expectNear(normal(key, [3]).data, [1.2223033619262624, -0.42357457404039395, 2.493703319733022]);
  });

  test("a text's key depends on every letter and its place", () => {
    expect(keyOfText("a")).toEqual({ low: 2846303744, high: 625461462 });
    expect(keyOfText("aé")).toEqual({ low: 3868422795, high: 3519712372 });
    expect(keyOfText("ab")).not.toEqual(keyOfText("ba"));
  });

  test("a longer draw starts with the shorter one, in any shape", () => {
    const key = keyOfText("x");
    expect([...uniform(key, [2, 3]).data.slice(0, 4)]).toEqual([...uniform(key, [4]).data]);
    expect(uniform(key, [2, 3]).sizes).toEqual([2, 3]);
    expect(uniform(key, [0]).data.length).toBe(0);
  });
});

describe("the distributions", () => {
  const count = 100_000;

  test("uniform numbers lie in [0, 1) and fill it evenly", () => {
    const { data } = uniform(keyOfSeed(7), [count]);
    expect(data.every((x) => x >= 0 && x < 1)).toBe(true);
    const bins = new Array<number>(20).fill(0);
    for (const x of data) bins[Math.floor(x * 20)] = (bins[Math.floor(x * 20)] as number) + 1;
    // Each bin holds 5000 ± 69 (one standard deviation).
    for (const bin of bins) expect(Math.abs(bin - count / 20)).toBeLessThan(300);
  });

  test("normal numbers have the first four moments 0, 1, 0, 3", () => {
    const { data } = normal(keyOfSeed(7), [count]);
    const moment = (power: number): number => data.reduce((sum, x) => sum + x ** power, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });

  test("neighbours are not correlated", () => {
    const { data } = normal(keyOfSeed(11), [count]);
    let product = 0;
    for (let i = 1; i < count; i++) product += (data[i] as number) * (data[i - 1] as number);
    expect(Math.abs(product / count)).toBeLessThan(0.015);
  });

  // Quantiles of the standard normal distribution, computed with forty digits.
  test.each([
    [0.5, 0],
    [0.975, 1.9599639845400538],
    [0.0001, -3.7190164854556804],
    [0.9, 1.2815515655446006],
    [1e-20, -9.262340089798407],
  ])("the quantile of %d", (p, expected) => {
    expectNear([inverseNormal(p)], [expected]);
  });
});

function expectNear(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(value)));
  });
}
