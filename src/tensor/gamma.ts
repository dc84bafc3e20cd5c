/** The logarithm of the gamma function and its derivatives, to nearly full double precision, near their zeros too. */

const EULER_GAMMA = 0.5772156649015329;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** B₂ₖ for k from 1. */
const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
  -236364091 / 2730,
];

/** From here on the asymptotic series of `lgamma` and `digamma` are exact to the last digit. */
const ASYMPTOTIC_BOUND = 12;

/** Up to this many steps from a negative number to −½ … ½ are taken one by one: n! is exact for all of them. */
const MOST_STEPS = 19;

/** How many terms of the series around 2 are summed: enough for distances up to ¾. */
const TERMS = 40;

/** ζ(k) − 1 for k from 2. */
const ZETA_MINUS_ONE = Array.from({ length: TERMS }, (_, i) => scaledZeta(i + 2, 2) / 2 ** (i + 2));

/** lgamma(2 + z) = Σ cₖ zᵏ for k from 1 (Abramowitz and Stegun 6.1.33). */
const LGAMMA_AT_2 = [
  1 - EULER_GAMMA,
  ...ZETA_MINUS_ONE.map((zeta, i) => ((i % 2 === 0 ? 1 : -1) * zeta) / (i + 2)),
];

/** digamma(2 + z) − digamma(2) = Σ cₖ zᵏ for k from 1. */
const DIGAMMA_AT_2 = ZETA_MINUS_ONE.map((zeta, i) => (i % 2 === 0 ? zeta : -zeta));

/** A zero of a function, as the sum of two numbers. */
type Zero = readonly [high: number, low: number];

/** Where |Γ| is 1 between −2 and −10.5, computed with sixty digits. Further left the way without them is exact. */
const LGAMMA_ZEROS: readonly Zero[] = [
  [-2.4570247382208006, -3.7075610815513266e-17],
  [-2.7476826467274127, 9.055340329338315e-17],
  [-3.14358088834998, -2.1818179852331714e-16],
  [-3.955294284858598, -1.999428391746348e-17],
  [-4.039361839740537, 2.1143995503980602e-16],
  [-4.991544640560048, 1.5174411760571722e-16],
  [-5.0082181683225935, -4.3926353491015815e-17],
  [-5.998607480080875, -3.311862478893795e-16],
  [-6.001385294453155, 6.415847287933042e-17],
  [-6.999801507890638, 1.0550130037400023e-17],
  [-7.000198333407325, 2.504354173632409e-16],
  [-7.999975197095821, -5.261737128572354e-17],
  [-8.000024800270682, -4.354586297860107e-16],
  [-8.999997244250977, -2.2185620509727132e-16],
  [-9.000002755714823, -9.491348611623208e-17],
  [-9.99999972442663, 4.883037618642443e-16],
  [-10.000000275573013, -3.4909708332642057e-16],
];

/** The positive zero of digamma. */
const DIGAMMA_ROOT: Zero = [1.4616321449683622, 9.549995429965697e-17];

/** The zero of digamma between −n and −n + 1, for n from 1 to 19. */
const DIGAMMA_ZEROS: readonly Zero[] = [
  [-0.5040830082644554, -8.15428206243813e-18],
  [-1.5734984731623904, -1.574185691077347e-17],
  [-2.6107208684441447, 9.881960746978353e-17],
  [-3.635293366436901, 5.454396163173039e-17],
  [-4.653237761743142, -2.5492686201468193e-16],
  [-5.6671624415568855, -3.2153051074948335e-18],
  [-6.678418213073427, 3.470798723495241e-16],
  [-7.687788325031626, -1.351562494643672e-16],
  [-8.695764163816401, -3.2859903716289447e-16],
  [-9.702672540001863, -3.2563178405401477e-16],
  [-10.708740838254144, -6.287211750540301e-16],
  [-11.714133061228955, 8.598250154343834e-16],
  [-12.718971025749207, -4.752312432106917e-16],
  [-13.723347457363827, 4.528278691518058e-16],
  [-14.727334416018529, -3.6618399963139786e-17],
  [-15.730988906332882, 1.0551956373365842e-16],
  [-16.734356723955734, -1.2039501631800144e-15],
  [-17.73747515997759, -5.125776230727235e-16],
  [-18.7403749447801, 7.757330874026816e-16],
];

/** A result below this is computed again as its distance from the zero nearby. */
const NEAR_ZERO = 0.5;

/** log |Γ(x)|: inf at 0, at the negative whole numbers and at both infinities. */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 0) return lgammaOfPositive(x);
  if (Number.isInteger(x) || x === -Infinity) return Infinity;
  const n = Math.round(-x);
  // Γ(x) = Γ(1 + e) / (e (e − 1) … (e − n)), with x = e − n.
  const e = x + n;
  if (n > MOST_STEPS) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * e))) - lgammaOfPositive(1 - x);
  let smooth = series(LGAMMA_AT_2, e) - Math.log1p(e);
  for (let k = 1; k <= n; k++) smooth -= Math.log1p(-e / k);
  const result = smooth - logOfProduct(factorial(n), Math.abs(e));
  return Math.abs(result) < NEAR_ZERO && x > -10.5 ? lgammaFrom(nearestZero(x), x) : result;
}

/** The derivative of log |Γ(x)|. At 0 it is infinite, against the sign of 0, and nan at the negative whole numbers, as in PyTorch. */
export function digamma(x: number): number {
  if (x > 0) return digammaOfPositive(x);
  if (x === 0) return -1 / x;
  if (Number.isInteger(x) || !Number.isFinite(x)) return NaN;
  const n = Math.round(-x);
  const e = x + n;
  const result = digammaOfPositive(1 + e) - digammaOfPositive(1 - e) - 1 / e + digammaOfPositive(n + 1 - e);
  const zero = DIGAMMA_ZEROS[-Math.floor(x) - 1];
  return zero !== undefined && Math.abs(result) < NEAR_ZERO ? digammaFrom(zero, x) : result;
}

/**
 * The n-th derivative of digamma, n ≥ 1: (−1)ⁿ⁺¹ n! ζ(n + 1, x) with Hurwitz's ζ. At 0 and the negative whole numbers it is
 * infinite, with the sign that it has on their right. Left of 0 and for even n it is exact up to rounding at its poles' size.
 */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  if (Number.isNaN(x) || x === -Infinity) return NaN;
  const sign = n % 2 === 0 ? -1 : 1;
  if (x > 0) return sign * scaledDerivative(n, x);
  if (Number.isInteger(x)) return sign * Infinity;
  const m = Math.round(-x);
  const e = x + m;
  // Σ 1 / (x + k)ⁿ⁺¹ over k ≥ 0: the poles right of x, the nearest one, and those up to 0 on its left, for which n decides the sign.
  const left = scaledDerivative(n, 1 - e) - scaledDerivative(n, m + 1 - e);
  const nearest = (e < 0 && n % 2 === 0 ? -1 : 1) * factorialOverPower(n, Math.abs(e)) * (1 / Math.abs(e));
  return sign * (scaledDerivative(n, 1 + e) + nearest + sign * left);
}

function lgammaOfPositive(x: number): number {
  if (x < 0.5) return series(LGAMMA_AT_2, x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return series(LGAMMA_AT_2, x - 1) - Math.log1p(x - 1);
  if (x >= ASYMPTOTIC_BOUND) return stirling(x);
  let product = 1;
  let at = x;
  while (at > 2.5) {
    at -= 1;
    product *= at;
  }
  return Math.log(product) + series(LGAMMA_AT_2, at - 2);
}

/** Stirling's series (Abramowitz and Stegun 6.1.41). */
function stirling(x: number): number {
  if (x === Infinity) return x;
  const square = 1 / (x * x);
  let power = 1 / x;
  let sum = 0;
  for (let k = 1; k <= BERNOULLI.length; k++) {
    sum += ((BERNOULLI[k - 1] as number) / (2 * k * (2 * k - 1))) * power;
    power *= square;
  }
  return (x - 0.5) * (Math.log(x) - 1) + (HALF_LOG_TWO_PI - 0.5) + sum;
}

function nearestZero(x: number): Zero {
  return LGAMMA_ZEROS.reduce((best, zero) => (Math.abs(x - zero[0]) < Math.abs(x - best[0]) ? zero : best));
}

/** log |Γ(x)| as what it gains from a zero on: each part is small, and exact as such. */
function lgammaFrom(zero: Zero, x: number): number {
  const n = Math.round(-zero[0]);
  const t = distance(zero, x);
  const e = x + n;
  const start = e - t;
  let result = seriesGain(LGAMMA_AT_2, e, start, t) - Math.log1p(t / (1 + start)) - Math.log1p(t / start);
  for (let k = 1; k <= n; k++) result -= Math.log1p(-t / (k - start));
  return result;
}

function digammaOfPositive(x: number): number {
  if (Math.abs(x - DIGAMMA_ROOT[0]) < 0.3) {
    const t = distance(DIGAMMA_ROOT, x);
    return seriesGain(DIGAMMA_AT_2, x - 2, x - 2 - t, t);
  }
  if (x < 0.25) return digammaNear2(x) - 1 / (1 + x) - 1 / x;
  if (x < 1.25) return digammaNear2(x - 1) - 1 / x;
  if (x < 2.5) return digammaNear2(x - 2);
  let at = x;
  let steps = 0;
  for (; at < ASYMPTOTIC_BOUND; at += 1) steps += 1 / at;
  const square = 1 / (at * at);
  let power = square;
  let sum = 0;
  for (let k = 1; k <= BERNOULLI.length; k++) {
    sum += ((BERNOULLI[k - 1] as number) / (2 * k)) * power;
    power *= square;
  }
  return Math.log(at) - 0.5 / at - sum - steps;
}

/** digamma(2 + z). */
function digammaNear2(z: number): number {
  return 1 - EULER_GAMMA + series(DIGAMMA_AT_2, z);
}

/** digamma(x) as what it gains from a zero on: digamma grows everywhere between its poles, so nothing cancels. */
function digammaFrom(zero: Zero, x: number): number {
  const t = distance(zero, x);
  const n = -Math.floor(x);
  const e = x + n;
  const start = e - t;
  let slope = 1 / (e * start) + 1 / ((1 + e) * (1 + start));
  for (let k = 1; k <= n; k++) slope += 1 / ((k - e) * (k - start));
  return seriesGain(DIGAMMA_AT_2, e, start, t) + t * slope;
}

function distance([high, low]: Zero, x: number): number {
  return x - high - low;
}

/** Σ cₖ zᵏ for k from 1. */
function series(coefficients: readonly number[], z: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = (sum + (coefficients[k] as number)) * z;
  return sum;
}

/** Σ cₖ (zᵏ − startᵏ) for k from 1, where z = start + t. */
function seriesGain(coefficients: readonly number[], z: number, start: number, t: number): number {
  let gain = t;
  let power = t;
  let sum = 0;
  for (const coefficient of coefficients) {
    sum += coefficient * gain;
    power *= start;
    gain = z * gain + power;
  }
  return sum;
}

/** n! ζ(n + 1, x) for x > 0. */
function scaledDerivative(n: number, x: number): number {
  if (x === Infinity) return 0;
  return factorialOverPower(n, x) * (scaledZeta(n + 1, x) / x);
}

/**
 * xˢ ζ(s, x) for Hurwitz's ζ, Σ 1 / (x + k)ˢ over k ≥ 0, by the Euler-Maclaurin formula from a place on that is large against s.
 */
function scaledZeta(s: number, x: number): number {
  let sum = 0;
  let at = x;
  for (; at < s + ASYMPTOTIC_BOUND; at += 1) {
    const term = (x / at) ** s;
    sum += term;
    if (term < 1e-17 * sum) return sum;
  }
  const square = 1 / (at * at);
  let factor = s / at;
  let tail = at / (s - 1) + 0.5;
  for (let k = 1; k <= BERNOULLI.length; k++) {
    factor /= (2 * k - 1) * (2 * k);
    const term = (BERNOULLI[k - 1] as number) * factor;
    tail += term;
    factor *= (s + 2 * k - 1) * (s + 2 * k) * square;
  }
  return sum + (x / at) ** s * tail;
}

/** n! / xⁿ, without an overflow on the way. */
function factorialOverPower(n: number, x: number): number {
  if (n > 170) return Math.exp(lgammaOfPositive(n + 1) - n * Math.log(x));
  let result = 1;
  for (let k = 1; k <= n; k++) result *= k / x;
  return result;
}

function factorial(n: number): number {
  let result = 1;
  for (let k = 2; k <= n; k++) result *= k;
  return result;
}

/** log(a · b), exact where the product is near 1: what rounding it loses is taken along. */
function logOfProduct(a: number, b: number): number {
  const product = a * b;
  if (Math.abs(product - 1) > 0.5) return Math.log(product);
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  const lost = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return Math.log1p(product - 1 + lost);
}

/** A number as two that have half of its digits each, so that their products are exact. */
function halves(x: number): readonly [number, number] {
  const spread = x * 134217729;
  const high = spread - (spread - x);
  return [high, x - high];
}
