/** Spherical Bessel functions: sin(x) / x and what its derivatives are made of, to full double precision. */

/**
 * jₙ(x) = xⁿ (−1/x · d/dx)ⁿ sin(x)/x. Below n + 1 it is summed as its power series, which has no cancellation there; from there on the
 * recurrence in n is stable.
 */
export function sphericalBessel(n: number, x: number): number {
  if (Math.abs(x) < n + 1) return series(n, x);
  let before = Math.sin(x) / x;
  if (n === 0) return before;
  let current = (before - Math.cos(x)) / x;
  for (let k = 1; k < n; k++) {
    const next = ((2 * k + 1) / x) * current - before;
    before = current;
    current = next;
  }
  return current;
}

/** xⁿ / (2n + 1)!! · Σ (−x²/2)ᵏ / (k! (2n + 3) (2n + 5) … (2n + 2k + 1)). */
function series(n: number, x: number): number {
  const step = (-x * x) / 2;
  let term = 1;
  for (let k = 1; k <= n; k++) term *= x / (2 * k + 1);
  let sum = term;
  for (let k = 1; Math.abs(term) > Math.abs(sum) * 1e-17; k++) {
    term *= step / (k * (2 * n + 2 * k + 1));
    sum += term;
  }
  return sum;
}
