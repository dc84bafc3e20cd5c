/** Special functions as a file calls them, against values computed with forty digits. */
import { expect, test } from "vitest";
import { fileResult } from "../file-result.ts";

/** What is said where a value or a slope is not finite, by call and place. */
const notFinite: Readonly<Record<string, readonly string[]>> = {
  "special.entr(x) at 0": ["nan-backward"],
  "special.entr(x) at -2": ["inf-forward"],
};

test.each<readonly [call: string, x: number, value: number | string, slope: number | string]>([
  ["lgamma(x)", 3.5, 1.2009736023470743, 1.103156640645243],
  ["special.gammaln(x)", 0.5, 0.5723649429247001, -1.9635100260214235],
  ["special.psi(x)", 3.5, 1.103156640645243, 0.3303577561002349],
  ["digamma(x)", 0.5, -1.9635100260214235, 4.934802200544679],
  ["x.polygamma(1)", 3.5, 0.3303577561002349, -0.10820405164172739],
  ["special.polygamma(1, x)", 0.5, 4.934802200544679, -16.82879664423432],
  ["polygamma(n=0, x=x)", 0.5, -1.9635100260214235, 4.934802200544679],
  ["multigammaln(x, 2)", 7.25, 13.740466285094785, 3.7440969414299334],
  ["mvlgamma(x, p=3)", 2.5, 1.8809954616117741, 1.1624309497222869],
  ["special.ndtr(x)", -0.5, 0.3085375387259869, 0.3520653267642995],
  ["special.ndtr(x)", -10, 7.619853024160525e-24, 7.694598626706419e-23],
  ["special.entr(x)", 0.3, 0.3611918412977808, 0.203972804325936],
  ["special.entr(x)", 0, 0, "Infinity"],
  ["special.entr(x)", -2, "-Infinity", "NaN"],
  ["special.xlog1py(x, 1e-20)", 3, 3e-20, 1e-20],
  ["special.xlog1py(x, -1)", 0, 0, 0],
  ["special.xlog1py(2, x)", 3, 2.772588722239781, 0.5],
])("%s at %d", (call, x, value, slope) => {
  const { result } = fileResult("", `x = ${x}\ny = ${call}`);
  expect(result.problems.map(({ code }) => code)).toEqual(notFinite[`${call} at ${x}`] ?? []);
  expectNear(result.values["y"], value);
  expectNear(result.grads["x"], slope);
});

test("where nothing comes back, nothing is sent on", () => {
  const { result } = fileResult(
    "",
    "x = [0, 0.5]\ny = special.entr(x) + special.xlog1py(x, [-1, 1])\nL = y[1]",
  );
  expect(result.grads["x"]).toEqual([0, expect.closeTo(-1 - Math.log(0.5) + Math.log(2), 12)]);
});

function expectNear(found: unknown, expected: number | string): void {
  if (typeof expected === "string" || expected === 0) expect(found).toBe(expected);
  else expect(Math.abs(Number(found) / expected - 1)).toBeLessThan(1e-14);
}
